"""Building a set: what goes in comes out once, bad input is named and skipped, and what was killed goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hrm_codegen.data import build as building
from hrm_codegen.data import makers, shards
from hrm_codegen.data.build import BuildConfig, BuildSource, Progress
from hrm_codegen.data.makers import CORPUS, MAKERS
from hrm_codegen.errors import ConfigError, LimitError, NotFound
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tokenizer import Tokenizer

WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa".split()


def record(number: int) -> dict[str, Any]:
    a, b = WORDS[number % 10], WORDS[number // 10 % 10]
    return {
        "prompt": f"Join {a} and {b} with the number {number}.",
        "solution": f"def join_{number}():\n    return '{a}-{b}-{number}'",
    }


def source(path: Path, rows: list[Any], **settings: Any) -> BuildSource:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8")
    return BuildSource(file=str(path), **{"licence": "MIT", "part_items": 20, **settings})


def built(config: BuildConfig, out: Path, *, workers: int = 1) -> dict[str, Any]:
    return shards.read_manifest(building.build(config, out, workers=workers).parent)


def texts(out: Path, split: str = "train") -> list[str]:
    data, tokenizer = shards.open_set(out, split, check=True), Tokenizer.load(None)
    return [tokenizer.decode(data.tokens(number).tolist()) for number in range(len(data))]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder for files of one's own."""
    return tmp_path


def test_every_record_comes_out_once_and_repeats_are_counted(work: Path) -> None:
    rows = [record(number) for number in range(60)]
    config = BuildConfig(sources=(source(work / "own.jsonl", rows + rows[:7]),), validation_share=0.1)
    manifest = built(config, work / "set", workers=2)
    found = texts(work / "set") + texts(work / "set", "validation")
    assert len(found) == 60
    assert all(any(row["solution"] in text for text in found) for row in rows)
    assert manifest["repeated"] == 7
    assert manifest["documents"] == {"train": len(texts(work / "set")), "validation": len(texts(work / "set", "validation"))}
    assert manifest["documents"]["validation"] > 0


def test_a_broken_line_is_named_and_skipped(work: Path) -> None:
    rows = [record(1), '{"prompt": "cut', record(2), {"other": 1}, "[]", record(3)]
    manifest = built(BuildConfig(sources=(source(work / "own.jsonl", rows),), validation_share=0), work / "set")
    assert len(texts(work / "set")) == 3
    assert [line.split("own.jsonl:")[1].split(":")[0] for line in manifest["broken"]] == ["2", "4", "5"]


def test_held_out_text_is_left_out_and_named(work: Path, data_root: Path) -> None:
    first = json.loads((data_root / "humaneval/humaneval.jsonl").read_text(encoding="utf-8").splitlines()[0])
    planted = {"prompt": "Write a function.", "solution": first["prompt"] + first["canonical_solution"]}
    manifest = built(BuildConfig(sources=(source(work / "own.jsonl", [planted, record(1)]),), validation_share=0), work / "set")
    assert len(texts(work / "set")) == 1
    (rule,) = manifest["contaminated"].values()
    assert rule["count"] == 1
    assert "own.jsonl:1" in rule["items"][0]
    assert "humaneval" in rule["items"][0].lower()


def test_a_licence_that_is_not_allowed_is_refused_before_anything_is_made(work: Path) -> None:
    config = BuildConfig(sources=(source(work / "own.jsonl", [record(1)], licence="GPL-3.0"),))
    with pytest.raises(ConfigError, match=r"licence 'GPL-3\.0' is not allowed"):
        building.build(config, work / "set", workers=1)
    assert not (work / "set").exists()


def test_the_same_build_is_the_same_bytes_and_a_second_run_makes_nothing_again(work: Path) -> None:
    config = BuildConfig(sources=(source(work / "own.jsonl", [record(number) for number in range(50)]),))
    seen: list[Progress] = []
    one = shards.read_manifest(building.build(config, work / "one", workers=1).parent)
    two = shards.read_manifest(building.build(config, work / "two", workers=2).parent)
    assert one["splits"] == two["splits"]
    times = {path: path.stat().st_mtime_ns for path in (work / "one/parts").iterdir()}
    building.build(config, work / "one", workers=1, on_part=seen.append)
    assert {path: path.stat().st_mtime_ns for path in (work / "one/parts").iterdir()} == times
    assert sum(progress.report.kept for progress in seen) == 50


def test_a_damaged_part_is_made_again(work: Path) -> None:
    config = BuildConfig(sources=(source(work / "own.jsonl", [record(number) for number in range(50)]),))
    first = built(config, work / "set")
    part = min((work / "set/parts").iterdir())
    part.write_bytes(part.read_bytes()[:100])
    assert built(config, work / "set")["splits"] == first["splits"]


