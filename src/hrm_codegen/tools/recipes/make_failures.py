"""Make: commands that really fail and what puts them right; a project from nothing."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="make/fail-no-makefile",
        asks=(
            "build the default target of the project in {project}",
            "Run make for {project}, a folder here.",
            "make the project that lies in {project}/",
        ),
        setup="mkdir {project}; printf 'all:\\n\\techo {word} > result.out\\n' > {project}/Makefile",
        fails="make",
        run="make -C {project}",
        checks=("is {project}/result.out {word}",),
        risk="low",
    ),
    Recipe(
        name="make/fail-no-rule",
        asks=(
            "build {target}; the list of targets is in the Makefile, the name may be a little different",
            "Make the target for the {target}; here it is called make_{target}.",
            "run what builds the {target}: the target make_{target}",
        ),
        setup="printf 'make_{target}:\\n\\techo {word} > {target}.out\\n' > Makefile",
        fails="make {target}",
        run="make make_{target}",
        checks=("is {target}.out {word}",),
        risk="low",
    ),
    Recipe(
        name="make/fail-missing-input",
        asks=(
            "build {target}.out; its input {txt} should hold the word {word}",
            "Make {target}.out. If {txt} is missing, create it with the word {word}.",
            "run make for {target}.out with {txt} saying {word}",
        ),
        setup="printf '{target}.out: {txt}\\n\\tcp {txt} {target}.out\\n' > Makefile",
        fails="make {target}.out",
        run='echo "{word}" > {txt}\nmake {target}.out',
        plan=(
            "make the missing input",
            "build again",
        ),
        checks=("is {target}.out {word}",),
        risk="low",
    ),
    Recipe(
        name="make/fail-separator",
        asks=(
            "build the default target",
            "Run make; repair the Makefile if it is indented with eight blanks in place of a tab.",
            "make the project, mending the indentation of its Makefile where needed",
        ),
        setup="printf 'all:\\n        echo {word} > result.out\\n' > Makefile",
        fails="make",
        run='sed -i "s/^        /\\t/" Makefile\nmake',
        plan=(
            "put tabs in place of the blanks",
            "build again",
        ),
        checks=("is result.out {word}",),
        risk="low",
    ),
    Recipe(
        name="make/phony-folder-in-way",
        asks=(
            "run the target {target} although there is a folder of that name",
            "Make {target} do its work; a folder {target} is in the way and must stay.",
            "let make run {target}, which it takes for a file that is up to date",
        ),
        setup="mkdir {target}; printf '{target}:\\n\\techo {word} > result.out\\n' > Makefile",
        run='echo ".PHONY: {target}" >> Makefile\nmake {target}',
        plan=(
            "declare the target as no file",
            "run it",
        ),
        checks=(
            "is result.out {word}",
            "[ -d {target} ]",
        ),
        risk="low",
    ),
    Recipe(
        name="make/fail-compile",
        asks=(
            "build the program with make; main.c lacks the semicolon after return 0",
            'Run make, and mend main.c: its line "return 0" needs a semicolon.',
            "make the C program; if it does not compile, add the missing ; after return 0",
        ),
        setup=(
            "printf 'prog: main.c\\n\\tcc -o prog main.c\\n' > Makefile; printf 'int main(void) {\\n    return 0\\n}\\n' > main.c"
        ),
        fails="make",
        run='sed -i "s/return 0$/return 0;/" main.c\nmake',
        plan=(
            "add the semicolon",
            "build again",
        ),
        checks=("./prog",),
        risk="low",
    ),
    Recipe(
        name="make/work-c-project",
        asks=(
            "write a main.c that returns 0, a Makefile that compiles it to {project} with cc, and build it",
            "Set up a C program {project}: main.c (returns 0), a Makefile with the target {project}, then make.",
            "start a small C project {project} with make, and compile it",
        ),
        run=(
            'echo "int main(void) { return 0; }" > main.c\nprintf "{project}: main.c\\n\\tcc -o {project} main.c\\n" '
            "> Makefile\nmake"
        ),
        plan=(
            "write the source",
            "write the Makefile",
            "build",
        ),
        checks=(
            "./{project}",
            "make -q",
        ),
        risk="low",
    ),
)
