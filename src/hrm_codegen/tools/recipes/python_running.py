"""Python: virtual environments, modules, tests, checks."""

from __future__ import annotations

from hrm_codegen.tools.recipe import Recipe

RECIPES = (
    Recipe(
        name="pip/venv",
        asks=(
            "create a virtual environment in .venv, without pip in it to be quick",
            "Make .venv a virtual environment; leave pip out.",
            "set up a Python environment .venv that has no pip",
        ),
        run="python3 -m venv --without-pip .venv",
        checks=(
            "[ -x .venv/bin/python ]",
            "[ ! -e .venv/bin/pip ]",
        ),
        undo="rm -r .venv",
        risk="low",
    ),
    Recipe(
        name="pip/venv-pip",
        asks=(
            "create a virtual environment in {dir}",
            "Make {dir} a virtual environment with pip.",
            "set up a Python environment in the folder {dir}",
        ),
        pools={
            "dir": (
                ".venv",
                "venv",
                "env",
                ".env-tests",
            )
        },
        run="python3 -m venv {dir}",
        checks=(
            "[ -x {dir}/bin/python ]",
            "{dir}/bin/pip --version",
        ),
        undo="rm -r {dir}",
        risk="low",
    ),
    Recipe(
        name="pip/venv-activate",
        asks=(
            "create a virtual environment .venv, activate it, and print which python is used",
            "Make .venv, switch to it in this shell and show the path of python.",
            "set up and activate the environment .venv; verify with which",
        ),
        run="python3 -m venv .venv\n. .venv/bin/activate\nwhich python",
        plan=(
            "make it",
            "activate it",
            "look which interpreter is used",
        ),
        checks=('out "/app/.venv/bin/python"',),
        risk="low",
    ),
    Recipe(
        name="pip/run-module",
        asks=(
            "run the module {module} of this folder as a program",
            "Execute the package {module} with python -m.",
            "start {module} as a module",
        ),
        setup="mkdir {module}; put {module}/__init__.py ''; put {module}/__main__.py 'print(\"{word}\")'",
        run="python3 -m {module}",
        checks=("outis {word}",),
    ),
    Recipe(
        name="pip/run-code",
        asks=(
            "print the version of Python with a one-line program",
            "Let a Python one-liner print sys.version.",
            "run Python code from the command line that prints sys.version",
        ),
        run='python3 -c "import sys; print(sys.version)"',
        checks=(
            'out "3."',
            'out "["',
        ),
    ),
    Recipe(
        name="pip/compile-check",
        asks=(
            "check that {py} compiles, without running it",
            "Does {py} have syntax errors? Compile it only.",
            "byte-compile {py} to find syntax errors",
        ),
        setup="put {py} 'def f(:\\n    pass'",
        run="python3 -m py_compile {py}",
        checks=(
            'grep -q SyntaxError "$KIT/err"',
            "ended 1",
        ),
        may_fail=True,
    ),
    Recipe(
        name="pip/unittest",
        asks=(
            "run the unit tests of this folder with unittest, showing each",
            "Discover and run the tests verbosely; they use unittest.",
            "execute all unittest tests here, verbosely",
        ),
        setup=(
            "put test_{module}.py 'import unittest\\n\\nclass T(unittest.TestCase):\\n    def test_{word}(self):\\n  "
            "      self.assertTrue(True)'"
        ),
        run="python3 -m unittest -v",
        checks=(
            'grep -q "test_{word}" "$KIT/err"',
            'grep -q "^OK" "$KIT/err"',
        ),
    ),
    Recipe(
        name="pip/unittest-one",
        asks=(
            "run only the tests of test_{module}.py with unittest",
            "Execute test_{module} and no other test module.",
            "unittest: just test_{module}",
        ),
        setup=(
            "for name in {module} {module2}; do printf 'import unittest\\n\\nclass T(unittest.TestCase):\\n    def "
            'test_it(self):\\n        print("in %s")\\n\' $name > test_$name.py; done'
        ),
        run="python3 -m unittest test_{module}",
        checks=(
            'out "in {module}"',
            'outnot "in {module2}"',
        ),
    ),
    Recipe(
        name="pip/doctest",
        asks=(
            "run the doctests in {py}",
            "Check the examples in the docstrings of {py}.",
            "test {py} by its docstring examples, verbosely",
        ),
        setup='put {py} \'def f(x):\\n    """Double it.\\n\\n    >>> f(2)\\n    4\\n    """\\n    return 2 * x\'',
        run="python3 -m doctest -v {py}",
        checks=('out "1 passed and 0 failed"',),
    ),
    Recipe(
        name="pip/json-pretty",
        asks=(
            "print data.json neatly indented, with Python's own tool",
            "Pretty-print data.json by python -m json.tool.",
            "format data.json on the terminal using Python",
        ),
        setup='echo \'{"a": {"b": "{word}"}}\' > data.json',
        run="python3 -m json.tool data.json",
        checks=(
            'out \'"b": "{word}"\'',
            'grep -q \'^        "b"\' "$KIT/out"',
        ),
    ),
    Recipe(
        name="pip/zip-app",
        asks=(
            "pack the folder {module}, which has a __main__.py, into a single executable file {module}.pyz",
            "Make a zip application {module}.pyz of {module}.",
            "use zipapp to bundle {module} as {module}.pyz",
        ),
        setup="mkdir {module}; put {module}/__main__.py 'print(\"{word}\")'",
        run="python3 -m zipapp {module}",
        checks=('[ "$(python3 {module}.pyz)" = {word} ]',),
        undo="rm {module}.pyz",
        risk="low",
    ),
)
