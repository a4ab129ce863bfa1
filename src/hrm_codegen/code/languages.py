"""LANGUAGES: what the project knows about each programming language, one row a language.

To add a language, add a row, and its `<|lang:...|>` token as the name of a reserved id (docs/architecture.md says where);
everything that varies by language reads this table, but a writer of exercises, which is in code/portable/. Nothing is run from
here: argv templates are filled by `build_argv` and `run_argv` and run by the sandbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from hrm_codegen.errors import UsageError, nearest

Argv = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Language:
    """One programming language: how its text looks and how its programs are built, run and tested.

    Argv templates hold `{source}` (the main file), `{stem}` (its name without suffix), `{folder}` (where builds go)
    and `{program}` (the executable there).
    """

    name: str
    suffix: str  # of source files, with the dot
    tags: tuple[str, ...]  # words that open its fenced blocks; the first one is written, all are read
    line_comment: str
    block_comment: tuple[str, str] | None  # None where the language has none
    build: Argv | None  # None where the source runs as it is
    run: Argv
    test: tuple[Argv, ...]  # commands run in turn in a project's folder; all must exit 0
    executables: tuple[str, ...]  # what building and running want on PATH
    test_executables: tuple[str, ...]  # what testing a project wants besides
    version: Argv  # prints the version of the toolchain and exits 0

    @property
    def tag(self) -> str:
        """The word written after an opening fence."""
        return self.tags[0]

    def build_argv(self, source: str, *, folder: str = ".") -> Argv | None:
        """Return the command that builds one source file into `folder`, or None where there is nothing to build."""
        return None if self.build is None else _filled(self.build, source, folder)

    def run_argv(self, source: str, *, folder: str = ".") -> Argv:
        """Return the command that runs what `build_argv` left in `folder`, or the source itself."""
        return _filled(self.run, source, folder)


def _filled(template: Argv, source: str, folder: str) -> Argv:
    stem = PurePosixPath(source).stem
    return tuple(
        part.format(source=source, stem=stem, folder=folder, program=str(PurePosixPath(folder) / f"{stem}.bin"))
        for part in template
    )  # fmt: skip


_C_COMMENT = ("/*", "*/")

_ROWS = (
    Language(
        name="python",
        suffix=".py",
        tags=("python", "py", "python3", "py3"),
        line_comment="#",
        block_comment=None,
        build=None,
        run=("python3", "{source}"),
        test=(("python3", "-m", "pytest", "-q"),),
        executables=("python3",),
        test_executables=(),
        version=("python3", "--version"),
    ),
    Language(
        name="cpp",
        suffix=".cpp",
        tags=("cpp", "c++", "cc", "cxx"),
        line_comment="//",
        block_comment=_C_COMMENT,
        build=("g++", "-std=c++17", "-O1", "-o", "{program}", "{source}"),
        run=("{program}",),
        test=(("cmake", "-DEXERCISM_RUN_ALL_TESTS=1", "-S", ".", "-B", "build"), ("cmake", "--build", "build")),
        executables=("g++",),
        test_executables=("cmake", "make"),
        version=("g++", "--version"),
    ),
    Language(
        name="go",
        suffix=".go",
        tags=("go", "golang"),
        line_comment="//",
        block_comment=_C_COMMENT,
        build=("go", "build", "-o", "{program}", "{source}"),
        run=("{program}",),
        test=(("go", "test", "./..."),),
        executables=("go",),
        test_executables=(),
        version=("go", "version"),
    ),
    Language(
        name="java",
        suffix=".java",
        tags=("java",),
        line_comment="//",
        block_comment=_C_COMMENT,
        build=("javac", "-d", "{folder}", "{source}"),
        run=("java", "-ea", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "{folder}", "{stem}"),
        test=(("./gradlew", "test"),),
        executables=("javac", "java"),
        test_executables=("./gradlew",),
        version=("javac", "-version"),
    ),
    Language(
        name="javascript",
        suffix=".js",
        tags=("javascript", "js", "node", "mjs"),
        line_comment="//",
        block_comment=_C_COMMENT,
        build=None,
        run=("node", "{source}"),
        test=(("npm", "run", "test"),),
        executables=("node",),
        test_executables=("npm",),
        version=("node", "--version"),
    ),
    Language(
        name="rust",
        suffix=".rs",
        tags=("rust", "rs"),
        line_comment="//",
        block_comment=_C_COMMENT,
        build=("rustc", "--edition", "2021", "-O", "-o", "{program}", "{source}"),
        run=("{program}",),
        test=(("cargo", "test", "--", "--include-ignored"),),
        executables=("rustc",),
        test_executables=("cargo",),
        version=("rustc", "--version"),
    ),
)

LANGUAGES: Mapping[str, Language] = {row.name: row for row in _ROWS}


def language(name: str) -> Language:
    """Return the language of a name or fence tag, in any case; raise UsageError for one that is not known."""
    found = by_tag(name)
    if found is None:
        raise UsageError(f"unknown language {name!r}{nearest(name, LANGUAGES)}")
    return found


def by_tag(tag: str) -> Language | None:
    """Return the language whose fenced blocks open with this word, in any case, or None."""
    wanted = tag.strip().lower()
    return next((row for row in _ROWS if wanted in row.tags), None)


def by_path(path: str) -> Language | None:
    """Return the language of a file by its suffix, or None."""
    suffix = PurePosixPath(path).suffix
    return next((row for row in _ROWS if row.suffix == suffix), None)
