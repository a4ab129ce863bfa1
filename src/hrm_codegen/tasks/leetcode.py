"""LeetCodeDataset: 1,958 Python problems with tests, to train on; every LiveCodeBench problem is out of its file.

As a Task they are plain functions with asserts, runnable like MBPP's. `make` adds the platform's own form, a method of `Solution`;
`make_scenarios` makes LiveCodeBench's four scenarios of them, with planted bugs that really fail. Imports that the platform
takes for granted are written out, so that every answer stands alone.
"""

from __future__ import annotations

import ast
import builtins
import functools
import random
import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from hrm_codegen import prompts
from hrm_codegen.code import syntax
from hrm_codegen.sandbox import ProgramResult, run_many_python
from hrm_codegen.tasks import datafiles, scenarios
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.benchfile import third_party
from hrm_codegen.tasks.derived.base import Study
from hrm_codegen.tasks.derived.mutations import mutants
from hrm_codegen.tasks.finite import Left, of_problem, part_of
from hrm_codegen.tasks.items import Item, Proof
from hrm_codegen.tasks.scenarios import Call, Failure, Solved
from hrm_codegen.tasks.wording import snake, usable

FILE = "leetcode/leetcode-train.jsonl.gz"
_ASKED = re.compile(r"\s*Please complete the following python code precisely:\s*```python\n(?P<starter>.*?)```\s*$", re.DOTALL)
_ODD = frozenset({"word-ladder-ii"})  # the order of its answers depends on that of a set
_HELPERS = frozenset({"ListNode", "TreeNode"})
_TESTS = 10  # run of each problem, the first short ones
_SHORT_TEST, _SHORT_CALL = 400, 160  # characters
_DIFFICULTY = {"Easy": 1, "Medium": 2, "Hard": 2}
_MODULES = {  # module -> names that the platform's solutions use bare
    "typing": "Any Callable DefaultDict Deque Dict Generator Iterable Iterator List Optional Set Tuple Union",
    "collections": "Counter OrderedDict defaultdict deque",
    "functools": "cache cmp_to_key lru_cache partial reduce",
    "itertools": "accumulate chain combinations combinations_with_replacement count cycle groupby islice pairwise permutations "
    "product repeat starmap takewhile zip_longest",
    "heapq": "heapify heappop heappush heappushpop heapreplace merge nlargest nsmallest",
    "bisect": "bisect bisect_left bisect_right insort insort_left insort_right",
    "math": "atan2 ceil comb cos degrees factorial floor fmod gcd hypot inf isqrt lcm log log10 log2 nan perm pi prod sin sqrt",
    "operator": "add and_ itemgetter mul or_ sub xor",
    "string": "ascii_letters ascii_lowercase ascii_uppercase digits",
}
_WHERE = {name: module for module, names in _MODULES.items() for name in names.split()}
_WHOLE = frozenset(
    {"bisect", "collections", "datetime", "functools", "heapq", "itertools", "math", "operator", "random", "re", "string"}
)


class Exercise(NamedTuple):
    """One problem read from the file."""

    slug: str
    difficulty: str
    statement: str
    starter: str  # the class with the method's signature
    code: str  # the class, with its imports
    method: str
    helpers: str  # ListNode, TreeNode and what tests need of them; empty for most
    calls: tuple[Call, ...]  # of the method, arguments by position, where they are literals
    tests: tuple[str, ...]  # calls `candidate`


class LeetCode:
    """The data set's problems as plain functions; all of it may be trained on."""

    name = "leetcode"
    splits: tuple[str, ...] = ("train",)
    held_out: frozenset[str] = frozenset()
    files: tuple[str, ...] = (FILE,)
    licence = datafiles.FILES[FILE].licence

    def size(self, split: str) -> int:
        """Return how many problems a split has."""
        return sum(1 for _ in self.load(split))

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the problems that are one method of literal arguments; missing data is NotFound, a bad line DataError."""
        assert split in self.splits
        return (problem for exercise in exercises() if (problem := _function(exercise)) is not None)


def exercises() -> tuple[Exercise, ...]:
    """Return the file's problems that stand alone, in order; missing data is NotFound, a bad line DataError."""
    return _read(datafiles.find(FILE))


@functools.lru_cache(maxsize=1)  # parts of a build read it again and again
def _read(path: Path) -> tuple[Exercise, ...]:
    return tuple(_exercises(path))


