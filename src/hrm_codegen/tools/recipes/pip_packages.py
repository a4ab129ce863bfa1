"""Python: installing, upgrading, listing and checking packages."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="pip/install",
        asks=(
            "install {package} into the active virtual environment",
            "Add the package {package} with pip.",
            "get {package} from the package index",
        ),
        setup="venv; wheel {package} {version}",
        run="pip install {package}",
        checks=("installed {package} {version}",),
        undo="pip uninstall -y {package}",
        risk="low",
    ),
    Recipe(
        name="pip/install-version",
        asks=(
            "install {package} in exactly the version {version}",
            "I need {package} {version}, no other version.",
            "pin {package} to {version} and install it",
        ),
        setup="venv; wheel {package} {version}; wheel {package} 9.0.0",
        run="pip install {package}=={version}",
        checks=("installed {package} {version}",),
        undo="pip uninstall -y {package}",
        risk="low",
    ),
    Recipe(
        name="pip/install-minimum",
        asks=(
            "install {package}, at least version {version} but below 9",
            "Get a version of {package} from {version} on, yet older than 9.",
            "install {package} with the constraint >={version},<9",
        ),
        setup="venv; wheel {package} {version}; wheel {package} 9.0.0",
        run='pip install "{package}>={version},<9"',
        checks=("installed {package} {version}",),
        undo="pip uninstall -y {package}",
        risk="low",
    ),
    Recipe(
        name="pip/install-several",
        asks=(
            "install {package} and {package2} at once",
            "Add both {package} and {package2} with one pip command.",
            "get the packages {package} and {package2}",
        ),
        setup="venv; wheel {package} {version}; wheel {package2} {version2}",
        run="pip install {package} {package2}",
        checks=(
            "installed {package} {version}",
            "installed {package2} {version2}",
        ),
        undo="pip uninstall -y {package} {package2}",
        risk="low",
    ),
    Recipe(
        name="pip/upgrade",
        asks=(
            "upgrade {package} to the newest version",
            "{package} is outdated. Update it.",
            "bring {package} up to date with pip",
        ),
        setup="venv; wheel {package} 0.1.0; pip install -q {package}; wheel {package} {version}",
        run="pip install --upgrade {package}",
        checks=("installed {package} {version}",),
        undo="pip install {package}==0.1.0",
        risk="low",
    ),
    Recipe(
        name="pip/downgrade",
        asks=(
            "go back to {package} 0.1.0",
            "The new {package} breaks things; install the old version 0.1.0 in its place.",
            "downgrade {package} to 0.1.0",
        ),
        setup="venv; wheel {package} 0.1.0; wheel {package} {version}; pip install -q {package}",
        run="pip install {package}==0.1.0",
        checks=("installed {package} 0.1.0",),
        undo="pip install {package}=={version}",
        risk="low",
    ),
    Recipe(
        name="pip/uninstall",
        asks=(
            "uninstall {package} without being asked",
            "Remove the package {package}; do not prompt.",
            "take {package} out of the virtual environment, no questions",
        ),
        setup="venv; wheel {package} {version}; pip install -q {package}",
        run="pip uninstall -y {package}",
        checks=("uninstalled {package}",),
        undo="pip install {package}",
        risk="low",
    ),
    Recipe(
        name="pip/requirements",
        asks=(
            "install everything that requirements.txt lists",
            "Set up the dependencies from requirements.txt.",
            "let pip read requirements.txt and install the packages",
        ),
        setup=(
            'venv; wheel {package} {version}; wheel {package2} {version2}; put requirements.txt "{package}=={version}\\n{package2}"'
        ),
        run="pip install -r requirements.txt",
        checks=(
            "installed {package} {version}",
            "installed {package2} {version2}",
        ),
        risk="low",
    ),
    Recipe(
        name="pip/uninstall-requirements",
        asks=(
            "uninstall everything that requirements.txt lists, without questions",
            "Remove all packages named in requirements.txt.",
            "take the packages of requirements.txt out again",
        ),
        setup=(
            "venv; wheel {package} {version}; wheel {package2} {version2}; put requirements.txt "
            '"{package}\\n{package2}"; pip install -q -r requirements.txt'
        ),
        run="pip uninstall -y -r requirements.txt",
        checks=(
            "uninstalled {package}",
            "uninstalled {package2}",
        ),
        undo="pip install -r requirements.txt",
        risk="destructive",
    ),
    Recipe(
        name="pip/freeze",
        asks=(
            "write the installed packages with their versions to requirements.txt",
            "Save the exact versions of what is installed in requirements.txt.",
            "freeze the virtual environment into requirements.txt",
        ),
        setup="venv; wheel {package} {version}; pip install -q {package}",
        run="pip freeze --local > requirements.txt",
        checks=('has requirements.txt "{package}=={version}"',),
        undo="rm requirements.txt",
        risk="low",
    ),
    Recipe(
        name="pip/list",
        asks=(
            "list the installed packages",
            "Which packages does this environment have?",
            "show all packages with their versions",
        ),
        setup="venv; wheel {package} {version}; pip install -q {package}",
        run="pip list",
        checks=(
            "out {package}",
            "out {version}",
        ),
    ),
    Recipe(
        name="pip/list-outdated",
        asks=(
            "list the packages for which a newer version is available",
            "Which installed packages are outdated?",
            "show outdated packages with the versions they could have",
        ),
        setup="venv; wheel {package} 0.1.0; pip install -q {package}; wheel {package} {version}",
        run="pip list --outdated",
        checks=(
            "out {package}",
            "out {version}",
        ),
    ),
    Recipe(
        name="pip/show",
        asks=(
            "show version, summary and dependencies of the installed {package}",
            "What is installed as {package}? Print its details.",
            "display pip's information about {package}",
        ),
        setup="venv; wheel {package} {version} {package2}; wheel {package2} 1.0; pip install -q {package}",
        run="pip show {package}",
        checks=(
            'out "Version: {version}"',
            'out "Requires: {package2}"',
        ),
    ),
    Recipe(
        name="pip/show-files",
        asks=(
            "list the files that {package} installed",
            "Which files belong to the installed package {package}?",
            "print {package}'s details with its files",
        ),
        setup="venv; wheel {package} {version}; pip install -q {package}",
        run="pip show -f {package}",
        checks=("out {package}.py",),
    ),
    Recipe(
        name="pip/check",
        asks=(
            "check whether the installed packages fit together",
            "Are there broken requirements among the installed packages?",
            "verify the dependencies of what is installed",
        ),
        setup=(
            'venv; wheel {package} {version} "{package2}>=2"; wheel {package2} 1.0; pip install -q --no-deps {package} {package2}'
        ),
        run="pip check",
        checks=('out "{package} {version} has requirement {package2}>=2"',),
        may_fail=True,
    ),
    Recipe(
        name="pip/check-fine",
        asks=(
            "make sure that no installed package misses a requirement, and print pip's verdict",
            "Is the environment consistent? Let pip check.",
            "ask pip whether the requirements of all packages are met",
        ),
        setup="venv; wheel {package} {version}; pip install -q {package}",
        run="pip check",
        checks=('out "No broken requirements found."',),
    ),
)
