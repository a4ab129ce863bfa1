"""The one text format: golden examples in six languages, the context's budget, and special tokens that no text can spell."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen import prompts
from hrm_codegen.code.languages import LANGUAGES
from hrm_codegen.errors import TooLong, UsageError
from hrm_codegen.prompts import Context, Part, Special, Text
from hrm_codegen.tokenizer import SPECIALS, Tokenizer

GOLDEN = Path(__file__).parent / "golden" / "prompts"
BYTES = Tokenizer.train([], vocab_size=448)  # one token a byte


class Sample(NamedTuple):
    """The same small task in one language: what the golden files are rendered from."""

    imports: str
    nearby: str
    file: tuple[str, str]
    test: str
    prefix: str
    middle: str
    suffix: str


SAMPLES = {
    "python": Sample(
        "import math",
        "def square(x: float) -> float:\n    return x * x",
        ("shapes/units.py", "PIXELS_PER_CM = 37.8"),
        "assert distance(3, 4) == 5.0",
        "def distance(x: float, y: float) -> float:\n    return ",
        "math.sqrt(square(x) + square(y))",
        "\n",
    ),
    "cpp": Sample(
        "#include <cmath>",
        "double square(double x) {\n    return x * x;\n}",
        ("shapes/units.hpp", "constexpr double kPixelsPerCm = 37.8;"),
        "assert(distance(3, 4) == 5.0);",
        "double distance(double x, double y) {\n    return ",
        "std::sqrt(square(x) + square(y))",
        ";\n}\n",
    ),
    "go": Sample(
        'import "math"',
        "func square(x float64) float64 {\n\treturn x * x\n}",
        ("shapes/units.go", "const PixelsPerCm = 37.8"),
        "if Distance(3, 4) != 5 { t.Fail() }",
        "func Distance(x, y float64) float64 {\n\treturn ",
        "math.Sqrt(square(x) + square(y))",
        "\n}\n",
    ),
    "java": Sample(
        "import static java.lang.Math.sqrt;",
        "static double square(double x) {\n    return x * x;\n}",
        ("shapes/Units.java", "final class Units {\n    static final double PIXELS_PER_CM = 37.8;\n}"),
        "assert distance(3, 4) == 5.0;",
        "static double distance(double x, double y) {\n    return ",
        "sqrt(square(x) + square(y))",
        ";\n}\n",
    ),
    "javascript": Sample(
        'import assert from "node:assert";',
        "const square = (x) => x * x;",
        ("shapes/units.js", "export const PIXELS_PER_CM = 37.8;"),
        "assert.strictEqual(distance(3, 4), 5);",
        "function distance(x, y) {\n  return ",
        "Math.sqrt(square(x) + square(y))",
        ";\n}\n",
    ),
    "rust": Sample(
        "use std::fmt;",
        "fn square(x: f64) -> f64 {\n    x * x\n}",
        ("shapes/units.rs", "pub const PIXELS_PER_CM: f64 = 37.8;"),
        "assert_eq!(distance(3.0, 4.0), 5.0);",
        "fn distance(x: f64, y: f64) -> f64 {\n    ",
        "(square(x) + square(y)).sqrt()",
        "\n}\n",
    ),
}


def render(language: str) -> str:
    """Return every kind of record in one language, as a golden file shows them."""
    sample = SAMPLES[language]
    context = Context(imports=sample.imports, nearby=(sample.nearby,), files=dict([sample.file]))
    described = "Write a function that returns the distance of (x, y) from the origin."
    solution = sample.prefix + sample.middle + sample.suffix
    examples = {
        "ask": prompts.answer(prompts.ask(described, language=language, tests=[sample.test]), solution),
        "ask, in context": prompts.answer(prompts.ask(described, language=language, context=context), solution),
        "ask, repair": prompts.answer(
            prompts.ask(
                "Make the constant exact.",
                language=language,
                task="repair",
                out="diff",
                context=context,
                error="expected 37.795, got 37.8",
            ),
            edit(*sample.file),
        ),
        "complete": prompts.answer(prompts.complete(sample.prefix, language=language), sample.middle + sample.suffix),
        "fill in the middle": prompts.answer(
            prompts.fill_in_middle(sample.prefix, sample.suffix, language=language), sample.middle
        ),
        "raw": prompts.raw(solution, language=language),
    }
    return "".join(f"=== {name}\n{spelled(example)}\n" for name, example in examples.items())


def edit(path: str, text: str) -> str:
    return f"{path}\n<<<<<<< SEARCH\n{text}\n=======\n{text.replace('37.8', '37.795')}\n>>>>>>> REPLACE\n"


def spelled(example: prompts.Example) -> str:
    prompt = example.prompt.text if example.prompt else ""
    return prompt + "".join(part.text if isinstance(part, Text) else part.name for part in example.response)


def test_the_golden_samples_cover_every_language() -> None:
    assert set(SAMPLES) == set(LANGUAGES)


@pytest.mark.parametrize("language", SAMPLES)
def test_prompts_look_as_the_golden_files_show(language: str) -> None:
    assert render(language) == (GOLDEN / f"{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", SAMPLES)
def test_a_chat_request_says_the_same_in_words(language: str) -> None:
    sample = SAMPLES[language]
    context = Context(imports=sample.imports, nearby=(sample.nearby,), files=dict([sample.file]))
    prompt = prompts.ask("Find it.", language=language, context=context, tests=[sample.test], error="boom")
    (message,) = prompt.messages
    assert message["role"] == "user"
    for wanted in ("Find it.", language, sample.imports, sample.nearby, *sample.file, sample.test, "boom"):
        assert wanted in message["content"]
    assert "<|" not in message["content"]
    gap = prompts.fill_in_middle(sample.prefix, sample.suffix, language=language).messages[0]["content"]
    assert f"{sample.prefix}<gap>{sample.suffix}" in gap
    assert sample.prefix in prompts.complete(sample.prefix, language=language).messages[0]["content"]


def test_parts_in_the_wrong_words_are_refused_with_the_nearest_right_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'python'"):
        prompts.ask("x", language="pyton")
    with pytest.raises(UsageError, match="did you mean 'repair'"):
        prompts.ask("x", task="repare")
    with pytest.raises(UsageError, match="did you mean 'udiff'"):
        prompts.ask("x", out="udif")
    with pytest.raises(UsageError, match="unknown language"):
        prompts.complete("x", language="cobol")
    with pytest.raises(UsageError, match="unknown language"):
        prompts.fill_in_middle("x", "y", language="cobol")


texts = st.lists(st.sampled_from([*SPECIALS[:20], "def f():", "\n", " ", "é", "<|", "|>", "end"]), max_size=8).map("".join)


@given(description=texts, test=texts, error=texts, code=texts)
def test_text_that_spells_a_special_token_stays_text(description: str, test: str, error: str, code: str) -> None:
    context = Context(imports=code, nearby=(code,), files={"a.py": code})
    for prompt in (
        prompts.ask(description, tests=[test], error=error, context=context),
        prompts.complete(code),
        prompts.fill_in_middle(code, test),
    ):
        ids = prompts.encode(prompt.parts, BYTES)
        named = [BYTES.special(part.name) for part in prompt.parts if isinstance(part, Special)]
        assert [number for number in ids if number < len(SPECIALS)] == named
        assert BYTES.decode(ids) == prompt.text


@given(response=texts, description=texts)
def test_the_answer_is_learned_to_its_end_and_the_prompt_is_not(response: str, description: str) -> None:
    example = prompts.answer(prompts.ask(description), response)
    encoded = prompts.encode_example(example, BYTES)
    learned = encoded.ids[encoded.prompt_tokens :]
    assert learned == [*BYTES.encode(response), BYTES.end_id]
    assert encoded.ids[encoded.prompt_tokens - 1] == BYTES.special("<|answer|>")


def test_raw_code_is_learned_everywhere() -> None:
    encoded = prompts.encode_example(prompts.raw("x = 1\n", language="python"), BYTES)
    assert encoded.prompt_tokens == 0
    assert BYTES.decode(encoded.ids) == "<|lang:python|>x = 1\n<|end|>"


def test_a_prompt_over_the_limit_is_refused_with_both_numbers() -> None:
    prompt = prompts.complete("x" * 20)
    length = len(prompts.encode(prompt.parts, BYTES))
    assert len(prompts.encode_prompt(prompt, BYTES, limit=length + 1)) == length
    with pytest.raises(TooLong, match=rf"{length} tokens long and the model holds {length}"):
        prompts.encode_prompt(prompt, BYTES, limit=length)


lines = st.lists(st.text(alphabet="ab é=", max_size=6), max_size=4).map("\n".join)
contexts = st.builds(
    Context,
    imports=lines,
    nearby=st.lists(lines, max_size=3).map(tuple),
    files=st.dictionaries(st.text(alphabet="ab/.", min_size=1, max_size=6), lines, max_size=3),
)


def characters(parts: tuple[Part, ...]) -> int:
    return sum(len(part.text) for part in parts if isinstance(part, Text))


@given(context=contexts, budget=st.integers(min_value=-5, max_value=60))
def test_context_stays_within_its_budget(context: Context, budget: int) -> None:
    assert characters(context.render(budget)) <= max(budget, 0)


@given(context=contexts, budget=st.integers(min_value=0, max_value=60))
def test_context_is_cut_at_whole_lines_and_keeps_its_order(context: Context, budget: int) -> None:
    sources = [text.strip("\n") for text in (context.imports, *context.nearby, *context.files.values())]
    place = 0
    for part in context.render(budget):
        if isinstance(part, Text):
            path, _, block = part.text.partition("\n")
            block = block[:-1] if path in context.files and part.text.endswith("\n") else part.text.removeprefix("\n")
            found = [at for at in range(place, len(sources)) if f"{sources[at]}\n".startswith(f"{block}\n")]
            assert found, part
            place = found[0] + 1


@given(context=contexts)
def test_context_with_room_enough_is_kept_whole(context: Context) -> None:
    shown = "".join(part.text for part in context.render(10_000) if isinstance(part, Text))
    kept = [context.imports, *context.nearby, *context.files.values()]
    assert all(text.strip("\n") in shown for text in kept)


def test_the_nearest_context_is_kept_longest() -> None:
    context = Context(imports="import a", nearby=("def near(): ...", "def far(): ..."), files={"other.py": "x = 1"})
    assert [part.text for part in context.render(25) if isinstance(part, Text)] == ["import a", "\ndef near(): ..."]
    assert context.render(7) == ()


@given(
    st.lists(st.integers(0, 39), max_size=6),
    st.text(st.characters(exclude_characters="<")),
    st.text(st.characters(exclude_characters="<")),
)
def test_a_plan_is_read_back_as_it_was_written(tags: list[int], outline: str, code: str) -> None:
    example = prompts.planned(prompts.ask("add"), code, tags=tags, outline=outline)
    assert example.prompt is not None
    assert example.prompt.asks_plan
    said = "".join(part.text if isinstance(part, Text) else part.name for part in example.response).removesuffix("<|end|>")
    assert prompts.read_planned(said) == (tuple(tags), outline, code)


def test_an_answer_that_never_came_is_empty_and_its_plan_is_read() -> None:
    assert prompts.read_planned("<|plan:1|><|plan:20|>f(a") == ((1, 20), "f(a", "")
    assert prompts.read_planned("x = 1") == ((), "x = 1", "")
    assert not prompts.ask("add").asks_plan
