"""Git: more commands that really fail, about files, tags, clones and stashes, and what puts them right."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/fail-tag-exists",
        asks=(
            "tag the current commit as {tag}, even if the tag exists",
            "{tag} should name HEAD; an older tag of that name may be replaced.",
            "put {tag} on this commit",
        ),
        setup='repo; git tag {tag}; commit "{message}" {file}',
        fails="git tag {tag}",
        run="git tag -f {tag}",
        checks=("same {tag} HEAD",),
        risk="low",
    ),
    Recipe(
        name="git/fail-remote-exists",
        asks=(
            "set the remote origin to ../{project}.git",
            "origin should be ../{project}.git.",
            "use ../{project}.git as origin from now on",
        ),
        setup="repo; remote",
        fails="git remote add origin ../{project}.git",
        run="git remote set-url origin ../{project}.git",
        checks=('[ "$(git remote get-url origin)" = ../{project}.git ]',),
        risk="low",
    ),
    Recipe(
        name="git/fail-rm-modified",
        asks=(
            "delete {file} from git and from disk, edits included",
            "Remove {file}; its uncommitted changes are not needed.",
            "get rid of the tracked file {file} although it is modified",
        ),
        setup="repo; commit start {file} a; put {file} {word}",
        fails="git rm {file}",
        run="git rm -f {file}",
        checks=(
            "gone {file}",
            "! tracked {file}",
        ),
        risk="destructive",
    ),
    Recipe(
        name="git/fail-not-a-repo",
        asks=(
            "show the state of the repository in {project}",
            "What is the git status of the project {project}? It lies in a folder of that name here.",
            "print the short status of the repository {project}",
        ),
        setup="mkdir {project}; cd {project}; repo; put {file} x",
        fails="git status --short",
        run="git -C {project} status --short",
        checks=('out "?? {file}"',),
        risk="low",
    ),
    Recipe(
        name="git/fail-unknown-command",
        asks=(
            "show the history, a line for each commit",
            "Print the log in short form.",
            "list the commits briefly",
        ),
        pools={
            "typo": (
                "lgo",
                "logg",
                "lg",
                "olg",
            )
        },
        setup='repo; commit "{message}" {file}',
        fails="git {typo} --oneline",
        run="git log --oneline",
        checks=('out "{message}"',),
    ),
    Recipe(
        name="git/fail-identity",
        asks=(
            'commit the staged file as "{message}"; I am {person} <{mail}>',
            'Record what is staged as "{message}". My name is {person} and my address {mail}.',
            'make the commit "{message}" in the name of {person}, {mail}',
        ),
        setup="repo; put {file} x; git add .; rm ~/.gitconfig; git config user.useConfigOnly true",
        fails='git commit -m "{message}"',
        run='git config user.name "{person}"\ngit config user.email "{mail}"\ngit commit -m "{message}"',
        plan=(
            "set the name",
            "set the address",
            "commit again",
        ),
        checks=(
            'subject "{message}"',
            '[ "$(git log -1 --format=\'%an %ae\')" = "{person} {mail}" ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-lock",
        asks=(
            "stage {file}; no other git process is running",
            "Add {file} to the index. Another git crashed earlier and nothing runs now.",
            "put {file} into the index in spite of the stale lock",
        ),
        setup="repo; put {file} x; touch .git/index.lock",
        fails="git add {file}",
        run="rm .git/index.lock\ngit add {file}",
        plan=(
            "remove the stale lock",
            "stage again",
        ),
        checks=("staged {file}",),
        risk="destructive",
    ),
    Recipe(
        name="git/fail-pathspec",
        asks=(
            "get {file} back; it was deleted in the last commit",
            "Restore {file}, which HEAD deleted, from the commit before.",
            "recover {file}; the latest commit removed it",
        ),
        setup='repo; commit "{message}" {file} {word}; git rm -q {file}; commit "{message2}"',
        fails="git restore {file}",
        run="git restore --source HEAD~1 {file}",
        checks=("is {file} {word}",),
        risk="low",
    ),
    Recipe(
        name="git/fail-clone-exists",
        asks=(
            "clone ../origin.git here; a folder origin is in the way, so call the clone {project}",
            "Get a copy of ../origin.git. If the name is taken, use {project}.",
            "clone ../origin.git, into {project} if origin exists already",
        ),
        setup='(mkdir ../seed; cd ../seed; repo; commit "{message}" {file}; remote); put origin/keep x',
        fails="git clone ../origin.git",
        run="git clone ../origin.git {project}",
        checks=(
            "[ -f {project}/{file} ]",
            "[ -f origin/keep ]",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-clone-path",
        asks=(
            "clone the repository that lies beside this folder as ../origin.git, into {project}",
            "Make a clone {project}. The repository is one level up and called origin.git.",
            "get a copy of ../origin.git as {project}",
        ),
        setup='(mkdir ../seed; cd ../seed; repo; commit "{message}" {file}; remote)',
        fails="git clone origin.git {project}",
        run="git clone ../origin.git {project}",
        checks=("[ -f {project}/{file} ]",),
        risk="low",
    ),
    Recipe(
        name="git/fail-worktree-in-use",
        asks=(
            ("have the branch {branch} in ../{dir} as well; it is checked out here, so use a new branch {branch2} from it there"),
            "Open ../{dir} with the state of {branch}; as {branch} is taken, start {branch2} there.",
            "add a worktree ../{dir} for {branch}, or for a new branch {branch2} at the same commit",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}',
        fails="git worktree add ../{dir} {branch}",
        run="git worktree add -b {branch2} ../{dir} {branch}",
        checks=(
            '[ "$(git -C ../{dir} branch --show-current)" = {branch2} ]',
            "same {branch} {branch2}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-stash-pop-conflict",
        asks=(
            "bring the stashed changes back; where {file} conflicts, the stash is right, and drop the stash",
            "Pop the stash, and take the stashed version of {file}.",
            "restore my stash over the newer {file} and forget the stash",
        ),
        setup='repo; commit start {file} a; put {file} {word}; git stash -q; commit "{message}" {file} {word2}',
        fails="git stash pop",
        run="git checkout --theirs {file}\ngit add {file}\ngit stash drop",
        plan=(
            "take the stashed version",
            "mark it as resolved",
            "the stash was kept because of the conflict",
        ),
        checks=(
            "is {file} {word}",
            '[ -z "$(git stash list)" ]',
            "staged {file}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-revert-conflict",
        asks=(
            "take the commit before the last one back; if that conflicts, leave everything as it was",
            "Try to revert HEAD~1, and give up on a conflict.",
            "attempt the reversal of HEAD~1 and call it off when it does not apply",
        ),
        setup='repo; commit start {file} a; commit "{message}" {file} {word}; commit "{message2}" {file} {word2}',
        fails="git revert --no-edit HEAD~1",
        run="git revert --abort",
        checks=(
            "clean",
            'subject "{message2}"',
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-ambiguous-file",
        asks=(
            "throw away my edit of the file called {branch}, which is also the name of a branch",
            "Restore the file {branch} from the index; mind that there is a branch of the same name.",
            "discard the changes of the file {branch}",
        ),
        pools={
            "branch": (
                "build",
                "release",
                "test",
                "docs",
            )
        },
        setup="repo; commit start {branch} a; git branch {branch}; put {branch} {word}",
        fails="git log {branch}",
        run="git checkout -- {branch}",
        checks=(
            "is {branch} a",
            "on main",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-detached-push",
        asks=(
            "keep the commit I made on a detached HEAD as the branch {branch} and push it to origin",
            "I committed without being on a branch. Name the work {branch} and publish it.",
            "push my detached commit to origin as {branch}",
        ),
        setup='repo; remote; git switch -q --detach; commit "{message}" {file}',
        fails="git push",
        run="git switch -c {branch}\ngit push -u origin {branch}",
        plan=(
            "give the commit a branch",
            "publish it",
        ),
        checks=(
            '[ "$(git -C ../origin.git log -1 --format=%s {branch})" = "{message}" ]',
            "on {branch}",
        ),
        risk="low",
    ),
)
