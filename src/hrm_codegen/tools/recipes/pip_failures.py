"""Python: commands that really fail and what puts them right; jobs in several steps."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="pip/fail-not-installed",
        asks=(
            "run {py}",
            "Start the program {py}; install what it lacks.",
            "execute {py} with Python, with its dependency {package} in place",
        ),
        setup="venv; wheel {package} {version}; put {py} 'import {package}\\nprint(\"{word}\")'",
        fails="python {py}",
        run="pip install {package}\npython {py}",
        plan=(
            "install the missing module",
            "run it again",
        ),
        checks=(
            "installed {package} {version}",
            "out {word}",
        ),
        risk="low",
    ),
    Recipe(
        name="pip/fail-no-version",
        asks=(
            "install {package} 99.0, or the newest version if there is no such",
            "I want {package} 99.0; the latest one will do otherwise.",
            "get {package}, preferably 99.0",
        ),
        setup="venv; wheel {package} {version}",
        fails="pip install {package}==99.0",
        run="pip install {package}",
        checks=("installed {package} {version}",),
        risk="low",
    ),
    Recipe(
        name="pip/fail-typo",
        asks=(
            "install the package {package}",
            "Add {package} with pip.",
            "get {package}",
        ),
        setup="venv; wheel {package} {version}",
        fails="pip install {package}x",
        run="pip install {package}",
        checks=("installed {package} {version}",),
        risk="low",
    ),
    Recipe(
        name="pip/fail-offline",
        asks=(
            "install {package}; there is no network, but the wheels are in {dir}",
            "Get {package} into the environment. This machine is offline; use the folder {dir}.",
            "install {package} from {dir} if the index cannot be reached",
        ),
        setup="venv; wheel {package} {version}; mv ../wheels {dir}; mkdir ../wheels",
        fails="pip install {package}",
        run="pip install --no-index --find-links {dir} {package}",
        checks=("installed {package} {version}",),
        risk="low",
    ),
    Recipe(
        name="pip/fail-no-requirements",
        asks=(
            "install the requirements; their file lies in {dir}",
            "Set up the dependencies of this project. The list may be in the folder {dir}.",
            "pip-install requirements.txt, which is in {dir}",
        ),
        setup="venv; wheel {package} {version}; put {dir}/requirements.txt {package}",
        fails="pip install -r requirements.txt",
        run="pip install -r {dir}/requirements.txt",
        checks=("installed {package} {version}",),
        risk="low",
    ),
    Recipe(
        name="pip/fail-conflict",
        asks=(
            "install {package} together with a {package2} that fits it",
            "Install {package}; any {package2} that it accepts is right.",
            "get {package}, letting pip choose the version of {package2}",
        ),
        setup='venv; wheel {package} {version} "{package2}<2"; wheel {package2} 1.5.0; wheel {package2} 2.5.0',
        fails="pip install {package} {package2}==2.5.0",
        run="pip install {package}",
        checks=(
            "installed {package} {version}",
            "installed {package2} 1.5.0",
        ),
        risk="low",
    ),
    Recipe(
        name="pip/fail-no-venv",
        asks=(
            "install {package}; pip refuses to work outside a virtual environment, so make .venv and use it",
            "Get {package} into a virtual environment .venv, which does not exist yet.",
            "create .venv, as pip demands a virtual environment, activate it and install {package} there",
        ),
        setup='wheel {package} {version}; later "export PIP_REQUIRE_VIRTUALENV=1 PIP_FIND_LINKS=$ROOT/wheels"',
        fails="pip install {package}",
        run="python3 -m venv .venv\n. .venv/bin/activate\npip install {package}",
        plan=(
            "make the environment",
            "activate it",
            "install there",
        ),
        checks=("installed {package} {version}",),
        risk="low",
    ),
    Recipe(
        name="pip/fail-not-a-project",
        asks=(
            "install the project that lies in {project}, in editable mode",
            "Make the package in the folder {project} importable for development.",
            "pip install -e for the project in {project}/",
        ),
        setup="venv; mkdir {project}; (cd {project}; pyproject {module} {version})",
        fails="pip install -e .",
        run="pip install -e {project}",
        checks=("installed {module} {version}",),
        risk="low",
    ),
    Recipe(
        name="pip/fail-shadow",
        asks=(
            "run {py}, which imports Python's module json; rename my own json.py to json_own.py if it gets in the way",
            "{py} should use the standard json module. My json.py may be called json_own.py.",
            "execute {py}; the local json.py must not hide the standard library",
        ),
        setup="put json.py 'x = 1'; put {py} 'import json\\nprint(json.dumps([\"{word}\"]))'",
        fails="python3 {py}",
        run="mv json.py json_own.py\npython3 {py}",
        plan=(
            "rename the file that hides the library",
            "run it again",
        ),
        checks=(
            "out '[\"{word}\"]'",
            "[ -f json_own.py ]",
        ),
        risk="low",
    ),
    Recipe(
        name="pip/fail-indent",
        asks=(
            "run {py}; its lines are indented with tabs in one place and blanks in another, four blanks are right",
            "Start {py}, putting four blanks for every tab first if Python complains.",
            "execute {py} and mend its mixed indentation (a tab means four blanks)",
        ),
        setup="printf 'def f():\\n    x = 1\\n\\treturn x\\nprint(\"{word}\", f())\\n' > {py}",
        fails="python3 {py}",
        run='sed -i "s/\\t/    /g" {py}\npython3 {py}',
        plan=(
            "put blanks in place of the tabs",
            "run it again",
        ),
        checks=('out "{word} 1"',),
        risk="low",
    ),
    Recipe(
        name="pip/fail-test",
        asks=(
            "make the tests pass: {func} in {module}.py returns a - b where it should return a + b",
            "The unit tests fail because {func} computes a - b, not a + b. Correct {module}.py and run them again.",
            "fix the operator in {module}.py (a + b in place of a - b) and rerun unittest",
        ),
        setup=(
            "put {module}.py 'def {func}(a, b):\\n    return a - b'; put test_{module}.py 'import unittest\\nfrom "
            "{module} import {func}\\n\\n\\nclass T(unittest.TestCase):\\n    def test_it(self):\\n        "
            "self.assertEqual({func}(2, 3), 5)'"
        ),
        fails="python3 -m unittest",
        run='sed -i "s/a - b/a + b/" {module}.py\npython3 -m unittest',
        plan=(
            "correct the operator",
            "test again",
        ),
        checks=(
            'grep -q "^OK" "$KIT/err"',
            'has {module}.py "a + b"',
        ),
        risk="low",
    ),
    Recipe(
        name="pip/fail-import-name",
        asks=(
            ("run the tests; test_{module}.py imports {func}, which {module}.py calls {func2}, and the name {func} is right"),
            "Make the tests run: rename {func2} to {func} in {module}.py.",
            "the test cannot import {func} because {module}.py has {func2}; mend {module}.py and rerun unittest",
        ),
        setup=(
            "put {module}.py 'def {func2}(a):\\n    return a'; put test_{module}.py 'import unittest\\nfrom {module} "
            "import {func}\\n\\n\\nclass T(unittest.TestCase):\\n    def test_it(self):\\n        "
            "self.assertEqual({func}(2), 2)'"
        ),
        fails="python3 -m unittest",
        run='sed -i "s/{func2}/{func}/g" {module}.py\npython3 -m unittest',
        plan=(
            "use the right name",
            "test again",
        ),
        checks=(
            'grep -q "^OK" "$KIT/err"',
            'has {module}.py "def {func}("',
        ),
        risk="low",
    ),
    Recipe(
        name="pip/work-debug-import",
        asks=(
            (
                'find out why "import {package}" fails: print which python is used, list the packages, install '
                "{package}, and import it"
            ),
            (
                "Python cannot import {package}. Look at the interpreter's path, list what pip has, install "
                "{package}, and try the import."
            ),
            "debug the missing module {package}: sys.executable, pip list, install, import",
        ),
        setup="venv; wheel {package} {version}",
        run='python -c "import sys; print(sys.executable)"\npip list\npip install {package}\npython -c "import {package}"',
        plan=(
            "which interpreter is it",
            "what is installed there",
            "install the missing package",
            "try the import again",
        ),
        checks=(
            "installed {package} {version}",
            'out "/app/.venv/bin/python"',
        ),
        risk="low",
    ),
    Recipe(
        name="pip/work-new-environment",
        asks=(
            (
                "set up this project: a virtual environment .venv, activated, with the packages of requirements.txt "
                "from the folder wheels (there is no network)"
            ),
            "Make and activate .venv and install requirements.txt into it, offline, out of ./wheels.",
            "prepare .venv for the project: create, activate, install requirements.txt using only ./wheels",
        ),
        setup="wheel {package} {version}; mv ../wheels wheels; put requirements.txt {package}",
        run="python3 -m venv .venv\n. .venv/bin/activate\npip install --no-index --find-links wheels -r requirements.txt",
        plan=(
            "make the environment",
            "activate it",
            "install from the folder",
        ),
        checks=("installed {package} {version}",),
        risk="low",
    ),
    Recipe(
        name="pip/work-pin",
        asks=(
            "upgrade {package}, run the tests with unittest, and write the versions to requirements.txt",
            "Bring {package} up to date, make sure the tests pass, then freeze into requirements.txt.",
            "update {package}; test; record the installed versions in requirements.txt",
        ),
        setup=(
            "venv; wheel {package} 0.1.0; pip install -q {package}; wheel {package} {version}; put test_it.py "
            "'import unittest\\n\\nclass T(unittest.TestCase):\\n    def test_it(self):\\n        import {package}'"
        ),
        run="pip install --upgrade {package}\npython -m unittest\npip freeze --local > requirements.txt",
        plan=(
            "upgrade",
            "test",
            "record the versions",
        ),
        checks=(
            "installed {package} {version}",
            "has requirements.txt {package}=={version}",
        ),
        risk="low",
    ),
    Recipe(
        name="pip/work-package",
        asks=(
            "check the package here by building its wheel into dist, installing that, and importing {module}",
            'Build dist/*.whl of this project, install it, and try "import {module}".',
            "make the wheel of this folder in dist, pip-install it and import {module} as a test",
        ),
        setup="venv; pyproject {module} {version}",
        run='pip wheel --no-deps -w dist .\npip install dist/*.whl\npython -c "import {module}"',
        plan=(
            "build the wheel",
            "install it",
            "try it",
        ),
        checks=(
            "installed {module} {version}",
            "ls dist/{module}-{version}-py3-none-any.whl",
        ),
        risk="low",
    ),
)
