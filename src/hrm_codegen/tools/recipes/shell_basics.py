"""Shell: variables, pipes, loops over files, the environment."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="shell/set-variable-run",
        asks=(
            "run ./{script}.sh with the environment variable {variable} set to {value}, for this run only",
            "Start {script}.sh so that {variable} is {value} for it, without exporting the variable.",
            "call ./{script}.sh with {variable}={value} in its environment",
        ),
        setup="printf '#!/bin/sh\\necho \"got $%s\"\\n' {variable} > {script}.sh; chmod +x {script}.sh",
        run="{variable}={value} ./{script}.sh",
        checks=('out "got {value}"',),
        risk="low",
    ),
    Recipe(
        name="shell/export-run",
        asks=(
            "export {variable} as {value} and run ./{script}.sh",
            "Set {variable}={value} for all following programs, then start ./{script}.sh.",
            "make {variable} ({value}) part of the environment and run {script}.sh",
        ),
        setup="printf '#!/bin/sh\\necho \"got $%s\"\\n' {variable} > {script}.sh; chmod +x {script}.sh",
        run="export {variable}={value}\n./{script}.sh",
        plan=(
            "set it for what follows",
            "run the script",
        ),
        checks=('out "got {value}"',),
        risk="low",
    ),
    Recipe(
        name="shell/unset-run",
        asks=(
            "run ./{script}.sh without the variable {variable}, which is set",
            "Start {script}.sh with {variable} removed from its environment.",
            "call ./{script}.sh as if {variable} were not set",
        ),
        setup=(
            "later 'export {variable}={value}'; printf '#!/bin/sh\\necho \"got [$%s]\"\\n' {variable} > {script}.sh; "
            "chmod +x {script}.sh"
        ),
        run="env -u {variable} ./{script}.sh",
        checks=('out "got []"',),
        risk="low",
    ),
    Recipe(
        name="shell/which",
        asks=(
            "print where the program {program} lies",
            "Which file is run when I type {program}?",
            "show the path of the command {program}",
        ),
        pools={
            "program": (
                "git",
                "bash",
                "sed",
                "tar",
                "grep",
                "find",
                "sort",
            )
        },
        run="which {program}",
        checks=("out /{program}",),
    ),
    Recipe(
        name="shell/pwd",
        asks=(
            "print the path of the current folder",
            "Where am I?",
            "show the working directory",
        ),
        run="pwd",
        checks=('out "$ROOT/app"',),
    ),
    Recipe(
        name="shell/redirect-both",
        asks=(
            "run ./{script}.sh and write everything it prints, errors too, to {log}",
            "Save output and error messages of ./{script}.sh together in {log}.",
            "call {script}.sh with both streams going to {log}",
        ),
        setup="put {script}.sh '#!/bin/sh\\necho {word}\\necho {word2} >&2'; chmod +x {script}.sh",
        run="./{script}.sh > {log} 2>&1",
        checks=(
            "has {log} {word}",
            "has {log} {word2}",
        ),
        risk="low",
    ),
    Recipe(
        name="shell/redirect-errors",
        asks=(
            "run ./{script}.sh and write only its error messages to {log}",
            "Collect what ./{script}.sh says on standard error in {log}.",
            "send the errors of {script}.sh, and nothing else, into {log}",
        ),
        setup="put {script}.sh '#!/bin/sh\\necho {word}\\necho {word2} >&2'; chmod +x {script}.sh",
        run="./{script}.sh 2> {log}",
        checks=(
            "is {log} {word2}",
            "out {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="shell/discard-errors",
        asks=(
            "run ./{script}.sh and throw its error messages away",
            "Start ./{script}.sh without showing what goes to standard error.",
            "call {script}.sh, hiding its errors",
        ),
        setup="put {script}.sh '#!/bin/sh\\necho {word}\\necho {word2} >&2'; chmod +x {script}.sh",
        run="./{script}.sh 2> /dev/null",
        checks=(
            "outis {word}",
            '! grep -q {word2} "$KIT/err"',
        ),
    ),
    Recipe(
        name="shell/tee",
        asks=(
            "run ./{script}.sh, show what it prints, and save it to {log} as well",
            "Print the output of ./{script}.sh and keep a copy in {log}.",
            "call {script}.sh with its output both on the screen and in {log}",
        ),
        setup="put {script}.sh '#!/bin/sh\\necho {word}'; chmod +x {script}.sh",
        run="./{script}.sh | tee {log}",
        checks=(
            "is {log} {word}",
            "outis {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="shell/xargs-touch",
        asks=(
            "create an empty file for every name in {txt}, one name a line",
            "{txt} lists file names. Make an empty file of each.",
            "read names from {txt} and touch them all",
        ),
        setup='put {txt} "one.{word}\\ntwo.{word}"',
        run="xargs touch < {txt}",
        checks=("[ -f one.{word} ] && [ -f two.{word} ]",),
        risk="low",
    ),
    Recipe(
        name="shell/xargs-rm",
        asks=(
            "delete the files whose names are listed in {txt}, one a line",
            "Remove every file named in {txt}.",
            "read {txt} and delete the files it lists",
        ),
        setup='put {txt} "one.{word}\\ntwo.{word}"; touch one.{word} two.{word} three.{word}',
        run="xargs rm < {txt}",
        checks=(
            "gone one.{word}",
            "gone two.{word}",
            "[ -f three.{word} ]",
        ),
        risk="destructive",
    ),
    Recipe(
        name="shell/xargs-grep",
        asks=(
            "search the .py files found below this folder for {word} and list those that contain it, by find and xargs",
            "Feed find's list of *.py files to grep to see which of them mention {word}; names may hold spaces.",
            "combine find and xargs to list the Python files with {word}",
        ),
        setup="put {dir}/{py} {word}; put {dir}/{py2} x",
        run='find . -name "*.py" -print0 | xargs -0 grep -l {word}',
        checks=("outis ./{dir}/{py}",),
    ),
    Recipe(
        name="shell/and-chain",
        asks=(
            "create {dir} and, only if that works, an empty {file} in it, in one line",
            "Make the folder {dir} and then {dir}/{file} (empty), joined so that the second needs the first.",
            "chain making {dir} and touching {dir}/{file}",
        ),
        run="mkdir {dir} && touch {dir}/{file}",
        checks=("[ -f {dir}/{file} ]",),
        undo="rm -r {dir}",
        risk="low",
    ),
    Recipe(
        name="shell/or-default",
        asks=(
            "print {txt}, or the word {word} if there is no such file, hiding the error",
            "Show {txt}; when it does not exist print {word} instead and no error.",
            "output the contents of {txt}, falling back to {word}",
        ),
        setup="put {txt2} x",
        run="cat {txt} 2> /dev/null || echo {word}",
        checks=(
            "outis {word}",
            '[ ! -s "$KIT/err" ]',
        ),
    ),
    Recipe(
        name="shell/run-script",
        asks=(
            "run the shell script {script}.sh, which is not executable",
            "{script}.sh lacks the execute bit. Run it with sh all the same.",
            "start {script}.sh by means of sh",
        ),
        setup="put {script}.sh 'echo {word}'; chmod 644 {script}.sh",
        run="sh {script}.sh",
        checks=("outis {word}",),
    ),
    Recipe(
        name="shell/check-syntax",
        asks=(
            "check the script {script}.sh for syntax errors without running it",
            "Is {script}.sh free of syntax errors? Do not execute it.",
            "parse {script}.sh with bash, dry",
        ),
        setup="put {script}.sh 'echo {word}\\nif true; then\\n  echo x'",
        run="bash -n {script}.sh",
        checks=(
            'grep -q "syntax error" "$KIT/err"',
            "outis ''",
        ),
        may_fail=True,
    ),
    Recipe(
        name="shell/trace-script",
        asks=(
            "run {script}.sh and show each command as it is executed",
            "Trace the script {script}.sh.",
            "debug {script}.sh by printing its commands while it runs",
        ),
        setup="put {script}.sh 'x={word}\\necho \"$x\"'",
        run="bash -x {script}.sh",
        checks=(
            "out {word}",
            'grep -qF "+ echo {word}" "$KIT/err"',
        ),
    ),
)
