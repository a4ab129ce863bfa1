"""npm: package.json, scripts and versions."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="npm/init",
        asks=(
            "create a package.json with the default answers",
            "Start a Node package here, without questions.",
            "initialise npm in this folder, accepting all defaults",
        ),
        run="npm init -y",
        checks=(
            "[ -f package.json ]",
            'has package.json \'"version": "1.0.0"\'',
        ),
        undo="rm package.json",
        risk="low",
    ),
    Recipe(
        name="npm/set-script",
        asks=(
            'add a script {script} to package.json that runs "echo {greeting}"',
            "Give the package a script called {script}; it prints {greeting} with echo.",
            "define the npm script {script} as echo {greeting}",
        ),
        setup='npackage {project} 1.0.0; npm pkg set scripts.other="echo y"',
        run='npm pkg set scripts.{script}="echo {greeting}"',
        checks=('[ "$(npm run -s {script})" = "{greeting}" ]',),
        undo="npm pkg delete scripts.{script}",
        risk="low",
    ),
    Recipe(
        name="npm/delete-script",
        asks=(
            "remove the script {script} from package.json",
            "Take the npm script {script} out.",
            "delete {script} from the package's scripts",
        ),
        setup='npackage {project} 1.0.0; npm pkg set scripts.{script}="echo x" scripts.keep="echo y"',
        run="npm pkg delete scripts.{script}",
        checks=(
            "lacks package.json '\"{script}\"'",
            "has package.json '\"keep\"'",
        ),
        risk="low",
    ),
    Recipe(
        name="npm/run",
        asks=(
            "run the script {script} of package.json",
            "Start the npm script {script}.",
            "execute {script} through npm",
        ),
        setup='npackage {project} 1.0.0; npm pkg set scripts.{script}="echo {word}"',
        run="npm run {script}",
        checks=('grep -qx "{word}" "$KIT/out"',),
        risk="low",
    ),
    Recipe(
        name="npm/run-args",
        asks=(
            "run the script {script} and pass it the argument --{word}",
            "Hand --{word} to the npm script {script}.",
            "start {script} through npm with the option --{word} for the script itself",
        ),
        setup='npackage {project} 1.0.0; npm pkg set scripts.{script}="echo got"',
        run="npm run {script} -- --{word}",
        checks=('grep -qx "got --{word}" "$KIT/out"',),
        risk="low",
    ),
    Recipe(
        name="npm/run-silent",
        asks=(
            "run the script {script} without npm's own lines",
            "Print only what the npm script {script} prints.",
            "start {script} through npm, silently",
        ),
        setup='npackage {project} 1.0.0; npm pkg set scripts.{script}="echo {word}"',
        run="npm run -s {script}",
        checks=("outis {word}",),
    ),
    Recipe(
        name="npm/list-scripts",
        asks=(
            "list the scripts that package.json defines",
            "Which npm scripts are there?",
            "show the available scripts of this package",
        ),
        setup='npackage {project} 1.0.0; npm pkg set scripts.{script}="echo {word}"',
        run="npm run",
        checks=(
            "out {script}",
            'out "echo {word}"',
        ),
    ),
    Recipe(
        name="npm/test",
        asks=(
            "run the package's tests",
            "Start the test script of this package.",
            "let npm test the package",
        ),
        setup='npackage {project} 1.0.0; npm pkg set scripts.test="node test.js"; put test.js \'console.log("{word} ok")\'',
        run="npm test",
        checks=('out "{word} ok"',),
    ),
    Recipe(
        name="npm/start",
        asks=(
            "start the program of this package by its start script",
            "Run npm's start script.",
            "launch the package the way its start script says",
        ),
        setup='npackage {project} 1.0.0; npm pkg set scripts.start="node main.js"; put main.js \'console.log("{word} up")\'',
        run="npm start",
        checks=('out "{word} up"',),
    ),
    Recipe(
        name="npm/version-patch",
        asks=(
            "raise the package's version by a patch, without git",
            "Bump the third number of the version in package.json; no tag.",
            "increase the patch version, making no git tag",
        ),
        setup="npackage {project} {version}",
        run="npm version patch --no-git-tag-version",
        checks=(
            '[ "$(npm pkg get version)" != \'"{version}"\' ]',
            "node -e \"const v='{version}'.split('.');v[2]++;process.exit(require('./package.json').version===v.join('.')?0:1)\"",
        ),
        risk="low",
    ),
    Recipe(
        name="npm/version-exact",
        asks=(
            "set the package's version to {version}, without git",
            "Make {version} the version in package.json; no commit, no tag.",
            "change the version of this package to {version}, leaving git alone",
        ),
        setup="npackage {project} 0.0.1",
        run="npm version {version} --no-git-tag-version",
        checks=('[ "$(npm pkg get version)" = \'"{version}"\' ]',),
        undo="npm version 0.0.1 --no-git-tag-version",
        risk="low",
    ),
    Recipe(
        name="npm/version-git",
        asks=(
            "release a minor version: raise the number, commit, and tag it",
            "Bump the minor version with npm so that git gets a commit and a tag.",
            "let npm make a minor release of this package in git",
        ),
        setup="npackage {project} 1.2.0; repo",
        run="npm version minor",
        checks=(
            "ref v1.3.0",
            "subject 1.3.0",
            "clean",
        ),
        undo="git tag -d v1.3.0\ngit reset --hard HEAD~1",
        risk="low",
    ),
    Recipe(
        name="npm/get-version",
        asks=(
            "print the version in package.json",
            "Which version does this package have? Read it with npm.",
            "show the field version of package.json",
        ),
        setup="npackage {project} {version}",
        run="npm pkg get version",
        checks=("out {version}",),
    ),
    Recipe(
        name="npm/set-field",
        asks=(
            "set the license in package.json to {licence}",
            "The package is under {licence}; note that in package.json.",
            "write {licence} into the license field of the package",
        ),
        pools={
            "licence": (
                "MIT",
                "Apache-2.0",
                "ISC",
                "BSD-3-Clause",
                "MPL-2.0",
            )
        },
        setup="npackage {project} 1.0.0",
        run="npm pkg set license={licence}",
        checks=('has package.json \'"license": "{licence}"\'',),
        risk="low",
    ),
    Recipe(
        name="npm/set-private",
        asks=(
            "mark the package as private, so that it cannot be published by mistake",
            "Set private to true in package.json, as a JSON boolean.",
            "make this package private",
        ),
        setup="npackage {project} 1.0.0",
        run="npm pkg set private=true --json",
        checks=("has package.json '\"private\": true'",),
        undo="npm pkg delete private",
        risk="low",
    ),
    Recipe(
        name="npm/engines",
        asks=(
            "note in package.json that Node 18 or newer is needed",
            "Require node >=18 under engines.",
            "set engines.node to >=18",
        ),
        setup="npackage {project} 1.0.0",
        run='npm pkg set engines.node=">=18"',
        checks=("node -e \"process.exit(require('./package.json').engines.node==='>=18'?0:1)\"",),
        undo="npm pkg delete engines",
        risk="low",
    ),
)
