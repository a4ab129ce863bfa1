"""Git: what changed, what is ignored, moving and removing files, settings."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/status-short",
        asks=(
            "show in short form what changed",
            "List the changed and the new files, a line each.",
            "print a brief git status",
        ),
        setup="repo; commit start {file}; put {file} {word}; put {file2} {word}",
        run="git status --short",
        checks=(
            "out ' M {file}'",
            "out '?? {file2}'",
        ),
    ),
    Recipe(
        name="git/status-branch",
        asks=(
            "show the short status together with the branch",
            "Print the current branch and the changed files in short form.",
            "give me the brief status, with the name of the branch in its first line",
        ),
        setup="repo; git switch -qc {branch}; put {file} {word}",
        run="git status --short --branch",
        checks=(
            "out '## {branch}'",
            "out '?? {file}'",
        ),
    ),
    Recipe(
        name="git/list-untracked",
        asks=(
            "list the untracked files that are not ignored",
            "Which files does git not know yet? Leave ignored ones out.",
            "print every new file, a line each, without the ignored ones",
        ),
        setup="repo; commit ignore .gitignore '*.tmp'; put {file} a; put x.tmp b",
        run="git ls-files --others --exclude-standard",
        checks=("outis {file}",),
    ),
    Recipe(
        name="git/list-tracked",
        asks=(
            "list all files that git tracks",
            "Print the names of the tracked files.",
            "show which files are under version control",
        ),
        setup="repo; commit start {dir}/{file}; put {file2} x",
        run="git ls-files",
        checks=(
            "out {dir}/{file}",
            "outnot {file2}",
        ),
    ),
    Recipe(
        name="git/list-ignored",
        asks=(
            "show the ignored files too in the short status",
            "List changed, new and ignored files in short form.",
            "print the brief status with the ignored files",
        ),
        setup="repo; commit ignore .gitignore '*.tmp'; put {word}.tmp b",
        run="git status --short --ignored",
        checks=("out '!! {word}.tmp'",),
    ),
    Recipe(
        name="git/ignore-pattern",
        asks=(
            'ignore all .log files from now on and commit that as "{message}"',
            'Add *.log to .gitignore, then commit the ignore file with the message "{message}".',
            'make git overlook every log file; record it in a commit "{message}"',
        ),
        setup="repo; put {log} x",
        run='echo "*.log" >> .gitignore\ngit add .gitignore\ngit commit -m "{message}"',
        plan=(
            "write the pattern",
            "stage the list",
            "commit it",
        ),
        checks=(
            "git check-ignore -q {log}",
            'subject "{message}"',
            "clean",
        ),
        risk="low",
    ),
    Recipe(
        name="git/ignore-folder",
        asks=(
            "make git ignore the folder {dir}",
            "Add {dir}/ to the ignore file.",
            "keep everything in {dir} out of git's sight by means of .gitignore",
        ),
        setup="repo; put {dir}/{file} x",
        run='echo "{dir}/" >> .gitignore',
        checks=(
            "git check-ignore -q {dir}/{file}",
            "is .gitignore '{dir}/'",
        ),
        undo="rm .gitignore",
        risk="low",
    ),
    Recipe(
        name="git/ignore-local",
        asks=(
            "ignore {file} in my clone only, without changing .gitignore",
            "{file} is private to my machine: hide it from git, but not through a tracked file.",
            "exclude {file} locally, not for the others",
        ),
        setup="repo; put {file} x",
        run='echo "{file}" >> .git/info/exclude',
        checks=(
            "git check-ignore -q {file}",
            "gone .gitignore",
        ),
        risk="low",
    ),
    Recipe(
        name="git/why-ignored",
        asks=(
            "find out which rule makes git ignore {log}",
            "Why is {log} ignored? Show the rule with its file and line.",
            "print the ignore pattern that matches {log}",
        ),
        setup="repo; commit ignore .gitignore 'build/\\n*.log'; put {log} x",
        run="git check-ignore -v {log}",
        checks=("out .gitignore:2:*.log",),
    ),
    Recipe(
        name="git/untrack-keep",
        asks=(
            "stop tracking {file} but keep it on disk",
            "Remove {file} from git, not from the folder.",
            "take {file} out of version control and leave the file where it is",
        ),
        setup="repo; commit start {file} {word}",
        run="git rm --cached {file}",
        checks=(
            "! tracked {file}",
            "has {file} {word}",
        ),
        undo="git add {file}",
        risk="low",
    ),
    Recipe(
        name="git/remove-file",
        asks=(
            'delete {file} from the repository and commit that as "{message}"',
            'Remove {file}, on disk and in git, with a commit "{message}".',
            'git-remove {file} and record it as "{message}"',
        ),
        setup="repo; commit start {file}",
        run='git rm {file}\ngit commit -m "{message}"',
        plan=(
            "delete and stage it",
            "commit the deletion",
        ),
        checks=(
            "gone {file}",
            "! tracked {file}",
            'subject "{message}"',
            "clean",
        ),
        undo="git reset --hard HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/move-file",
        asks=(
            "rename {file} to {file2} and let git know",
            "Move the tracked file {file} to {file2} so that the rename is staged.",
            "git-rename {file} as {file2}",
        ),
        setup="repo; commit start {file} {word}",
        run="git mv {file} {file2}",
        checks=(
            "gone {file}",
            "staged {file2}",
            "has {file2} {word}",
        ),
        undo="git mv {file2} {file}",
        risk="low",
    ),
    Recipe(
        name="git/move-to-folder",
        asks=(
            "move the tracked file {file} into a new folder {dir}",
            "Put {file} below {dir} (which does not exist yet) and stage the move.",
            "create {dir} and git-move {file} there",
        ),
        setup="repo; commit start {file} {word}",
        run="mkdir -p {dir}\ngit mv {file} {dir}/",
        plan=(
            "make the folder",
            "move the file with git",
        ),
        checks=(
            "staged {dir}/{file}",
            "gone {file}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/config-identity",
        asks=(
            "use the name {person} and the address {mail} for commits in this repository only",
            "Commits here should come from {person} <{mail}>; leave the global settings alone.",
            "set this repository's committer to {person}, {mail}",
        ),
        setup="repo",
        run='git config user.name "{person}"\ngit config user.email "{mail}"',
        plan=(
            "set the name",
            "set the address",
        ),
        checks=(
            '[ "$(git config --local user.name)" = "{person}" ]',
            '[ "$(git config --local user.email)" = "{mail}" ]',
        ),
        undo="git config --unset user.name\ngit config --unset user.email",
        risk="low",
    ),
    Recipe(
        name="git/config-global-editor",
        asks=(
            "make nano the editor of git for all my repositories",
            "Git should open nano for messages, everywhere.",
            "set the global git editor to nano",
        ),
        setup="repo",
        run="git config --global core.editor nano",
        checks=('[ "$(git config --global core.editor)" = nano ]',),
        risk="low",
    ),
    Recipe(
        name="git/config-alias",
        asks=(
            'define the git alias {alias} for "{line}" for all repositories',
            "`git {alias}` should do what `git {line}` does, in every repository.",
            "make {alias} a global shortcut for git {line}",
        ),
        pools={
            "alias": (
                "st",
                "lg",
                "recent",
                "look",
                "overview",
            ),
            "line": (
                "status --short",
                "log --oneline",
                "branch --sort=-committerdate",
                "log --stat -3",
            ),
        },
        setup="repo",
        run='git config --global alias.{alias} "{line}"',
        checks=('[ "$(git config --global alias.{alias})" = "{line}" ]',),
        risk="low",
    ),
    Recipe(
        name="git/config-show-origin",
        asks=(
            "find out which file sets the committer's e-mail address",
            "Where does the value of user.email come from?",
            "print user.email with the configuration file that defines it",
        ),
        setup="repo; git config user.email {mail}",
        run="git config --show-origin user.email",
        checks=(
            "out {mail}",
            "out .git/config",
        ),
    ),
    Recipe(
        name="git/config-autocrlf",
        asks=(
            "let git turn CRLF into LF on commit in this repository, and leave checkouts alone",
            "Set core.autocrlf to input here.",
            "normalise line endings to LF when committing, for this repository",
        ),
        setup="repo",
        run="git config core.autocrlf input",
        checks=('[ "$(git config --local core.autocrlf)" = input ]',),
        undo="git config --unset core.autocrlf",
        risk="low",
    ),
)
