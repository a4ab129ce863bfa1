"""`hrm data origin`: which training documents hold a text word for word, and how many of a run's answers are such text."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands.notes import note
from hrm_codegen.errors import DataError, NotFound, UsageError

if TYPE_CHECKING:
    from hrm_codegen.data.shards import ShardSet
    from hrm_codegen.data.verbatim import Found, Run
    from hrm_codegen.tokenizer import Tokenizer

SHOWN = 300  # characters of a text that is printed
_TRIMMED = 2  # tokens of a short text that may be others within a document: its first and its last


@click.command()
@click.argument("text", required=False)
@click.option("--results", type=click.Path(path_type=Path), help="Take the answers of an evaluation's results.jsonl instead.")
@click.option(
    "--built", type=click.Path(path_type=Path), envvar="HRM_BUILT", help="Folder of the training set.  [default: HRM_BUILT]"
)
@click.option("--tokens", "window", type=click.IntRange(6), default=50, show_default=True, help="Shortest run that counts.")
@click.option("--most", type=click.IntRange(1), default=5, show_default=True, help="Documents to name.")
@click.option(
    "--item/--no-item", "item", default=None, help="Name the very item: seconds for natural code, minutes for exercises.  "
    "[default: for what people wrote]",
)  # fmt: skip
@click.option("--tokenizer", type=click.Path(path_type=Path), help="The set's tokenizer.  [default: as its manifest says]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def origin(
    *, text: str | None, results: Path | None, built: Path | None, window: int, most: int, item: bool | None,
    tokenizer: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Name the training documents that hold TEXT ("-": stdin) word for word: source, licence, origin, document.

    With --results: the share of an evaluation's answers that have such a run, by source, with the longest.
    """
    if (text is None) == (results is None):
        raise UsageError('say what to look for: a TEXT ("-" is stdin) or --results FILE, one of them')
    if built is None:
        raise UsageError("say which training set: --built FOLDER or HRM_BUILT, a set that `hrm data build` made")
    answers = [] if results is None else list(_answers(results))
    look = _Look(built, window=window, most=most, item=item, tokenizer=tokenizer)
    report = look.of_answers(answers) if results is not None else look.of_text(_read(str(text)))
    if as_json:
        click.echo(json.dumps(report))
        return
    click.echo("\n".join(_share_lines(report) if results is not None else _text_lines(report)))


