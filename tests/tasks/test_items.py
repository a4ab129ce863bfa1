"""Items count only when their proofs hold: programs that must run to their ends, and programs that must raise."""

from __future__ import annotations

from collections import Counter

import pytest

from hrm_codegen import prompts
from hrm_codegen.tasks.items import Item, Proof, prove


def item(name: str, *proofs: Proof, verified: bool = False) -> Item:
    return Item(id=name, component=name, example=prompts.raw("x = 1"), proofs=proofs, verified=verified)


def names(*items: Item) -> list[str]:
    return [found.id for found in prove(items, timeout_s=1.0)]


def test_an_item_passes_when_all_its_proofs_hold_and_is_then_verified() -> None:
    good = item("good", Proof("assert 1 == 1\n"), Proof("assert 1 == 2\n", passes=False))
    (proven,) = prove([good])
    assert proven.verified
    assert not good.verified


@pytest.mark.parametrize(
    "proof",
    [Proof("assert 1 == 2\n"), Proof("x = 1\n", passes=False), Proof("x = (\n"), Proof("while True:\n    pass\n", passes=False)],
    ids=["fails", "does not fail", "no syntax", "never ends"],
)
def test_an_item_with_a_proof_that_does_not_hold_is_left_out_and_counted(proof: Proof) -> None:
    rejected: Counter[str] = Counter()
    assert list(prove([item("bad", Proof("x = 1\n"), proof)], timeout_s=1.0, rejected=rejected)) == []
    assert rejected == {"bad": 1}


@pytest.mark.parametrize("program", ["x = (\n", "raise SystemExit\n", "import no_such_module\n", "assert __name__ != '__main__'\n"])
def test_whatever_a_program_raises_is_a_failure(program: str) -> None:
    assert names(item("mutant", Proof(program, passes=False))) == ["mutant"]


def test_items_without_proofs_pass_as_they_are_and_in_order() -> None:
    plain, ran = item("plain"), item("ran", verified=True)
    assert list(prove([plain, item("bad", Proof("1 / 0")), ran])) == [plain, ran]
