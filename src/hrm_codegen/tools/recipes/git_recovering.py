"""Git: commands that really fail, and what puts them right; long jobs in several steps."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="git/fail-push-no-upstream",
        asks=(
            "push the current branch {branch} to origin",
            "Publish my branch {branch}.",
            "send the commits of {branch}, where I am, to origin",
        ),
        setup='repo; remote; git switch -qc {branch}; commit "{message}" {file}',
        fails="git push",
        run="git push --set-upstream origin {branch}",
        checks=('[ "$(git -C ../origin.git log -1 --format=%s {branch})" = "{message}" ]',),
        risk="low",
    ),
    Recipe(
        name="git/fail-push-rejected",
        asks=(
            "push main to origin",
            "Publish my commits on main; keep the colleague's commits too, without a merge commit.",
            "get my work on main to the remote, on top of what others pushed",
        ),
        setup='repo; remote; colleague "{message}" {file}; commit "{message2}" {file2}',
        fails="git push origin main",
        run="git pull --rebase origin main\ngit push origin main",
        plan=(
            "put my commits on top of the remote's",
            "push again",
        ),
        checks=(
            '[ "$(git -C ../origin.git log -1 --format=%s main)" = "{message2}" ]',
            'logged "{message}"',
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-push-no-remote",
        asks=(
            "push main to the repository ../origin.git",
            "Publish main in the bare repository ../origin.git, as origin.",
            "send main to ../origin.git",
        ),
        setup='repo; commit "{message}" {file}; git init -q --bare ../origin.git',
        fails="git push -u origin main",
        run="git remote add origin ../origin.git\ngit push -u origin main",
        plan=(
            "name the remote",
            "push again",
        ),
        checks=('[ "$(git -C ../origin.git log -1 --format=%s main)" = "{message}" ]',),
        risk="low",
    ),
    Recipe(
        name="git/fail-delete-unmerged",
        asks=(
            "delete the branch {branch}; its work is not needed",
            "Remove {branch}. Nobody wants what is on it.",
            "get rid of the branch {branch} for good",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main',
        fails="git branch -d {branch}",
        run="git branch -D {branch}",
        checks=("noref refs/heads/{branch}",),
        risk="destructive",
    ),
    Recipe(
        name="git/fail-delete-current",
        asks=(
            "delete the branch {branch}, which is merged into main",
            "Remove the merged branch {branch}; I am still on it.",
            "get rid of {branch}, its work is in main",
        ),
        setup=(
            'repo; git switch -qc {branch}; commit "{message}" {file}; git switch -q main; git merge -q {branch}; '
            "git switch -q {branch}"
        ),
        fails="git branch -d {branch}",
        run="git switch main\ngit branch -d {branch}",
        plan=(
            "leave the branch",
            "delete it",
        ),
        checks=(
            "noref refs/heads/{branch}",
            "on main",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-branch-exists",
        asks=(
            "make the branch {branch} start at the current commit of main, replacing the old one, and switch to it",
            "Begin {branch} anew from here; what it held before may go.",
            "reset the branch {branch} to HEAD and check it out",
        ),
        setup='repo; git branch {branch}; commit "{message}" {file}',
        fails="git switch -c {branch}",
        run="git switch -C {branch}",
        checks=(
            "on {branch}",
            'subject "{message}"',
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-switch-dirty",
        asks=(
            "switch to {branch} and keep my uncommitted edit of {file} for later",
            "Go to {branch}; put my unfinished changes aside first.",
            "change over to {branch} without losing or committing what I edited",
        ),
        setup=(
            'repo; commit start {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            "main; put {file} {word2}"
        ),
        fails="git switch {branch}",
        run="git stash\ngit switch {branch}",
        plan=(
            "put the edits away",
            "switch again",
        ),
        checks=(
            "on {branch}",
            '[ "$(git stash list | wc -l)" -eq 1 ]',
            "is {file} {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-switch-unknown",
        asks=(
            "start working on the branch {branch}, a new one",
            "Switch to {branch}; it is not there yet.",
            "get onto a new branch {branch}",
        ),
        setup="repo",
        fails="git switch {branch}",
        run="git switch -c {branch}",
        checks=("on {branch}",),
        risk="low",
    ),
    Recipe(
        name="git/fail-merge-conflict",
        asks=(
            'merge {branch} into main; where they differ, {branch} is right; say "Merge {branch}"',
            'Bring {branch} into main with the message "Merge {branch}"; in {file} take their version.',
            'merge {branch} and prefer its text of {file}; the commit says "Merge {branch}"',
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}'
        ),
        fails="git merge {branch}",
        run='git checkout --theirs {file}\ngit add {file}\ngit commit -m "Merge {branch}"',
        plan=(
            "take their version",
            "mark it as resolved",
            "conclude the merge",
        ),
        checks=(
            "is {file} {word}",
            'subject "Merge {branch}"',
            "ref HEAD^2",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-merge-conflict-abort",
        asks=(
            "see whether {branch} merges into main cleanly, and go back if it does not",
            "Try to merge {branch}; if there is a conflict, leave main as it was.",
            "attempt the merge of {branch}, and call it off on conflicts",
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}'
        ),
        fails="git merge {branch}",
        run="git merge --abort",
        checks=(
            "clean",
            "is {file} {word2}",
            "! [ -f .git/MERGE_HEAD ]",
            '[ "$(git reflog | wc -l)" -ge 1 ] && [ ! -s "$KIT/out" ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-merge-unrelated",
        asks=(
            "merge {branch}, which has a history of its own, into main",
            'Join the unrelated history of {branch} with main; the message is "{message2}".',
            "bring {branch} into main although they share no commit",
        ),
        setup='repo; git switch -q --orphan {branch}; commit "{message}" {file}; git switch -q main',
        fails='git merge {branch} -m "{message2}"',
        run='git merge {branch} --allow-unrelated-histories -m "{message2}"',
        checks=(
            "[ -f {file} ]",
            "[ -f README.md ]",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-merge-untracked",
        asks=(
            "merge {branch} into main; my untracked {file} may be kept as {file}.mine",
            "Get {branch} into main. Move my own {file} out of the way to {file}.mine.",
            "bring {branch} in, saving the local {file} under the name {file}.mine",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q main; put {file} {word2}',
        fails="git merge {branch}",
        run="mv {file} {file}.mine\ngit merge {branch}",
        plan=(
            "move the untracked file away",
            "merge again",
        ),
        checks=(
            "is {file} {word}",
            "is {file}.mine {word2}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-pull-diverged",
        asks=(
            "update main from origin by a merge; the histories have diverged",
            "Get origin's commits; a merge commit is fine.",
            "pull main from origin although I have own commits, merging",
        ),
        setup='repo; remote; colleague "{message}" {file}; commit "{message2}" {file2}',
        fails="git pull origin main",
        run="git pull --no-rebase --no-edit origin main",
        checks=(
            'logged "{message}"',
            'logged "{message2}"',
            "ref HEAD^2",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-rebase-dirty",
        asks=(
            "rebase {branch}, where I am, onto main, keeping my uncommitted edit of {file}",
            "Put {branch} on top of main; I have unfinished changes that must survive.",
            "rebase onto main with my edits stashed automatically",
        ),
        setup=(
            'repo; commit start {file} a; git switch -qc {branch}; commit "{message}" {file2}; git switch -q main; '
            'commit "{message2}" {file3}; git switch -q {branch}; put {file} {word}'
        ),
        fails="git rebase main",
        run="git rebase --autostash main",
        checks=(
            'subject "{message2}" HEAD~1',
            "is {file} {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-cherry-conflict",
        asks=(
            "copy the last commit of {branch} to main; its version of {file} is the right one",
            "Cherry-pick {branch}; in case of a conflict take the picked side, without an editor.",
            "pick the tip of {branch} into main and prefer its {file}",
        ),
        setup=(
            'repo; commit base {file} a; git switch -qc {branch}; commit "{message}" {file} {word}; git switch -q '
            'main; commit "{message2}" {file} {word2}'
        ),
        fails="git cherry-pick {branch}",
        run="git checkout --theirs {file}\ngit add {file}\ngit cherry-pick --continue",
        plan=(
            "take the picked version",
            "mark it as resolved",
            "go on",
        ),
        checks=(
            "is {file} {word}",
            'subject "{message}"',
            "clean",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-commit-nothing",
        asks=(
            'commit the edit of {file} as "{message}"',
            'Record my change of {file} with the message "{message}".',
            'commit {file}, message "{message}"',
        ),
        setup="repo; commit start {file} a; put {file} {word}",
        fails='git commit -m "{message}"',
        run='git add {file}\ngit commit -m "{message}"',
        plan=(
            "stage the change first",
            "commit again",
        ),
        checks=(
            'subject "{message}"',
            "clean",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-add-ignored",
        asks=(
            "put {log} under version control although logs are ignored",
            "Stage the ignored file {log}.",
            "add {log} to the index in spite of .gitignore",
        ),
        setup="repo; commit ignore .gitignore '*.log'; put {log} x",
        fails="git add {log}",
        run="git add -f {log}",
        checks=("staged {log}",),
        risk="low",
    ),
    Recipe(
        name="git/fail-add-missing",
        asks=(
            "stage the file {dir}/{file}",
            "Put {file}, which lies in {dir}, into the index.",
            "add {file} (somewhere in {dir}) to the next commit",
        ),
        setup="repo; put {dir}/{file} x",
        fails="git add {file}",
        run="git add {dir}/{file}",
        checks=("staged {dir}/{file}",),
        risk="low",
    ),
    Recipe(
        name="git/fail-tag-exists",
        asks=(
            "tag the current commit as {tag}, even if the tag exists",
            "{tag} should name HEAD; an older tag of that name may be replaced.",
            "put {tag} on this commit",
        ),
        setup='repo; git tag {tag}; commit "{message}" {file}',
        fails="git tag {tag}",
        run="git tag -f {tag}",
        checks=("same {tag} HEAD",),
        risk="low",
    ),
    Recipe(
        name="git/fail-remote-exists",
        asks=(
            "set the remote origin to ../{project}.git",
            "origin should be ../{project}.git.",
            "use ../{project}.git as origin from now on",
        ),
        setup="repo; remote",
        fails="git remote add origin ../{project}.git",
        run="git remote set-url origin ../{project}.git",
        checks=('[ "$(git remote get-url origin)" = ../{project}.git ]',),
        risk="low",
    ),
    Recipe(
        name="git/fail-rm-modified",
        asks=(
            "delete {file} from git and from disk, edits included",
            "Remove {file}; its uncommitted changes are not needed.",
            "get rid of the tracked file {file} although it is modified",
        ),
        setup="repo; commit start {file} a; put {file} {word}",
        fails="git rm {file}",
        run="git rm -f {file}",
        checks=(
            "gone {file}",
            "! tracked {file}",
        ),
        risk="destructive",
    ),
    Recipe(
        name="git/fail-not-a-repo",
        asks=(
            "show the state of the repository in {project}",
            "What is the git status of the project {project}? It lies in a folder of that name here.",
            "print the short status of the repository {project}",
        ),
        setup="mkdir {project}; cd {project}; repo; put {file} x",
        fails="git status --short",
        run="git -C {project} status --short",
        checks=('out "?? {file}"',),
        risk="low",
    ),
    Recipe(
        name="git/fail-unknown-command",
        asks=(
            "show the history, a line for each commit",
            "Print the log in short form.",
            "list the commits briefly",
        ),
        pools={
            "typo": (
                "lgo",
                "logg",
                "lg",
                "olg",
            )
        },
        setup='repo; commit "{message}" {file}',
        fails="git {typo} --oneline",
        run="git log --oneline",
        checks=('out "{message}"',),
    ),
    Recipe(
        name="git/fail-identity",
        asks=(
            'commit the staged file as "{message}"; I am {person} <{mail}>',
            'Record what is staged as "{message}". My name is {person} and my address {mail}.',
            'make the commit "{message}" in the name of {person}, {mail}',
        ),
        setup="repo; put {file} x; git add .; rm ~/.gitconfig; git config user.useConfigOnly true",
        fails='git commit -m "{message}"',
        run='git config user.name "{person}"\ngit config user.email "{mail}"\ngit commit -m "{message}"',
        plan=(
            "set the name",
            "set the address",
            "commit again",
        ),
        checks=(
            'subject "{message}"',
            '[ "$(git log -1 --format=\'%an %ae\')" = "{person} {mail}" ]',
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-lock",
        asks=(
            "stage {file}; no other git process is running",
            "Add {file} to the index. Another git crashed earlier and nothing runs now.",
            "put {file} into the index in spite of the stale lock",
        ),
        setup="repo; put {file} x; touch .git/index.lock",
        fails="git add {file}",
        run="rm .git/index.lock\ngit add {file}",
        plan=(
            "remove the stale lock",
            "stage again",
        ),
        checks=("staged {file}",),
        risk="destructive",
    ),
    Recipe(
        name="git/fail-pathspec",
        asks=(
            "get {file} back; it was deleted in the last commit",
            "Restore {file}, which HEAD deleted, from the commit before.",
            "recover {file}; the latest commit removed it",
        ),
        setup='repo; commit "{message}" {file} {word}; git rm -q {file}; commit "{message2}"',
        fails="git restore {file}",
        run="git restore --source HEAD~1 {file}",
        checks=("is {file} {word}",),
        risk="low",
    ),
    Recipe(
        name="git/fail-clone-exists",
        asks=(
            "clone ../origin.git here; a folder origin is in the way, so call the clone {project}",
            "Get a copy of ../origin.git. If the name is taken, use {project}.",
            "clone ../origin.git, into {project} if origin exists already",
        ),
        setup='(mkdir ../seed; cd ../seed; repo; commit "{message}" {file}; remote); put origin/keep x',
        fails="git clone ../origin.git",
        run="git clone ../origin.git {project}",
        checks=(
            "[ -f {project}/{file} ]",
            "[ -f origin/keep ]",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-clone-path",
        asks=(
            "clone the repository that lies beside this folder as ../origin.git, into {project}",
            "Make a clone {project}. The repository is one level up and called origin.git.",
            "get a copy of ../origin.git as {project}",
        ),
        setup='(mkdir ../seed; cd ../seed; repo; commit "{message}" {file}; remote)',
        fails="git clone origin.git {project}",
        run="git clone ../origin.git {project}",
        checks=("[ -f {project}/{file} ]",),
        risk="low",
    ),
    Recipe(
        name="git/fail-worktree-in-use",
        asks=(
            ("have the branch {branch} in ../{dir} as well; it is checked out here, so use a new branch {branch2} from it there"),
            "Open ../{dir} with the state of {branch}; as {branch} is taken, start {branch2} there.",
            "add a worktree ../{dir} for {branch}, or for a new branch {branch2} at the same commit",
        ),
        setup='repo; git switch -qc {branch}; commit "{message}" {file}',
        fails="git worktree add ../{dir} {branch}",
        run="git worktree add -b {branch2} ../{dir} {branch}",
        checks=(
            '[ "$(git -C ../{dir} branch --show-current)" = {branch2} ]',
            "same {branch} {branch2}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-stash-pop-conflict",
        asks=(
            "bring the stashed changes back; where {file} conflicts, the stash is right, and drop the stash",
            "Pop the stash, and take the stashed version of {file}.",
            "restore my stash over the newer {file} and forget the stash",
        ),
        setup='repo; commit start {file} a; put {file} {word}; git stash -q; commit "{message}" {file} {word2}',
        fails="git stash pop",
        run="git checkout --theirs {file}\ngit add {file}\ngit stash drop",
        plan=(
            "take the stashed version",
            "mark it as resolved",
            "the stash was kept because of the conflict",
        ),
        checks=(
            "is {file} {word}",
            '[ -z "$(git stash list)" ]',
            "staged {file}",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-revert-conflict",
        asks=(
            "take the commit before the last one back; if that conflicts, leave everything as it was",
            "Try to revert HEAD~1, and give up on a conflict.",
            "attempt the reversal of HEAD~1 and call it off when it does not apply",
        ),
        setup='repo; commit start {file} a; commit "{message}" {file} {word}; commit "{message2}" {file} {word2}',
        fails="git revert --no-edit HEAD~1",
        run="git revert --abort",
        checks=(
            "clean",
            'subject "{message2}"',
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-ambiguous-file",
        asks=(
            "throw away my edit of the file called {branch}, which is also the name of a branch",
            "Restore the file {branch} from the index; mind that there is a branch of the same name.",
            "discard the changes of the file {branch}",
        ),
        pools={
            "branch": (
                "build",
                "release",
                "test",
                "docs",
            )
        },
        setup="repo; commit start {branch} a; git branch {branch}; put {branch} {word}",
        fails="git log {branch}",
        run="git checkout -- {branch}",
        checks=(
            "is {branch} a",
            "on main",
        ),
        risk="low",
    ),
    Recipe(
        name="git/fail-detached-push",
        asks=(
            "keep the commit I made on a detached HEAD as the branch {branch} and push it to origin",
            "I committed without being on a branch. Name the work {branch} and publish it.",
            "push my detached commit to origin as {branch}",
        ),
        setup='repo; remote; git switch -q --detach; commit "{message}" {file}',
        fails="git push",
        run="git switch -c {branch}\ngit push -u origin {branch}",
        plan=(
            "give the commit a branch",
            "publish it",
        ),
        checks=(
            '[ "$(git -C ../origin.git log -1 --format=%s {branch})" = "{message}" ]',
            "on {branch}",
        ),
        risk="low",
    ),
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
            'out "{file2} |"',
            'out "{message}"',
        ),
    ),
)
