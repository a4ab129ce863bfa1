"""Git: long jobs in several steps."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/work-start-project",
        asks=(
            (
                "start the project {project}: a repository on main in a new folder of that name, with a README.md "
                'that says {project}, committed as "{message}"'
            ),
            ('Set up a new project {project} under git. The first commit "{message}" holds README.md with the project\'s name.'),
            (
                'create the folder {project} as a git repository (branch main) with one commit "{message}" '
                "containing README.md, whose text is {project}"
            ),
        ),
        run=(
            'mkdir {project}\ncd {project}\ngit init -b main\necho "{project}" > README.md\n'
            'git add README.md\ngit commit -m "{message}"'
        ),
        plan=(
            "make the folder",
            "go there",
            "start the repository",
            "write the readme",
            "stage it",
            "commit",
        ),
        checks=(
            '[ "$(git -C {project} log -1 --format=%s)" = "{message}" ]',
            "is {project}/README.md {project}",
            '[ "$(git -C {project} branch --show-current)" = main ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/work-publish-project",
        asks=(
            ('put this folder under git on main, commit everything as "{message}", and push it to ../origin.git as origin'),
            'Publish the folder: a repository on main, one commit "{message}", origin is ../origin.git.',
            'make a repository here, commit all files as "{message}", connect it to ../origin.git and push main',
        ),
        setup="put {file} x; put {dir}/{file2} y; git init -q --bare ../origin.git",
        run=(
            'git init -b main\ngit add .\ngit commit -m "{message}"\ngit remote add origin ../origin.git\ngit push -u origin main'
        ),
        plan=(
            "start the repository",
            "stage everything",
            "commit",
            "name the remote",
            "push and track",
        ),
        checks=(
            '[ "$(git -C ../origin.git log -1 --format=%s main)" = "{message}" ]',
            "git -C ../origin.git cat-file -e main:{dir}/{file2}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/work-feature",
        asks=(
            (
                'add {file} with the line {word} on a new branch {branch}, commit it as "{message}", merge it into '
                "main and delete the branch"
            ),
            ('Make {file} (content: {word}) on a branch {branch}, commit "{message}", bring it to main, and remove {branch}.'),
            (
                'do the whole round: branch {branch}, write {word} into {file}, commit "{message}", back to main, '
                "merge, drop the branch"
            ),
        ),
        setup="repo",
        run=(
            'git switch -c {branch}\necho "{word}" > {file}\ngit add {file}\n'
            'git commit -m "{message}"\ngit switch main\ngit merge {branch}\n'
            "git branch -d {branch}"
        ),
        plan=(
            "open the branch",
            "write the file",
            "stage it",
            "commit",
            "back to main",
            "bring it in",
            "drop the branch",
        ),
        checks=(
            "on main",
            "is {file} {word}",
            'logged "{message}"',
            "noref refs/heads/{branch}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/work-release",
        asks=(
            (
                'release version {version}: write it to VERSION, commit as "Release {version}", tag v{version} with '
                "the same words, push main and the tag to origin"
            ),
            (
                "Publish release {version}. VERSION holds the number; commit and annotated tag v{version} say "
                '"Release {version}"; push both.'
            ),
            (
                'cut the release {version}: VERSION file, commit and tag ("Release {version}", v{version}), then '
                "push main together with the tag"
            ),
        ),
        setup="repo; commit start VERSION 0.0.1; remote",
        run=(
            'echo "{version}" > VERSION\ngit commit -am "Release {version}"\n'
            'git tag -a v{version} -m "Release {version}"\ngit push origin main v{version}'
        ),
        plan=(
            "write the number",
            "commit it",
            "tag the commit",
            "publish both",
        ),
        checks=(
            "is VERSION {version}",
            '[ "$(git -C ../origin.git log -1 --format=%s main)" = "Release {version}" ]',
            '[ "$(git -C ../origin.git cat-file -t v{version})" = tag ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/work-hotfix",
        asks=(
            (
                'fix {file} on top of {tag} in a branch {branch}: its line should read {word}; commit "{message}", '
                "then pick that commit into main"
            ),
            (
                'The release {tag} needs {file} to say {word}. Branch {branch} from {tag}, commit "{message}", and '
                "cherry-pick it onto main."
            ),
            ('make the branch {branch} at {tag}, write {word} to {file}, commit as "{message}", and copy the commit to main'),
        ),
        setup='repo; commit start {file} a; git tag {tag}; commit "{message2}" {file2}',
        run=(
            'git switch -c {branch} {tag}\necho "{word}" > {file}\ngit commit -am "{message}"\n'
            "git switch main\ngit cherry-pick {branch}"
        ),
        plan=(
            "branch from the release",
            "make the fix",
            "commit it",
            "back to main",
            "copy the fix",
        ),
        checks=(
            "on main",
            'subject "{message}"',
            "is {file} {word}",
            '[ "$(git merge-base main {branch})" = "$(git rev-parse {tag})" ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/work-sync-fork",
        asks=(
            "bring main up to date with the remote upstream (../origin.git, not registered yet) by fast-forward",
            ("My clone does not know the original ../origin.git. Add it as upstream, fetch it, and fast-forward main to it."),
            "register ../origin.git as upstream and update main from there without a merge commit",
        ),
        setup='repo; remote; git remote remove origin; colleague "{message}" {file}',
        run="git remote add upstream ../origin.git\ngit fetch upstream\ngit merge --ff-only upstream/main",
        plan=(
            "name the original",
            "get its commits",
            "move main forward",
        ),
        checks=(
            'subject "{message}"',
            "same main upstream/main",
        ),
        risk="low",
    ),
    Recipe(
        name="git/work-update-branch",
        asks=(
            ("bring my branch {branch} up to date: fetch origin, rebase {branch} onto origin/main, and push it with a lease"),
            "origin/main has moved. Put {branch}, where I am, on top of it and update {branch} on origin safely.",
            "refresh {branch} from origin/main by rebase and republish it",
        ),
        setup=(
            'repo; remote; git switch -qc {branch}; commit "{message}" {file}; git push -qu origin {branch}; '
            'colleague "{message2}" {file2}'
        ),
        run="git fetch origin\ngit rebase origin/main\ngit push --force-with-lease origin {branch}",
        plan=(
            "get the news",
            "replay the branch",
            "publish the rewritten branch",
        ),
        checks=(
            'subject "{message2}" HEAD~1',
            '[ "$(git -C ../origin.git rev-parse {branch})" = "$(git rev-parse HEAD)" ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/work-investigate",
        asks=(
            "find out who last changed the line with {word} in {file}, and what else that commit changed",
            "{file} contains {word} in line 2. Blame that line, then show the commit with its statistics.",
            "blame line 2 of {file} (it says {word}) and look at the latest commit's diffstat, which made the change",
        ),
        setup=(
            'repo; commit start {file} "a\\nb\\nc"; put {file2} x; put {file} "a\\n{word}\\nc"; git add .; git '
            'commit -qm "{message}" --author="{person} <{mail}>"'
        ),
        run="git blame -L 2,2 {file}\ngit show --stat HEAD",
        plan=(
            "who and which commit",
            "what else it touched",
        ),
        checks=(
            'out "{person}"',
            'grep -q "{file2} *|" "$KIT/out"',
            'out "{message}"',
        ),
    ),
)
