"""Git: hashes, differences, blame, and searches in old versions; nothing is changed."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/head-hash",
        asks=(
            "print the full hash of the current commit",
            "What is the id of HEAD, all forty digits?",
            "output HEAD's commit hash",
        ),
        setup='repo; commit "{message}" {file}',
        run="git rev-parse HEAD",
        checks=('outis "$(git rev-parse HEAD)"',),
    ),
    Recipe(
        name="git/head-short",
        asks=(
            "print the abbreviated hash of the current commit",
            "Give me HEAD's short commit id.",
            "output the short hash of the latest commit",
        ),
        setup='repo; commit "{message}" {file}',
        run="git rev-parse --short HEAD",
        checks=('outis "$(git rev-parse --short HEAD)"',),
    ),
    Recipe(
        name="git/show-commit",
        asks=(
            "show what the commit tagged {tag} changed",
            "Print the commit behind {tag} with its diff.",
            "look at {tag}: message and patch",
        ),
        setup='repo; commit "{message}" {file} {word}; git tag {tag}; commit "{message2}" {file} {word2}',
        run="git show {tag}",
        checks=(
            'out "{message}"',
            "out +{word}",
            "outnot {word2}",
        ),
    ),
    Recipe(
        name="git/show-file-at",
        asks=(
            "print {file} as it was at {tag}",
            "What did {file} contain in the version {tag}? Do not change the working tree.",
            "show the old content of {file} from {tag}",
        ),
        setup='repo; commit "{message}" {file} {word}; git tag {tag}; commit "{message2}" {file} {word2}',
        run="git show {tag}:{file}",
        checks=("outis {word}",),
    ),
    Recipe(
        name="git/diff-working",
        asks=(
            "show the changes that are not staged yet",
            "What did I edit since the last add?",
            "print the diff between the working tree and the index",
        ),
        setup="repo; commit start {file} {word}; put {file} {word2}",
        run="git diff",
        checks=(
            "out -{word}",
            "out +{word2}",
        ),
    ),
    Recipe(
        name="git/diff-staged",
        asks=(
            "show what is staged for the next commit",
            "Print the diff of the index against HEAD.",
            "look at the staged changes before committing",
        ),
        setup="repo; commit start {file} {word}; put {file} {word2}; git add .; put {file} {word3}",
        run="git diff --staged",
        checks=(
            "out +{word2}",
            "outnot {word3}",
        ),
    ),
    Recipe(
        name="git/diff-head",
        asks=(
            "show all changes since the last commit, staged or not",
            "Compare the working tree with HEAD.",
            "print every uncommitted change, including the staged ones",
        ),
        setup="repo; commit start {file} a; commit more {file2} b; put {file} {word}; git add .; put {file2} {word2}",
        run="git diff HEAD",
        checks=(
            "out +{word}",
            "out +{word2}",
        ),
    ),
    Recipe(
        name="git/diff-names",
        asks=(
            "list the names of the files changed between {tag} and HEAD",
            "Which files differ from {tag}? Names only.",
            "print the paths that changed since {tag}",
        ),
        setup='repo; git tag {tag}; commit "{message}" {file} {word}',
        run="git diff --name-only {tag} HEAD",
        checks=("outis {file}",),
    ),
    Recipe(
        name="git/diff-branches",
        asks=(
            "compare the branch {branch} with main, as a diffstat",
            "How many lines differ between main and {branch}, file by file?",
            "show the statistics of the diff from main to {branch}",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q main',
        run="git diff --stat main {branch}",
        checks=(
            'out "{file} |"',
            'out "1 file changed"',
        ),
    ),
    Recipe(
        name="git/diff-merge-base",
        asks=(
            "show what {branch} changed since it left main, without main's own newer changes",
            "Diff {branch} against the point where it forked from main.",
            "print the changes of {branch} relative to its merge base with main",
        ),
        setup=(
            'repo; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q main; commit '
            '"{message2}" {file2} {word2}'
        ),
        run="git diff main...{branch}",
        checks=(
            "out +{word}",
            "outnot {word2}",
        ),
    ),
    Recipe(
        name="git/diff-words",
        asks=(
            "show the unstaged changes of {file} word by word",
            "Which words changed in {file}? Mark them within the lines.",
            "print a word diff of {file}",
        ),
        setup='repo; commit start {file} "the {word} is red"; put {file} "the {word2} is red"',
        run="git diff --word-diff {file}",
        checks=('out "[-{word}-]{+{word2}+}"',),
    ),
    Recipe(
        name="git/diff-check",
        asks=(
            "check the uncommitted changes for whitespace errors",
            "Do my edits leave trailing blanks? Let git tell.",
            "find trailing whitespace in what I changed",
        ),
        setup='repo; commit start {file} {word}; put {file} "{word2}   "',
        run="git diff --check",
        checks=('out "{file}:1: trailing whitespace"',),
        may_fail=True,
    ),
    Recipe(
        name="git/blame-lines",
        asks=(
            "show who last changed line 2 of {file}",
            "Who wrote line 2 of {file}, and in which commit?",
            "blame the second line of {file} only",
        ),
        setup=(
            'repo; commit "{message}" {file} "a\\nb\\nc"; put {file} "a\\n{word}\\nc"; git add .; git commit -qm '
            '"{message2}" --author="{person} <{mail}>"'
        ),
        run="git blame -L 2,2 {file}",
        checks=(
            'out "{person}"',
            "outlines 1",
        ),
    ),
    Recipe(
        name="git/blame-file",
        asks=(
            "show for every line of {file} who changed it last",
            "Annotate {file} with commits and authors.",
            "print {file} with the author of each line",
        ),
        setup='repo; commit "{message}" {file} "{word}\\n{word2}"',
        run="git blame {file}",
        checks=(
            'out "Sam Reed"',
            "out {word2}",
            "outlines 2",
        ),
    ),
    Recipe(
        name="git/grep-tracked",
        asks=(
            "search the tracked files for {word}, with line numbers",
            'Where does "{word}" occur in the files under version control? Show the line numbers.',
            "git-grep for {word} and print file and line",
        ),
        setup='repo; commit start {dir}/{file} "x\\n{word}"; put {file2} {word}',
        run="git grep -n {word}",
        checks=(
            "out {dir}/{file}:2:{word}",
            "outnot {file2}",
        ),
    ),
    Recipe(
        name="git/grep-at-tag",
        asks=(
            "list the files that contained {word} at the tag {tag}",
            'Search the version {tag} for "{word}"; print the names of the files.',
            "which files mentioned {word} back in {tag}?",
        ),
        setup='repo; commit start {file} {word}; git tag {tag}; commit "{message}" {file} gone',
        run="git grep -l {word} {tag}",
        checks=("outis {tag}:{file}",),
    ),
    Recipe(
        name="git/reflog",
        asks=(
            "show where HEAD has been lately",
            "Print the reflog of HEAD.",
            "list the recent moves of HEAD, lost commits included",
        ),
        setup='repo; commit "{message}" {file}; git reset -q --hard HEAD~1',
        run="git reflog",
        checks=(
            'out "commit: {message}"',
            'out "reset: moving to HEAD~1"',
        ),
    ),
    Recipe(
        name="git/merge-base",
        asks=(
            "print the commit where {branch} left main",
            "What is the common ancestor of main and {branch}? Print its hash.",
            "find the fork point of main and {branch}",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main; commit "{message2}" {file2}',
        run="git merge-base main {branch}",
        checks=('outis "$(git rev-parse main~1)"',),
    ),
    Recipe(
        name="git/ahead-behind",
        asks=(
            "count how many commits main and {branch} each have that the other lacks",
            "How far have main and {branch} diverged? Print both numbers.",
            "print the left and right counts of commits between main and {branch}",
        ),
        setup=(
            'repo; git switch -qc {branch}; commit "{message}" {file}; commit "{message2}" {file2}; git switch -q '
            "main; commit x {file3}"
        ),
        run="git rev-list --left-right --count main...{branch}",
        checks=("outis '1\\t2'",),
    ),
    Recipe(
        name="git/first-commit",
        asks=(
            "show the very first commit of the repository, in one line",
            "Which commit has no parent? Print it briefly.",
            "print the root commit of this history",
        ),
        setup='repo; commit "{message}" {file}',
        run="git log --oneline --max-parents=0",
        checks=(
            'out "Start the project"',
            "outlines 1",
        ),
    ),
    Recipe(
        name="git/tree-list",
        asks=(
            "list all files of the tag {tag} with their paths",
            "Which files did {tag} hold? Print the paths, folders descended.",
            "show the tree of {tag} recursively, names only",
        ),
        setup='repo; commit start {dir}/{file}; git tag {tag}; git rm -q {dir}/{file}; commit "{message}"',
        run="git ls-tree -r --name-only {tag}",
        checks=(
            "out {dir}/{file}",
            "out README.md",
        ),
    ),
    Recipe(
        name="git/deleted-when",
        asks=(
            "find the commit that deleted {file}",
            "{file} is gone. Which commit removed it?",
            "show, in one line, the commit in which {file} was deleted",
        ),
        setup='repo; commit "{message}" {file} {word}; git rm -q {file}; commit "{message2}"; commit more {file2}',
        run="git log --oneline --diff-filter=D -- {file}",
        checks=(
            'out "{message2}"',
            "outlines 1",
        ),
    ),
    Recipe(
        name="git/range-diff-cherry",
        asks=(
            "list which commits of {branch} are already in main as equal patches",
            "Mark the commits of {branch} that main has picked (-) and the ones it lacks (+).",
            "check with git cherry what {branch} still has to offer to main",
        ),
        setup=(
            'repo; git switch -qc {branch}; commit "{message}" {file} x; commit "{message2}" {file2} y; git switch '
            "-q main; commit base {file3} z; git cherry-pick {branch}~1 >/dev/null"
        ),
        run="git cherry -v main {branch}",
        checks=(
            "grep -q '^- .*{message}' \"$KIT/out\"",
            "grep -q '^+ .*{message2}' \"$KIT/out\"",
        ),
    ),
)
