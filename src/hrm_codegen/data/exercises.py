"""Training items of the generated exercises: the problems, what is derived from them, and plans before the code."""

from __future__ import annotations

import ast
import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hrm_codegen import prompts
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived import table
from hrm_codegen.tasks.derived.base import item
from hrm_codegen.tasks.exercises import families
from hrm_codegen.tasks.exercises.primitive import plan_of
from hrm_codegen.tasks.items import Item

PLAN_SHARE = 0.15  # of the problems are asked for with a plan besides


def make(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield the items of `count` fresh problems of the mixed families, problem by problem."""
    name = f"{seed}/{part}"
    problems = [draw.problem for draw in itertools.islice(families.mixed("train", name), count)]
    yield from with_plans(table.stream(problems, seed=name), {problem.id: problem for problem in problems}, name)


def make_unshown(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield `count` problems told in words alone: no test is shown, so that an answer has to find a name by itself."""
    draws = families.mixed("train", f"unshown/{seed}/{part}")
    told = (draw.problem for draw in draws if draw.problem.form == "describe")
    for problem in itertools.islice(told, count):
        yield item(problem, "write", replace(problem, shown=0).example(), proofs=[problem.program()])


def make_demo(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield the items of `count` problems of the demo family: small, for trying a build out."""
    name = f"{seed}/{part}"
    problems = [draw.problem for draw in itertools.islice(families.draws("demo", "train", name), count)]
    yield from table.stream(problems, seed=name)


def with_plans(items: Iterable[Item], problems: dict[str, Problem], seed: str) -> Iterator[Item]:
    """Yield the items, and after some that write code the same with a plan and an outline first."""
    for made in items:
        yield made
        problem = problems.get(made.id.rpartition("/")[0])
        if made.component == "write" and problem is not None and random.Random(f"{seed}/{made.id}/plan").random() < PLAN_SHARE:
            planned = plan(problem, made)
            if planned is not None:
                yield planned


def plan(problem: Problem, written: Item) -> Item | None:
    """Return the item with a plan before its answer, or None where the problem has no plan tags."""
    tags = plan_of(problem.tags)
    if not tags:
        return None
    response = written.example.response[0]
    assert isinstance(response, prompts.Text)
    example = prompts.planned(problem.native_prompt(), response.text, tags=tags, outline=outline(problem.solution))
    return replace(written, id=f"{problem.id}/plan", component="plan", example=example)


def outline(solution: str) -> str:
    """Return the heads of a solution's functions and classes, one a line: what stands between the plan and the code."""
    heads = []
    for node in ast.parse(solution).body:
        if isinstance(node, ast.FunctionDef):
            heads.append(f"{node.name}({', '.join(argument.arg for argument in node.args.args)})")
        elif isinstance(node, ast.ClassDef):
            methods = [method.name for method in node.body if isinstance(method, ast.FunctionDef)]
            heads.append(f"class {node.name}: {', '.join(methods)}")
    return "\n".join(heads)
