"""A small task of four problems and runs over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_task import SOURCE, problem

from hrm_codegen.evaluate import pipeline
from hrm_codegen.evaluate.runner import Run
from hrm_codegen.tasks.base import Problem


@pytest.fixture
def problems() -> list[Problem]:
    return [problem(number) for number in (11, 12, 13, 14)]


@pytest.fixture
def make_run(problems: list[Problem], tmp_path: Path) -> Callable[..., Run]:
    """Give a maker of runs over the four problems; settings by keyword."""

    def make(folder: Path | None = None, **settings: object) -> Run:
        given = {"folder": folder or tmp_path / "run", "source": SOURCE, "answered_by": "script"} | settings
        return pipeline.prepare(problems, **given)  # type: ignore[arg-type]  # tests choose them by name

    return make
