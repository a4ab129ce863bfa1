"""Make: targets, variables, dry runs, makefiles that are wrong."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="make/default",
        asks=(
            "build the default target of the Makefile",
            "Run make with whatever it builds first.",
            "make the first target",
        ),
        setup="printf '{target}.out:\\n\\techo {word} > {target}.out\\n' > Makefile",
        run="make",
        checks=("is {target}.out {word}",),
        risk="low",
    ),
    Recipe(
        name="make/target",
        asks=(
            "build the target {target}",
            "Run make for {target} only.",
            "let make produce {target}",
        ),
        setup=("printf 'all:\\n\\t@echo nothing\\n{target}:\\n\\techo {word} > {target}.out\\n.PHONY: all {target}\\n' > Makefile"),
        run="make {target}",
        checks=("is {target}.out {word}",),
        risk="low",
    ),
    Recipe(
        name="make/dry-run",
        asks=(
            "show what make {target} would do, without doing it",
            "Print the commands of the target {target}; do not run them.",
            "dry-run the target {target}",
        ),
        setup="printf '{target}:\\n\\ttouch {word}.out\\n' > Makefile",
        run="make -n {target}",
        checks=(
            'out "touch {word}.out"',
            "gone {word}.out",
        ),
    ),
    Recipe(
        name="make/variable",
        asks=(
            "run make with the variable {variable} set to {value}",
            "Build the default target; {variable} should be {value}.",
            "call make, overriding {variable} by {value}",
        ),
        setup="printf '{variable} = other\\nall:\\n\\t@echo \"mode $({variable})\"\\n' > Makefile",
        run="make {variable}={value}",
        checks=('out "mode {value}"',),
        risk="low",
    ),
    Recipe(
        name="make/jobs",
        asks=(
            "build with {number} jobs side by side",
            "Run make in parallel, {number} recipes at a time.",
            "make everything using {number} parallel jobs",
        ),
        setup="printf 'all: a.out b.out c.out\\n%%.out:\\n\\techo $(MAKEFLAGS) > $@\\n' > Makefile",
        run="make -j{number}",
        checks=(
            "has a.out -j{number}",
            "[ -f c.out ]",
        ),
        risk="low",
    ),
    Recipe(
        name="make/keep-going",
        asks=(
            "build all targets, going on after errors",
            "Run make so that one failing target does not stop the others.",
            "make everything you can, in spite of failures",
        ),
        setup="printf 'all: bad good\\nbad:\\n\\tfalse\\ngood:\\n\\techo {word} > good.out\\n' > Makefile",
        run="make -k",
        checks=("has good.out {word}",),
        risk="low",
        may_fail=True,
    ),
    Recipe(
        name="make/file",
        asks=(
            "build the target {target} from the makefile {word}.mk",
            "Use {word}.mk in place of the Makefile and make {target}.",
            "run make on {word}.mk for the target {target}",
        ),
        setup="printf '{target}:\\n\\techo {word2} > {target}.out\\n' > {word}.mk",
        run="make -f {word}.mk {target}",
        checks=("is {target}.out {word2}",),
        risk="low",
    ),
    Recipe(
        name="make/folder",
        asks=(
            "run make in the folder {dir} without going there",
            "Build the default target of {dir}/Makefile from here.",
            "let make work in {dir}",
        ),
        setup="mkdir {dir}; printf 'all:\\n\\techo {word} > result.out\\n' > {dir}/Makefile",
        run="make -C {dir}",
        checks=("is {dir}/result.out {word}",),
        risk="low",
    ),
    Recipe(
        name="make/always",
        asks=(
            "build everything again although it is up to date",
            "Force make to remake all targets.",
            "rebuild unconditionally with make",
        ),
        setup="printf '{target}.out:\\n\\techo {word} > {target}.out\\n' > Makefile; echo old > {target}.out",
        run="make -B",
        checks=("is {target}.out {word}",),
        risk="low",
    ),
    Recipe(
        name="make/silent",
        asks=(
            "build {target} without printing the commands",
            "Run make {target} silently; only the output of the programs should show.",
            "make {target}, quiet",
        ),
        setup="printf '{target}:\\n\\techo {word}\\n' > Makefile",
        run="make -s {target}",
        checks=("outis {word}",),
        risk="low",
    ),
    Recipe(
        name="make/question",
        asks=(
            "ask make whether {target}.out is up to date, printing nothing and building nothing",
            "Is {target}.out current? Let make answer by its exit status alone.",
            "query whether {target}.out needs to be rebuilt",
        ),
        setup="printf '{target}.out: in.txt\\n\\techo {word} > {target}.out\\n' > Makefile; touch in.txt",
        run="make -q {target}.out",
        checks=(
            "ended 1",
            "gone {target}.out",
        ),
        may_fail=True,
    ),
    Recipe(
        name="make/why",
        asks=(
            "show why make rebuilds {target}.out, building it",
            "Let make explain, with its basic debugging output, what it does for {target}.out.",
            "build {target}.out and print the reasons",
        ),
        setup="printf '{target}.out: in.txt\\n\\techo {word} > {target}.out\\n' > Makefile; touch in.txt",
        run="make --debug=b {target}.out",
        checks=(
            'out "does not exist"',
            "is {target}.out {word}",
        ),
    ),
    Recipe(
        name="make/touch",
        asks=(
            "mark {target}.out as up to date without building it",
            "Let make only touch {target}.out.",
            "update the time of {target}.out by make, without running its commands",
        ),
        setup=(
            "printf '{target}.out: in.txt\\n\\techo {word} > {target}.out\\n' > Makefile; echo old > {target}.out; "
            "sleep 0.02; touch in.txt"
        ),
        run="make -t {target}.out",
        checks=(
            "make -q {target}.out",
            "is {target}.out old",
        ),
        risk="low",
    ),
    Recipe(
        name="make/write-makefile",
        asks=(
            ('write a Makefile with one phony target {script} that prints "{greeting}", without showing the command, and run it'),
            'Create a Makefile whose phony target {script} says "{greeting}" (command not echoed), then make {script}.',
            'make a Makefile for {script}: it prints "{greeting}" quietly; run that target',
        ),
        run='printf ".PHONY: {script}\\n{script}:\\n\\t@echo {greeting}\\n" > Makefile\nmake {script}',
        plan=(
            "write the file",
            "run the target",
        ),
        checks=(
            'outis "{greeting}"',
            'has Makefile ".PHONY: {script}"',
        ),
        risk="low",
    ),
    Recipe(
        name="make/clean",
        asks=(
            "remove what the build made, by the Makefile's own target for that",
            "Clean the build products with make.",
            "delete all generated files through the clean target",
        ),
        setup="printf 'all:\\n\\ttouch {word}.o\\nclean:\\n\\trm -f *.o\\n' > Makefile; touch {word}.o",
        run="make clean",
        checks=("gone {word}.o",),
        risk="destructive",
    ),
    Recipe(
        name="make/clean-build",
        asks=(
            "clean, then build everything from scratch",
            "Rebuild the project with make after removing the old products.",
            "run the targets clean and all, in this order",
        ),
        setup="printf 'all:\\n\\techo {word} > {word}.o\\nclean:\\n\\trm -f *.o\\n' > Makefile; echo old > {word2}.o",
        run="make clean\nmake all",
        plan=(
            "remove the products",
            "build again",
        ),
        checks=(
            "is {word}.o {word}",
            "gone {word2}.o",
        ),
        risk="low",
    ),
    Recipe(
        name="make/install",
        asks=(
            "install the program to the folder {dir} by setting PREFIX",
            "Run the target install with PREFIX={dir}.",
            "let make install put everything below {dir}",
        ),
        setup=(
            "printf 'PREFIX = /usr/local\\ninstall:\\n\\tmkdir -p $(PREFIX)/bin\\n\\tcp {word}.sh $(PREFIX)/bin/\\n' "
            "> Makefile; put {word}.sh 'echo hi'"
        ),
        run="make install PREFIX={dir}",
        checks=("[ -f {dir}/bin/{word}.sh ]",),
        risk="low",
    ),
)
