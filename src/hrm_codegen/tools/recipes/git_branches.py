"""Git: branches and moving between them."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/branch-create",
        asks=(
            "create a branch {branch} here without switching to it",
            "Make a new branch {branch} at the current commit, and stay where you are.",
            "add a branch called {branch}, but remain on main",
        ),
        setup="repo",
        run="git branch {branch}",
        checks=(
            "ref refs/heads/{branch}",
            "on main",
        ),
        undo="git branch -d {branch}",
        risk="low",
    ),
    Recipe(
        name="git/branch-create-switch",
        asks=(
            "create a branch {branch} and switch to it",
            "Start working on a new branch {branch}.",
            "open a new branch {branch} from where I am and check it out",
        ),
        setup="repo",
        run="git switch -c {branch}",
        checks=("on {branch}",),
        undo="git switch main\ngit branch -d {branch}",
        risk="low",
    ),
    Recipe(
        name="git/branch-create-at",
        asks=(
            "create a branch {branch} at the tag {tag}, without switching",
            "Make {branch} start from {tag}; stay on main.",
            "put a new branch {branch} on the commit that {tag} names",
        ),
        setup='repo; git tag {tag}; commit "{message}" {file}',
        run="git branch {branch} {tag}",
        checks=(
            "same {branch} {tag}",
            "on main",
        ),
        undo="git branch -d {branch}",
        risk="low",
    ),
    Recipe(
        name="git/branch-switch",
        asks=(
            "switch to the branch {branch}",
            "Check out the existing branch {branch}.",
            "go over to {branch}",
        ),
        setup="repo; git branch {branch}",
        run="git switch {branch}",
        checks=("on {branch}",),
        undo="git switch main",
        risk="low",
    ),
    Recipe(
        name="git/branch-switch-back",
        asks=(
            "go back to the branch I was on before",
            "Switch to the previous branch again, whatever it is called.",
            "return to the last checked-out branch",
        ),
        setup="repo; git switch -qc {branch}; git switch -q main",
        run="git switch -",
        checks=("on {branch}",),
        undo="git switch -",
        risk="low",
    ),
    Recipe(
        name="git/branch-list",
        asks=(
            "list the local branches",
            "Which branches are there in this clone?",
            "print the names of all local branches",
        ),
        setup="repo; git branch {branch}; git branch {branch2}",
        run="git branch",
        checks=(
            "out {branch}",
            "out {branch2}",
            "out main",
        ),
    ),
    Recipe(
        name="git/branch-list-all",
        asks=(
            "list the branches, those of the remotes too",
            "Show local and remote-tracking branches.",
            "print every branch, including the ones on origin",
        ),
        setup="repo; remote; git branch {branch}",
        run="git branch -a",
        checks=(
            "out {branch}",
            "out remotes/origin/main",
        ),
    ),
    Recipe(
        name="git/branch-current",
        asks=(
            "print the name of the current branch and nothing else",
            "Which branch am I on? Just the name.",
            "output the checked-out branch's name",
        ),
        setup="repo; git switch -qc {branch}",
        run="git branch --show-current",
        checks=("outis {branch}",),
    ),
    Recipe(
        name="git/branch-rename-current",
        asks=(
            "rename the current branch to {branch2}",
            "I am on {branch}, but it should be called {branch2}.",
            "give the checked-out branch the name {branch2}",
        ),
        setup="repo; git switch -qc {branch}",
        run="git branch -m {branch2}",
        checks=(
            "on {branch2}",
            "noref refs/heads/{branch}",
        ),
        undo="git branch -m {branch}",
        risk="low",
    ),
    Recipe(
        name="git/branch-rename-other",
        asks=(
            "rename the branch {branch} to {branch2} while staying on main",
            "The branch {branch} needs a better name: {branch2}. I am on main and want to stay there.",
            "change the name of the branch {branch} into {branch2}, without checking it out",
        ),
        setup="repo; git branch {branch}",
        run="git branch -m {branch} {branch2}",
        checks=(
            "on main",
            "ref refs/heads/{branch2}",
            "noref refs/heads/{branch}",
        ),
        undo="git branch -m {branch2} {branch}",
        risk="low",
    ),
    Recipe(
        name="git/branch-delete-merged",
        asks=(
            "delete the branch {branch}, which is merged already",
            "{branch} is merged into main; remove it.",
            "drop the merged local branch {branch}",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main; git merge -q {branch}',
        run="git branch -d {branch}",
        checks=("noref refs/heads/{branch}",),
        risk="low",
    ),
    Recipe(
        name="git/branch-delete-unmerged",
        asks=(
            "delete the branch {branch} although its work was never merged",
            "Throw the branch {branch} away; it is not merged and I do not need it.",
            "remove {branch} by force, unmerged commits included",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main',
        run="git branch -D {branch}",
        checks=("noref refs/heads/{branch}",),
        risk="destructive",
    ),
    Recipe(
        name="git/branch-merged-list",
        asks=(
            "list the branches that are merged into main",
            "Which branches does main contain already?",
            "show every branch whose work is in main",
        ),
        setup='repo; git branch {branch}; git switch -qc {branch2}; commit "{message}" {file}; git switch -q main',
        run="git branch --merged main",
        checks=(
            "out {branch}",
            "outnot {branch2}",
        ),
    ),
    Recipe(
        name="git/branch-unmerged-list",
        asks=(
            "list the branches that are not merged into main yet",
            "Which branches still hold commits that main lacks?",
            "show all unmerged branches",
        ),
        setup='repo; git branch {branch}; git switch -qc {branch2}; commit "{message}" {file}; git switch -q main',
        run="git branch --no-merged main",
        checks=(
            "out {branch2}",
            "outnot {branch}",
        ),
    ),
    Recipe(
        name="git/branch-by-date",
        asks=(
            "list the branches, the one with the newest commit first",
            "Sort the local branches by when they were last committed to, the latest on top.",
            "show branches ordered by last commit date, descending",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main',
        run="git branch --sort=-committerdate",
        checks=(
            "out {branch}",
            'head -1 "$KIT/out" | grep -qF {branch}',
        ),
    ),
    Recipe(
        name="git/branch-contains",
        asks=(
            "find out which branches contain the commit tagged {tag}",
            "Show the branches that the commit of {tag} is part of.",
            "list every branch that has {tag} in its history",
        ),
        setup='repo; git branch old; git switch -qc {branch}; commit "{message}" {file}; git tag {tag}',
        run="git branch --contains {tag}",
        checks=(
            "out {branch}",
            "outnot old",
        ),
    ),
    Recipe(
        name="git/branch-last-commits",
        asks=(
            "list the branches with the last commit of each",
            "Show for every local branch its latest commit and subject.",
            "print the branches together with what was committed last on them",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}',
        run="git branch -v",
        checks=(
            "out {branch}",
            'out "{message}"',
        ),
    ),
    Recipe(
        name="git/branch-orphan",
        asks=(
            "start a branch {branch} that has no history, keeping the files in the index",
            "Create an orphan branch {branch}.",
            "switch to a new branch {branch} without any parent commits",
        ),
        setup='repo; put {file} {word}; commit "{message}"',
        run="git switch --orphan {branch}",
        checks=(
            '[ "$(git symbolic-ref --short HEAD)" = {branch} ]',
            "noref HEAD",
        ),
        risk="low",
    ),
    Recipe(
        name="git/branch-move-commits",
        asks=(
            "move the last commit, which I made on main by mistake, to a new branch {branch}",
            "I committed to main, but the commit belongs on a new branch {branch}. Take it off main and stay on main.",
            "put my latest commit onto a new branch {branch} and set main back by one",
        ),
        setup='repo; commit "{message}" {file}',
        run="git branch {branch}\ngit reset --hard HEAD~1",
        plan=(
            "keep the commit on a branch",
            "take it off main",
        ),
        checks=(
            "on main",
            "commits 1",
            'subject "{message}" {branch}',
        ),
        undo="git merge --ff-only {branch}\ngit branch -d {branch}",
        risk="destructive",
    ),
    Recipe(
        name="git/detach",
        asks=(
            "check out the commit that {tag} names, without a branch",
            "Look at the state of {tag} with a detached HEAD.",
            "go to {tag} without being on any branch",
        ),
        setup='repo; git tag {tag}; commit "{message}" {file}',
        run="git switch --detach {tag}",
        checks=(
            "same HEAD {tag}",
            'on ""',
        ),
        undo="git switch main",
        risk="low",
    ),
)
