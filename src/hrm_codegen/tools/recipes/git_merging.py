"""Git: merging, conflicts, rebasing."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/merge",
        asks=(
            "merge the branch {branch} into main, where I am",
            "Bring the work of {branch} into main.",
            "join {branch} into the current branch main",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main',
        run="git merge {branch}",
        checks=(
            'logged "{message}"',
            "[ -f {file} ]",
            "on main",
        ),
        undo="git reset --hard ORIG_HEAD",
        risk="low",
    ),
    Recipe(
        name="git/merge-no-ff",
        asks=(
            'merge {branch} into main with a merge commit even if a fast-forward would do; say "{message2}"',
            'Make a true merge of {branch} with the message "{message2}".',
            'merge {branch} without fast-forward, commit message "{message2}"',
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main',
        run='git merge --no-ff -m "{message2}" {branch}',
        checks=(
            'subject "{message2}"',
            "ref HEAD^2",
        ),
        undo="git reset --hard HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/merge-ff-only",
        asks=(
            "merge {branch} into main only if main can be fast-forwarded",
            "Move main forward to {branch}, and refuse if that needs a merge commit.",
            "fast-forward main to {branch}",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main',
        run="git merge --ff-only {branch}",
        checks=("same main {branch}",),
        undo="git reset --hard ORIG_HEAD",
        risk="low",
    ),
    Recipe(
        name="git/merge-squash",
        asks=(
            'bring the work of {branch} into main as one single commit "{message2}"',
            'Squash-merge {branch}; the commit should say "{message2}".',
            'merge all commits of {branch} into main as one, with the message "{message2}"',
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; commit more {file2}; git switch -q main',
        run='git merge --squash {branch}\ngit commit -m "{message2}"',
        plan=(
            "put the branch's changes into the index",
            "record them as one commit",
        ),
        checks=(
            'subject "{message2}"',
            "commits 2",
            "tracked {file2}",
            "clean",
        ),
        risk="low",
    ),
    Recipe(
        name="git/merge-abort",
        asks=(
            "give up the merge that stopped with conflicts",
            "A merge of {branch} is in conflict. Go back to before it.",
            "abort the merge in progress",
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}; git merge {branch} || true'
        ),
        run="git merge --abort",
        checks=(
            "clean",
            'subject "{message2}"',
            "is {file} {word2}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/conflict-list",
        asks=(
            "list the files that are in conflict",
            "A merge stopped. Which files have conflicts? Names only.",
            "print the names of the unmerged files",
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; commit x '
            '{file2}; git switch -q main; commit "{message2}" {file} {word2}; git merge {branch} || true'
        ),
        run="git diff --name-only --diff-filter=U",
        checks=("outis {file}",),
    ),
    Recipe(
        name="git/conflict-ours",
        asks=(
            'finish the conflicted merge with our version of {file} and the message "{message3}"',
            'The merge of {branch} stopped at {file}. Keep main\'s version and commit as "{message3}".',
            'resolve the conflict in {file} by keeping ours, then commit "{message3}"',
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}; git merge {branch} || true'
        ),
        run='git checkout --ours {file}\ngit add {file}\ngit commit -m "{message3}"',
        plan=(
            "take our version",
            "mark it as resolved",
            "conclude the merge",
        ),
        checks=(
            "is {file} {word2}",
            'subject "{message3}"',
            "ref HEAD^2",
            "clean",
        ),
        risk="low",
    ),
    Recipe(
        name="git/conflict-theirs",
        asks=(
            'finish the conflicted merge with the version of {file} from {branch} and the message "{message3}"',
            'The merge of {branch} stopped at {file}. Take their side of it and commit as "{message3}".',
            'resolve the conflict in {file} in favour of {branch}, then commit "{message3}"',
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}; git merge {branch} || true'
        ),
        run='git checkout --theirs {file}\ngit add {file}\ngit commit -m "{message3}"',
        plan=(
            "take their version",
            "mark it as resolved",
            "conclude the merge",
        ),
        checks=(
            "is {file} {word}",
            'subject "{message3}"',
            "ref HEAD^2",
            "clean",
        ),
        risk="low",
    ),
    Recipe(
        name="git/merge-prefer-theirs",
        asks=(
            "merge {branch} and let its side win wherever lines conflict",
            "Merge {branch} into main; in conflicts take what {branch} says.",
            "merge {branch} with the strategy option theirs",
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}'
        ),
        run="git merge -X theirs {branch}",
        checks=(
            "is {file} {word}",
            "ref HEAD^2",
        ),
        undo="git reset --hard HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/rebase",
        asks=(
            "rebase the current branch {branch} onto main",
            "main moved on. Put the commits of {branch}, where I am, on top of it.",
            "replay {branch} on the newest main",
        ),
        setup=(
            'repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main; commit "{message2}" '
            "{file2}; git switch -q {branch}"
        ),
        run="git rebase main",
        checks=(
            'subject "{message}"',
            'subject "{message2}" HEAD~1',
            "on {branch}",
        ),
        undo="git reset --hard ORIG_HEAD",
        risk="low",
    ),
    Recipe(
        name="git/rebase-abort",
        asks=(
            "give up the rebase that stopped with a conflict",
            "The rebase of {branch} is stuck. Return to the state before it.",
            "abort the rebase in progress",
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}; git switch -q {branch}; git rebase main || true'
        ),
        run="git rebase --abort",
        checks=(
            "on {branch}",
            'subject "{message}"',
            "is {file} {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/rebase-continue",
        asks=(
            "{file} is in conflict in a rebase; take the version of the commit being replayed and go on",
            "The rebase stopped at {file}. Keep the text of my own commit there and continue.",
            "resolve the rebase conflict in {file} with my commit's side, then continue the rebase",
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}; git switch -q {branch}; git rebase main || true'
        ),
        run="git checkout --theirs {file}\ngit add {file}\ngit rebase --continue",
        plan=(
            "in a rebase, theirs is the commit being replayed",
            "mark it as resolved",
            "go on",
        ),
        checks=(
            "on {branch}",
            "is {file} {word}",
            'subject "{message}"',
            'subject "{message2}" HEAD~1',
        ),
        risk="low",
    ),
    Recipe(
        name="git/rebase-skip",
        asks=(
            "the commit being replayed in this rebase is not needed any more; leave it out and go on",
            "Skip the conflicting commit of the rebase.",
            "continue the rebase without the commit that it stopped at",
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}; git switch -q {branch}; git rebase main || true'
        ),
        run="git rebase --skip",
        checks=(
            "on {branch}",
            "same HEAD main",
            "is {file} {word2}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/rebase-onto",
        asks=(
            "{branch2} was built on {branch}, which was dropped; move only its own commits onto main",
            "Transplant the commits of {branch2} that are not in {branch} onto main.",
            "rebase {branch2} from {branch} onto main",
        ),
        setup=('repo; git switch -qc {branch}; commit "{message}" {file}; git switch -qc {branch2}; commit "{message2}" {file2}'),
        run="git rebase --onto main {branch} {branch2}",
        checks=(
            "on {branch2}",
            "commits 2",
            'subject "{message2}"',
            "gone {file}",
        ),
        risk="low",
    ),
)
