"""Build the frozen suite `exercises:heldout` into the package's assets, and print the hash to commit with it.

    python scripts/build_heldout.py [--seed 1] [--out src/hrm_codegen/assets]

Every problem is executed in the sandbox. The same tables and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import itertools
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.exercises import drawing, families, heldout
from hrm_codegen.tasks.exercises.compose import Exercise, Made, simple_signatures
from hrm_codegen.tasks.exercises.heldout import FILE, HASHES, SIZE, STRATA, Refused
from hrm_codegen.tasks.exercises.plan import Composition
from hrm_codegen.tasks.exercises.table import held_out

DEPTHS = {"seen": (1,), "composed": (2, 3, 3), "deep": (4,), "unseen": (1, 1, 1, 2)}  # drawn with these frequencies
MOST_ALIKE = {"seen": 2, "composed": 1, "deep": 1, "unseen": 5}  # problems that ask for the same thing in other words
MOST_OF_ONE = 20  # problems of a stratum that begin with the same primitive
PATIENCE = 100_000  # draws in a row without a new problem


class Kept(NamedTuple):
    """A problem of the suite and what it does."""

    problem: Problem
    signature: str


def candidates(stratum: str, rng: random.Random) -> Iterator[Kept]:
    """Yield problems of a stratum, unverified, until hardly any new one turns up."""
    rows = drawing.pool(trained=stratum != "unseen").rows
    known = simple_signatures(trained=True)
    alike: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    texts: set[str] = set()
    idle = 0
    while idle < PATIENCE:
        idle += 1
        composition = drawing.draw(rng, rng.choice(DEPTHS[stratum]), firsts=rows)
        if composition is None or Exercise(composition).split != "test" or composition.signature in known:
            continue
        if stratum != "unseen" and not composition.signature:
            continue
        first, same = composition.uses[0].primitive.name, composition.signature or composition.instance_key
        if firsts[first] >= MOST_OF_ONE or alike[same] >= MOST_ALIKE[stratum]:
            continue
        made = Exercise(composition).make(rng)
        if made is None or heldout.text_hash(made.draft.prompt) in texts:
            continue
        texts.add(heldout.text_hash(made.draft.prompt))
        firsts[first] += 1
        alike[same] += 1
        idle = 0
        yield Kept(as_problem(made, composition, stratum), composition.signature)


def as_problem(made: Made, composition: Composition, stratum: str) -> Problem:
    """Return an exercise as a problem of the suite."""
    problem = families.problem_of("heldout", composition.instance_key, made.draft)
    phrasing = "phrasing:unseen" if heldout_phrasing(made) else "phrasing:seen"
    return dataclasses.replace(
        problem,
        tags=(*problem.tags, f"stratum:{stratum}", phrasing),
        difficulty=f"{stratum}, {problem.difficulty}",
    )


def heldout_phrasing(made: Made) -> bool:
    """Whether the phrasing is never trained on."""
    return held_out(made.phrasing)


def suite(seed: int) -> Iterator[Kept]:
    """Yield the verified suite, stratum by stratum."""
    wanted = SIZE // len(STRATA)
    for stratum in STRATA:
        stream = candidates(stratum, random.Random(f"heldout/{stratum}/{seed}"))
        kept: list[Kept] = []
        while len(kept) < wanted:
            batch = list(itertools.islice(stream, min(256, wanted - len(kept))))
            if not batch:
                raise SystemExit(f"{stratum}: only {len(kept)} problems; widen its depths or its shares")
            passed = {problem.id for problem in families.verified([each.problem for each in batch])}
            kept += [each for each in batch if each.problem.id in passed]
        yield from kept


def main() -> None:
    """Build and write the suite."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("src/hrm_codegen/assets"))
    options = parser.parse_args()
    kept = list(suite(options.seed))
    data = heldout.zipped("".join(json.dumps({"v": 1, **each.problem.as_json()}) + "\n" for each in kept))
    refuse = Refused(
        texts=frozenset(heldout.text_hash(each.problem.prompt) for each in kept),
        codes=frozenset(heldout.code_hash(each.problem.solution) for each in kept),
        signatures=frozenset(each.signature[: heldout.DIGITS] for each in kept if each.signature),
    )
    (options.out / FILE).write_bytes(data)
    (options.out / HASHES).write_bytes(heldout.packed(refuse))
    for part in ("difficulty", "form"):
        print(part, dict(Counter(getattr(each.problem, part) for each in kept)))
    print(f"{len(kept)} problems, {len(data):,} bytes, SHA256 = {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
