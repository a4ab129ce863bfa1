"""Maven: phases that need plugins from the network, so that they are not proven here."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="maven/compile",
        asks=(
            "compile this Maven project",
            "Build the classes of the project, no tests.",
            "run Maven up to the phase compile",
        ),
        setup="pom {project} {version}",
        run="mvn compile",
        checks=('out "BUILD SUCCESS"',),
        risk="low",
        needs="network",
    ),
    Recipe(
        name="maven/test",
        asks=(
            "run the tests of this Maven project",
            "Let Maven compile and test.",
            "execute the phase test",
        ),
        setup="pom {project} {version}",
        run="mvn test",
        checks=('out "BUILD SUCCESS"',),
        risk="low",
        needs="network",
    ),
    Recipe(
        name="maven/test-one",
        asks=(
            "run only the test class {cls}",
            "Let Maven execute {cls} and no other test.",
            "test just {cls} with Maven",
        ),
        pools={
            "cls": (
                "LedgerTest",
                "ParserTest",
                "UserServiceTest",
                "CartTest",
            )
        },
        setup="pom {project} {version}",
        run="mvn test -Dtest={cls}",
        checks=('out "BUILD SUCCESS"',),
        risk="low",
        needs="network",
    ),
    Recipe(
        name="maven/package",
        asks=(
            "build the jar of this Maven project",
            "Package the project.",
            "run Maven up to the phase package",
        ),
        setup="pom {project} {version}",
        run="mvn package",
        checks=("ls target/*.jar",),
        risk="low",
        needs="network",
    ),
    Recipe(
        name="maven/package-skip-tests",
        asks=(
            "build the jar without running the tests",
            "Package this Maven project; skip the tests.",
            "run mvn package and leave the tests out",
        ),
        setup="pom {project} {version}",
        run="mvn package -DskipTests",
        checks=("ls target/*.jar",),
        risk="low",
        needs="network",
    ),
    Recipe(
        name="maven/clean",
        asks=(
            "delete what Maven built",
            "Remove the folder target through Maven.",
            "clean this Maven project",
        ),
        setup="pom {project} {version}; mkdir target",
        run="mvn clean",
        checks=("gone target",),
        risk="destructive",
        needs="network",
    ),
    Recipe(
        name="maven/clean-verify",
        asks=(
            "build from nothing and run all checks",
            "Clean, then run Maven up to verify.",
            "do a clean build with verification",
        ),
        setup="pom {project} {version}",
        run="mvn clean verify",
        checks=("ls target/*.jar",),
        risk="low",
        needs="network",
    ),
    Recipe(
        name="maven/install",
        asks=(
            "install this project's jar in the local repository",
            "Make the artifact available to my other Maven projects.",
            "run Maven's install phase",
        ),
        setup="pom {project} {version}",
        run="mvn install",
        checks=('out "BUILD SUCCESS"',),
        risk="low",
        needs="network",
    ),
    Recipe(
        name="maven/dependency-tree",
        asks=(
            "show the tree of dependencies of this Maven project",
            "What does this project depend on? Print Maven's tree.",
            "list direct and indirect Maven dependencies",
        ),
        setup="pom {project} {version}",
        run="mvn dependency:tree",
        checks=('out "BUILD SUCCESS"',),
        needs="network",
    ),
    Recipe(
        name="maven/set-version",
        asks=(
            "set the project's version to {version2} in all its POMs",
            "Change the Maven version to {version2}.",
            "let the versions plugin make {version2} the project's version",
        ),
        setup="pom {project} {version}",
        run="mvn versions:set -DnewVersion={version2}",
        checks=("has pom.xml {version2}",),
        risk="low",
        needs="network",
    ),
    Recipe(
        name="maven/archetype",
        asks=(
            "start a Maven project org.demo:{project} from the quickstart archetype, without questions",
            "Generate the quickstart project {project} in the group org.demo, non-interactively.",
            "create {project} (group org.demo) by the archetype plugin in batch mode",
        ),
        run=(
            "mvn archetype:generate -DgroupId=org.demo -DartifactId={project} "
            "-DarchetypeArtifactId=maven-archetype-quickstart -DinteractiveMode=false"
        ),
        checks=("[ -f {project}/pom.xml ]",),
        risk="low",
        needs="network",
    ),
)
