"""Sources: tasks and files become a corpus; what may not be trained on is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen import prompts
from hrm_codegen.data import sources
from hrm_codegen.data.sources import IGNORE, Corpus, SourceConfig
from hrm_codegen.errors import ConfigError, CorruptError, DataError, HeldOutError, LimitError, NotFound
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer

TOY = Tokenizer.train([], vocab_size=SMALLEST_VOCAB)


def lines(path: Path, *records: object) -> SourceConfig:
    path.write_text("".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records))
    return SourceConfig(file=str(path))


def test_a_prompt_is_read_and_its_answer_learned(tmp_path: Path) -> None:
    source = lines(tmp_path / "a.jsonl", {"prompt": "Say hi.", "solution": "print('hi')"})
    corpus = sources.encode([source], TOY, training=True)
    document = corpus.document(0)
    learned = document.labels != IGNORE
    assert TOY.decode(document.labels[learned].tolist()) == "print('hi')<|end|>"
    assert TOY.decode(document.ids[: document.prompt_tokens].tolist()).endswith("<|task|>Say hi.<|answer|>")
    assert learned.argmax() == document.prompt_tokens - 1  # the prompt's last token says the answer's first


def test_raw_text_is_learned_but_for_its_first_token(tmp_path: Path) -> None:
    source = lines(tmp_path / "a.jsonl", {"text": "fn main() {}", "language": "rust"})
    document = sources.encode([source], TOY, training=True).document(0)
    assert document.prompt_tokens == 0
    assert document.labels[:-1].tolist() == document.ids[1:].tolist()
    assert document.labels[-1] == IGNORE
    assert TOY.decode(document.ids.tolist()) == "<|lang:rust|>fn main() {}<|end|>"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1, max_size=5))
def test_every_label_is_the_next_token(texts: list[str]) -> None:
    builder = sources._Builder(SMALLEST_VOCAB)
    for number, text in enumerate(texts):
        example = prompts.raw(text) if number % 2 else prompts.answer(prompts.ask(text), text[::-1])
        builder.add(*prompts.encode_example(example, TOY), task="x", weight=1.0)
    corpus = builder.corpus()
    for number in range(len(corpus)):
        ids, labels, prompt, *_ = corpus.document(number)
        for place in range(len(ids)):
            wanted = ids[place + 1] if place + 1 >= max(prompt, 1) and place + 1 < len(ids) else IGNORE
            assert labels[place] == wanted


def test_limit_weight_and_task_names_are_kept(tmp_path: Path) -> None:
    one = lines(tmp_path / "a.jsonl", *({"text": f"x = {number}"} for number in range(9)))
    two = lines(tmp_path / "b.jsonl", {"prompt": "p", "solution": "s"})
    corpus = sources.encode([SourceConfig(file=one.file, limit=3), SourceConfig(file=two.file, weight=2.5)], TOY, training=True)
    assert len(corpus) == 4
    assert [corpus.task_names[corpus.document(number).task] for number in range(4)] == ["raw", "raw", "raw", "write"]
    assert corpus.document(3).weight == 2.5


@pytest.mark.parametrize("task", ["mbpp:test", "mbpp:validation", "humaneval", "exercises:demo:test"])
def test_held_out_splits_are_refused_for_training(task: str) -> None:
    with pytest.raises(HeldOutError, match="held out"):
        sources.check([SourceConfig(task=task)], training=True)
    with pytest.raises(HeldOutError, match="held out"):
        list(sources.read(SourceConfig(task=task), training=True))


def test_a_test_split_never_chooses_the_checkpoint() -> None:
    with pytest.raises(ConfigError, match="spoils its score"):
        sources.check([SourceConfig(task="mbpp:test")], training=False)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("{broken", r"a\.jsonl:2: not valid JSON"),
        ({"body": 1}, r"a\.jsonl:2: .* neither a text nor a prompt .* body"),
        ({"prompt": "p"}, r"a\.jsonl:2: no field 'solution'"),
        ({"text": 5}, r"a\.jsonl:2: field 'text' is int"),
    ],
)
def test_a_bad_line_is_named_with_file_and_number(tmp_path: Path, record: object, message: str) -> None:
    source = lines(tmp_path / "a.jsonl", {"text": "fine"}, record)
    with pytest.raises(DataError, match=message):
        list(sources.read(source, training=True))


@pytest.mark.parametrize("wrong", [{}, {"task": "mbpp", "file": "a"}, {"file": "a", "augment": 3}, {"task": "mbpp", "weight": 0.0}])
def test_contradictory_sources_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        SourceConfig(**wrong)


def test_a_missing_file_is_found_before_training() -> None:
    with pytest.raises(NotFound, match=r"nowhere\.jsonl"):
        sources.check([SourceConfig(file="nowhere.jsonl")], training=True)


def same(one: Corpus, other: Corpus) -> bool:
    pairs = zip(vars(one).values(), vars(other).values(), strict=True)
    return all(np.array_equal(left, right) if isinstance(left, np.ndarray) else left == right for left, right in pairs)


def test_a_corpus_comes_back_from_the_disk_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    source = lines(tmp_path / "a.jsonl", {"prompt": "p", "solution": "s"}, {"text": "x"})
    for number, corpus in enumerate([sources.encode([source], TOY, training=True), sources.puzzles("train", 5, seed=0)]):
        path = tmp_path / f"{number}.npz"
        sources.save(path, corpus)
        assert same(sources.load(path), corpus)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(CorruptError, match="damaged"):
        sources.load(path)
    with pytest.raises(NotFound):
        sources.load(tmp_path / "none.npz")


def test_a_corpus_of_a_full_disk_leaves_nothing_half_written(tmp_path: Path, small_files: None) -> None:
    corpus = sources.puzzles("train", 200, seed=0)
    with pytest.raises(LimitError, match="free some space"):
        sources.save(tmp_path / "a.npz", corpus)
    assert list(tmp_path.iterdir()) == []


def test_parts_and_joins_of_a_corpus_keep_every_document(tmp_path: Path) -> None:
    one = sources.encode([lines(tmp_path / "a.jsonl", *({"text": "x" * n} for n in range(5)))], TOY, training=True)
    two = sources.encode([lines(tmp_path / "b.jsonl", {"prompt": "p", "solution": "s"}, {"text": "y"})], TOY, training=True)
    joined = sources.join([one.part([3, 1]), two])
    expected = [one.document(3), one.document(1), two.document(0), two.document(1)]
    for number, document in enumerate(expected):
        found = joined.document(number)
        assert found.ids.tolist() == document.ids.tolist()
        assert found.labels.tolist() == document.labels.tolist()
        assert found.prompt_tokens == document.prompt_tokens
    assert [joined.task_names[joined.document(number).task] for number in range(4)] == ["raw", "raw", "write", "raw"]


def test_puzzles_learn_every_cell_in_its_place() -> None:
    corpus = sources.puzzles("train", 4, seed=0)
    document = corpus.document(2)
    assert len(document.ids) == len(document.labels) == 17
    clues = document.ids > 1
    assert (document.ids[clues] == document.labels[clues]).all()
    assert (document.labels > 1).all()


def test_the_fingerprint_tells_sources_and_tokenizers_apart() -> None:
    base = sources.fingerprint([SourceConfig(task="mbpp:train")], "a")
    assert base == sources.fingerprint([SourceConfig(task="mbpp:train")], "a")
    assert base != sources.fingerprint([SourceConfig(task="mbpp:train", limit=5)], "a")
    assert base != sources.fingerprint([SourceConfig(task="mbpp:train")], "b")


@pytest.mark.data
def test_mbpp_train_encodes_in_the_projects_own_format(data_root: Path) -> None:
    corpus = sources.encode([SourceConfig(task="mbpp:train", limit=20)], Tokenizer.load(), training=True)
    assert len(corpus) == 20
    assert corpus.ids.dtype == np.uint16
    assert corpus.task_names == ("mbpp",)
    end = Tokenizer.load().end_id
    assert all(corpus.document(number).ids[-1] == end for number in range(20))
