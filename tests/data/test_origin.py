"""Training documents are traced back to their source, licence and item; text of one's own is found in them, or not."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hrm_codegen.commands.data_origin import origin
from hrm_codegen.data import build as building
from hrm_codegen.data import merge, parts, shards
from hrm_codegen.data.build import BuildConfig, BuildSource
from hrm_codegen.data.decontaminate import HeldOut
from hrm_codegen.data.makers import maker
from hrm_codegen.data.origin import Holding, Origins, holdings
from hrm_codegen.errors import DataError, NotFound, TokenizerMismatch, UsageError
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer

WORDS = "amber basalt cobalt dune ember fjord glade heath inlet jetty knoll lagoon".split()


def program(name: str, number: int) -> str:
    """A function of some 70 tokens that no other record has."""
    lines = [f"    {word}_{name} = {place * 37 + number * 1009} - {word}_of({number}, {place})" for place, word in enumerate(WORDS)]
    return f"def {name}_{number}():\n" + "\n".join(lines) + f"\n    return {name}\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of two files under two licences and what a maker makes."""
    work = tmp_path_factory.mktemp("origin")
    sources = []
    for name, licence in (("first", "MIT"), ("second", "Apache-2.0")):
        rows = [{"prompt": f"Write {name} number {number}.", "solution": program(name, number)} for number in range(6)]
        (work / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        sources.append(BuildSource(file=str(work / f"{name}.jsonl"), licence=licence, part_items=4))
    config = BuildConfig(sources=(*sources, BuildSource(maker="warmup", items=30, part_items=20)), validation_share=0.01)
    return _build(config, work / "set")


def _build(config: BuildConfig, out: Path) -> Path:
    """Build a set in this process, compared with nothing held out: seconds less than `building.build`."""
    tokenizer, nothing = Tokenizer.load(None), HeldOut.of([], corpus=())
    (out / "parts").mkdir(parents=True)
    settings = parts.Settings(
        folder=out / "parts", tokenizer="", tokenizer_sha256=tokenizer.sha256, licences=config.licences,
        longest_tokens=config.longest_tokens, timeout_s=config.timeout_s,
    )  # fmt: skip
    before = list(parts._WORKER)
    parts._WORKER[:] = [parts._Worker(settings, tokenizer, nothing)]
    try:
        reports = [
            parts.make(task)
            for number in range(len(config.sources))
            for task in itertools.islice(building._tasks(config, number), 2)
        ]
    finally:
        parts._WORKER[:] = before
    return merge.merge(config, out, reports, tokenizer_sha256=tokenizer.sha256, held_out=nothing, seconds=0.0).parent


@pytest.fixture(scope="module")
def bare(built: Path) -> Path:
    """The same set without its parts."""
    copy = built.parent / "bare"
    shutil.copytree(built, copy, ignore=shutil.ignore_patterns("parts"))
    return copy


def hrm(*arguments: str | Path | int, stdin: str | None = None) -> Result:
    return CliRunner().invoke(origin, [str(argument) for argument in arguments], input=stdin, catch_exceptions=False)


def told(*arguments: str | Path | int, stdin: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(hrm(*arguments, "--json", stdin=stdin).stdout)
    return found


def in_training(folder: Path, name: str) -> list[int]:
    """Numbers of the records of one file that were not put aside for validation."""
    data, tokenizer = shards.open_set(folder, "train"), Tokenizer.load(None)
    texts = [tokenizer.decode(data.tokens(number).tolist()) for number in range(len(data))]
    return [number for number in range(6) if any(program(name, number).strip() in text for text in texts)]


def test_a_planted_text_names_its_source_licence_part_and_document(built: Path) -> None:
    number = in_training(built, "second")[-1]
    text = program("second", number).strip()
    found = told(text, "--built", built)
    assert (found["found"], found["documents"], found["covered"]) == (True, 1, found["tokens"])
    (run,) = found["runs"]
    assert (run["licences"], run["part"], run["whole"]) == (["Apache-2.0"], number // 4, True)
    assert run["sources"] == [str(built.parent / "second.jsonl")]
    assert run["tokens"] == found["longest"] == found["tokens"]
    ids = shards.open_set(built, "train").tokens(run["document"])
    assert Tokenizer.load(None).decode(ids[run["at"] : run["at"] + run["tokens"]].tolist()) == text
    lines = hrm("-", "--built", built, stdin=text).stdout
    assert f"stand word for word in 1 training document, in runs of 50 to {found['tokens']} tokens" in lines
    assert "licence Apache-2.0" in lines


def test_a_text_that_nobody_trained_on_is_not_found(built: Path) -> None:
    found = told(program("third", 3), "--built", built)
    assert (found["found"], found["runs"], found["longest"]) == (False, [], 0)
    assert "no run of 50 tokens" in hrm(program("third", 3), "--built", built).stdout


def test_a_shorter_text_is_looked_for_whole(built: Path) -> None:
    number = in_training(built, "first")[0]
    line = program("first", number).splitlines()[3]
    found = told(line, "--built", built)
    assert found["window"] == found["tokens"] - 2 < 50
    assert [run["whole"] for run in found["runs"]] == [True]
    with pytest.raises(UsageError, match="at least 6 are needed"):
        hrm("x = 1", "--built", built)


def test_a_made_item_is_made_again_and_named(built: Path) -> None:
    data = shards.open_set(built, "train")
    origins = Origins(built, data)
    number = next(number for number in range(len(data)) if origins.of(number).sources == ("warmup",))
    item = origins.name_item(origins.of(number))
    assert item.id in {made.id for made in maker("warmup")(0, 0, 20)}
    assert not origins.finite(origins.of(number))
    assert origins.finite(origins.of(0))


def test_without_parts_the_manifest_says_what_it_may_be(bare: Path) -> None:
    data = shards.open_set(bare, "train")
    origins = Origins(bare, data)
    assert not origins.exact
    files = tuple(str(bare.parent / f"{name}.jsonl") for name in ("first", "second"))
    found = origins.of(0)
    assert (found.sources, found.licences, found.part, found.sure) == (files, ("MIT", "Apache-2.0"), None, False)
    last = origins.of(len(data) - 1)
    assert (last.sources, last.sure) == (("warmup",), True)
    assert "no parts/" in origins.name_item(last).unknown


def test_tokens_are_counted_by_source_and_licence(built: Path, bare: Path) -> None:
    manifest = shards.read_manifest(built)
    counted = holdings(built)
    assert [(Path(held.source).stem, held.licence, held.documents, held.exact) for held in counted[:2]] == [
        ("first", "MIT", 6, True),
        ("second", "Apache-2.0", 6, True),
    ]
    assert sum(held.tokens for held in counted) == sum(manifest["tokens"].values())
    assert [held.source for held in holdings(built, frozenset({"warmup"}))] == ["warmup"]
    assert holdings(bare, frozenset({"write"})) == counted[:2] == holdings(built, frozenset({"write"}))
    assert holdings(bare) == counted  # one licence a source: what the manifest says is exact


def test_where_licences_mix_the_manifests_tokens_are_shared_out_and_marked(bare: Path, tmp_path: Path) -> None:
    shutil.copytree(bare, tmp_path / "set")
    path = tmp_path / "set" / shards.MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["components"] = [
        {"source": "natural", "component": "raw", "items": 4, "tokens": 100, "licences": {"MIT": 3, "ISC": 1}}
    ]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    expected = [Holding("natural", "MIT", documents=3, tokens=75, exact=False), Holding("natural", "ISC", 1, 25, exact=False)]
    assert holdings(tmp_path / "set") == expected


def test_answers_with_training_text_are_counted_by_source(built: Path, tmp_path: Path) -> None:
    known = in_training(built, "first")[0]
    planted = "\n".join(program("first", known).splitlines()[2:9])  # more than 50 tokens of the middle
    answers = [planted, program("third", 1), f"# so\n{program('first', known)}", "pass"]
    rows = [{"task_id": f"t/{number}", "sample": 0, "completion": answer} for number, answer in enumerate(answers)]
    (tmp_path / "results.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = told("--results", tmp_path / "results.jsonl", "--built", built)
    assert (found["answers"], found["with_run"], found["share"], found["long_enough"]) == (4, 2, 0.5, 3)
    assert found["sources"] == [{"sources": [str(built.parent / "first.jsonl")], "licences": ["MIT"], "count": 2}]
    assert [row["task_id"] for row in found["rows"]] == ["t/0", "t/2"]
    assert (found["longest"]["task_id"], found["longest"]["licences"]) == ("t/2", ["MIT"])
    assert program("first", known).strip() in found["longest"]["text"]
    shown = hrm("--results", tmp_path / "results.jsonl", "--built", built).stdout
    assert shown.startswith("50.0% of 4 answers (2) have 50 tokens or more in a row from training data")


def test_a_mistake_is_one_clear_line(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HRM_BUILT", raising=False)
    with pytest.raises(UsageError, match=r"a TEXT .* or --results FILE, one of them"):
        hrm("--built", built)
    with pytest.raises(UsageError, match="--built FOLDER or HRM_BUILT"):
        hrm("some text")
    with pytest.raises(NotFound, match="holds no built training set"):
        hrm("some text", "--built", tmp_path)
    with pytest.raises(NotFound, match=r"none\.jsonl does not exist"):
        hrm("--results", "none.jsonl", "--built", built)
    (tmp_path / "other.jsonl").write_text('{"task_id": 1}\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"other\.jsonl:1: a row has"):
        hrm("--results", tmp_path / "other.jsonl", "--built", built)
    (tmp_path / "tokenizer.json").write_text(Tokenizer.train([], vocab_size=SMALLEST_VOCAB).to_json(), encoding="utf-8")
    with pytest.raises(TokenizerMismatch, match="--tokenizer"):
        hrm("some text", "--built", built, "--tokenizer", tmp_path)
