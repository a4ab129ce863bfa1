"""Decontamination: whether a text that might be trained on repeats a held-out problem, and which one.

The rules, in the order they are tried (docs/data.md says why, and what each removes):

- `statement`: 13 words in a row of a held-out statement, or the whole of a shorter one of at least 5 words;
- `form`: a Python function that does what a held-out one does, word for word but for names, docstring and annotations;
- `code`: half of the 10-grams of the code, or of one of its functions, lie in one held-out solution;
- `inside`: most of the 10-grams of one held-out solution lie in the text.

Words and grams that occur in more than 10 held-out problems of one split, or in more than 10 files of Python's standard
library, do not count: they are nobody's. Of generated problems, which share their wordings by design, only the whole
statement and the form count, the latter where the solution is one function.
"""

from __future__ import annotations

import ast
import bisect
import itertools
import sysconfig
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hrm_codegen.code import syntax
from hrm_codegen.data import fingerprints
from hrm_codegen.data.fingerprints import Grams
from hrm_codegen.data.gramindex import GramIndex
from hrm_codegen.tasks.base import Problem

COMMON = 10  # problems of one split, or files of the standard library, that a gram may occur in and still count
SHORTEST_STATEMENT = 5  # words of a held-out statement that counts as a whole
SMALLEST_FORM = 20  # nodes of a function that counts as a form: smaller ones are common property
FEWEST_GRAMS = 12  # code grams that must lie in one held-out solution; of one function among others, INSIDE_GRAMS
CODE_SHARE = 0.5  # of a text's counted grams
INSIDE_SHARE, INSIDE_GRAMS = 0.6, 24  # of a held-out solution's counted grams, and how many they are at least

_UNTESTED_FOLDERS = frozenset({"test", "tests", "idle_test", "site-packages", "idlelib", "lib2to3", "turtledemo", "ensurepip"})


class Reason(NamedTuple):
    """Why a text may not be trained on: the rule that found it, and the held-out problem it repeats."""

    rule: str
    problem: str

    def __str__(self) -> str:
        return f"{self.rule} of {self.problem}"


class HeldOutText(NamedTuple):
    """One held-out problem as it is compared: where it is from, its words and its code."""

    id: str
    group: str  # "task:split": grams are counted within one
    statement: str
    code: str
    language: str = "python"
    generated: bool = False  # by templates that training shares

    @classmethod
    def of(cls, problem: Problem, *, split: str = "", generated: bool = False) -> HeldOutText:
        """Return what is compared of a problem."""
        return cls(
            id=problem.id,
            group=f"{problem.task}:{split}",
            statement=problem.prompt,
            code=problem.context if problem.kind == "predict" else problem.solution,  # what is run is what must not be known
            language=problem.language,
            generated=generated,
        )


