"""Gradle: not installed where the others were proven, so that these are not."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="gradle/init",
        asks=(
            "start a Java application with Gradle's own generator, Groovy build files, without questions",
            "Generate a Gradle project for a Java application (Groovy DSL), taking the defaults.",
            "run gradle init for a Java application using the Groovy DSL, non-interactively",
        ),
        run="gradle init --type java-application --dsl groovy --use-defaults",
        checks=("[ -f settings.gradle ]",),
        risk="low",
    ),
    Recipe(
        name="gradle/build",
        asks=(
            "compile, test and package this Gradle project",
            "Build the project with Gradle.",
            "run Gradle's build task",
        ),
        setup="gradleproject {project}",
        run="gradle build",
        checks=('out "BUILD SUCCESSFUL"',),
        risk="low",
    ),
    Recipe(
        name="gradle/wrapper-build",
        asks=(
            "build this project with its Gradle wrapper",
            "Use ./gradlew to build.",
            "run the build task through the wrapper",
        ),
        setup="gradleproject {project}",
        run="./gradlew build",
        checks=('out "BUILD SUCCESSFUL"',),
        risk="low",
    ),
    Recipe(
        name="gradle/tasks",
        asks=(
            "list the tasks of this Gradle project",
            "Which tasks does Gradle offer here?",
            "show the available Gradle tasks",
        ),
        setup="gradleproject {project}",
        run="gradle tasks",
        checks=('out "tasks"',),
    ),
    Recipe(
        name="gradle/test",
        asks=(
            "run the tests of this Gradle project",
            "Let Gradle test the project.",
            "execute the Gradle task test",
        ),
        setup="gradleproject {project}",
        run="gradle test",
        checks=('out "BUILD SUCCESSFUL"',),
        risk="low",
    ),
    Recipe(
        name="gradle/test-one",
        asks=(
            "run only the test class {cls} with Gradle",
            "Let Gradle execute {cls} and no other test.",
            "filter Gradle's tests by {cls}",
        ),
        pools={
            "cls": (
                "LedgerTest",
                "ParserTest",
                "UserServiceTest",
                "CartTest",
            )
        },
        setup="gradleproject {project}",
        run="gradle test --tests {cls}",
        checks=('out "BUILD SUCCESSFUL"',),
        risk="low",
    ),
    Recipe(
        name="gradle/clean-build",
        asks=(
            "build this Gradle project from nothing",
            "Clean, then build with Gradle.",
            "run Gradle's clean and build in one go",
        ),
        setup="gradleproject {project}",
        run="gradle clean build",
        checks=('out "BUILD SUCCESSFUL"',),
        risk="low",
    ),
    Recipe(
        name="gradle/skip-tests",
        asks=(
            "build without running the tests",
            "Let Gradle build this project, leaving the task test out.",
            "exclude test from a Gradle build",
        ),
        setup="gradleproject {project}",
        run="gradle build -x test",
        checks=('out "BUILD SUCCESSFUL"',),
        risk="low",
    ),
    Recipe(
        name="gradle/offline",
        asks=(
            "build this Gradle project without network",
            "Run Gradle's build in offline mode.",
            "let Gradle use only what is cached while building",
        ),
        setup="gradleproject {project}",
        run="gradle build --offline",
        checks=('out "BUILD SUCCESSFUL"',),
        risk="low",
    ),
    Recipe(
        name="gradle/run",
        asks=(
            "start the application of this Gradle project",
            "Run the program through Gradle.",
            "execute the Gradle task run",
        ),
        setup="gradleproject {project}",
        run="gradle run",
        checks=('out "BUILD SUCCESSFUL"',),
        risk="low",
    ),
    Recipe(
        name="gradle/dependencies",
        asks=(
            "show the dependencies of this Gradle project",
            "What does the project depend on? Ask Gradle.",
            "print Gradle's dependency tree",
        ),
        setup="gradleproject {project}",
        run="gradle dependencies",
        checks=('out "BUILD SUCCESSFUL"',),
    ),
    Recipe(
        name="gradle/module",
        asks=(
            "build only the subproject {module}",
            "Let Gradle build {module} of this multi-project build.",
            "run the build task of the subproject {module}",
        ),
        setup="gradleproject {project}",
        run="gradle :{module}:build",
        checks=('out "BUILD SUCCESSFUL"',),
        risk="low",
    ),
    Recipe(
        name="gradle/property",
        asks=(
            "build with the project property {key} set to {value}",
            "Pass {key}={value} to Gradle's build as a project property.",
            "run the Gradle build with -P for {key}={value}",
        ),
        pools={
            "key": (
                "mode",
                "target",
                "profile",
                "level",
            )
        },
        setup="gradleproject {project}",
        run="gradle build -P{key}={value}",
        checks=('out "BUILD SUCCESSFUL"',),
        risk="low",
    ),
    Recipe(
        name="gradle/stacktrace",
        asks=(
            "build and print the stack trace if the build fails",
            "Run Gradle's build so that errors come with their stack traces.",
            "let Gradle show stack traces while building",
        ),
        setup="gradleproject {project}",
        run="gradle build --stacktrace",
        checks=('out "BUILD"',),
        risk="low",
    ),
    Recipe(
        name="gradle/wrapper",
        asks=(
            "make this project use Gradle {gversion} through the wrapper",
            "Set the wrapper's Gradle version to {gversion}.",
            "update gradlew to {gversion}",
        ),
        pools={
            "gversion": (
                "8.5",
                "8.7",
                "8.10",
                "7.6",
            )
        },
        setup="gradleproject {project}",
        run="gradle wrapper --gradle-version {gversion}",
        checks=("has gradle/wrapper/gradle-wrapper.properties {gversion}",),
        risk="low",
    ),
    Recipe(
        name="gradle/stop",
        asks=(
            "stop the Gradle daemons",
            "End all background processes of Gradle.",
            "shut down running Gradle daemons",
        ),
        run="gradle --stop",
        checks=("ended 0",),
    ),
)
