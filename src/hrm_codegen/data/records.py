"""Lines of one's own files: raw text, a request with its answer, or a whole Problem as `hrm data show --json` prints it."""

from __future__ import annotations

from hrm_codegen import prompts
from hrm_codegen.errors import DataError
from hrm_codegen.prompts import Example
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.datafiles import Row


def example_of(row: Row) -> Example:
    """Turn a line into what is learned from it; DataError with file and line for one of no known form."""
    if (problem := problem_of(row)) is not None:
        return problem.example()
    language = row.text("language") if "language" in row.fields else "python"
    if "text" in row.fields:
        return prompts.raw(row.text("text"), language=language)
    if "prompt" in row.fields:
        return prompts.answer(prompts.ask(row.text("prompt"), language=language), row.text("solution"))
    raise DataError(f"{row.where}: the record has neither a text nor a prompt with its solution; it has {', '.join(row.fields)}")


def problem_of(row: Row) -> Problem | None:
    """Return the Problem that a line holds, with its tests and its own form of prompt; None for a line of another form."""
    if not {"task", "form"} <= row.fields.keys():
        return None
    row.text("prompt"), row.text("solution"), row.texts("tests")
    try:
        return Problem.from_json(row.fields)
    except DataError as error:
        raise DataError(f"{row.where}: {error}") from None
