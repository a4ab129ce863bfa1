"""Git: clones, remotes and pushing; the remote is a bare repository beside the folder."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/clone",
        asks=(
            "clone the repository ../origin.git into a folder {project}",
            "Get a copy of ../origin.git; the folder should be called {project}.",
            "make a clone of ../origin.git as {project}",
        ),
        setup='(mkdir ../seed; cd ../seed; repo; commit "{message}" {file}; remote)',
        run="git clone ../origin.git {project}",
        checks=(
            "[ -f {project}/{file} ]",
            "[ -d {project}/.git ]",
        ),
        undo="rm -rf {project}",
        risk="low",
    ),
    Recipe(
        name="git/clone-branch",
        asks=(
            "clone ../origin.git into {project} and check out its branch {branch}",
            "Clone ../origin.git as {project}, starting on {branch}.",
            "get ../origin.git into {project}, directly on the branch {branch}",
        ),
        setup=(
            '(mkdir ../seed; cd ../seed; repo; remote; git switch -qc {branch}; commit "{message}" {file}; git push '
            "-q origin {branch})"
        ),
        run="git clone --branch {branch} ../origin.git {project}",
        checks=('[ "$(git -C {project} branch --show-current)" = {branch} ]',),
        undo="rm -rf {project}",
        risk="low",
    ),
    Recipe(
        name="git/clone-shallow",
        asks=(
            "clone file:///tmp/box/origin.git into {project} with only its last commit",
            "Make a shallow clone of depth one of file:///tmp/box/origin.git, in the folder {project}.",
            "fetch just the newest commit of file:///tmp/box/origin.git into a new clone {project}",
        ),
        setup='(mkdir ../seed; cd ../seed; repo; commit "{message}" {file}; remote); mkdir -p /tmp/box',
        run="git clone --depth 1 file:///tmp/box/origin.git {project}",
        checks=(
            '[ "$(git -C {project} rev-list --count HEAD)" -eq 1 ]',
            "[ -f {project}/{file} ]",
        ),
        undo="rm -rf {project}",
        risk="low",
    ),
    Recipe(
        name="git/clone-bare",
        asks=(
            "make a bare clone of this folder's repository in ../{project}.git",
            "Create ../{project}.git as a bare copy of the repository here.",
            "clone this repository bare, into ../{project}.git",
        ),
        setup='repo; commit "{message}" {file}',
        run="git clone --bare . ../{project}.git",
        checks=(
            '[ "$(git -C ../{project}.git rev-parse --is-bare-repository)" = true ]',
            '[ "$(git -C ../{project}.git log -1 --format=%s main)" = "{message}" ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/remote-add",
        asks=(
            "add the remote origin with the address ../origin.git",
            "Connect this repository to ../origin.git under the name origin.",
            "register ../origin.git as origin",
        ),
        setup="repo; git init -q --bare ../origin.git",
        run="git remote add origin ../origin.git",
        checks=('[ "$(git remote get-url origin)" = ../origin.git ]',),
        undo="git remote remove origin",
        risk="low",
    ),
    Recipe(
        name="git/remote-list",
        asks=(
            "list the remotes with their addresses",
            "Where does this repository push to and fetch from?",
            "show all remotes and their URLs",
        ),
        setup="repo; remote",
        run="git remote -v",
        checks=(
            "out ../origin.git",
            "out '(push)'",
        ),
    ),
    Recipe(
        name="git/remote-set-url",
        asks=(
            "change the address of origin to ../{project}.git",
            "origin has moved to ../{project}.git; tell this clone.",
            "point the remote origin at ../{project}.git",
        ),
        setup="repo; remote",
        run="git remote set-url origin ../{project}.git",
        checks=('[ "$(git remote get-url origin)" = ../{project}.git ]',),
        undo="git remote set-url origin ../origin.git",
        risk="low",
    ),
    Recipe(
        name="git/remote-rename",
        asks=(
            "rename the remote origin to {name}",
            "The remote called origin should be {name} from now on.",
            "give the remote origin the new name {name}",
        ),
        pools={
            "name": (
                "upstream",
                "company",
                "mirror",
                "github",
                "backup",
            )
        },
        setup="repo; remote",
        run="git remote rename origin {name}",
        checks=(
            '[ "$(git remote)" = {name} ]',
            "ref refs/remotes/{name}/main",
        ),
        risk="low",
    ),
    Recipe(
        name="git/remote-remove",
        asks=(
            "remove the remote origin from this clone",
            "Disconnect this repository from origin.",
            "forget the remote called origin",
        ),
        setup="repo; remote",
        run="git remote remove origin",
        checks=('[ -z "$(git remote)" ]',),
        risk="low",
    ),
    Recipe(
        name="git/push-new-branch",
        asks=(
            "push the branch {branch}, which origin does not have yet, and track it",
            "Publish my new branch {branch} on origin and set its upstream.",
            "send {branch} to origin for the first time so that later a bare git push will do",
        ),
        setup='repo; remote; git switch -qc {branch}; commit "{message}" {file}',
        run="git push -u origin {branch}",
        checks=(
            '[ "$(git -C ../origin.git log -1 --format=%s {branch})" = "{message}" ]',
            '[ "$(git rev-parse --abbrev-ref {branch}@{u})" = origin/{branch} ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/push",
        asks=(
            "push my commits on main to origin",
            "Send what I committed on main to the remote.",
            "publish the new commits of main",
        ),
        setup='repo; remote; commit "{message}" {file}',
        run="git push origin main",
        checks=('[ "$(git -C ../origin.git log -1 --format=%s main)" = "{message}" ]',),
        risk="low",
    ),
    Recipe(
        name="git/push-other-name",
        asks=(
            "push main to origin under the branch name {branch}",
            "Publish what is on main as the branch {branch} of origin.",
            "send the local main to origin, where it should be called {branch}",
        ),
        setup='repo; remote; commit "{message}" {file}',
        run="git push origin main:{branch}",
        checks=(
            '[ "$(git -C ../origin.git log -1 --format=%s {branch})" = "{message}" ]',
            '[ "$(git -C ../origin.git log -1 --format=%s main)" = "Start the project" ]',
        ),
        undo="git push origin --delete {branch}",
        risk="low",
    ),
    Recipe(
        name="git/push-force-lease",
        asks=(
            "push the rewritten branch {branch} to origin, but only if nobody else pushed to it meanwhile",
            "I amended the last commit of {branch}, which was pushed already. Overwrite it on origin safely.",
            "force-push {branch} with a lease",
        ),
        setup=(
            "repo; remote; git switch -qc {branch}; commit draft {file}; git push -qu origin {branch}; git commit -q "
            '--amend -m "{message}"'
        ),
        run="git push --force-with-lease origin {branch}",
        checks=('[ "$(git -C ../origin.git log -1 --format=%s {branch})" = "{message}" ]',),
        risk="destructive",
    ),
    Recipe(
        name="git/push-delete-branch",
        asks=(
            "delete the branch {branch} on origin",
            "Remove {branch} from the remote; my local branch stays.",
            "take the remote branch {branch} away",
        ),
        setup="repo; remote; git branch {branch}; git push -q origin {branch}",
        run="git push origin --delete {branch}",
        checks=(
            "! git -C ../origin.git rev-parse -q --verify {branch}",
            "ref {branch}",
        ),
        undo="git push origin {branch}",
        risk="destructive",
    ),
    Recipe(
        name="git/fetch",
        asks=(
            "fetch what is new on origin without merging it",
            "Update origin/main here, but leave my branch alone.",
            "download the remote's new commits only",
        ),
        setup='repo; remote; colleague "{message}" {file}',
        run="git fetch origin",
        checks=(
            'subject "{message}" origin/main',
            'subject "Start the project"',
        ),
        risk="low",
    ),
    Recipe(
        name="git/fetch-prune",
        asks=(
            "fetch from origin and forget the remote branches that were deleted there",
            "Update the remote-tracking branches and drop the stale ones.",
            "prune deleted branches of origin while fetching",
        ),
        setup=(
            "repo; remote; git branch {branch}; git push -q origin {branch}; git fetch -q; git -C ../origin.git branch -qD {branch}"
        ),
        run="git fetch --prune origin",
        checks=(
            "noref refs/remotes/origin/{branch}",
            "ref origin/main",
        ),
        risk="low",
    ),
)
