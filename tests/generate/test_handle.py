from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

import hrm_codegen
from hrm_codegen import checkpoint, prompts
from hrm_codegen.errors import CorruptError, NotFound, TokenizerMismatch, UsageError
from hrm_codegen.generate import shipped
from hrm_codegen.generate.handle import Model, load
from hrm_codegen.generate.scripted import ScriptedGenerator
from hrm_codegen.models.base import LanguageModel
from hrm_codegen.tokenizer import Tokenizer

ADD = "def add(a, b):\n    return a + b\n"


def scripted(answer: str | list[str]) -> Model:
    return Model(ScriptedGenerator({"": answer}, scores=lambda _, text: -float(len(text))))


@pytest.fixture
def folder(toy: Callable[..., LanguageModel], tokenizer: Tokenizer, tmp_path: Path) -> Path:
    """A model folder with random weights."""
    model = toy().float()
    checkpoint.save_model(tmp_path / "m", model, model.config, tokenizer.to_json())
    return tmp_path / "m"


def test_one_answer_is_a_text_and_n_answers_are_a_list() -> None:
    model = scripted(["x = 1\n", "x = 2\n"])
    assert model.generate("set x") == "x = 1\n"
    assert model.generate("set x", n=2) == ["x = 1\n", "x = 2\n"]
    assert model.generate("set x", n=1) == ["x = 1\n"]


def test_generate_gives_the_code_and_answers_give_all() -> None:
    model = scripted(f"Here you are:\n```python\n{ADD}```\nDone.")
    assert model.generate("add") == ADD
    (answer,) = model.answers("add")
    assert answer.text.startswith("Here you are")
    assert (answer.code, answer.valid, answer.finish) == (ADD, True, "end")


def test_a_stream_yields_the_text_as_it_comes() -> None:
    assert list(scripted("aé").stream("x")) == ["a", "é"]


def test_options_reach_the_generator() -> None:
    model = scripted("abc")
    assert model.generate("x", stop="c", seed=7, temperature=0.5) == "ab"
    generator = model.generator
    assert isinstance(generator, ScriptedGenerator)
    options = generator.asked[-1].options
    assert (options.stop, options.seed, options.temperature) == (("c",), 7, 0.5)


def test_a_prompt_of_ones_own_is_taken_as_it_is() -> None:
    model = scripted("    return a + b\n")
    own = prompts.complete("def add(a, b):\n")
    (answer,) = model.answers(own)
    assert answer.valid  # the continuation parses behind what it continues
    generator = model.generator
    assert isinstance(generator, ScriptedGenerator)
    assert generator.asked[-1].prompt is own


def test_commands_are_asked_for_in_no_language_and_code_in_python() -> None:
    model = scripted("git add .")
    generator = model.generator
    assert isinstance(generator, ScriptedGenerator)
    for out, language in (("code", "python"), ("diff", "python"), ("commands", "other")):
        model.generate("x", out=out)
        assert generator.asked[-1].prompt.language == language


def test_candidates_are_scored_by_the_generator() -> None:
    assert scripted("").score("x", ["a", "bb"]) == [-1.0, -2.0]


def test_an_unknown_language_or_format_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="python"):
        scripted("").generate("x", language="pyhton")
    with pytest.raises(UsageError, match="commands"):
        scripted("").generate("x", out="command")


def test_a_folder_loads_and_generates_the_same_each_time(folder: Path) -> None:
    texts = [load(folder, device="cpu").generate("add", max_tokens=8, temperature=1, n=3, seed=2) for _ in range(2)]
    assert texts[0] == texts[1]
    assert len(set(texts[0])) == 3


def test_without_a_path_the_environment_names_the_model(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shipped, "_place", lambda: tmp_path / "default")
    monkeypatch.setenv("HRM_MODEL", str(folder))
    assert load().generator.name == "torch"
    monkeypatch.delenv("HRM_MODEL")
    with pytest.raises(NotFound, match="hrm demo"):
        load()


def test_without_a_name_anywhere_the_model_inside_the_package_answers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "_place", lambda: folder)
    monkeypatch.delenv("HRM_MODEL", raising=False)
    shipped.write_sums(folder)
    assert load().generate("add", max_tokens=5) == load(folder).generate("add", max_tokens=5)


def test_the_dtype_of_the_weights_may_be_chosen(folder: Path) -> None:
    generator = load(folder, dtype="bf16", device="cpu").generator
    weights = generator.model.parameters()  # type: ignore[attr-defined]  # the torch engine has its model
    assert {weight.dtype for weight in weights} == {torch.bfloat16}
    assert load(folder, dtype="bf16", device="cpu").generate("add", max_tokens=4, n=2)


def test_threads_follow_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = torch.get_num_threads()
    try:
        monkeypatch.setenv("HRM_THREADS", "1")
        load(folder)
        assert torch.get_num_threads() == 1
        monkeypatch.setenv("HRM_THREADS", "many")
        with pytest.raises(UsageError, match="many"):
            load(folder)
    finally:
        torch.set_num_threads(before)


def test_an_unknown_device_is_a_users_mistake(folder: Path) -> None:
    with pytest.raises(UsageError, match="tpu9"):
        load(folder, device="tpu9")


def test_a_truncated_folder_is_refused_before_anything_is_generated(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-10])
    with pytest.raises(CorruptError, match=r"model\.safetensors"):
        load(folder)


def test_another_tokenizer_than_the_weights_were_trained_with_is_refused(folder: Path) -> None:
    (folder / "tokenizer.json").write_text(Tokenizer.load().to_json(), encoding="utf-8")
    with pytest.raises(TokenizerMismatch):
        load(folder)


def test_a_folder_without_tokenizer_says_so(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    with pytest.raises((NotFound, TokenizerMismatch), match="tokenizer"):
        load(folder)


def test_public_names_are_listed_and_others_are_attribute_errors() -> None:
    assert set(hrm_codegen.__all__) == set(dir(hrm_codegen))
    for name in hrm_codegen.__all__:
        assert getattr(hrm_codegen, name)
    with pytest.raises(AttributeError, match="nothing"):
        _ = hrm_codegen.nothing
