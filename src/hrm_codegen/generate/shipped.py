"""The model inside the package: what answers when no other is named, checked byte by byte before it does.

It lies in `assets/default/`, a model folder with `SHA256SUMS` beside its files; `hrm model ship` writes such a folder.
A package without it (a checkout before a model was trained) is no error here: then a model has to be named.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import NamedTuple

from hrm_codegen import folder
from hrm_codegen.errors import CorruptError, NotFound

SUMS = "SHA256SUMS"  # lines of "<sha256>  <file name>", as sha256sum writes and checks them
LARGEST_BYTES = 60_000_000  # of all files together: what a package may carry
_NEEDED = (folder.CONFIG, folder.OURS, folder.WEIGHTS, folder.TOKENIZER)
_AGAIN = "install hrm-codegen again, or name another model with --model DIR or HRM_MODEL"


class Shipped(NamedTuple):
    """The package's own model: its folder, and a line that says what it is."""

    path: Path
    line: str


def find() -> Shipped:
    """Return the model inside the package; NotFound when it holds none, CorruptError when a byte of it differs."""
    place = _place()
    if not place.is_dir():
        raise NotFound(
            "no model: give the path of a model folder or set HRM_MODEL (this package holds no model of its own); "
            "`hrm demo` makes one and prints its path"
        )
    verify(place)
    ours = folder.read_json(place / folder.OURS)
    weights = str(ours.get("weights_sha256", ""))[:12]
    return Shipped(place, f"{ours.get('preset', 'the model')} inside the package answers (weights {weights})")


def verify(place: Path) -> None:
    """Compare every file of a shipped folder with its SHA256SUMS; CorruptError names the first that differs."""
    sums = read_sums(place)
    if missing := [name for name in _NEEDED if name not in sums]:
        raise CorruptError(f"{place / SUMS} does not name {missing[0]}; {_AGAIN}")
    for name, expected in sums.items():
        if not (place / name).is_file():
            raise CorruptError(f"{place / name} is missing though {SUMS} names it; {_AGAIN}")
        if folder.sha256(place / name) != expected:
            raise CorruptError(f"{place / name} is damaged: its sha256 is not the one in {SUMS}; {_AGAIN}")


def read_sums(place: Path) -> dict[str, str]:
    """Return file name -> sha256 as SHA256SUMS has them; CorruptError for a missing file or a line that is none."""
    try:
        text = (place / SUMS).read_text(encoding="ascii")
    except FileNotFoundError:
        raise CorruptError(f"{place} has no {SUMS}: its files cannot be checked; {_AGAIN}") from None
    except UnicodeDecodeError:
        raise CorruptError(f"{place / SUMS} is damaged; {_AGAIN}") from None
    sums: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        digest, _, name = line.partition("  ")
        if len(digest) != 64 or not name or Path(name).name != name:  # a name, never a path out of the folder
            raise CorruptError(f"{place / SUMS}:{number} is damaged: a line is a sha256, two blanks and a file name; {_AGAIN}")
        sums[name] = digest
    return sums


def write_sums(place: Path) -> Path:
    """Write the SHA256SUMS of a folder's files and return its path."""
    names = sorted(path.name for path in place.iterdir() if path.is_file() and path.name != SUMS)
    path = place / SUMS
    temporary = path.with_name(f".{SUMS}.new")
    folder.write_through(temporary, ["".join(f"{folder.sha256(place / name)}  {name}\n" for name in names).encode("ascii")])
    temporary.replace(path)
    return path


def _place() -> Path:
    return Path(str(resources.files("hrm_codegen"))) / "assets" / "default"
