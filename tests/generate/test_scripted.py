from __future__ import annotations

import itertools
import subprocess
import sys

import pytest

from hrm_codegen.errors import TooLong, Unsupported
from hrm_codegen.generate.base import Completion, Options, Piece, Request, collect, sample_seed
from hrm_codegen.generate.scripted import ScriptedGenerator
from hrm_codegen.prompts import Prompt, ask


def says(script: object, prompt: str = "add", **options: object) -> list[Completion]:
    generator = ScriptedGenerator(script)  # type: ignore[arg-type]
    asked = Options(**options)  # type: ignore[arg-type]
    return collect(generator.stream(ask(prompt), asked), n=asked.n)


def test_the_first_key_that_the_prompt_contains_answers() -> None:
    script = {"multiply": "a * b", "add": "a + b", "": "?"}
    assert says(script) == [Completion("a + b", 5, "end")]
    assert says(script, "divide") == [Completion("?", 1, "end")]


def test_a_prompt_without_an_answer_is_an_error_that_shows_it() -> None:
    with pytest.raises(Unsupported, match="divide"):
        says({"add": "a + b"}, "divide")


def test_several_answers_are_the_samples_in_turn() -> None:
    assert [completion.text for completion in says({"": ["x", "y"]}, n=3)] == ["x", "y", "x"]


def test_equal_requests_are_the_samples_of_one_prompt() -> None:
    generator = ScriptedGenerator({"add": ["x", "y"], "": "z"})
    found = dict(generator.complete([Request(ask(text), Options()) for text in ("add", "mul", "add")]))
    assert [found[index].text for index in range(3)] == ["x", "z", "y"]


def test_a_function_sees_prompt_options_and_sample() -> None:
    def script(prompt: Prompt, options: Options, sample: int) -> str:
        return f"{prompt.language} {options.seed} {sample}"

    assert [completion.text for completion in says(script, n=2, seed=8)] == ["python 8 0", "python 8 1"]


def test_pieces_hold_whole_characters_and_count_bytes_as_tokens() -> None:
    pieces = list(ScriptedGenerator({"": "aé"}).stream(ask("x"), Options()))
    assert pieces == [Piece("a", 0, 1), Piece("é", 0, 2), Piece("", 0, 0, "end")]


def test_limits_stops_and_deadlines_hold_as_with_a_model() -> None:
    assert says({"": "abcdef"}, max_tokens=4) == [Completion("abcd", 4, "length")]
    assert says({"": "abcdef"}, stop=("de",)) == [Completion("abc", 5, "stop")]
    ticks = itertools.count()
    slow = ScriptedGenerator({"": "abcdef"}, clock=lambda: float(next(ticks)))
    assert collect(slow.stream(ask("x"), Options(deadline_s=2))) == [Completion("ab", 2, "deadline")]


def test_a_prompt_over_the_context_is_refused_alone_and_counted_among_others() -> None:
    generator = ScriptedGenerator({"": "x"}, context=80)
    with pytest.raises(TooLong, match="80"):
        list(generator.stream(ask("x" * 80), Options()))
    requests = [Request(ask("x" * 80), Options()), Request(ask("x"), Options())]
    expected = {0: Completion("", 0, "too_long"), 1: Completion("x", 1, "end")}
    assert dict(generator.complete(requests)) == expected


def test_scores_come_from_the_script_or_are_unsupported() -> None:
    assert ScriptedGenerator({}, scores=lambda _, text: -len(text)).score(ask("x"), ["a", "bb"]) == [-1, -2]
    with pytest.raises(Unsupported, match="scores"):
        ScriptedGenerator({}).score(ask("x"), ["a"])


def test_sample_seeds_keep_the_first_and_never_meet() -> None:
    assert sample_seed(5, 0) == 5
    seeds = {sample_seed(seed, sample) for seed in range(50) for sample in range(50)}
    assert len(seeds) == 2500


def test_the_waist_needs_no_torch() -> None:
    names = ("base", "scripted", "outputs", "text")
    imports = ", ".join(f"hrm_codegen.generate.{name}" for name in names)
    code = f"import sys, hrm_codegen, {imports}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
