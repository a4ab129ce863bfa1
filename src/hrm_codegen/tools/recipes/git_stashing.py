"""Git: putting unfinished work away and bringing it back."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/stash",
        asks=(
            "put my uncommitted changes away for now",
            "Stash what I edited, so that the working tree is clean.",
            "save the changes of tracked files on the stash",
        ),
        setup="repo; commit start {file} a; put {file} {word}",
        run="git stash",
        checks=(
            "clean",
            '[ "$(git stash list | wc -l)" -eq 1 ]',
            "is {file} a",
        ),
        undo="git stash pop",
        risk="low",
    ),
    Recipe(
        name="git/stash-message",
        asks=(
            'stash my changes with the note "{message}"',
            'Put the uncommitted work away and call it "{message}".',
            'save the edits on the stash under the description "{message}"',
        ),
        setup="repo; commit start {file} a; put {file} {word}",
        run='git stash push -m "{message}"',
        checks=(
            "clean",
            'git stash list | grep -qF "{message}"',
        ),
        undo="git stash pop",
        risk="low",
    ),
    Recipe(
        name="git/stash-untracked",
        asks=(
            "stash everything, new files too",
            "Put away all uncommitted work, including the untracked files.",
            "clear the working tree into the stash with untracked files",
        ),
        setup="repo; commit start {file} a; put {file} {word}; put {file2} {word2}",
        run="git stash -u",
        checks=(
            "clean",
            "gone {file2}",
            '[ "$(git stash list | wc -l)" -eq 1 ]',
        ),
        undo="git stash pop",
        risk="low",
    ),
    Recipe(
        name="git/stash-one-file",
        asks=(
            "stash only the changes of {file}; {file2} stays modified",
            "Put just {file} on the stash.",
            "set aside the edit of {file} and no other",
        ),
        setup="repo; commit start {file} a; commit more {file2} b; put {file} {word}; put {file2} {word2}",
        run="git stash push {file}",
        checks=(
            "is {file} a",
            "is {file2} {word2}",
            '[ "$(git stash list | wc -l)" -eq 1 ]',
        ),
        undo="git stash pop",
        risk="low",
    ),
    Recipe(
        name="git/stash-pop",
        asks=(
            "bring the stashed changes back and drop them from the stash",
            "Continue with what I stashed last.",
            "pop the latest stash",
        ),
        setup="repo; commit start {file} a; put {file} {word}; git stash -q",
        run="git stash pop",
        checks=(
            "is {file} {word}",
            '[ -z "$(git stash list)" ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/stash-apply",
        asks=(
            "apply the last stash but keep it on the list",
            "Bring the stashed edits back without dropping the stash.",
            "re-apply the newest stash and leave it stored",
        ),
        setup="repo; commit start {file} a; put {file} {word}; git stash -q",
        run="git stash apply",
        checks=(
            "is {file} {word}",
            '[ "$(git stash list | wc -l)" -eq 1 ]',
        ),
        undo="git restore {file}",
        risk="low",
    ),
    Recipe(
        name="git/stash-apply-older",
        asks=(
            "apply the second newest stash, keeping both",
            "Bring back stash@{1}, not the latest one; drop nothing.",
            "re-apply the older of my two stashes",
        ),
        setup="repo; commit start {file} a; put {file} {word}; git stash -q; put {file} {word2}; git stash -q",
        run="git stash apply stash@{1}",
        checks=(
            "is {file} {word}",
            '[ "$(git stash list | wc -l)" -eq 2 ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/stash-list",
        asks=(
            "list the stashes",
            "What did I put on the stash?",
            "show all entries of the stash",
        ),
        setup='repo; commit start {file} a; put {file} {word}; git stash push -qm "{message}"',
        run="git stash list",
        checks=(
            'out "stash@{0}"',
            'out "{message}"',
        ),
    ),
    Recipe(
        name="git/stash-show",
        asks=(
            "show the changes in the newest stash as a diff",
            "What exactly is in the latest stash? Print the patch.",
            "display the patch of stash@{0}",
        ),
        setup="repo; commit start {file} a; put {file} {word}; git stash -q",
        run="git stash show -p",
        checks=("out +{word}",),
    ),
    Recipe(
        name="git/stash-drop",
        asks=(
            "delete the newest stash",
            "I do not need the last stash any more; drop it, and no other.",
            "throw the top entry of the stash away",
        ),
        setup=(
            'repo; commit start {file} a; put {file} {word}; git stash push -qm "{message}"; put {file} {word2}; git '
            'stash push -qm "{message2}"'
        ),
        run="git stash drop",
        checks=(
            '[ "$(git stash list | wc -l)" -eq 1 ]',
            'git stash list | grep -qF "{message}"',
        ),
        risk="destructive",
    ),
    Recipe(
        name="git/stash-clear",
        asks=(
            "delete all stashes",
            "Empty the stash completely.",
            "throw away every stash entry",
        ),
        setup="repo; commit start {file} a; put {file} {word}; git stash -q; put {file} {word2}; git stash -q",
        run="git stash clear",
        checks=('[ -z "$(git stash list)" ]',),
        risk="destructive",
    ),
    Recipe(
        name="git/stash-branch",
        asks=(
            "turn the newest stash into a new branch {branch}",
            "Make a branch {branch} from where I stashed and apply the stash there.",
            "create {branch} out of the latest stash",
        ),
        setup='repo; commit start {file} a; put {file} {word}; git stash -q; commit "{message}" {file} {word2}',
        run="git stash branch {branch}",
        checks=(
            "on {branch}",
            "is {file} {word}",
            '[ -z "$(git stash list)" ]',
        ),
        risk="low",
    ),
)
