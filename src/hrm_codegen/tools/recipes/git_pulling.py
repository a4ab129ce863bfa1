"""Git: pulling, tracking, comparing with the remote, submodules and bundles."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/pull",
        asks=(
            "get the new commits of origin into main",
            "Bring main up to date with the remote.",
            "pull main from origin",
        ),
        setup='repo; remote; colleague "{message}" {file}',
        run="git pull origin main",
        checks=(
            'subject "{message}"',
            "[ -f {file} ]",
        ),
        risk="low",
    ),
    Recipe(
        name="git/pull-rebase",
        asks=(
            "get origin's new commits and put my own commits of main on top, without a merge commit",
            "Pull with rebase: my local commit should come last.",
            "update main from origin by rebasing my work",
        ),
        setup='repo; remote; colleague "{message}" {file}; commit "{message2}" {file2}',
        run="git pull --rebase origin main",
        checks=(
            'subject "{message2}"',
            'subject "{message}" HEAD~1',
            '[ -z "$(git log --merges --format=%h)" ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/pull-ff-only",
        asks=(
            "update main from origin only if it can be fast-forwarded",
            "Pull, but refuse to make a merge commit.",
            "bring main up to date without ever merging",
        ),
        setup='repo; remote; colleague "{message}" {file}',
        run="git pull --ff-only origin main",
        checks=('subject "{message}"',),
        risk="low",
    ),
    Recipe(
        name="git/track-remote-branch",
        asks=(
            "check out the branch {branch} that exists on origin only",
            "A colleague pushed {branch}. Fetch it and work on it here.",
            "get the remote branch {branch} as a local branch that tracks it",
        ),
        setup="repo; remote; git push -q origin main:{branch}",
        run="git fetch origin\ngit switch {branch}",
        plan=(
            "learn about the remote's branches",
            "make a local branch from it",
        ),
        checks=(
            "on {branch}",
            '[ "$(git rev-parse --abbrev-ref @{u})" = origin/{branch} ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/set-upstream",
        asks=(
            "let the current branch {branch} track origin/{branch}",
            "{branch} exists here and on origin; connect the two so that pull works without arguments.",
            "set the upstream of {branch} to the branch of the same name on origin",
        ),
        setup="repo; remote; git switch -qc {branch}; git push -q origin {branch}",
        run="git branch --set-upstream-to=origin/{branch}",
        checks=('[ "$(git rev-parse --abbrev-ref @{u})" = origin/{branch} ]',),
        undo="git branch --unset-upstream",
        risk="low",
    ),
    Recipe(
        name="git/unpushed",
        asks=(
            "list the commits of main that are not on origin yet",
            "What would I push? A line for each commit.",
            "show my local commits that origin/main lacks",
        ),
        setup='repo; remote; commit "{message}" {file}; commit "{message2}" {file2}',
        run="git log --oneline origin/main..main",
        checks=(
            'out "{message}"',
            'out "{message2}"',
            "outlines 2",
        ),
    ),
    Recipe(
        name="git/incoming",
        asks=(
            "fetch and list the commits that origin has and my main lacks",
            "What is new on origin's main? Fetch, then print a line for each commit.",
            "show the incoming commits without merging them",
        ),
        setup='repo; remote; colleague "{message}" {file}',
        run="git fetch origin\ngit log --oneline main..origin/main",
        plan=(
            "get the news",
            "show what main lacks",
        ),
        checks=(
            'out "{message}"',
            'subject "Start the project"',
        ),
    ),
    Recipe(
        name="git/reset-to-remote",
        asks=(
            "throw away my commits and edits on main and take exactly what origin has",
            "Make main identical to the remote's main; local work may be lost.",
            "discard everything local on main in favour of origin/main",
        ),
        setup='repo; remote; colleague "{message}" {file}; commit mine {file2}; put README.md {word}',
        run="git fetch origin\ngit reset --hard origin/main",
        plan=(
            "get the remote's state",
            "set branch and files to it",
        ),
        checks=(
            "same HEAD origin/main",
            'subject "{message}"',
            "clean",
            "gone {file2}",
        ),
        risk="destructive",
    ),
    Recipe(
        name="git/submodule-add",
        asks=(
            'add ../origin.git as a submodule in {dir} and commit that as "{message}"',
            'Include the repository ../origin.git below {dir} as a submodule; commit with "{message}".',
            'make {dir} a submodule of ../origin.git, recorded in a commit "{message}"',
        ),
        setup="(mkdir ../seed; cd ../seed; repo; commit lib {file}; remote); repo",
        run='git -c protocol.file.allow=always submodule add ../origin.git {dir}\ngit commit -m "{message}"',
        plan=(
            "clone it into the folder",
            "record the link",
        ),
        checks=(
            "[ -f {dir}/{file} ]",
            'subject "{message}"',
            "has .gitmodules {dir}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/submodule-init",
        asks=(
            "fetch the submodules of this fresh clone",
            "The submodule folders are empty. Fill them.",
            "initialise and update all submodules",
        ),
        setup=(
            "(mkdir ../seed; cd ../seed; repo; commit lib {file}; remote); mkdir ../top; (cd ../top; repo; git "
            'submodule --quiet add ../origin.git {dir}; commit "{message}"); git clone -q ../top .'
        ),
        run="git submodule update --init --recursive",
        checks=("[ -f {dir}/{file} ]",),
        risk="low",
    ),
    Recipe(
        name="git/bundle",
        asks=(
            "write the whole history of main into a single file {project}.bundle",
            "Pack main into {project}.bundle, to carry it to a machine without network.",
            "make a git bundle {project}.bundle of the branch main",
        ),
        setup='repo; commit "{message}" {file}',
        run="git bundle create {project}.bundle main",
        checks=("git bundle verify {project}.bundle",),
        undo="rm {project}.bundle",
        risk="low",
    ),
    Recipe(
        name="git/clone-bundle",
        asks=(
            "clone the repository out of ../{project}.bundle into {project}",
            "../{project}.bundle holds a repository. Unpack it as {project}.",
            "make the folder {project} from the bundle ../{project}.bundle",
        ),
        setup=('(mkdir ../seed; cd ../seed; repo; commit "{message}" {file}; git bundle create -q ../{project}.bundle HEAD main)'),
        run="git clone ../{project}.bundle {project}",
        checks=(
            "[ -f {project}/{file} ]",
            '[ "$(git -C {project} log -1 --format=%s)" = "{message}" ]',
        ),
        risk="low",
    ),
)