class _Look:
    """A training set being looked through."""

    def __init__(self, built: Path, *, window: int, most: int, item: bool | None, tokenizer: Path | None) -> None:
        from hrm_codegen.data import shards
        from hrm_codegen.data.origin import Origins

        self.window, self.most, self._item = window, most, item
        self.data: ShardSet = shards.open_set(built, "train")
        self.origins = Origins(built, self.data)
        self.tokenizer: Tokenizer = self.origins.tokenizer(tokenizer)
        self._about = {"set": str(built), "set_sha256": self.data.sha256, "set_tokens": int(self.data.lengths.sum())}
        if not self.origins.exact:
            note(f"hrm: {built} has no parts/: sources and licences are those that its documents of a kind may have")

    def of_text(self, text: str) -> dict[str, Any]:
        """Look for one text; where it is shorter than the window, for all of it but its first and its last token."""
        from hrm_codegen.data.verbatim import SHORTEST

        ids = self.tokenizer.encode(text)
        short = len(ids) < self.window + _TRIMMED
        window = max(min(self.window, len(ids) - _TRIMMED), SHORTEST)
        if len(ids) < window:
            raise UsageError(f"the text has {len(ids)} tokens; at least {SHORTEST} are needed, fewer stand everywhere")
        (found,), seconds = self._search([ids], window)
        whole = [run for run in found.runs if text in self._decoded(run.document)]
        if short:
            note(f"hrm: the text has {len(ids)} tokens, fewer than --tokens {self.window}: runs of {window} count")
        return {
            "v": 1, **self._about, "window": window, "tokens": found.tokens, "covered": found.covered, "longest": found.longest,
            "found": bool(found.runs), "documents": len(found.documents), "sources": self._by_source(found.documents.tolist()),
            "runs": [self._run(run, ids) | {"whole": run in whole} for run in found.runs], "seconds": seconds,
        }  # fmt: skip

    def of_answers(self, answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Look for many answers at once; each counts for the source of the document that holds its longest run."""
        ids = [self.tokenizer.encode(answer["completion"]) for answer in answers]
        found, seconds = self._search(ids, self.window)
        held = [number for number, one in enumerate(found) if one.runs]
        rows = [
            {name: answers[number][name] for name in ("task_id", "sample")}
            | {"tokens": len(ids[number]), "longest": found[number].longest, "covered": found[number].covered}
            | self._origin(found[number].runs[0].document)
            for number in held
        ]
        longest = max(held, key=lambda number: found[number].longest, default=None)
        return {
            "v": 1, **self._about, "window": self.window, "answers": len(answers), "with_run": len(held),
            "share": len(held) / len(answers), "long_enough": sum(len(one) >= self.window for one in ids),
            "tokens": sum(map(len, ids)), "covered": sum(one.covered for one in found),
            "sources": _counted((row["sources"], row["licences"]) for row in rows), "rows": rows,
            "longest": None if longest is None else {
                name: answers[longest][name] for name in ("task_id", "sample")
            } | self._run(found[longest].runs[0], ids[longest]),
            "seconds": seconds,
        }  # fmt: skip

    def _search(self, ids: Sequence[Sequence[int]], window: int) -> tuple[list[Found], float]:
        from hrm_codegen.data.verbatim import search

        began = time.monotonic()
        found = search(self.data, ids, window=window, most=self.most)
        return found, round(time.monotonic() - began, 2)

    def _run(self, run: Run, ids: Sequence[int]) -> dict[str, Any]:
        """Tell a run with the origin of its document."""
        from hrm_codegen.data.origin import NamedItem

        origin = self.origins.of(run.document)
        wanted = self._item if self._item is not None else origin.part is not None and self.origins.finite(origin)
        item = self.origins.name_item(origin) if wanted else NamedItem("", "")
        text = self.tokenizer.decode(ids[run.start : run.start + run.length])
        about = {"item": item.id, "origin": item.origin, "item_unknown": item.unknown}
        return {"tokens": run.length, "start": run.start, "at": run.at, **self._origin(run.document), **about, "text": text}

    def _origin(self, document: int) -> dict[str, Any]:
        origin = self.origins.of(document)
        return {
            "document": document, "group": str(origin.group), "sources": list(origin.sources), "licences": list(origin.licences),
            "part": origin.part,
        }  # fmt: skip

    def _by_source(self, documents: Iterable[int]) -> list[dict[str, Any]]:
        origins = map(self.origins.of, documents)
        return _counted((list(origin.sources), list(origin.licences)) for origin in origins)

    def _decoded(self, document: int) -> str:
        return self.tokenizer.decode(self.data.tokens(document).tolist())


def _counted(origins: Iterable[tuple[list[str], list[str]]]) -> list[dict[str, Any]]:
    """Count origins by source and licence, the most frequent first."""
    counts = Counter((tuple(sources), tuple(licences)) for sources, licences in origins)
    return [
        {"sources": list(sources), "licences": list(licences), "count": count}
        for (sources, licences), count in counts.most_common()
    ]


def _read(text: str) -> str:
    try:
        text = sys.stdin.buffer.read().decode() if text == "-" else text
    except UnicodeDecodeError as error:
        raise DataError(f"stdin is not UTF-8 text (byte {error.start}); convert it first") from None
    if not text.strip():
        raise UsageError("the text is empty; give one as an argument or on stdin")
    return text


def _answers(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the answers of a results.jsonl: rows with task_id, sample and completion."""
    from hrm_codegen.evaluate.rows import json_lines

    if not path.is_file():
        raise NotFound(f"results file {path} does not exist; `hrm eval TASK --out FOLDER` writes FOLDER/results.jsonl")
    number = 0
    for number, row in json_lines(path.read_bytes(), where=str(path)):
        if not isinstance(row.get("completion"), str) or "task_id" not in row:
            raise DataError(f"{path}:{number}: a row has a task_id and a completion; is this the results.jsonl of hrm eval?")
        yield {"task_id": row["task_id"], "sample": row.get("sample", 0), "completion": row["completion"]}
    if not number:
        raise DataError(f"{path} holds no answers")


def _text_lines(report: dict[str, Any]) -> Iterator[str]:
    """Yield what is known of a text as a person reads it."""
    looked = f"{report['set_tokens']:,} training tokens searched in {report['seconds']:.1f} s"
    if not report["found"]:
        yield f"no run of {report['window']} tokens of it is in the training set; {looked}"
        return
    documents = _many(report["documents"], "training document")
    yield (
        f"{report['covered']} of {report['tokens']} tokens stand word for word in {documents}, in runs of "
        f"{report['window']} to {report['longest']} tokens; {looked}"
    )
    yield from _source_lines(report["sources"], "document")
    for run in report["runs"]:
        yield ""
        yield from _run_lines(run, whole=run["whole"])


def _share_lines(report: dict[str, Any]) -> Iterator[str]:
    """Yield the share of answers with verbatim text as a person reads it."""
    tokens = report["covered"] / max(report["tokens"], 1)
    yield (
        f"{report['share']:.1%} of {report['answers']} answers ({report['with_run']}) have {report['window']} tokens or more "
        f"in a row from training data; {report['long_enough']} are long enough, {tokens:.1%} of all their tokens lie in such runs; "
        f"searched in {report['seconds']:.1f} s"
    )
    yield from _source_lines(report["sources"], "answer")
    if report["longest"]:
        yield from ("", f"the longest: answer {report['longest']['sample']} to {report['longest']['task_id']}")
        yield from _run_lines(report["longest"], whole=False)


def _source_lines(sources: Sequence[dict[str, Any]], what: str) -> Iterator[str]:
    for entry in sources:
        yield f"  {_many(entry['count'], what)}: {' or '.join(entry['sources'])}, {' or '.join(entry['licences'])}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _run_lines(run: dict[str, Any], *, whole: bool) -> Iterator[str]:
    part = "" if run["part"] is None else f" (part {run['part']})"
    yield (
        f"document {run['document']}: {run['tokens']} tokens from its token {run['at']} on{', the whole text' if whole else ''}; "
        f"{run['group']}, {' or '.join(run['sources'])}{part}, licence {' or '.join(run['licences'])}"
    )
    if run["item"] or run["origin"]:
        yield f"  from {', '.join(filter(None, (run['origin'], run['item'])))}"
    elif run["item_unknown"]:
        yield f"  its item is not known: {run['item_unknown']}"
    shown = run["text"] if len(run["text"]) <= SHOWN else run["text"][:SHOWN] + " ..."
    yield from (f"  | {line}" for line in shown.split("\n"))
