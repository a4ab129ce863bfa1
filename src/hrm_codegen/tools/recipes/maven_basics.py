"""Maven: what runs without plugins, and broken POMs."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="maven/version",
        asks=(
            "print the version of Maven",
            "Which Maven is installed, and which Java does it use?",
            "show mvn's version",
        ),
        run="mvn --version",
        checks=('out "Apache Maven"',),
    ),
    Recipe(
        name="maven/validate",
        asks=(
            "check that the project's pom.xml is valid",
            "Is the POM here correct? Run only the first phase.",
            "validate this Maven project",
        ),
        setup="pom {project} {version}",
        run="mvn validate",
        checks=('out "BUILD SUCCESS"',),
    ),
    Recipe(
        name="maven/validate-file",
        asks=(
            "validate the Maven project in {dir} without going there",
            "Check {dir}/pom.xml from here.",
            "run Maven's validate on the POM in {dir}",
        ),
        setup="mkdir {dir}; (cd {dir}; pom {project} {version})",
        run="mvn -f {dir}/pom.xml validate",
        checks=(
            'out "BUILD SUCCESS"',
            "out {project}",
        ),
    ),
    Recipe(
        name="maven/validate-offline",
        asks=(
            "validate this Maven project without any network",
            "Check the POM in offline mode.",
            "run the phase validate of Maven offline",
        ),
        setup="pom {project} {version}",
        run="mvn -o validate",
        checks=('out "BUILD SUCCESS"',),
    ),
    Recipe(
        name="maven/validate-batch",
        asks=(
            "validate this project the way a build server does, without questions and colours",
            "Run Maven's validate phase in batch mode.",
            "check the POM non-interactively",
        ),
        setup="pom {project} {version}",
        run="mvn -B validate",
        checks=('out "BUILD SUCCESS"',),
    ),
    Recipe(
        name="maven/validate-module",
        asks=(
            "validate only the module {module} of this multi-module project",
            "Check the Maven module {module} and no other.",
            "run validate for the reactor module {module}",
        ),
        setup=(
            "pom {project} {version} '<packaging>pom</packaging> "
            "<modules><module>{module}</module><module>{module2}</module></modules>'; for m in {module} {module2}; "
            "do mkdir $m; (cd $m; pom $m {version}); done"
        ),
        run="mvn -pl {module} validate",
        checks=(
            'out "org.demo:{module}"',
            'outnot "org.demo:{module2}"',
        ),
    ),
    Recipe(
        name="maven/validate-profile",
        asks=(
            "validate with the profile {profile} switched on",
            "Run Maven's validate phase under the profile {profile}.",
            "activate {profile} while validating this project",
        ),
        pools={
            "profile": (
                "release",
                "ci",
                "fast",
                "local",
            )
        },
        setup=(
            "pom {project} {version} '<profiles><profile><id>{profile}</id><build> "
            "<finalName>x</finalName></build></profile></profiles>'"
        ),
        run="mvn -P {profile} validate",
        checks=('out "BUILD SUCCESS"',),
    ),
    Recipe(
        name="maven/debug-validate",
        asks=(
            "validate this project with full debugging output",
            "Run mvn validate and let Maven tell everything it does.",
            "show Maven's debug log for the phase validate",
        ),
        setup="pom {project} {version}",
        run="mvn -X validate",
        checks=(
            "out DEBUG",
            'out "BUILD SUCCESS"',
        ),
    ),
    Recipe(
        name="maven/fail-no-pom",
        asks=(
            "validate the Maven project that lies in {project}",
            "Check the POM of {project}, a folder here.",
            "run Maven's validate for {project}/",
        ),
        setup="mkdir {project}; (cd {project}; pom {project} {version})",
        fails="mvn validate",
        run="mvn -f {project}/pom.xml validate",
        checks=('out "BUILD SUCCESS"',),
    ),
    Recipe(
        name="maven/fail-unclosed",
        asks=(
            "make the POM valid: its version element is closed wrongly, as </verson>",
            "mvn validate cannot parse pom.xml. Correct </verson> and validate again.",
            "mend the closing tag of version in pom.xml and rerun validate",
        ),
        setup="pom {project} {version}; sed -i 's#</version>#</verson>#' pom.xml",
        fails="mvn validate",
        run='sed -i "s#</verson>#</version>#" pom.xml\nmvn validate',
        plan=(
            "correct the tag",
            "validate again",
        ),
        checks=(
            'out "BUILD SUCCESS"',
            "lacks pom.xml verson",
        ),
        risk="low",
    ),
    Recipe(
        name="maven/fail-unknown-phase",
        asks=(
            "validate the project",
            "Run the phase validate.",
            "let Maven check the POM",
        ),
        pools={
            "typo": (
                "validat",
                "valdate",
                "validte",
            )
        },
        setup="pom {project} {version}",
        fails="mvn {typo}",
        run="mvn validate",
        checks=('out "BUILD SUCCESS"',),
    ),
    Recipe(
        name="maven/fail-module",
        asks=(
            ("make mvn validate work; the module {module} is listed in pom.xml but its folder is called {module2}, which is right"),
            "Maven cannot find the module {module}. Its name is {module2} now: correct pom.xml and validate.",
            "put {module2} for {module} in the modules of pom.xml and validate again",
        ),
        setup=(
            "pom {project} {version} '<packaging>pom</packaging> <modules><module>{module}</module></modules>'; "
            "mkdir {module2}; (cd {module2}; pom {module2} {version})"
        ),
        fails="mvn validate",
        run='sed -i "s#<module>{module}</module>#<module>{module2}</module>#" pom.xml\nmvn validate',
        plan=(
            "name the right folder",
            "validate again",
        ),
        checks=('out "BUILD SUCCESS"',),
        risk="low",
    ),
)