def test_a_missing_file_and_an_unknown_maker_are_named(work: Path) -> None:
    with pytest.raises(NotFound, match=r"data file .*gone\.jsonl does not exist"):
        building.build(BuildConfig(sources=(BuildSource(file=str(work / "gone.jsonl"), licence="MIT"),)), work / "set", workers=1)
    with pytest.raises(ConfigError, match="did you mean 'exercises'"):
        BuildSource(maker="exercise")


@pytest.fixture
def no_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide every data file and corpus of this machine."""
    for name in ("HRM_DATA", "HRM_CORPUS", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "empty"))


@pytest.mark.usefixtures("no_data")
def test_all_data_that_makers_lack_is_named_before_anything_is_made(work: Path) -> None:
    named = ("warmup", "natural", "leetcode", "natural-functions", "leetcode-scenarios", "p3")
    config = BuildConfig(sources=(source(work / "own.jsonl", [record(1)]), *(BuildSource(maker=name, items=1) for name in named)))
    with pytest.raises(NotFound) as error:
        building.build(config, work / "set", workers=1)
    for words in (
        "leetcode/leetcode-train.jsonl.gz (for leetcode, leetcode-scenarios), p3_puzzles/p3-puzzles.jsonl.gz (for p3)",
        "set HRM_DATA to a folder that has them",
        "make it with: hrm data corpus (for natural, natural-functions)",
        "delete these sources from the build",
    ):
        assert words in str(error.value)
    assert not (work / "set").exists()


@pytest.mark.usefixtures("no_data")
@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow if name == "six" else ()) for name in MAKERS])
def test_a_maker_reads_what_its_row_says_and_nothing_else(name: str) -> None:
    if not MAKERS[name].reads:
        makers.check([name])
        assert next(makers.maker(name)(0, 0, 1)).component
        return
    with pytest.raises(NotFound) as missing:
        next(makers.maker(name)(0, 0, 1))
    assert (MAKERS[name].reads if MAKERS[name].reads != CORPUS else "hrm data corpus") in str(missing.value)
    with pytest.raises(NotFound, match=rf"\(for {name}\)"):
        makers.check([name])


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="needs /dev/full")
def test_a_full_disk_is_a_limit_and_nothing_made_is_lost(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = BuildConfig(sources=(source(work / "own.jsonl", [record(number) for number in range(50)]),))

    def full(*_args: Any, **_named: Any) -> None:
        with Path("/dev/full").open("wb", buffering=0) as file:
            file.write(b"x")

    with monkeypatch.context() as patched:
        patched.setattr(np, "save", full)
        with pytest.raises(LimitError, match="run the same command again, it goes on"):
            building.build(config, work / "set", workers=1)
    assert not (work / "set/manifest.json").exists()
    assert len(list((work / "set/parts").iterdir())) >= 3
    assert built(config, work / "set")["documents"]["train"] > 0


def _alive(session: int) -> list[str]:
    """Return the processes of a session that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, own, *_ = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        if int(own) == session and state != "Z":
            found.append(stat.parent.name)
    return found


@pytest.mark.slow
def test_a_build_killed_at_any_moment_goes_on_to_the_same_bytes(work: Path) -> None:
    config = work / "build.toml"
    own = source(work / "own.jsonl", [record(number) for number in range(400)], part_items=10)
    config.write_text(f'[[sources]]\nfile = "{own.file}"\nlicence = "MIT"\npart_items = 10\n', encoding="utf-8")
    command = [sys.executable, "-m", "hrm_codegen", "data", "build", str(config), "--workers", "2", "--out"]
    subprocess.run([*command, str(work / "whole")], check=True, capture_output=True)
    for moment in (0, 3, 9):
        process = subprocess.Popen(
            [*command, str(work / "cut")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline and len(list((work / "cut/parts").glob("own*"))) <= moment:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)  # its workers are left behind, and must end by themselves
        process.wait()
        deadline = time.monotonic() + 20
        while _alive(process.pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not _alive(process.pid)
    subprocess.run([*command, str(work / "cut")], check=True, capture_output=True)
    whole, cut = (shards.read_manifest(work / name) for name in ("whole", "cut"))
    assert whole["splits"] == cut["splits"]


def test_a_problem_keeps_its_form_of_prompt_and_is_proven(work: Path) -> None:
    fine = Problem(
        id="own/1", task="own", prompt="Join alpha and omega.", solution="def join():\n    return 'alpha-omega'\n",
        tests=("assert join() == 'alpha-omega'",), shown=1,
    )  # fmt: skip
    wrong = replace(fine, id="own/2", prompt="Join gamma and omega.", solution="def join():\n    return 'gamma'\n")
    rows = [{"v": 1, **problem.as_json()} for problem in (fine, wrong)]
    manifest = built(BuildConfig(sources=(source(work / "own.jsonl", rows),), validation_share=0.0), work / "set")
    (text,) = texts(work / "set")
    assert "<|tests|>assert join() == 'alpha-omega'<|answer|>def join():" in text
    assert manifest["components"][0]["verified"] == 1
