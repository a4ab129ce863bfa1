"""ClassEval: 100 Python classes to write from a skeleton with docstrings, judged by unit tests; all held out."""

from __future__ import annotations

from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.benchfile import HeldOutFile, third_party
from hrm_codegen.tasks.datafiles import FILES, Row

FILE = "classeval/classeval.jsonl.gz"
_RUN = "assert unittest.defaultTestLoader.loadTestsFromTestCase({name})(unittest.TestResult()).wasSuccessful()"
_ODD = {
    17: "depends on the day",
    48: "looks up host names",
    58: "draws at random",
}  # their references fail their own tests at times


def _problem(name: str, row: Row) -> Problem:
    class_name, test, solution = row.text("class_name"), row.text("test"), row.text("solution_code").strip("\n")
    number = int(row.text("task_id").removeprefix("ClassEval_"))
    odd = tuple(f"needs {package}" for package in third_party(f"{solution}\n{test}")) + ((_ODD[number],) if number in _ODD else ())
    return Problem(
        id=f"{name}/{number}",
        task=name,
        prompt=f"Write the class {class_name}: complete every method as its docstring says.",
        context=row.text("skeleton").strip("\n"),
        solution=solution,
        setup=test,
        tests=() if odd else tuple(_RUN.format(name=case) for case in row.texts("test_classes")),
        entry_point=class_name,
        tags=odd,
        licence=FILES[FILE].licence,
        source="classeval",
        record={"test": test, "test_classes": list(row.texts("test_classes"))},
    )


CLASSEVAL = HeldOutFile("classeval", FILE, _problem)