@dataclass(frozen=True)
class HeldOut:
    """Every held-out problem, ready to be compared with; immutable, and small enough for each worker to load."""

    ids: tuple[str, ...]
    words: GramIndex
    code: GramIndex
    common_code: Grams  # sorted; grams that do not count
    whole: Mapping[int, int]  # a whole statement -> its problem
    shapes: frozenset[int]
    forms: Mapping[int, int]  # a form -> its problem
    groups: Mapping[str, int] = field(default_factory=dict)  # "task:split" -> problems
    missing: tuple[str, ...] = ()  # data files that could not be compared with

    @classmethod
    def of(cls, problems: Iterable[HeldOutText], *, corpus: Iterable[str] | None = None, missing: tuple[str, ...] = ()) -> HeldOut:
        """Index held-out problems; `corpus` are the files that say what is common (default: the standard library)."""
        texts = list(problems)
        names = {name: number for number, name in enumerate(dict.fromkeys(text.group for text in texts))}
        groups = np.array([names[text.group] for text in texts], np.int32)
        spoken = [fingerprints.words(text.statement) for text in texts]
        own = [number for number, text in enumerate(texts) if not text.generated]
        words = GramIndex.of(((number, _word_grams(spoken[number])) for number in own), len(texts))
        code = GramIndex.of(
            ((number, np.unique(fingerprints.code_grams(texts[number].code, texts[number].language))) for number in own), len(texts)
        )
        common_words, common_code = words.widest(groups) > COMMON, code.widest(groups) > COMMON
        files = standard_library() if corpus is None and own else corpus or ()
        in_words, in_code = _spread(words, code, files)
        common_words |= in_words > COMMON
        common_code |= in_code > COMMON
        found = _forms(texts)
        return cls(
            ids=tuple(text.id for text in texts),
            words=words.without(common_words),
            code=code.without(common_code),
            common_code=code.grams[common_code],
            whole=_first(
                (_whole(spoken[number]), number) for number in range(len(texts)) if len(spoken[number]) >= SHORTEST_STATEMENT
            ),
            shapes=frozenset(shape for shape, _, _ in found),
            forms=_first((digest, number) for _, digest, number in found),
            groups=Counter(text.group for text in texts),
            missing=missing,
        )

    @classmethod
    def load(cls, tasks: Iterable[str] | None = None) -> HeldOut:
        """Return every held-out problem of the tasks (default: all of the catalog), from the user's cache when nothing changed.

        A task whose data files are not there is left out, with a warning that names them; `missing` keeps the names.
        """
        from hrm_codegen.data import heldout

        return heldout.load(tasks)

    def why(self, *, statement: str = "", code: str = "", language: str = "python") -> Reason | None:
        """Return why a text may not be trained on, or None; Python that does not parse is compared by its tokens alone."""
        if statement and (found := self._by_words(statement)) is not None:
            return Reason("statement", self.ids[found])
        if not code:
            return None
        tree = _tree(code) if language == "python" and "def " in code else None
        if tree is not None and (found := self._by_form(tree)) is not None:
            return Reason("form", self.ids[found])
        return self._by_code(code, language, tree)

    def _by_words(self, statement: str) -> int | None:
        spoken = fingerprints.words(statement)
        whole = self.whole.get(_whole(spoken)) if len(spoken) >= SHORTEST_STATEMENT else None
        if whole is not None:
            return whole
        places = self.words.places(fingerprints.word_grams(spoken))
        hit = places[places >= 0]
        return int(self.words.owners[self.words.starts[hit[0]]]) if len(hit) else None

    def _by_form(self, tree: ast.Module) -> int | None:
        outside: set[str] | None = None
        for function in fingerprints.functions(tree):
            if fingerprints.shape(function) in self.shapes:
                outside = fingerprints.defined(tree) if outside is None else outside
                found = self.forms.get(fingerprints.form(function, outside).digest)
                if found is not None:
                    return found
        return None

    def _by_code(self, code: str, language: str, tree: ast.Module | None) -> Reason | None:
        grams = fingerprints.code_grams(code, language)
        hits = self.code.places(grams) >= 0
        count = int(np.count_nonzero(hits))
        if count < FEWEST_GRAMS:
            return None
        if (reason := self._by_grams(grams, FEWEST_GRAMS)) is not None:
            return reason
        if tree is None or count < INSIDE_GRAMS:
            return None
        for begin, end in _gram_ranges(code, tree):
            if np.count_nonzero(hits[begin:end]) >= INSIDE_GRAMS:
                reason = self._by_grams(grams[begin:end], INSIDE_GRAMS)
                if reason is not None:
                    return reason
        return None

    def _by_grams(self, grams: Grams, fewest: int) -> Reason | None:
        """Judge the grams of a text, or of one of its functions; `fewest` of them must lie in one solution."""
        distinct = np.unique(grams)
        counted = distinct[~np.isin(distinct, self.common_code, assume_unique=True)]
        places = self.code.places(counted)
        for owner, count in self.code.owner_counts(places[places >= 0]).most_common(3):
            if count >= fewest and count >= CODE_SHARE * len(counted):
                return Reason("code", self.ids[owner])
            if count >= INSIDE_GRAMS and count >= INSIDE_SHARE * self.code.sizes[owner]:
                return Reason("inside", self.ids[owner])
        return None


def standard_library() -> Iterator[str]:
    """Yield the files of this Python's standard library, its tests left out: what says that a phrase is common property."""
    root = Path(sysconfig.get_path("stdlib"))
    for path in sorted(root.rglob("*.py")):
        if not _UNTESTED_FOLDERS & set(path.relative_to(root).parts):
            yield path.read_text(encoding="utf-8", errors="replace")


def _word_grams(spoken: list[str]) -> Grams:
    """Return the distinct grams of a held-out statement that say something."""
    grams = fingerprints.word_grams(spoken)
    return np.unique(grams[fingerprints.telling(spoken)]) if len(grams) else grams


def _whole(spoken: list[str]) -> int:
    return fingerprints.digest(" ".join(spoken))


def _first(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return a mapping in which the first of several values stays."""
    found: dict[int, int] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


def _spread(words: GramIndex, code: GramIndex, corpus: Iterable[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return in how many files of the corpus each gram of the two indices occurs."""
    in_words, in_code = np.zeros(len(words.grams), np.int64), np.zeros(len(code.grams), np.int64)
    for text in corpus:
        for index, grams, counts in (
            (words, fingerprints.word_grams(fingerprints.words(text)), in_words),
            (code, fingerprints.code_grams(text), in_code),
        ):
            places = index.places(np.unique(grams))
            counts[places[places >= 0]] += 1
    return in_words, in_code


def _forms(texts: Iterable[HeldOutText]) -> list[tuple[int, int, int]]:
    """Return the shape, the form and the problem of every held-out Python function that is large enough."""
    found = []
    for number, text in enumerate(texts):
        if text.language != "python" or not syntax.parses(text.code):
            continue
        tree = syntax.parse(text.code)
        outside = fingerprints.defined(tree)
        if text.generated and sum(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body) > 1:
            continue  # its helpers are the primitives that training shares; the generator itself refuses the whole
        for function in fingerprints.functions(tree):
            form = fingerprints.form(function, outside)
            if form.nodes >= SMALLEST_FORM:
                found.append((fingerprints.shape(function), form.digest, number))
    return found


def _tree(code: str) -> ast.Module | None:
    try:
        return syntax.parse(code)
    except SyntaxError:
        return None


def _gram_ranges(code: str, tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Yield for each function which of the code's grams lie in it."""
    starts = fingerprints.token_starts(code)
    lines = [0, *itertools.accumulate(map(len, syntax.lines(code)))]
    for function in fingerprints.functions(tree):
        begin = bisect.bisect_left(starts, lines[function.lineno - 1])
        end = bisect.bisect_left(starts, lines[function.end_lineno or function.lineno])
        yield begin, end - fingerprints.TOKENS_IN_A_ROW + 1
