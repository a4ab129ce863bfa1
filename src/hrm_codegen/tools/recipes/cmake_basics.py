"""CMake: configuring, building, options, tests, installing."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="cmake/configure",
        asks=(
            "configure the CMake project of this folder in build",
            "Generate the build files of this project below build/.",
            "let CMake set up a build folder build for the sources here",
        ),
        setup="cproject {project}",
        run="cmake -S . -B build",
        checks=("[ -f build/CMakeCache.txt ]",),
        undo="rm -r build",
        risk="low",
    ),
    Recipe(
        name="cmake/build",
        asks=(
            "build the project that is configured in build",
            "Compile what CMake configured in the folder build.",
            "run the build in build/, through cmake",
        ),
        setup="cproject {project}; cmake -S . -B build",
        run="cmake --build build",
        checks=("./build/{project}",),
        risk="low",
    ),
    Recipe(
        name="cmake/configure-build",
        asks=(
            "configure this CMake project in build and compile it",
            "Build the CMake project here from nothing, with build as the build folder.",
            "set up and build the sources of this folder in build/",
        ),
        setup="cproject {project}",
        run="cmake -S . -B build\ncmake --build build",
        plan=(
            "configure",
            "compile",
        ),
        checks=("./build/{project}",),
        undo="rm -r build",
        risk="low",
    ),
    Recipe(
        name="cmake/release",
        asks=(
            "configure the project in build for a release build",
            "Set the build type to Release when configuring into build.",
            "let CMake prepare an optimised (Release) build in build/",
        ),
        setup="cproject {project}",
        run="cmake -S . -B build -DCMAKE_BUILD_TYPE=Release",
        checks=('grep -q "CMAKE_BUILD_TYPE:.*=Release" build/CMakeCache.txt',),
        undo="rm -r build",
        risk="low",
    ),
    Recipe(
        name="cmake/debug-folder",
        asks=(
            "configure a debug build in build-debug",
            "Set up build-debug with the build type Debug.",
            "prepare a Debug configuration of this CMake project below build-debug/",
        ),
        setup="cproject {project}",
        run="cmake -S . -B build-debug -DCMAKE_BUILD_TYPE=Debug",
        checks=('grep -q "CMAKE_BUILD_TYPE:.*=Debug" build-debug/CMakeCache.txt',),
        undo="rm -r build-debug",
        risk="low",
    ),
    Recipe(
        name="cmake/option-on",
        asks=(
            "configure into build with the option {variable} switched on",
            "Turn the CMake option {variable} on while configuring in build.",
            "set {variable} to ON for the build folder build",
        ),
        pools={
            "variable": (
                "WITH_EXTRAS",
                "USE_COLOR",
                "BUILD_DOCS",
                "ENABLE_CACHE",
            )
        },
        setup="cproject {project}; echo 'option({variable} \"an option\" OFF)' >> CMakeLists.txt",
        run="cmake -S . -B build -D{variable}=ON",
        checks=('grep -q "{variable}:BOOL=ON" build/CMakeCache.txt',),
        risk="low",
    ),
    Recipe(
        name="cmake/option-change",
        asks=(
            "switch the option {variable} off in the configured build folder build",
            "Change {variable} to OFF for build, which is configured already.",
            "reconfigure build with {variable}=OFF",
        ),
        pools={
            "variable": (
                "WITH_EXTRAS",
                "USE_COLOR",
                "BUILD_DOCS",
                "ENABLE_CACHE",
            )
        },
        setup="cproject {project}; echo 'option({variable} \"an option\" ON)' >> CMakeLists.txt; cmake -S . -B build",
        run="cmake -B build -D{variable}=OFF",
        checks=('grep -q "{variable}:BOOL=OFF" build/CMakeCache.txt',),
        risk="low",
    ),
    Recipe(
        name="cmake/ninja",
        asks=(
            "configure into build with Ninja as the generator",
            "Use Ninja in place of make for the build folder build.",
            "generate Ninja files in build/",
        ),
        setup="cproject {project}",
        run="cmake -S . -B build -G Ninja",
        checks=("[ -f build/build.ninja ]",),
        undo="rm -r build",
        risk="low",
    ),
    Recipe(
        name="cmake/target",
        asks=(
            "build only the target {target} of the build folder build",
            "Compile {target} and nothing else in build.",
            "run the CMake build of build for the single target {target}",
        ),
        pools={
            "target": (
                "viewer",
                "server",
                "editor",
                "checker",
            )
        },
        setup="cproject {project}; echo 'add_executable({target} main.c)' >> CMakeLists.txt; cmake -S . -B build",
        run="cmake --build build --target {target}",
        checks=(
            "[ -x build/{target} ]",
            "gone build/{project}",
        ),
        risk="low",
    ),
    Recipe(
        name="cmake/parallel",
        asks=(
            "build the folder build with {number} jobs",
            "Compile in build with {number} processes side by side.",
            "run the CMake build of build in parallel, {number} jobs",
        ),
        setup="cproject {project}; cmake -S . -B build",
        run="cmake --build build --parallel {number}",
        checks=("./build/{project}",),
        risk="low",
    ),
    Recipe(
        name="cmake/verbose",
        asks=(
            "build the folder build and show the compiler's command lines",
            "Compile in build, printing every full command.",
            "run the CMake build of build verbosely",
        ),
        setup="cproject {project}; cmake -S . -B build",
        run="cmake --build build --verbose",
        checks=(
            'out "main.c"',
            'out " -o "',
            "./build/{project}",
        ),
        risk="low",
    ),
    Recipe(
        name="cmake/clean",
        asks=(
            "remove the compiled files of the build folder build, keeping its configuration",
            "Clean build/ through cmake.",
            "run the target clean of the build folder build",
        ),
        setup="cproject {project}; cmake -S . -B build; cmake --build build",
        run="cmake --build build --target clean",
        checks=(
            "gone build/{project}",
            "[ -f build/CMakeCache.txt ]",
        ),
        risk="destructive",
    ),
    Recipe(
        name="cmake/fresh",
        asks=(
            "configure build again from nothing, forgetting its cache",
            "Drop the cached settings of build and configure anew.",
            "make a fresh configuration in the build folder build",
        ),
        setup="cproject {project}; cmake -S . -B build -DSTALE=1",
        run="cmake --fresh -S . -B build",
        checks=(
            "! grep -q STALE build/CMakeCache.txt",
            "[ -f build/CMakeCache.txt ]",
        ),
        risk="low",
    ),
    Recipe(
        name="cmake/install",
        asks=(
            "install what was built in build below the folder {dir}",
            "Put the built program of build into {dir}, which serves as the prefix.",
            "run the install step of build with the prefix {dir}",
        ),
        setup=(
            "cproject {project}; echo 'install(TARGETS {project} DESTINATION bin)' >> CMakeLists.txt; cmake -S . -B "
            "build; cmake --build build"
        ),
        run="cmake --install build --prefix {dir}",
        checks=("./{dir}/bin/{project}",),
        undo="rm -r {dir} build/install_manifest.txt",
        risk="low",
    ),
    Recipe(
        name="cmake/prefix",
        asks=(
            "configure into build so that a later install goes to {dir} below this folder",
            "Set the installation prefix to the folder {dir} here when configuring build.",
            "prepare build with {dir} as CMAKE_INSTALL_PREFIX",
        ),
        setup="cproject {project}",
        run="cmake -S . -B build -DCMAKE_INSTALL_PREFIX={dir}",
        checks=('grep -Eq "CMAKE_INSTALL_PREFIX:.*[=/]{dir}$" build/CMakeCache.txt',),
        risk="low",
    ),
    Recipe(
        name="cmake/list-cache",
        asks=(
            "list the cached settings of the build folder build",
            "Which cache variables does build have? Change nothing.",
            "print the CMake cache of build without configuring",
        ),
        setup="cproject {project}; cmake -S . -B build -DCMAKE_BUILD_TYPE=Release",
        run="cmake -B build -L -N",
        checks=(
            'out "CMAKE_BUILD_TYPE"',
            "out Release",
        ),
    ),
    Recipe(
        name="cmake/list-targets",
        asks=(
            "list the targets that can be built in build",
            "Which targets does the build folder build offer?",
            "print the available targets of build",
        ),
        setup="cproject {project}; cmake -S . -B build",
        run="cmake --build build --target help",
        checks=('out "... {project}"',),
    ),
    Recipe(
        name="cmake/compile-commands",
        asks=(
            "configure into build and write compile_commands.json for the editor",
            "Let CMake export the compile commands while configuring build.",
            "create build/compile_commands.json",
        ),
        setup="cproject {project}",
        run="cmake -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
        checks=("has build/compile_commands.json main.c",),
        risk="low",
    ),
    Recipe(
        name="cmake/version",
        asks=(
            "print the version of CMake",
            "Which CMake is installed?",
            "show cmake's version",
        ),
        run="cmake --version",
        checks=('out "cmake version"',),
    ),
)
