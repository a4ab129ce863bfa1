"""npm: commands that really fail and what puts them right; jobs in several steps; the registry."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="npm/fail-no-script",
        asks=(
            'run the script {script}; if there is none, define it as "echo {greeting}"',
            "Start {script} through npm. Should it be missing, it is to say {greeting} by echo.",
            "execute the npm script {script}, adding it (echo {greeting}) when it is not there",
        ),
        setup="npackage {project} 1.0.0",
        fails="npm run {script}",
        run='npm pkg set scripts.{script}="echo {greeting}"\nnpm run {script}',
        plan=(
            "define the script",
            "run it",
        ),
        checks=('grep -qx "{greeting}" "$KIT/out"',),
        risk="low",
    ),
    Recipe(
        name="npm/fail-no-package",
        asks=(
            "run the script {script} of the package in {dir}",
            "Start {script}; the package lies in the folder {dir}.",
            "execute {script} for {dir}/package.json",
        ),
        setup='mkdir {dir}; (cd {dir}; npackage {project} 1.0.0; npm pkg set scripts.{script}="echo {word}")',
        fails="npm run {script}",
        run="npm run {script} --prefix {dir}",
        checks=("out {word}",),
        risk="low",
    ),
    Recipe(
        name="npm/fail-ci-no-lock",
        asks=(
            "install the dependencies cleanly; make a lock file if there is none",
            "make npm ci work here; write the lock file first when it is missing.",
            "do a clean install, creating package-lock.json if need be",
        ),
        setup=(
            "npackage {project} 1.0.0; mkdir ../{module}; (cd ../{module}; npackage {module} {version}); npm pkg set "
            "dependencies.{module}=file:../{module}"
        ),
        fails="npm ci",
        run="npm install --package-lock-only\nnpm ci",
        plan=(
            "write the lock file",
            "install from it",
        ),
        checks=(
            "[ -f package-lock.json ]",
            "[ -f node_modules/{module}/package.json ]",
        ),
        risk="low",
    ),
    Recipe(
        name="npm/fail-module-missing",
        asks=(
            "run {word}.js; the module {module} that it needs is the local package ../{module}",
            "Start {word}.js with Node. What it requires as {module} lies in ../{module}.",
            "execute {word}.js, installing ../{module} if it cannot be found",
        ),
        setup=(
            "npackage {project} 1.0.0; mkdir ../{module}; (cd ../{module}; npackage {module} {version}); put "
            "{word}.js 'console.log(require(\"{module}/package.json\").version)'"
        ),
        fails="node {word}.js",
        run="npm install ../{module}\nnode {word}.js",
        plan=(
            "install the module",
            "run it again",
        ),
        checks=("out {version}",),
        risk="low",
    ),
    Recipe(
        name="npm/fail-offline",
        asks=(
            "install {module}; there is no network, but the tarball {module}-{version}.tgz is here",
            "Add {module}. The registry cannot be reached; use {module}-{version}.tgz.",
            "get {module} into node_modules, from {module}-{version}.tgz if npm is offline",
        ),
        setup="npackage {project} 1.0.0; mkdir ../m; (cd ../m; npackage {module} {version}; npm pack); mv ../m/*.tgz .",
        fails="npm install {module}",
        run="npm install ./{module}-{version}.tgz",
        checks=("[ -f node_modules/{module}/package.json ]",),
        risk="low",
    ),
    Recipe(
        name="npm/fail-version-dirty",
        asks=(
            'release a patch version; commit the open edit of README.md as "{message}" first if npm wants that',
            'Bump the patch version with commit and tag. Uncommitted work goes into a commit "{message}".',
            'run a patch release in git; what is not committed belongs in "{message}"',
        ),
        setup="npackage {project} 1.2.0; repo; put README.md {word}",
        fails="npm version patch",
        run='git commit -am "{message}"\nnpm version patch',
        plan=(
            "commit the open work",
            "release",
        ),
        checks=(
            "ref v1.2.1",
            'subject "{message}" HEAD~1',
        ),
        risk="low",
    ),
    Recipe(
        name="npm/fail-bad-json",
        asks=(
            "print the package's version; package.json has a comma too many after its version",
            "Read the version with npm, and mend package.json first: a comma stands before the closing brace.",
            "repair the trailing comma after the version line in package.json and show the version",
        ),
        setup='printf \'{\\n  "name": "{project}",\\n  "version": "{version}",\\n}\\n\' > package.json',
        fails="npm pkg get version",
        run="sed -i '/\"version\"/s/,$//' package.json\nnpm pkg get version",
        plan=(
            "take the comma away",
            "read it again",
        ),
        checks=("out {version}",),
        risk="low",
    ),
    Recipe(
        name="npm/fail-esm",
        asks=(
            "run {word}.js, which uses import; the package may be made an ES module package",
            "Start {word}.js. If Node refuses the import statement, set the package's type to module.",
            "execute {word}.js with ES imports, changing package.json's type if needed",
        ),
        setup=(
            "npackage {project} 1.0.0; npm pkg set type=commonjs; put {word}.js 'import os from "
            '"node:os";\\nconsole.log("{greeting}", os.EOL.length);\''
        ),
        fails="node {word}.js",
        run="npm pkg set type=module\nnode {word}.js",
        plan=(
            "switch the package to ES modules",
            "run it again",
        ),
        checks=('out "{greeting} 1"',),
        risk="low",
    ),
    Recipe(
        name="npm/fail-test",
        asks=(
            "make npm test pass: {func} in {module}.js returns a - b where it should return a + b",
            "The tests fail because {func} computes a - b, not a + b. Correct {module}.js and test again.",
            "fix the operator in {module}.js (a + b in place of a - b) and rerun the tests",
        ),
        setup=(
            'npackage {project} 1.0.0; npm pkg set scripts.test="node --test"; put {module}.js \'exports.{func} = '
            "(a, b) => a - b;'; put {module}.test.js 'const test = require(\"node:test\");\\nconst assert = "
            'require("node:assert");\\nconst { {func} } = require("./{module}.js");\\ntest("{func}", () => '
            "assert.equal({func}(2, 3), 5));'"
        ),
        fails="npm test",
        run='sed -i "s/a - b/a + b/" {module}.js\nnpm test',
        plan=(
            "correct the operator",
            "test again",
        ),
        checks=(
            'out "fail 0"',
            'has {module}.js "a + b"',
        ),
        risk="low",
    ),
    Recipe(
        name="npm/work-new-package",
        asks=(
            (
                'start a Node package here: default package.json, an index.js that prints "{greeting}", a start '
                'script "node index.js", and run it'
            ),
            "Set up a package with index.js (it logs {greeting}) and the start script node index.js; then start it.",
            "make package.json, write index.js to print {greeting}, define start as node index.js, launch it",
        ),
        run=('npm init -y\necho "console.log(\'{greeting}\')" > index.js\nnpm pkg set scripts.start="node index.js"\nnpm start'),
        plan=(
            "make package.json",
            "write the program",
            "define the script",
            "run it",
        ),
        checks=(
            'grep -qx "{greeting}" "$KIT/out"',
            'has package.json \'"start": "node index.js"\'',
        ),
        risk="low",
    ),
    Recipe(
        name="npm/work-release",
        asks=(
            "release version {version}: run the tests, set the version without git, and pack the tarball",
            "Test the package, make {version} its version (no git), and build the .tgz.",
            "cut {project} {version}: npm test, version (no tag), pack",
        ),
        setup='npackage {project} 0.0.1; npm pkg set scripts.test="node -p 1"',
        run="npm test\nnpm version {version} --no-git-tag-version\nnpm pack",
        plan=(
            "test",
            "set the version",
            "make the tarball",
        ),
        checks=("[ -f {project}-{version}.tgz ]",),
        risk="low",
    ),
    Recipe(
        name="npm/registry-install",
        asks=(
            "install {library} from the registry as a dependency",
            "Add {library} to this package.",
            "let npm fetch {library} and save it in package.json",
        ),
        pools={
            "library": (
                "express",
                "lodash",
                "axios",
                "react",
                "commander",
                "chalk",
                "uuid",
                "dotenv",
            )
        },
        setup="npackage {project} 1.0.0",
        run="npm install {library}",
        checks=("has package.json '\"{library}\"'",),
        undo="npm uninstall {library}",
        risk="low",
        needs="network",
    ),
    Recipe(
        name="npm/registry-install-dev",
        asks=(
            "add {library} from the registry for development only",
            "Install {library} as a development dependency.",
            "put {library} into devDependencies",
        ),
        pools={
            "library": (
                "jest",
                "eslint",
                "prettier",
                "typescript",
                "vite",
                "nodemon",
                "mocha",
            )
        },
        setup="npackage {project} 1.0.0",
        run="npm install --save-dev {library}",
        checks=("has package.json '\"{library}\"'",),
        undo="npm uninstall {library}",
        risk="low",
        needs="network",
    ),
    Recipe(
        name="npm/registry-view",
        asks=(
            "show the newest published version of {library}",
            "Which version of {library} does the registry have?",
            "look up {library}'s latest version with npm",
        ),
        pools={
            "library": (
                "express",
                "lodash",
                "axios",
                "react",
                "commander",
                "chalk",
                "uuid",
                "dotenv",
            )
        },
        run="npm view {library} version",
        checks=("out .",),
        needs="network",
    ),
    Recipe(
        name="npm/registry-audit",
        asks=(
            "check the dependencies for known security problems",
            "Audit this package's dependencies.",
            "let npm report vulnerable dependencies",
        ),
        setup="npackage {project} 1.0.0",
        run="npm audit",
        checks=("out vulnerabilities",),
        needs="network",
    ),
    Recipe(
        name="npm/registry-publish",
        asks=(
            "publish the package to the registry for everybody",
            "Upload this package publicly.",
            "release the package on npm with public access",
        ),
        setup="npackage {project} {version}",
        run="npm publish --access public",
        checks=("out {project}@{version}",),
        risk="destructive",
        needs="network",
    ),
    Recipe(
        name="npm/registry-outdated",
        asks=(
            "list the dependencies for which newer versions are published",
            "Which dependencies of this package are outdated?",
            "show outdated npm packages",
        ),
        setup="npackage {project} 1.0.0",
        run="npm outdated",
        checks=("ended 0",),
        needs="network",
    ),
)
