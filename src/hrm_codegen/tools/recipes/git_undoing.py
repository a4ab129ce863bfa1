"""Git: restoring, resetting, reverting, cleaning, recovering."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/restore-file",
        asks=(
            "throw away my edits of {file}",
            "Undo the uncommitted changes in {file}.",
            "set {file} back to its last committed version",
        ),
        setup="repo; commit start {file} {word}; put {file} {word2}",
        run="git restore {file}",
        checks=("is {file} {word}",),
        risk="destructive",
    ),
    Recipe(
        name="git/restore-all",
        asks=(
            "discard all unstaged edits in this folder",
            "Set every modified file back; nothing is staged.",
            "drop all changes of tracked files in the working tree",
        ),
        setup="repo; commit start {file} {word}; commit more {file2} {word}; put {file} x; put {file2} y",
        run="git restore .",
        checks=(
            "clean",
            "is {file} {word}",
        ),
        risk="destructive",
    ),
    Recipe(
        name="git/restore-deleted",
        asks=(
            "I deleted {file} by mistake; bring it back",
            "Recover the tracked file {file}, which I removed but did not commit.",
            "get the deleted {file} back from git",
        ),
        setup="repo; commit start {file} {word}; rm {file}",
        run="git restore {file}",
        checks=("is {file} {word}",),
        risk="low",
    ),
    Recipe(
        name="git/restore-old-version",
        asks=(
            "set {file} back to what it was at {tag}",
            "Take the version of {file} from {tag} into the working tree.",
            "restore {file} from the tag {tag}",
        ),
        setup='repo; commit start {file} {word}; git tag {tag}; commit "{message}" {file} {word2}',
        run="git restore --source {tag} {file}",
        checks=(
            "is {file} {word}",
            'subject "{message}"',
        ),
        undo="git restore {file}",
        risk="low",
    ),
    Recipe(
        name="git/restore-staged-and-worktree",
        asks=(
            "undo the staged change of {file}, on disk as well",
            "{file} is modified and staged. Make it as in HEAD again, in the index and in the folder.",
            "drop the change of {file} from index and working tree",
        ),
        setup="repo; commit start {file} {word}; put {file} {word2}; git add {file}",
        run="git restore --staged --worktree {file}",
        checks=(
            "is {file} {word}",
            "clean",
        ),
        risk="destructive",
    ),
    Recipe(
        name="git/undo-commit-soft",
        asks=(
            "undo the last commit and keep its changes staged",
            "Take the latest commit back, without losing what it changed; leave it in the index.",
            "uncommit softly",
        ),
        setup='repo; commit "{message}" {file} {word}',
        run="git reset --soft HEAD~1",
        checks=(
            "commits 1",
            "staged {file}",
        ),
        undo="git reset --soft HEAD@{1}",
        risk="low",
    ),
    Recipe(
        name="git/undo-commit-mixed",
        asks=(
            "undo the last commit and leave its changes unstaged in the files",
            "Take the latest commit back; its edits should be ordinary unstaged edits.",
            "uncommit, and unstage as well, without touching the files",
        ),
        setup='repo; commit start {file} a; commit "{message}" {file} {word}',
        run="git reset HEAD~1",
        checks=(
            "commits 2",
            "unstaged {file}",
            "is {file} {word}",
        ),
        undo="git reset HEAD@{1}",
        risk="low",
    ),
    Recipe(
        name="git/undo-commit-hard",
        asks=(
            "throw the last commit away, together with its changes",
            "Remove the latest commit and everything it changed.",
            "reset the branch and the files to the state before the last commit",
        ),
        setup='repo; commit start {file} a; commit "{message}" {file} {word}',
        run="git reset --hard HEAD~1",
        checks=(
            "commits 2",
            "is {file} a",
            "clean",
        ),
        undo="git reset --hard HEAD@{1}",
        risk="destructive",
    ),
    Recipe(
        name="git/undo-n-commits",
        asks=(
            "throw away the last {number} commits completely",
            "Set branch and files back by {number} commits.",
            "drop my newest {number} commits for good",
        ),
        setup='repo; for i in 1 2 3 4 5 6; do commit "step $i" {file} $i; done',
        run="git reset --hard HEAD~{number}",
        checks=(
            "commits $((7 - {number}))",
            "clean",
        ),
        undo="git reset --hard HEAD@{1}",
        risk="destructive",
    ),
    Recipe(
        name="git/revert",
        asks=(
            "undo the last commit with a new commit, because it is pushed already",
            "Revert HEAD and keep the automatic message.",
            "take back what the latest commit changed, without rewriting history",
        ),
        setup='repo; commit start {file} a; commit "{message}" {file} {word}',
        run="git revert --no-edit HEAD",
        checks=(
            "is {file} a",
            "commits 4",
            "subject 'Revert \"{message}\"'",
        ),
        undo="git reset --hard HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/revert-older",
        asks=(
            "undo the commit before the last one with a new commit",
            "HEAD~1 was wrong, HEAD is fine. Revert only HEAD~1, with the default message.",
            "revert the last commit but one",
        ),
        setup='repo; commit "{message}" {file} {word}; commit "{message2}" {file2} {word2}',
        run="git revert --no-edit HEAD~1",
        checks=(
            "gone {file}",
            "is {file2} {word2}",
            "subject 'Revert \"{message}\"'",
        ),
        undo="git reset --hard HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/revert-merge",
        asks=(
            "undo the merge commit at HEAD, keeping main's side",
            "The last merge was a mistake and is public. Revert it relative to its first parent.",
            "revert the merge that HEAD is",
        ),
        setup=(
            'repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main; git merge -q --no-ff -m '
            '"Merge {branch}" {branch}'
        ),
        run="git revert --no-edit -m 1 HEAD",
        checks=(
            "gone {file}",
            "subject 'Revert \"Merge {branch}\"'",
        ),
        undo="git reset --hard HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/revert-no-commit",
        asks=(
            "undo the changes of the last two commits in the index, without committing yet",
            "Prepare the reversal of HEAD and HEAD~1 as staged changes.",
            "revert the newest two commits into the index only",
        ),
        setup='repo; commit start {file} a; commit "{message}" {file} {word}; commit "{message2}" {file} {word2}',
        run="git revert --no-commit HEAD~2..HEAD",
        checks=(
            "is {file} a",
            "staged {file}",
            "commits 4",
        ),
        risk="low",
    ),
    Recipe(
        name="git/clean-preview",
        asks=(
            "list the untracked files that git clean would delete, and delete nothing",
            "Do a dry run of removing untracked files and folders.",
            "show what cleaning untracked files would take away",
        ),
        setup="repo; put {file} x; put {dir}/{file2} y",
        run="git clean -nd",
        checks=(
            "out {file}",
            "out {dir}/",
            "[ -f {file} ]",
        ),
    ),
    Recipe(
        name="git/clean",
        asks=(
            "delete all untracked files and folders",
            "Remove everything that git does not track; ignored files may stay.",
            "clean the working tree of untracked files, folders too",
        ),
        setup="repo; commit ignore .gitignore '*.tmp'; put {file} x; put {dir}/{file2} y; put keep.tmp z",
        run="git clean -fd",
        checks=(
            "gone {file}",
            "gone {dir}",
            "[ -f keep.tmp ]",
        ),
        risk="destructive",
    ),
    Recipe(
        name="git/clean-ignored",
        asks=(
            "delete the ignored files, for example build products, and keep other untracked files",
            "Remove only what .gitignore matches.",
            "clean out ignored files and nothing else",
        ),
        setup="repo; commit ignore .gitignore '*.tmp'; put {word}.tmp x; put {file} y",
        run="git clean -fX",
        checks=(
            "gone {word}.tmp",
            "[ -f {file} ]",
        ),
        risk="destructive",
    ),
    Recipe(
        name="git/recover-reset",
        asks=(
            "I threw the last commit away with a hard reset; get it back",
            "A git reset --hard HEAD~1 was a mistake. Return to the state before it.",
            "undo the hard reset I just did",
        ),
        setup='repo; commit "{message}" {file} {word}; git reset -q --hard HEAD~1',
        run="git reset --hard HEAD@{1}",
        checks=(
            'subject "{message}"',
            "is {file} {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/recover-branch",
        asks=(
            "recreate the branch {branch}, which I was on just before switching to main and then deleted unmerged",
            "I switched from {branch} to main and deleted it with -D. Bring it back.",
            "recover the deleted branch {branch}; I left it with the last switch",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main; git branch -qD {branch}',
        run="git branch {branch} HEAD@{1}",
        checks=(
            'subject "{message}" {branch}',
            "on main",
        ),
        undo="git branch -D {branch}",
        risk="low",
    ),
    Recipe(
        name="git/recover-amended",
        asks=(
            "the last amend was a mistake; make HEAD the commit before the amend again, keeping the files",
            "Undo git commit --amend, and leave its changes staged.",
            "get the original commit back that I amended",
        ),
        setup='repo; commit "{message}" {file} {word}; put {file} {word2}; git commit -qam "{message2}" --amend',
        run="git reset --soft HEAD@{1}",
        checks=(
            'subject "{message}"',
            "is {file} {word2}",
            "staged {file}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/recover-stash",
        asks=(
            "find the commits that nothing refers to, such as a dropped stash",
            "I dropped a stash by mistake. List the dangling commits, where it must be.",
            "list the unreachable commits of this repository",
        ),
        setup='repo; commit start {file} a; put {file} {word}; git stash push -qm "{message}"; git stash drop -q',
        run="git fsck --no-reflogs --lost-found",
        checks=('out "dangling commit"',),
        risk="low",
    ),
    Recipe(
        name="git/abandon-file-history",
        asks=(
            "remove {file} from the whole history of this branch",
            "{file} holds a secret and must vanish from every commit. Use filter-branch.",
            "rewrite all commits without {file}",
        ),
        setup='repo; commit "{message}" {file} {word}; commit "{message2}" {file2} x',
        run='git filter-branch --force --index-filter "git rm --cached --ignore-unmatch {file}" HEAD',
        checks=(
            '[ -z "$(git log --format=%h HEAD -- {file})" ]',
            'logged "{message2}"',
            "gone {file}",
        ),
        risk="destructive",
    ),
    Recipe(
        name="git/gc",
        asks=(
            "pack the repository and remove what is not needed",
            "Run git's housekeeping.",
            "compact the object store of this repository",
        ),
        setup='repo; commit "{message}" {file}; commit "{message2}" {file2}',
        run="git gc",
        checks=(
            "ls .git/objects/pack/*.pack",
            "git fsck",
        ),
        risk="low",
    ),
    Recipe(
        name="git/split-commit",
        asks=(
            (
                'split the last commit, which changed {file} and {file2}, into two: "{message}" with {file} and then '
                '"{message2}" with {file2}'
            ),
            'The latest commit mixes two things. Make it two commits: {file} as "{message}", {file2} as "{message2}".',
            'divide HEAD into a commit "{message}" for {file} and a commit "{message2}" for {file2}',
        ),
        setup=(
            'repo; commit base {file} a; commit base2 {file2} b; put {file} {word}; put {file2} {word2}; commit "Mixed changes"'
        ),
        run='git reset HEAD~1\ngit add {file}\ngit commit -m "{message}"\ngit add {file2}\ngit commit -m "{message2}"',
        plan=(
            "take the commit back, keep its edits",
            "stage the first half",
            "record it",
            "stage the rest",
            "record that too",
        ),
        checks=(
            'subject "{message2}"',
            'subject "{message}" HEAD~1',
            '[ "$(git show --name-only --format= HEAD~1)" = {file} ]',
            "clean",
        ),
        risk="low",
    ),
)
