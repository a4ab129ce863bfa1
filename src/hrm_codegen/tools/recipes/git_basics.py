"""Git: starting a repository, staging, committing, amending."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/init-main",
        asks=(
            "start a git repository here whose first branch is main",
            "Make this folder a git repository; the branch should be called main.",
            "initialise version control with git in the current folder, on a branch named main",
        ),
        setup="put {file} {word}",
        run="git init -b main",
        checks=(
            "on main",
            "[ -d .git ]",
        ),
        undo="rm -rf .git",
        risk="low",
    ),
    Recipe(
        name="git/init-folder",
        asks=(
            "create a new git repository in a folder called {project}",
            "Set up an empty repository {project} below this folder.",
            "make the folder {project} and start a git repository in it",
        ),
        run="git init {project}",
        checks=("[ -d {project}/.git ]",),
        undo="rm -rf {project}",
        risk="low",
    ),
    Recipe(
        name="git/init-first-commit",
        asks=(
            'turn this folder into a git repository and commit everything in it with the message "{message}"',
            'Start version control here (branch main) and record all files; the first commit says "{message}".',
            'put this project under git, with a first commit "{message}" on main',
        ),
        setup="put {file} {word}; put {dir}/{file2} {word2}",
        run='git init -b main\ngit add .\ngit commit -m "{message}"',
        plan=(
            "make the repository",
            "stage everything",
            "record the first commit",
        ),
        checks=(
            'subject "{message}"',
            "on main",
            "clean",
            "tracked {dir}/{file2}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/stage-file",
        asks=(
            "stage {file}",
            "Put the changes of {file}, and of nothing else, into the index.",
            "add only {file} to the next commit, without committing yet",
        ),
        setup="repo; commit start {file}; put {file} {word}; put {file2} {word2}",
        run="git add {file}",
        checks=(
            "staged {file}",
            "! staged {file2}",
        ),
        undo="git restore --staged {file}",
        risk="low",
    ),
    Recipe(
        name="git/stage-all",
        asks=(
            "stage every change, deleted and new files included",
            "Put all changes of the working tree into the index: edits, new files, deletions.",
            "add everything to the index, also what was deleted",
        ),
        setup="repo; commit start {file}; rm {file}; put {dir}/{file2} {word}",
        run="git add -A",
        checks=(
            "staged {file}",
            "staged {dir}/{file2}",
        ),
        undo="git reset",
        risk="low",
    ),
    Recipe(
        name="git/stage-tracked",
        asks=(
            "stage the changes of tracked files only, not the new files",
            "Add edits and deletions of files git already knows to the index; leave untracked files out.",
            "update the index with modified tracked files, ignoring new ones",
        ),
        setup="repo; commit start {file}; put {file} {word}; put {file2} {word2}",
        run="git add -u",
        checks=(
            "staged {file}",
            "! staged {file2}",
        ),
        undo="git reset",
        risk="low",
    ),
    Recipe(
        name="git/stage-folder",
        asks=(
            "stage everything below {dir}",
            "Add the folder {dir} to the index, and nothing outside it.",
            "put all changes in {dir}/ into the next commit, only those",
        ),
        setup="repo; put {dir}/{file} {word}; put {file2} {word2}",
        run="git add {dir}",
        checks=(
            "staged {dir}/{file}",
            "! staged {file2}",
        ),
        undo="git restore --staged {dir}",
        risk="low",
    ),
    Recipe(
        name="git/unstage-file",
        asks=(
            "take {file} out of the index and keep its changes",
            "{file} is staged by mistake. Unstage it without losing the edit.",
            "unstage {file}",
        ),
        setup="repo; commit start {file}; put {file} {word}; git add {file}",
        run="git restore --staged {file}",
        checks=(
            "! staged {file}",
            "unstaged {file}",
            "has {file} {word}",
        ),
        undo="git add {file}",
        risk="low",
    ),
    Recipe(
        name="git/unstage-all",
        asks=(
            "unstage everything and keep the edits",
            "Empty the index; the working tree stays as it is.",
            "take all files out of the staging area without changing them",
        ),
        setup="repo; commit start {file}; put {file} {word}; put {file2} {word2}; git add -A",
        run="git reset",
        checks=(
            "! staged {file}",
            "! staged {file2}",
            "has {file} {word}",
        ),
        undo="git add -A",
        risk="low",
    ),
    Recipe(
        name="git/commit",
        asks=(
            'commit what is staged with the message "{message}"',
            'Record the staged changes; the message is "{message}".',
            'make a commit "{message}" from the index',
        ),
        setup="repo; put {file} {word}; git add {file}",
        run='git commit -m "{message}"',
        checks=(
            'subject "{message}"',
            "commits 2",
            "tracked {file}",
        ),
        undo="git reset --soft HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/commit-all-tracked",
        asks=(
            'commit all changes of tracked files with the message "{message}", in one command',
            'Stage every tracked edit and commit it as "{message}".',
            'commit the modified files as "{message}" without a separate add',
        ),
        setup="repo; commit start {file}; put {file} {word}",
        run='git commit -am "{message}"',
        checks=(
            'subject "{message}"',
            "clean",
        ),
        risk="low",
    ),
    Recipe(
        name="git/commit-one-file",
        asks=(
            'commit only {file} as "{message}"; other edits stay uncommitted',
            'Record just the change of {file}, message "{message}", and leave {file2} modified.',
            'make a commit "{message}" that holds nothing but {file}',
        ),
        setup="repo; put {file} a; commit start {file2} b; put {file} {word}; put {file2} {word2}",
        run='git commit -m "{message}" -- {file}',
        checks=(
            'subject "{message}"',
            "unstaged {file2}",
            "! unstaged {file}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/commit-empty",
        asks=(
            'make an empty commit with the message "{message}"',
            'Record a commit "{message}" that changes no file.',
            'commit "{message}" although nothing changed',
        ),
        setup="repo",
        run='git commit --allow-empty -m "{message}"',
        checks=(
            'subject "{message}"',
            "same HEAD^{tree} HEAD~1^{tree}",
        ),
        undo="git reset --soft HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/commit-body",
        asks=(
            'commit the staged files with the subject "{message}" and the body "{message2}"',
            'Make a commit whose title is "{message}" and whose description says "{message2}".',
            'record the index: subject line "{message}", then a paragraph "{message2}"',
        ),
        setup="repo; put {file} {word}; git add {file}",
        run='git commit -m "{message}" -m "{message2}"',
        checks=(
            'subject "{message}"',
            '[ "$(git log -1 --format=%b)" = "{message2}" ]',
        ),
        undo="git reset --soft HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/commit-author",
        asks=(
            'commit the staged changes as "{message}" with {person} <{mail}> as the author',
            '{person} ({mail}) wrote what is staged. Commit it as "{message}" in that name.',
            'make the commit "{message}" and credit {person} <{mail}>',
        ),
        setup="repo; put {file} {word}; git add {file}",
        run='git commit --author="{person} <{mail}>" -m "{message}"',
        checks=(
            'subject "{message}"',
            '[ "$(git log -1 --format=\'%an %ae\')" = "{person} {mail}" ]',
        ),
        undo="git reset --soft HEAD~1",
        risk="low",
    ),
    Recipe(
        name="git/amend-message",
        asks=(
            'change the message of the last commit to "{message}"',
            'The last commit has a typo in its message; it should read "{message}".',
            'reword the latest commit as "{message}"',
        ),
        setup='repo; commit "Udpate things" {file}',
        run='git commit --amend -m "{message}"',
        checks=(
            'subject "{message}"',
            "commits 2",
        ),
        undo="git reset --soft HEAD@{1}",
        risk="low",
    ),
    Recipe(
        name="git/amend-add-file",
        asks=(
            "add the forgotten file {file2} to the last commit and keep its message",
            "I left {file2} out of my last commit. Put it in; same message.",
            "amend the latest commit with {file2}, without touching the message",
        ),
        setup='repo; commit "{message}" {file}; put {file2} {word}',
        run="git add {file2}\ngit commit --amend --no-edit",
        plan=(
            "stage the forgotten file",
            "fold it into the last commit",
        ),
        checks=(
            'subject "{message}"',
            "commits 2",
            "tracked {file2}",
            "clean",
        ),
        risk="low",
    ),
    Recipe(
        name="git/amend-author",
        asks=(
            "set the author of the last commit to {person} <{mail}>",
            "The last commit has the wrong author; it was {person} <{mail}>.",
            "give the latest commit the author {person} with the address {mail}",
        ),
        setup='repo; commit "{message}" {file}',
        run='git commit --amend --no-edit --author="{person} <{mail}>"',
        checks=(
            'subject "{message}"',
            '[ "$(git log -1 --format=\'%an %ae\')" = "{person} {mail}" ]',
        ),
        risk="low",
    ),
)
