"""Exercism's specifications of the exercises that Polyglot is made of: statements and test data, all held out."""

from __future__ import annotations

from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.benchfile import HeldOutFile
from hrm_codegen.tasks.datafiles import FILES, Row

FILE = "exercism_specs/problem-specifications.jsonl.gz"


def _problem(name: str, row: Row) -> Problem | None:
    if not row.fields.get("in_polyglot"):
        return None
    return Problem(
        id=f"{name}/{row.text('slug')}",
        task=name,
        prompt="\n\n".join(text.strip() for text in (row.text("introduction"), row.text("description")) if text.strip()),
        solution="",
        licence=FILES[FILE].licence,
        source="exercism/problem-specifications",
        record={"slug": row.text("slug"), "canonical_data": row.fields.get("canonical_data")},
    )


EXERCISM = HeldOutFile("exercism-specs", FILE, _problem)
