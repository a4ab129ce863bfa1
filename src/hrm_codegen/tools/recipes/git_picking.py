"""Git: squashing, picking commits, patches, archives and bisection."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/squash-last",
        asks=(
            'melt the last {number} commits into one with the message "{message}"',
            'Combine my {number} latest commits into a single commit "{message}".',
            'squash the newest {number} commits as "{message}"',
        ),
        setup='repo; for i in 1 2 3 4 5 6; do commit "step $i" {file} $i; done',
        run='git reset --soft HEAD~{number}\ngit commit -m "{message}"',
        plan=(
            "take the commits back and keep their changes staged",
            "record them as one",
        ),
        checks=(
            'subject "{message}"',
            "commits $((7 - {number} + 1))",
            "is {file} 6",
            "clean",
        ),
        undo="git reset --hard HEAD@{2}",
        risk="low",
    ),
    Recipe(
        name="git/fixup-autosquash",
        asks=(
            "fold the staged change into the commit before the last one",
            "What is staged belongs to HEAD~1. Make a fixup and squash it in automatically.",
            "add the staged edit to the previous-but-one commit by autosquash",
        ),
        setup='repo; commit "{message}" {file} a; commit "{message2}" {file2} b; put {file} {word}; git add {file}',
        run="git commit --fixup HEAD~1\nGIT_SEQUENCE_EDITOR=true git rebase -i --autosquash HEAD~3",
        plan=(
            "record it as a correction of that commit",
            "let the rebase put it in its place",
        ),
        checks=(
            "commits 3",
            '[ "$(git show HEAD~1:{file})" = {word} ]',
            'subject "{message2}"',
        ),
        risk="low",
    ),
    Recipe(
        name="git/cherry-pick",
        asks=(
            "copy the last commit of {branch} onto main",
            "Pick the tip of {branch} into main, where I am.",
            "cherry-pick the newest commit of {branch}",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; commit "{message2}" {file2}; git switch -q main',
        run="git cherry-pick {branch}",
        checks=(
            'subject "{message2}"',
            "commits 2",
            "gone {file}",
        ),
        undo="git reset --hard HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/cherry-pick-range",
        asks=(
            "copy the last two commits of {branch} onto main, in their order",
            "Pick {branch}~1 and {branch} into main.",
            "cherry-pick the newest two commits of {branch}",
        ),
        setup=(
            'repo; git switch -qc {branch}; commit first {file}; commit "{message}" {file2}; commit "{message2}" '
            "{file3}; git switch -q main"
        ),
        run="git cherry-pick {branch}~2..{branch}",
        checks=(
            'subject "{message2}"',
            'subject "{message}" HEAD~1',
            "commits 3",
        ),
        undo="git reset --hard HEAD~2",
        risk="low",
    ),
    Recipe(
        name="git/cherry-pick-no-commit",
        asks=(
            "apply the changes of the last commit of {branch} here without committing them",
            "Take over what the tip of {branch} changed, staged but not committed.",
            "cherry-pick {branch} into the index only",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main',
        run="git cherry-pick --no-commit {branch}",
        checks=(
            "staged {file}",
            "commits 1",
        ),
        undo="git reset --hard",
        risk="low",
    ),
    Recipe(
        name="git/take-file-from-branch",
        asks=(
            "take over {file} as it is on {branch}, without merging",
            "Copy the version of {file} from the branch {branch} into my working tree.",
            "restore {file} from {branch}",
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; commit other '
            "{file2}; git switch -q main"
        ),
        run="git restore --source {branch} {file}",
        checks=(
            "is {file} {word}",
            "on main",
            "gone {file2}",
        ),
        undo="git restore {file}",
        risk="low",
    ),
    Recipe(
        name="git/format-patch",
        asks=(
            "write the last commit as a patch file",
            "Export HEAD as a mailable patch.",
            "make a .patch file of the newest commit",
        ),
        setup='repo; commit "{message}" {file} {word}',
        run="git format-patch -1",
        checks=(
            "ls 0001-*.patch",
            'grep -q "^Subject: .*{message}" 0001-*.patch',
        ),
        undo="rm 0001-*.patch",
        risk="low",
    ),
    Recipe(
        name="git/diff-to-file",
        asks=(
            "save the uncommitted changes to {project}.patch",
            "Write my unstaged edits as a patch to the file {project}.patch.",
            "dump the working tree's diff into {project}.patch",
        ),
        setup="repo; commit start {file} {word}; put {file} {word2}",
        run="git diff > {project}.patch",
        checks=(
            "has {project}.patch +{word2}",
            'has {project}.patch "diff --git"',
        ),
        undo="rm {project}.patch",
        risk="low",
    ),
    Recipe(
        name="git/apply-patch",
        asks=(
            "apply ../{project}.patch to the working tree without committing",
            "../{project}.patch is a git diff. Put its changes into the files here.",
            "patch the files with ../{project}.patch",
        ),
        setup="repo; commit start {file} {word}; put {file} {word2}; git diff > ../{project}.patch; git restore {file}",
        run="git apply ../{project}.patch",
        checks=(
            "is {file} {word2}",
            "commits 2",
        ),
        undo="git apply -R ../{project}.patch",
        risk="low",
    ),
    Recipe(
        name="git/apply-check",
        asks=(
            "check whether ../{project}.patch would apply, and change nothing; list the files it touches",
            "Would the patch ../{project}.patch apply here? Print its statistics after the check.",
            "test the patch ../{project}.patch and show which files it would change, without applying it",
        ),
        setup="repo; commit start {file} {word}; put {file} {word2}; git diff > ../{project}.patch; git restore {file}",
        run="git apply --check --stat ../{project}.patch",
        checks=(
            "out {file}",
            "is {file} {word}",
        ),
    ),
    Recipe(
        name="git/am",
        asks=(
            "apply the mailed patch ../patches/0001-change.patch as a commit",
            "../patches/0001-change.patch was made by format-patch. Bring it in with its message and author.",
            "take the commit in ../patches/0001-change.patch over with git am",
        ),
        setup=(
            'repo; git switch -qc {branch}; commit "{message}" {file} {word}; git format-patch -q -1 --stdout > '
            "../p; git switch -q main; mkdir ../patches; mv ../p ../patches/0001-change.patch"
        ),
        run="git am ../patches/0001-change.patch",
        checks=(
            'subject "{message}"',
            "is {file} {word}",
        ),
        undo="git reset --hard HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/archive",
        asks=(
            "export the files of HEAD as {project}.tar.gz, without the history",
            "Make {project}.tar.gz with everything tracked at HEAD below a folder {project}/.",
            "archive the current commit into {project}.tar.gz, all paths prefixed with {project}/",
        ),
        setup='repo; commit "{message}" {dir}/{file}; put {file2} x',
        run="git archive --prefix={project}/ -o {project}.tar.gz HEAD",
        checks=(
            "tar tzf {project}.tar.gz | grep -qx {project}/{dir}/{file}",
            "! tar tzf {project}.tar.gz | grep -q {file2}$",
        ),
        undo="rm {project}.tar.gz",
        risk="low",
    ),
    Recipe(
        name="git/bisect-run",
        asks=(
            (
                "find the commit that broke check.sh by an automatic bisection between the tag {tag}, which is good, "
                "and HEAD, which is bad"
            ),
            "check.sh passes at {tag} and fails now. Let git bisect run it and find the first bad commit.",
            "bisect from {tag} (good) to HEAD (bad) with the script check.sh",
        ),
        setup=(
            'repo; put ../check.sh "test \\"\\$(cat {file})\\" -lt {number}00"; chmod +x ../check.sh; commit start '
            '{file} 1; git tag {tag}; for i in 2 3; do commit "step $i" {file} $i; done; commit "{message}" {file} '
            "900; commit after {file} 901; cp ../check.sh .git/; cp ../check.sh check.sh"
        ),
        run="git bisect start HEAD {tag}\ngit bisect run sh check.sh",
        plan=(
            "name a bad and a good commit",
            "let the script judge the commits between",
        ),
        checks=(
            'out "is the first bad commit"',
            '[ "$(git log -1 --format=%s refs/bisect/bad)" = "{message}" ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/bisect-reset",
        asks=(
            "end the bisection and return to main",
            "I know the bad commit now. Leave bisect.",
            "stop bisecting and go back to where I was",
        ),
        setup='repo; git tag {tag}; for i in 1 2 3 4; do commit "step $i" {file} $i; done; git bisect start HEAD {tag}',
        run="git bisect reset",
        checks=(
            "on main",
            'subject "step 4"',
        ),
        risk="low",
    ),
    Recipe(
        name="git/bisect-by-hand",
        asks=(
            "start a bisection: HEAD is bad and {tag} was good",
            "Something broke between {tag} and now. Let git pick the first commit to try.",
            "begin git bisect with HEAD as bad and {tag} as good",
        ),
        setup='repo; git tag {tag}; for i in 1 2 3 4; do commit "step $i" {file} $i; done',
        run="git bisect start\ngit bisect bad\ngit bisect good {tag}",
        plan=(
            "begin",
            "the current commit is broken",
            "this one worked",
        ),
        checks=(
            "[ -f .git/BISECT_LOG ]",
            'subject "step 2"',
        ),
        undo="git bisect reset",
        risk="low",
    ),
)
