"""Node: running, checking and testing programs; workspaces."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="npm/node-run",
        asks=(
            "run {word}.js with Node",
            "Execute the program {word}.js.",
            "start {word}.js",
        ),
        setup="put {word}.js 'console.log(\"{greeting}\")'",
        run="node {word}.js",
        checks=('outis "{greeting}"',),
    ),
    Recipe(
        name="npm/node-eval",
        asks=(
            "print the version of Node from inside a one-line program",
            "Let Node evaluate process.version and print it.",
            "run JavaScript on the command line that prints process.version",
        ),
        run="node -p process.version",
        checks=(
            "out v",
            "outlines 1",
        ),
    ),
    Recipe(
        name="npm/node-check",
        asks=(
            "check {word}.js for syntax errors without running it",
            "Does {word}.js parse? Do not execute it.",
            "verify the syntax of {word}.js with Node",
        ),
        setup="put {word}.js 'function f( {\\n  return 1;\\n}'",
        run="node --check {word}.js",
        checks=(
            'grep -q SyntaxError "$KIT/err"',
            "ended 1",
        ),
        may_fail=True,
    ),
    Recipe(
        name="npm/node-test",
        asks=(
            "run the tests of this folder with Node's own test runner",
            "Execute *.test.js with node, no further tools.",
            "let node find and run the test files here",
        ),
        setup='put {word}.test.js \'const test = require("node:test");\\ntest("{word2} works", () => {});\'',
        run="node --test",
        checks=(
            'out "{word2} works"',
            'out "pass 1"',
        ),
    ),
    Recipe(
        name="npm/npx-local",
        asks=(
            "run the program {script} that an installed package provides, through npx",
            "{script} is a command of a dependency. Start it with npx.",
            "execute the local binary {script}",
        ),
        setup=(
            "npackage {project} 1.0.0; mkdir ../{module}; (cd ../{module}; npackage {module} {version}; printf "
            "'#!/usr/bin/env node\\nconsole.log(\"{word}\")\\n' > cli.js; chmod +x cli.js; npm pkg set "
            "bin.{script}=cli.js); npm install ../{module}"
        ),
        run="npx {script}",
        checks=("out {word}",),
        risk="low",
    ),
    Recipe(
        name="npm/workspace-run",
        asks=(
            "run the script {script} in all workspaces",
            "Start {script} in every workspace of this repository.",
            "execute the npm script {script} across the workspaces",
        ),
        setup=(
            'npackage root 1.0.0; npm pkg set "workspaces[]=packages/*"; for m in {module} {module2}; do mkdir -p '
            'packages/$m; (cd packages/$m; npackage $m {version}; npm pkg set scripts.{script}="echo in-$m"); done'
        ),
        run="npm run {script} --workspaces",
        checks=(
            "out in-{module}",
            "out in-{module2}",
        ),
        risk="low",
    ),
    Recipe(
        name="npm/workspace-one",
        asks=(
            "run the script {script} in the workspace {module} only",
            "Start {script} of the workspace {module}.",
            "execute the npm script {script} just for {module}, a workspace",
        ),
        setup=(
            'npackage root 1.0.0; npm pkg set "workspaces[]=packages/*"; for m in {module} {module2}; do mkdir -p '
            'packages/$m; (cd packages/$m; npackage $m {version}; npm pkg set scripts.{script}="echo in-$m"); done; '
            "npm install"
        ),
        run="npm run {script} --workspace={module}",
        checks=(
            "out in-{module}",
            "outnot in-{module2}",
        ),
        risk="low",
    ),
)