def _exercises(path: Path) -> Iterator[Exercise]:
    for row in datafiles.rows(path):
        if row.text("task_id") in _ODD or unknown_names(row.text("completion")) - _HELPERS or third_party(row.text("completion")):
            continue
        query = row.text("query").replace("\xa0", " ").replace("\u200b", "")
        asked = _ASKED.search(query)
        code = row.text("completion").strip("\n")
        imports = imported(code)
        statement = re.sub(r"\n\s*\n\s*\n+", "\n\n", _ASKED.sub("", query)).strip()
        tests = tuple(line.strip() for line in row.text("test").split("\n") if line.strip().startswith("assert "))
        _, _, helpers = row.text("prompt").partition("inf = float('inf')")
        yield Exercise(
            slug=row.text("task_id"),
            difficulty=row.text("difficulty"),
            statement=statement,
            starter=(asked["starter"].strip("\n") if asked else ""),
            code=f"{imports}\n\n\n{code}" if imports else code,
            method=row.text("entry_point").rpartition(".")[2],
            helpers=helpers.strip() if "Node" in code else "",
            calls=tuple(call for test in tests if (call := _call(test))),
            tests=tuple(test for test in tests if len(test) <= _SHORT_TEST)[:_TESTS],
        )


def unknown_names(code: str) -> set[str]:
    """Return the names that a solution uses and that neither it, nor Python, nor an import of `imported` defines."""
    names = _free_names(syntax.parse(code))
    return names - _WHOLE - set(_WHERE)


def _free_names(tree: ast.Module) -> set[str]:
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    bound |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {
        (a.asname or a.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for a in node.names
    }
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - bound - set(dir(builtins))


def imported(code: str) -> str:
    """Return the imports that a solution takes for granted, one line a module."""
    tree = syntax.parse(code)
    used = _free_names(tree)
    whole = {node.value.id for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)}
    lines = [f"import {name}" for name in sorted(used & _WHOLE & whole)]
    by_module: dict[str, list[str]] = {}
    for name in sorted(used - (_WHOLE & whole)):
        if name in _WHERE:
            by_module.setdefault(_WHERE[name], []).append(name)
    return "\n".join([*lines, *(f"from {module} import {', '.join(names)}" for module, names in sorted(by_module.items()))])


def make(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield each problem as a method of `Solution`, then each that can be as a plain function; all with proofs."""
    return part_of(Left("leetcode").told(_items(seed)), part, count)


def make_scenarios(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield LiveCodeBench's scenarios of `count` problems: repair of planted bugs, output prediction, execution."""
    short = [exercise for exercise in exercises() if not exercise.helpers and exercise.starter and _short_calls(exercise)]
    wanted = ("repair", "output_prediction", "execution")
    for solved in _with_bugs(short[part * count : (part + 1) * count], seed):
        yield from scenarios.training_items(solved, wanted)


def _items(seed: int) -> Iterator[Item]:
    for exercise in exercises():
        proof = "\n".join([exercise.helpers, exercise.code, f"candidate = Solution().{exercise.method}", *exercise.tests])
        rng = random.Random(f"leetcode/{seed}/{exercise.slug}")
        shown = [test.replace("candidate(", f"Solution().{exercise.method}(", 1) for test in exercise.tests[:1]]
        asked = prompts.ask(
            exercise.statement,
            context=prompts.Context(nearby=(exercise.starter,)) if exercise.starter else None,
            tests=shown if rng.random() < 0.5 and not exercise.helpers else (),
        )
        yield Item(
            id=f"leetcode/{exercise.slug}/write",
            component="write",
            example=prompts.answer(asked, exercise.code),
            difficulty=_DIFFICULTY[exercise.difficulty],
            statement=exercise.statement,
            code=exercise.code,
            proofs=(Proof(_lines(exercise.helpers and f"{imported(exercise.helpers)}\n", proof)),),
            licence=LEETCODE.licence,
            source="LeetCodeDataset",
        )
    for problem in LEETCODE.load("train"):
        yield of_problem(problem, "function", difficulty=_DIFFICULTY[problem.difficulty])


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part) + "\n"


