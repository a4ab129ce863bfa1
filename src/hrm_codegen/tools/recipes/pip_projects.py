"""Python: installing projects and wheels, working offline, constraints, settings."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="pip/install-editable",
        asks=(
            "install the project of this folder in editable mode",
            "Make the package here importable while I keep editing it.",
            "pip-install the current folder as a development install",
        ),
        setup="venv; pyproject {module} {version}",
        run="pip install -e .",
        checks=(
            "installed {module} {version}",
            '(cd / && "$ROOT/app/.venv/bin/python" -c "import {module}; assert \'app\' in {module}.__file__")',
        ),
        undo="pip uninstall -y {module}",
        risk="low",
    ),
    Recipe(
        name="pip/install-folder",
        asks=(
            "install the project of this folder, not in editable mode",
            "Build and install the package whose pyproject.toml is here.",
            "pip-install the current folder",
        ),
        setup="venv; pyproject {module} {version}",
        run="pip install .",
        checks=(
            "installed {module} {version}",
            '(cd / && "$ROOT/app/.venv/bin/python" -c "import {module}; assert \'site-packages\' in {module}.__file__")',
        ),
        undo="pip uninstall -y {module}",
        risk="low",
    ),
    Recipe(
        name="pip/install-wheel",
        asks=(
            "install the wheel file dist/{package}-{version}-py3-none-any.whl",
            "There is a wheel of {package} {version} in dist. Install it.",
            "install {package} from dist/{package}-{version}-py3-none-any.whl",
        ),
        setup="venv; wheel {package} {version}; mv ../wheels dist; mkdir ../wheels",
        run="pip install dist/{package}-{version}-py3-none-any.whl",
        checks=("installed {package} {version}",),
        undo="pip uninstall -y {package}",
        risk="low",
    ),
    Recipe(
        name="pip/install-offline",
        asks=(
            "install {package} without any network, from the wheels in the folder {dir}",
            "No internet here. The wheels are in {dir}; install {package} from them.",
            "let pip use nothing but the folder {dir} to install {package}",
        ),
        setup="venv; wheel {package} {version}; mv ../wheels {dir}; mkdir ../wheels",
        run="pip install --no-index --find-links {dir} {package}",
        checks=("installed {package} {version}",),
        undo="pip uninstall -y {package}",
        risk="low",
    ),
    Recipe(
        name="pip/download",
        asks=(
            "download {package} and what it needs into {dir} without installing",
            "Collect the wheels of {package} and its dependencies in {dir}, for a machine without network.",
            "fetch {package} with dependencies as files into {dir}",
        ),
        setup="venv; wheel {package} {version} {package2}; wheel {package2} {version2}",
        run="pip download -d {dir} {package}",
        checks=(
            "ls {dir}/{package}-{version}*.whl",
            "ls {dir}/{package2}-{version2}*.whl",
            "uninstalled {package}",
        ),
        undo="rm -r {dir}",
        risk="low",
    ),
    Recipe(
        name="pip/build-wheel",
        asks=(
            "build a wheel of the project here into dist, without its dependencies",
            "Make dist/ hold the wheel of this project only.",
            "let pip build this folder's wheel into dist, no dependencies",
        ),
        setup="venv; pyproject {module} {version}",
        run="pip wheel --no-deps -w dist .",
        checks=("ls dist/{module}-{version}-py3-none-any.whl",),
        undo="rm -r dist",
        risk="low",
    ),
    Recipe(
        name="pip/no-deps",
        asks=(
            "install {package} without its dependencies",
            "Add {package} alone; leave out what it requires.",
            "pip-install {package}, ignoring requirements",
        ),
        setup="venv; wheel {package} {version} {package2}; wheel {package2} 1.0",
        run="pip install --no-deps {package}",
        checks=(
            "installed {package} {version}",
            "uninstalled {package2}",
        ),
        undo="pip uninstall -y {package}",
        risk="low",
    ),
    Recipe(
        name="pip/dry-run",
        asks=(
            "show what pip would install for {package}, without installing it",
            "Do a dry run of installing {package}.",
            "resolve {package} and its dependencies, but change nothing",
        ),
        setup="venv; wheel {package} {version} {package2}; wheel {package2} {version2}",
        run="pip install --dry-run {package}",
        checks=(
            'out "Would install"',
            "out {package2}-{version2}",
            "uninstalled {package}",
        ),
    ),
    Recipe(
        name="pip/constraints",
        asks=(
            "install {package} under the constraints of constraints.txt",
            "Install {package}, with the versions that constraints.txt allows.",
            "use constraints.txt while installing {package}",
        ),
        setup='venv; wheel {package} {version}; wheel {package} 9.0.0; put constraints.txt "{package}=={version}"',
        run="pip install -c constraints.txt {package}",
        checks=("installed {package} {version}",),
        undo="pip uninstall -y {package}",
        risk="low",
    ),
    Recipe(
        name="pip/reinstall",
        asks=(
            "install {package} again although it is there, because its files were damaged",
            "Reinstall {package} in the same version.",
            "force pip to put {package} in place anew",
        ),
        setup=(
            "venv; wheel {package} {version}; pip install -q {package}; echo broken > .venv/lib/python3*/site-packages/{package}.py"
        ),
        run="pip install --force-reinstall {package}",
        checks=(".venv/bin/python -c \"import {package}; assert {package}.__version__ == '{version}'\"",),
        risk="low",
    ),
    Recipe(
        name="pip/target-folder",
        asks=(
            "install {package} into the folder {dir} of this project, outside the environment's own packages",
            "Put {package} below {dir} so that it can be shipped with the program.",
            "vendor {package} into {dir} with pip",
        ),
        setup="venv; wheel {package} {version}",
        run="pip install --target {dir} {package}",
        checks=(
            "[ -f {dir}/{package}.py ]",
            "uninstalled {package}",
        ),
        undo="rm -r {dir}",
        risk="low",
    ),
    Recipe(
        name="pip/cache-dir",
        asks=(
            "print the folder where pip keeps its cache",
            "Where is pip's cache?",
            "show pip's cache directory",
        ),
        setup="venv",
        run="pip cache dir",
        checks=(
            "out pip",
            "out /",
        ),
    ),
    Recipe(
        name="pip/config-list",
        asks=(
            "set pip's timeout to {number}0 seconds for my user",
            "Let pip wait {number}0 seconds for an answer, as a setting of the user.",
            "configure global.timeout={number}0 in pip's user configuration",
        ),
        setup="venv",
        run="pip config --user set global.timeout {number}0",
        checks=('[ "$(pip config get global.timeout)" = {number}0 ]',),
        risk="low",
    ),
    Recipe(
        name="pip/version",
        asks=(
            "print the version of pip and of the Python it belongs to",
            "Which pip is this?",
            "show pip's version",
        ),
        setup="venv",
        run="pip --version",
        checks=(
            'out "pip "',
            'out "(python 3"',
        ),
    ),
)
