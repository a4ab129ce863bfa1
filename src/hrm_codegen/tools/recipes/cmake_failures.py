"""CMake: tests, commands that really fail and what puts them right."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="cmake/test",
        asks=(
            "run the tests of the build folder build and show the output of those that fail",
            "Execute the tests in build through ctest; print what a failing test says.",
            "test what was built in build, with output on failure",
        ),
        setup=(
            "cproject {project}; printf 'enable_testing()\\nadd_test(NAME {word} COMMAND {project})\\n' >> "
            "CMakeLists.txt; cmake -S . -B build; cmake --build build"
        ),
        run="ctest --test-dir build --output-on-failure",
        checks=(
            'out "100% tests passed"',
            "out {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="cmake/test-one",
        asks=(
            "run only the tests of build whose names contain {word}",
            "Execute just the test {word} in the build folder build.",
            "select the test {word} with ctest in build",
        ),
        setup=(
            "cproject {project}; printf 'enable_testing()\\nadd_test(NAME {word} COMMAND {project})\\nadd_test(NAME "
            "other COMMAND {project})\\n' >> CMakeLists.txt; cmake -S . -B build; cmake --build build"
        ),
        run="ctest --test-dir build -R {word}",
        checks=(
            "out {word}",
            "outnot other",
            'out "out of 1"',
        ),
        risk="low",
    ),
    Recipe(
        name="cmake/test-list",
        asks=(
            "list the tests of build without running them",
            "Which tests does the build folder build have?",
            "show the names of the tests in build",
        ),
        setup=(
            "cproject {project}; printf 'enable_testing()\\nadd_test(NAME {word} COMMAND {project})\\n' >> "
            "CMakeLists.txt; cmake -S . -B build"
        ),
        run="ctest --test-dir build -N",
        checks=(
            'out "Total Tests: 1"',
            "out {word}",
        ),
    ),
    Recipe(
        name="cmake/fail-no-lists",
        asks=(
            "configure the CMake project that lies in {dir} into build",
            "Set up build for the sources in {dir}.",
            "run CMake for the project below {dir}, with build as the build folder",
        ),
        setup="mkdir {dir}; (cd {dir}; cproject {project})",
        fails="cmake -S . -B build",
        run="cmake -S {dir} -B build",
        checks=("[ -f build/CMakeCache.txt ]",),
        risk="low",
    ),
    Recipe(
        name="cmake/fail-missing-source",
        asks=(
            'configure into build; if helper.c is missing, create it with an empty function "void helper(void) {}"',
            'Set up build. The list names helper.c; should it not exist, write "void helper(void) {}" to it.',
            "configure the project in build, adding helper.c (void helper(void) {}) if CMake asks for it",
        ),
        setup="cproject {project}; sed -i 's/main.c)/main.c helper.c)/' CMakeLists.txt",
        fails="cmake -S . -B build",
        run='echo "void helper(void) {}" > helper.c\ncmake -S . -B build',
        plan=(
            "write the missing source",
            "configure again",
        ),
        checks=(
            'has helper.c "void helper"',
            "[ -f build/Makefile ]",
        ),
        risk="low",
    ),
    Recipe(
        name="cmake/fail-other-source",
        asks=(
            "configure this project into build; the folder build was copied from elsewhere and may be deleted",
            "Set up build here. It holds the cache of another source folder, which nobody needs.",
            "run CMake in build although its cache belongs to other sources",
        ),
        setup=(
            "mkdir ../elsewhere; (cd ../elsewhere; cproject {project}; cmake -S . -B ../app/build); rm -r "
            "../elsewhere; cproject {project}"
        ),
        fails="cmake -S . -B build",
        run="rm -r build\ncmake -S . -B build",
        plan=(
            "drop the foreign build folder",
            "configure again",
        ),
        checks=('grep -q "HOME_DIRECTORY.*/app$" build/CMakeCache.txt',),
        risk="destructive",
    ),
    Recipe(
        name="cmake/fail-not-configured",
        asks=(
            "build the project in build",
            "Compile this CMake project; the build folder is build.",
            "get the program compiled below build/",
        ),
        setup="cproject {project}",
        fails="cmake --build build",
        run="cmake -S . -B build\ncmake --build build",
        plan=(
            "configure first",
            "build again",
        ),
        checks=("./build/{project}",),
        risk="low",
    ),
    Recipe(
        name="cmake/fail-old-version",
        asks=(
            "configure into build; require no newer CMake than 3.10 in CMakeLists.txt",
            "Set up build. CMakeLists.txt asks for CMake 99.0; 3.10 would do.",
            "configure the project in build, lowering its required CMake version to 3.10 if that stops it",
        ),
        setup="cproject {project}; sed -i 's/VERSION 3.10/VERSION 99.0/' CMakeLists.txt",
        fails="cmake -S . -B build",
        run='sed -i "s/VERSION 99.0/VERSION 3.10/" CMakeLists.txt\ncmake -S . -B build',
        plan=(
            "ask for less",
            "configure again",
        ),
        checks=(
            "[ -f build/Makefile ]",
            'has CMakeLists.txt "VERSION 3.10"',
        ),
        risk="low",
    ),
    Recipe(
        name="cmake/fail-compile",
        asks=(
            "build the folder build; main.c lacks the semicolon after return 0",
            'Compile in build, mending main.c: "return 0" needs a semicolon.',
            "run the CMake build of build and add the missing ; after return 0 if the compiler complains",
        ),
        setup="cproject {project}; printf 'int main(void) {\\n    return 0\\n}\\n' > main.c; cmake -S . -B build",
        fails="cmake --build build",
        run='sed -i "s/return 0$/return 0;/" main.c\ncmake --build build',
        plan=(
            "add the semicolon",
            "build again",
        ),
        checks=("./build/{project}",),
        risk="low",
    ),
    Recipe(
        name="cmake/fail-test",
        asks=(
            "make the tests of build pass; main.c returns 1 where it should return 0",
            "The test in build fails because main returns 1. Correct main.c, rebuild, and test again.",
            "mend main.c (return 0 in place of 1), build, and run the tests of build",
        ),
        setup=(
            "cproject {project}; printf 'enable_testing()\\nadd_test(NAME {word} COMMAND {project})\\n' >> "
            "CMakeLists.txt; sed -i 's/return 0/return 1/' main.c; cmake -S . -B build; cmake --build build"
        ),
        fails="ctest --test-dir build",
        run='sed -i "s/return 1/return 0/" main.c\ncmake --build build\nctest --test-dir build',
        plan=(
            "correct the program",
            "build again",
            "test again",
        ),
        checks=('out "100% tests passed"',),
        risk="low",
    ),
    Recipe(
        name="cmake/work-new-project",
        asks=(
            (
                "start the C project {project} with CMake (at least 3.10): main.c returns 0, the program is called "
                "{project}; configure and build it in build"
            ),
            "Write main.c and CMakeLists.txt for a program {project} (CMake 3.10 or newer), and compile it in build.",
            "set up a CMake project {project} in C from nothing and build it in build/",
        ),
        run=(
            'echo "int main(void) { return 0; }" > main.c\nprintf "cmake_minimum_required(VERSION '
            '3.10)\\nproject({project} C)\\nadd_executable({project} main.c)\\n" > CMakeLists.txt\n'
            "cmake -S . -B build\ncmake --build build"
        ),
        plan=(
            "write the source",
            "describe the project",
            "configure",
            "compile",
        ),
        checks=("./build/{project}",),
        risk="low",
    ),
)
