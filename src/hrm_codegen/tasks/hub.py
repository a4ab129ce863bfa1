"""Downloading the public data sets: rows from the hub's row service, written where `datafiles` looks for them.

The row service serves JSON over plain HTTP, so this needs no library. A file is written whole or not at all, with as many
records as the data set is known to have. HRM_HUB names another server of the same kind (a mirror).
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hrm_codegen.errors import DataError, NotFound
from hrm_codegen.tasks import datafiles

ROW_SERVICE = "https://datasets-server.huggingface.co"
_PAGE = 100  # rows a request may ask for
_TIMEOUT_S = 30.0
_TRIES = 4  # of a request that the server was too busy for
_BUSY = frozenset({429, 500, 502, 503, 504})


class HubPart(NamedTuple):
    """One split of a data set on the hub."""

    dataset: str
    config: str
    split: str


def _mbpp(config: str) -> tuple[HubPart, ...]:
    return tuple(HubPart("google-research-datasets/mbpp", config, split) for split in ("prompt", "test", "validation", "train"))


SOURCES: Mapping[str, tuple[HubPart, ...]] = {  # data file -> the parts it is joined from, in the order of its ids
    "mbpp/mbpp.jsonl": _mbpp("full"),
    "mbpp/sanitized-mbpp.jsonl": _mbpp("sanitized"),
    "humaneval/humaneval.jsonl": (HubPart("openai/openai_humaneval", "openai_humaneval", "test"),),
}


def fetch(relative: str, folder: Path, *, progress: Callable[[int], object] = lambda _: None) -> Path:
    """Download one data file into a folder laid out as HRM_DATA; `progress` is told the number of rows so far.

    Raises NotFound when the server cannot be reached or has no such rows, DataError when it sends something else.
    """
    path = folder / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    wanted = datafiles.FILES[relative].records
    try:
        written = 0
        with temporary.open("w", encoding="utf-8") as stream:
            for written, row in enumerate((row for part in SOURCES[relative] for row in _rows(part)), start=1):
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
                progress(written)
        if written != wanted:
            raise DataError(f"the hub sent {written} records for {relative}; it must be {wanted}: the data set has changed")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _rows(part: HubPart) -> Iterator[dict[str, Any]]:
    """Yield the rows of one split, page by page."""
    offset, total = 0, 1
    while offset < total:
        page = _get(part, offset)
        try:
            total = int(page["num_rows_total"])
            rows = [(row["row"], row["truncated_cells"]) for row in page["rows"]]
        except (KeyError, TypeError, ValueError):
            raise DataError(f"the hub answered for {part.dataset} with something else than rows; try again later") from None
        if not rows or any(truncated for _, truncated in rows):
            raise DataError(f"the hub sent incomplete rows of {part.dataset}, {part.split}, from {offset} on; try again later")
        yield from (fields for fields, _ in rows)
        offset += len(rows)


def _get(part: HubPart, offset: int) -> dict[str, Any]:
    """Ask for one page; a busy server is asked again, more and more slowly."""
    server = os.environ.get("HRM_HUB", ROW_SERVICE)
    query = urllib.parse.urlencode({**part._asdict(), "offset": offset, "length": _PAGE})
    request = urllib.request.Request(f"{server}/rows?{query}", headers={"User-Agent": "hrm-codegen"})  # noqa: S310  # the scheme is ours or the user's
    for attempt in range(_TRIES):
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as response:  # noqa: S310  # same
                page = json.loads(response.read())
            return page if isinstance(page, dict) else {}
        except urllib.error.HTTPError as error:
            if error.code not in _BUSY or attempt == _TRIES - 1:
                raise NotFound(f"{server} has no {part.dataset} to give: {error.code} {error.reason}; {_OTHERWISE}") from None
            time.sleep(2.0**attempt)
        except (OSError, ValueError) as error:  # no network, no such host, a time-out, or no JSON
            raise NotFound(f"cannot fetch {part.dataset} from {server}: {error}; {_OTHERWISE}") from None
    raise AssertionError("the last attempt returns or raises")


_OTHERWISE = "go online and try again, or set HRM_DATA to a folder that has the file"