def _function(exercise: Exercise) -> Problem | None:
    """Return the problem as a plain function with asserts, or None where its class has more than one method or a state."""
    if exercise.helpers or not exercise.calls:
        return None
    tree = syntax.parse(exercise.code)
    classes = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    if (
        len(classes) != 1
        or not isinstance(classes[0], ast.ClassDef)
        or len(classes[0].body) != 1
        or not isinstance(classes[0].body[0], ast.FunctionDef)
    ):
        return None
    method, name = classes[0].body[0], snake(exercise.method)
    selfish = any(isinstance(node, ast.Name) and node.id == "self" for node in ast.walk(method))
    if (
        selfish
        or method.decorator_list
        or not usable(name)
        or any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(method))
    ):
        return None
    method.args.args = method.args.args[1:]
    method.name = name
    plain = random.Random(exercise.slug).random() < 0.5
    if plain:
        for argument in method.args.args:
            argument.annotation = None
        method.returns = None
    code = ast.unparse(method)
    imports = _needed_imports(tree, code)
    tests = [f"assert {name}({call.arguments}) == {call.output}" for call in exercise.calls]
    short = tuple(test for test in tests if len(test) <= _SHORT_TEST)[:_TESTS]
    if not short:
        return None
    return Problem(
        id=f"leetcode/{exercise.slug}",
        task="leetcode",
        prompt=exercise.statement,
        solution=f"{imports}\n\n\n{code}\n" if imports else f"{code}\n",
        tests=tuple(sorted(short, key=len)),
        shown=1,
        entry_point=name,
        difficulty=exercise.difficulty,
        licence=LEETCODE.licence,
        source="LeetCodeDataset",
    )


def _needed_imports(tree: ast.Module, code: str) -> str:
    """Return those of a module's imports whose names the code uses."""
    wanted, lines = _free_names(syntax.parse(code)), list[str]()
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            node.names = [alias for alias in node.names if (alias.asname or alias.name).partition(".")[0] in wanted | {"*"}]
            lines += [ast.unparse(node)] if node.names else []
    return "\n".join(lines)


def _call(test: str) -> Call | None:
    """Return `assert candidate(a = 1) == 2` as a call with its arguments by position; None for any other form."""
    try:
        match ast.parse(test).body:
            case [
                ast.Assert(test=ast.Compare(left=ast.Call(args=args, keywords=keywords), ops=[ast.Eq()], comparators=[expected]))
            ]:
                values = [*args, *(keyword.value for keyword in keywords)]
                for value in (*values, expected):
                    ast.literal_eval(value)
                return Call(", ".join(map(ast.unparse, values)), ast.unparse(expected))
            case _:
                return None
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None


def _short_calls(exercise: Exercise) -> tuple[Call, ...]:
    return tuple(call for call in exercise.calls if len(call.arguments) + len(call.output) <= _SHORT_CALL)[:_TESTS]


def _with_bugs(batch: Sequence[Exercise], seed: int) -> Iterator[Solved]:
    tried: list[tuple[Exercise, str, Call]] = []
    for exercise in batch:
        study = Study(exercise.code, syntax.parse(exercise.code), syntax.Positions(exercise.code), None, ())
        planted = mutants(study, random.Random(f"leetcode/{seed}/{exercise.slug}"), 2)
        tried += [(exercise, mutant.source, _short_calls(exercise)[0]) for mutant in planted]
    programs = [f"{code}\n\nprint(repr(Solution().{e.method}({call.arguments})))\n" for e, code, call in tried]
    found: dict[str, Failure] = {}
    for (exercise, code, call), result in zip(tried, run_many_python(programs, per_timeout_s=1.0), strict=True):
        failure = _failure(code, call, result)
        if failure is not None and exercise.slug not in found:
            found[exercise.slug] = failure
    for exercise in batch:
        yield Solved(
            id=f"leetcode/{exercise.slug}",
            task="leetcode",
            statement=exercise.statement,
            starter_code=exercise.starter,
            function=f"Solution().{exercise.method}",
            calls=_short_calls(exercise),
            solutions=(exercise.code,),
            failures=(found[exercise.slug],) if exercise.slug in found else (),
            difficulty=exercise.difficulty,
            licence=LEETCODE.licence,
            source="LeetCodeDataset",
        )


def _failure(code: str, call: Call, result: ProgramResult) -> Failure | None:
    """Return what a run of a planted bug shows, as LiveCodeBench's judge records it; None where the answer is right."""
    about = {"inputs": call.arguments, "expected": call.output}
    if result.kind == "timeout":
        return Failure(code, {"error_code": -3, "error_message": "Time Limit Exceeded", **about})
    if result.kind != "ok":
        error = textwrap.shorten(result.error, _SHORT_CALL)
        return Failure(code, {"error_code": -4, "error_message": "Runtime Error", "error": error, **about})
    gave = result.stdout.strip()
    if gave == repr(ast.literal_eval(call.output)) or len(gave) > _SHORT_CALL:
        return None
    return Failure(code, {"error_code": -2, "error_message": "Wrong Answer", "output": gave, **about})


LEETCODE = LeetCode()
