"""Git: tags, descriptions and worktrees."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/tag-light",
        asks=(
            "tag the current commit as {tag}",
            "Put a lightweight tag {tag} on HEAD.",
            "give this commit the tag {tag}, without a message",
        ),
        setup="repo",
        run="git tag {tag}",
        checks=("same {tag} HEAD",),
        undo="git tag -d {tag}",
        risk="low",
    ),
    Recipe(
        name="git/tag-annotated",
        asks=(
            'make an annotated tag {tag} with the message "{message}"',
            'Tag this commit as {tag} and say "{message}" in the tag.',
            'create the annotated tag {tag} here; its message is "{message}"',
        ),
        setup="repo",
        run='git tag -a {tag} -m "{message}"',
        checks=(
            '[ "$(git cat-file -t {tag})" = tag ]',
            '[ "$(git tag -l --format=\'%(contents:subject)\' {tag})" = "{message}" ]',
        ),
        undo="git tag -d {tag}",
        risk="low",
    ),
    Recipe(
        name="git/tag-old-commit",
        asks=(
            "put the tag {tag} on the commit before the last one",
            "Tag HEAD's parent as {tag}.",
            "the previous commit should have been tagged {tag}; do that now",
        ),
        setup='repo; commit "{message}" {file}; commit "{message2}" {file2}',
        run="git tag {tag} HEAD~1",
        checks=('subject "{message}" {tag}',),
        undo="git tag -d {tag}",
        risk="low",
    ),
    Recipe(
        name="git/tag-list",
        asks=(
            "list the tags",
            "Which tags does this repository have?",
            "print all tag names",
        ),
        setup='repo; git tag {tag}; commit "{message}" {file}; git tag {tag2}',
        run="git tag",
        checks=(
            "out {tag}",
            "out {tag2}",
        ),
    ),
    Recipe(
        name="git/tag-list-pattern",
        asks=(
            "list the tags that begin with v1.",
            "Show only the tags matching v1.*",
            "print every tag of the 1.x series (v1.something)",
        ),
        setup="repo; git tag v1.{number}.0; git tag v2.{number}.1",
        run='git tag --list "v1.*"',
        checks=("outis v1.{number}.0",),
    ),
    Recipe(
        name="git/tag-sorted",
        asks=(
            "list the tags by version number, the highest first",
            "Sort the tags as versions, newest version on top.",
            "show all tags in descending version order",
        ),
        setup="repo; git tag v1.9.0; git tag v1.10.0; git tag v1.{number}.0",
        run="git tag --sort=-version:refname",
        checks=("outis 'v1.10.0\\nv1.9.0\\nv1.{number}.0'",),
    ),
    Recipe(
        name="git/tag-delete",
        asks=(
            "delete the local tag {tag}",
            "Remove the tag {tag} from this clone.",
            "drop {tag}, only locally",
        ),
        setup="repo; git tag {tag}",
        run="git tag -d {tag}",
        checks=("noref refs/tags/{tag}",),
        risk="destructive",
    ),
    Recipe(
        name="git/tag-move",
        asks=(
            "move the tag {tag} to the current commit",
            "{tag} points to an old commit; make it point to HEAD.",
            "re-tag HEAD as {tag}, replacing the old tag",
        ),
        setup='repo; git tag {tag}; commit "{message}" {file}',
        run="git tag -f {tag}",
        checks=("same {tag} HEAD",),
        risk="low",
    ),
    Recipe(
        name="git/tag-push",
        asks=(
            "push the tag {tag} to origin",
            "Publish {tag}, and nothing else.",
            "send the local tag {tag} to the remote origin",
        ),
        setup="repo; remote; git tag {tag}",
        run="git push origin {tag}",
        checks=("git -C ../origin.git rev-parse -q --verify refs/tags/{tag}",),
        undo="git push origin --delete {tag}",
        risk="low",
    ),
    Recipe(
        name="git/tag-push-all",
        asks=(
            "push all tags to origin",
            "Publish every local tag at once.",
            "send the tags to the remote, all of them",
        ),
        setup="repo; remote; git tag {tag}; git tag {tag2}",
        run="git push origin --tags",
        checks=('[ "$(git -C ../origin.git tag | wc -l)" -eq 2 ]',),
        risk="low",
    ),
    Recipe(
        name="git/tag-delete-remote",
        asks=(
            "delete the tag {tag} on origin",
            "Remove {tag} from the remote; the local tag may stay.",
            "take the published tag {tag} off origin",
        ),
        setup="repo; remote; git tag {tag}; git push -q origin {tag}",
        run="git push origin --delete {tag}",
        checks=("! git -C ../origin.git rev-parse -q --verify refs/tags/{tag}",),
        undo="git push origin {tag}",
        risk="destructive",
    ),
    Recipe(
        name="git/describe",
        asks=(
            "describe the current commit by the nearest tag",
            "Print a version like {tag}-2-gabc1234 for HEAD.",
            "name HEAD by its latest tag and the number of commits since",
        ),
        setup='repo; git tag -a {tag} -m x; commit "{message}" {file}; commit "{message2}" {file2}',
        run="git describe",
        checks=("out {tag}-2-g",),
    ),
    Recipe(
        name="git/worktree-add",
        asks=(
            "check out the branch {branch} in a second folder ../{dir}, besides this one",
            "I want {branch} in ../{dir} without leaving main here: use a worktree.",
            "add a worktree ../{dir} for the existing branch {branch}",
        ),
        setup="repo; git branch {branch}",
        run="git worktree add ../{dir} {branch}",
        checks=(
            '[ "$(git -C ../{dir} branch --show-current)" = {branch} ]',
            "on main",
        ),
        undo="git worktree remove ../{dir}",
        risk="low",
    ),
    Recipe(
        name="git/worktree-new-branch",
        asks=(
            "create the branch {branch} in a new worktree ../{dir}",
            "Open a second working folder ../{dir} with a fresh branch {branch}.",
            "make a worktree at ../{dir} that starts the branch {branch}",
        ),
        setup="repo",
        run="git worktree add -b {branch} ../{dir}",
        checks=('[ "$(git -C ../{dir} branch --show-current)" = {branch} ]',),
        undo="git worktree remove ../{dir}\ngit branch -d {branch}",
        risk="low",
    ),
    Recipe(
        name="git/worktree-list",
        asks=(
            "list the worktrees",
            "Which working folders belong to this repository?",
            "print all worktrees with their branches",
        ),
        setup="repo; git worktree add -q -b {branch} ../{dir}",
        run="git worktree list",
        checks=("out [{branch}]",),
    ),
    Recipe(
        name="git/worktree-remove",
        asks=(
            "remove the worktree ../{dir}",
            "I am done in ../{dir}; take that worktree away and leave its branch.",
            "delete the second working folder ../{dir} properly",
        ),
        setup="repo; git worktree add -q -b {branch} ../{dir}",
        run="git worktree remove ../{dir}",
        checks=(
            '[ "$(git worktree list | wc -l)" -eq 1 ]',
            "ref {branch}",
            "gone ../{dir}",
        ),
        undo="git worktree add ../{dir} {branch}",
        risk="low",
    ),
)
