"""Git: commands that really fail, and what puts them right."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/fail-push-no-upstream",
        asks=(
            "push the current branch {branch} to origin",
            "Publish my branch {branch}.",
            "send the commits of {branch}, where I am, to origin",
        ),
        setup='repo; remote; git switch -qc {branch}; commit "{message}" {file}',
        fails="git push",
        run="git push --set-upstream origin {branch}",
        checks=('[ "$(git -C ../origin.git log -1 --format=%s {branch})" = "{message}" ]',),
        risk="low",
    ),
    Recipe(
        name="git/fail-push-rejected",
        asks=(
            "push main to origin",
            "Publish my commits on main; keep the colleague's commits too, without a merge commit.",
            "get my work on main to the remote, on top of what others pushed",
        ),
        setup='repo; remote; colleague "{message}" {file}; commit "{message2}" {file2}',
        fails="git push origin main",
        run="git pull --rebase origin main\ngit push origin main",
        plan=(
            "put my commits on top of the remote's",
            "push again",
        ),
        checks=(
            '[ "$(git -C ../origin.git log -1 --format=%s main)" = "{message2}" ]',
            'logged "{message}"',
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-push-no-remote",
        asks=(
            "push main to the repository ../origin.git",
            "Publish main in the bare repository ../origin.git, as origin.",
            "send main to ../origin.git",
        ),
        setup='repo; commit "{message}" {file}; git init -q --bare ../origin.git',
        fails="git push -u origin main",
        run="git remote add origin ../origin.git\ngit push -u origin main",
        plan=(
            "name the remote",
            "push again",
        ),
        checks=('[ "$(git -C ../origin.git log -1 --format=%s main)" = "{message}" ]',),
        risk="low",
    ),
    Recipe(
        name="git/fail-delete-unmerged",
        asks=(
            "delete the branch {branch}; its work is not needed",
            "Remove {branch}. Nobody wants what is on it.",
            "get rid of the branch {branch} for good",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main',
        fails="git branch -d {branch}",
        run="git branch -D {branch}",
        checks=("noref refs/heads/{branch}",),
        risk="destructive",
    ),
    Recipe(
        name="git/fail-delete-current",
        asks=(
            "delete the branch {branch}, which is merged into main",
            "Remove the merged branch {branch}; I am still on it.",
            "get rid of {branch}, its work is in main",
        ),
        setup=(
            'repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main; git merge -q {branch}; '
            "git switch -q {branch}"
        ),
        fails="git branch -d {branch}",
        run="git switch main\ngit branch -d {branch}",
        plan=(
            "leave the branch",
            "delete it",
        ),
        checks=(
            "noref refs/heads/{branch}",
            "on main",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-branch-exists",
        asks=(
            "make the branch {branch} start at the current commit of main, replacing the old one, and switch to it",
            "Begin {branch} anew from here; what it held before may go.",
            "reset the branch {branch} to HEAD and check it out",
        ),
        setup='repo; git branch {branch}; commit "{message}" {file}',
        fails="git switch -c {branch}",
        run="git switch -C {branch}",
        checks=(
            "on {branch}",
            'subject "{message}"',
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-switch-dirty",
        asks=(
            "switch to {branch} and keep my uncommitted edit of {file} for later",
            "Go to {branch}; put my unfinished changes aside first.",
            "change over to {branch} without losing or committing what I edited",
        ),
        setup=(
            'repo; commit start {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            "main; put {file} {word2}"
        ),
        fails="git switch {branch}",
        run="git stash\ngit switch {branch}",
        plan=(
            "put the edits away",
            "switch again",
        ),
        checks=(
            "on {branch}",
            '[ "$(git stash list | wc -l)" -eq 1 ]',
            "is {file} {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-switch-unknown",
        asks=(
            "start working on the branch {branch}, a new one",
            "Switch to {branch}; it is not there yet.",
            "get onto a new branch {branch}",
        ),
        setup="repo",
        fails="git switch {branch}",
        run="git switch -c {branch}",
        checks=("on {branch}",),
        risk="low",
    ),
    Recipe(
        name="git/fail-merge-conflict",
        asks=(
            'merge {branch} into main; where they differ, {branch} is right; say "Merge {branch}"',
            'Bring {branch} into main with the message "Merge {branch}"; in {file} take their version.',
            'merge {branch} and prefer its text of {file}; the commit says "Merge {branch}"',
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}'
        ),
        fails="git merge {branch}",
        run='git checkout --theirs {file}\ngit add {file}\ngit commit -m "Merge {branch}"',
        plan=(
            "take their version",
            "mark it as resolved",
            "conclude the merge",
        ),
        checks=(
            "is {file} {word}",
            'subject "Merge {branch}"',
            "ref HEAD^2",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-merge-conflict-abort",
        asks=(
            "see whether {branch} merges into main cleanly, and go back if it does not",
            "Try to merge {branch}; if there is a conflict, leave main as it was.",
            "attempt the merge of {branch}, and call it off on conflicts",
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}'
        ),
        fails="git merge {branch}",
        run="git merge --abort",
        checks=(
            "clean",
            "is {file} {word2}",
            "! [ -f .git/MERGE_HEAD ]",
            '[ "$(git reflog | wc -l)" -ge 1 ] && [ ! -s "$KIT/out" ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-merge-unrelated",
        asks=(
            "merge {branch}, which has a history of its own, into main",
            'Join the unrelated history of {branch} with main; the message is "{message2}".',
            "bring {branch} into main although they share no commit",
        ),
        setup='repo; git switch -q --orphan {branch}; commit "{message}" {file}; git switch -q main',
        fails='git merge {branch} -m "{message2}"',
        run='git merge {branch} --allow-unrelated-histories -m "{message2}"',
        checks=(
            "[ -f {file} ]",
            "[ -f README.md ]",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-merge-untracked",
        asks=(
            "merge {branch} into main; my untracked {file} may be kept as {file}.mine",
            "Get {branch} into main. Move my own {file} out of the way to {file}.mine.",
            "bring {branch} in, saving the local {file} under the name {file}.mine",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q main; put {file} {word2}',
        fails="git merge {branch}",
        run="mv {file} {file}.mine\ngit merge {branch}",
        plan=(
            "move the untracked file away",
            "merge again",
        ),
        checks=(
            "is {file} {word}",
            "is {file}.mine {word2}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-pull-diverged",
        asks=(
            "update main from origin by a merge; the histories have diverged",
            "Get origin's commits; a merge commit is fine.",
            "pull main from origin although I have own commits, merging",
        ),
        setup='repo; remote; colleague "{message}" {file}; commit "{message2}" {file2}',
        fails="git pull origin main",
        run="git pull --no-rebase --no-edit origin main",
        checks=(
            'logged "{message}"',
            'logged "{message2}"',
            "ref HEAD^2",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-rebase-dirty",
        asks=(
            "rebase {branch}, where I am, onto main, keeping my uncommitted edit of {file}",
            "Put {branch} on top of main; I have unfinished changes that must survive.",
            "rebase onto main with my edits stashed automatically",
        ),
        setup=(
            'repo; commit start {file} a; git switch -qc {branch}; commit "{message}" {file2}; git switch -q main; '
            'commit "{message2}" {file3}; git switch -q {branch}; put {file} {word}'
        ),
        fails="git rebase main",
        run="git rebase --autostash main",
        checks=(
            'subject "{message2}" HEAD~1',
            "is {file} {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-cherry-conflict",
        asks=(
            "copy the last commit of {branch} to main; its version of {file} is the right one",
            "Cherry-pick {branch}; in case of a conflict take the picked side, without an editor.",
            "pick the tip of {branch} into main and prefer its {file}",
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}'
        ),
        fails="git cherry-pick {branch}",
        run="git checkout --theirs {file}\ngit add {file}\ngit cherry-pick --continue",
        plan=(
            "take the picked version",
            "mark it as resolved",
            "go on",
        ),
        checks=(
            "is {file} {word}",
            'subject "{message}"',
            "clean",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-commit-nothing",
        asks=(
            'commit the edit of {file} as "{message}"',
            'Record my change of {file} with the message "{message}".',
            'commit {file}, message "{message}"',
        ),
        setup="repo; commit start {file} a; put {file} {word}",
        fails='git commit -m "{message}"',
        run='git add {file}\ngit commit -m "{message}"',
        plan=(
            "stage the change first",
            "commit again",
        ),
        checks=(
            'subject "{message}"',
            "clean",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-add-ignored",
        asks=(
            "put {log} under version control although logs are ignored",
            "Stage the ignored file {log}.",
            "add {log} to the index in spite of .gitignore",
        ),
        setup="repo; commit ignore .gitignore '*.log'; put {log} x",
        fails="git add {log}",
        run="git add -f {log}",
        checks=("staged {log}",),
        risk="low",
    ),
    Recipe(
        name="git/fail-add-missing",
        asks=(
            "stage the file {dir}/{file}",
            "Put {file}, which lies in {dir}, into the index.",
            "add {file} (somewhere in {dir}) to the next commit",
        ),
        setup="repo; put {dir}/{file} x",
        fails="git add {file}",
        run="git add {dir}/{file}",
        checks=("staged {dir}/{file}",),
        risk="low",
    ),
)
