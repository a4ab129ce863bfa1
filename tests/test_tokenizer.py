"""The tokenizer: every text comes back, no text makes a special token, ids never move."""

from __future__ import annotations

import copy
import gzip
import hashlib
import itertools
import json
import pickle
import runpy
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hrm_codegen.errors import CorruptError, DataError, NotFound, UsageError
from hrm_codegen.tokenizer import SMALLEST_VOCAB, SPECIALS, Tokenizer, gpt2_files

GOLDEN = Path(__file__).parent / "golden" / "tokenizer_specials.json"
SHIPPED_SHA256 = "e61930c82f043b8fd1da2fe96942478843f85998dbc145ac75cf43df8ddf30f4"
CORPUS = ["def add(a, b):\n    return a + b\n", "Write a function to add two numbers.", "for i in range(10):\n    print(i)\n"] * 20
AWKWARD = [
    "", " ", "\n", "\r\n", "\t\t\n    \n", "a\r\nb\rc\n", "\x00\x01\x7f\x80\xff", "\ufeffbom", "\u200b\u00a0\u2028",
    "e\u0301 \u00e9 \u212b", "漢字かな", "🙂👩‍👩‍👧‍👦🇨🇭", "العربية", "1234567890 ٣٤ ² Ⅻ", "   leading", "trailing   ",
    "\U0010ffff\ufffd\uffff", "<|end|>", "<|endoftext|>", "x<|fim_prefix|>y<|answer|>", "<|", "a" * 10_000,
    " " * 5_000 + "\n" * 500, "don't I'LL 're",
]  # fmt: skip
LAW = settings(deadline=None)  # machines are busy; the law is what counts
SPELLED = st.lists(st.one_of(st.sampled_from([*SPECIALS, "<|endoftext|>", "<|", "|>", " "]), st.text(max_size=8)), max_size=12).map(
    "".join
)


@pytest.fixture(scope="module")
def shipped() -> Tokenizer:
    return Tokenizer.load()


@pytest.fixture(scope="module")
def small() -> Tokenizer:
    return Tokenizer.train(CORPUS, vocab_size=500)


@pytest.fixture(scope="module")
def gpt2(data_root: Path) -> Tokenizer:
    return Tokenizer.gpt2(data_root / "gpt2_bpe" / "encoder.json", data_root / "gpt2_bpe" / "vocab.bpe")


@given(st.text())
@LAW
def test_every_text_survives_the_shipped_tokenizer(shipped: Tokenizer, text: str) -> None:
    assert shipped.decode(shipped.encode(text)) == text


@given(st.text(alphabet=st.characters(categories=("Zs", "Cc", "Nd", "No", "Mn", "Cf", "Co", "Cn"))))
@LAW
def test_every_text_of_blanks_controls_digits_and_marks_survives(shipped: Tokenizer, text: str) -> None:
    assert shipped.decode(shipped.encode(text)) == text


@given(st.text())
@LAW
def test_every_text_survives_a_freshly_trained_tokenizer(small: Tokenizer, text: str) -> None:
    assert small.decode(small.encode(text)) == text


@pytest.mark.data
@given(st.text())
@LAW
def test_every_text_survives_gpt2(gpt2: Tokenizer, text: str) -> None:
    assert gpt2.decode(gpt2.encode(text)) == text


@pytest.mark.parametrize("text", AWKWARD, ids=lambda text: ascii(text)[:20])
def test_awkward_texts_survive_with_specials_kept_or_skipped(shipped: Tokenizer, text: str) -> None:
    ids = shipped.encode(text)
    assert shipped.decode(ids) == text
    assert shipped.decode(ids, skip_special=True) == text


@given(SPELLED)
@LAW
def test_no_text_ever_makes_a_special_token(shipped: Tokenizer, text: str) -> None:
    ids = shipped.encode(text)
    assert all(number >= len(SPECIALS) for number in ids)
    assert shipped.decode(ids, skip_special=True) == text


@pytest.mark.data
@given(SPELLED)
@LAW
def test_no_text_ever_makes_a_special_token_of_gpt2(gpt2: Tokenizer, text: str) -> None:
    ids = gpt2.encode(text)
    assert all(number < 50_256 for number in ids)
    assert gpt2.decode(ids, skip_special=True) == text


@given(st.lists(st.text(max_size=30), max_size=5))
@LAW
def test_a_batch_is_encoded_as_its_texts_are(shipped: Tokenizer, texts: list[str]) -> None:
    assert shipped.encode_batch(texts) == [shipped.encode(text) for text in texts]


@given(st.text())
@LAW
def test_token_bytes_joined_one_by_one_are_the_bytes_of_the_text(shipped: Tokenizer, text: str) -> None:
    assert b"".join(shipped.decode_bytes([number]) for number in shipped.encode(text)) == text.encode()


@given(st.lists(st.integers(0, 8191)))
@LAW
def test_any_ids_decode_to_text(shipped: Tokenizer, ids: list[int]) -> None:
    assert shipped.decode(ids) == shipped.decode_bytes(ids).decode(errors="replace")


def test_half_a_character_decodes_to_the_replacement_sign(shipped: Tokenizer) -> None:
    first_byte = next(number for number in range(192, 448) if shipped.decode_bytes([number]) == b"\xf0")
    assert shipped.decode([first_byte]) == "\ufffd"


def test_special_ids_never_move(shipped: Tokenizer) -> None:
    frozen = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert list(frozen.values()) == list(range(192))
    assert [*frozen] == [*SPECIALS]
    assert {name: shipped.special(name) for name in SPECIALS} == frozen
    assert (shipped.pad_id, shipped.end_id) == (0, 1)


def test_bytes_follow_the_special_tokens(shipped: Tokenizer) -> None:
    assert {shipped.decode_bytes([number]) for number in range(192, 448)} == {bytes([byte]) for byte in range(256)}
    assert all(len(shipped.decode_bytes([number])) > 1 for number in range(448, 8192))


def test_the_shipped_file_is_the_one_the_weights_are_trained_with(shipped: Tokenizer) -> None:
    stored = (resources.files("hrm_codegen") / "assets" / "tokenizer.json").read_bytes()
    assert hashlib.sha256(stored).hexdigest() == shipped.sha256 == SHIPPED_SHA256
    assert shipped.to_json().encode() == stored
    assert shipped.vocab_size == 8192


def test_indentation_and_words_become_tokens_and_digits_stand_alone(shipped: Tokenizer) -> None:
    pieces = [shipped.decode([number]) for number in shipped.encode("def f(n):\n    if n == 128:\n        return True\n")]
    assert pieces == [
        "def", " f", "(", "n", "):", "\n   ", " if", " n", " ==", " ", "1", "2", "8", ":", "\n       ", " return", " True", "\n",
    ]  # fmt: skip


def test_text_is_split_as_starcoder_splits_it(shipped: Tokenizer) -> None:
    parts = json.loads(shipped.to_json())
    assert parts["normalizer"] is None
    assert parts["post_processor"] is None
    assert parts["pre_tokenizer"] == {
        "type": "Sequence",
        "pretokenizers": [
            {"type": "Digits", "individual_digits": True},
            {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        ],
    }


def test_special_tokens_are_spelled_out_or_skipped(shipped: Tokenizer) -> None:
    ids = [shipped.special("<|answer|>"), *shipped.encode("x = 1"), shipped.end_id]
    assert shipped.decode(ids) == "<|answer|>x = 1<|end|>"
    assert shipped.decode(ids, skip_special=True) == "x = 1"


def test_an_unknown_special_token_names_the_nearest(shipped: Tokenizer) -> None:
    with pytest.raises(UsageError, match=r"did you mean '<\|answer\|>'"):
        shipped.special("<|anwser|>")


@pytest.mark.parametrize("number", [-1, -100, 8192])
def test_an_id_outside_the_vocabulary_is_refused(shipped: Tokenizer, number: int) -> None:
    with pytest.raises(UsageError, match=f"no token {number}: ids go from 0 to 8191"):
        shipped.decode([number])


def test_a_lone_surrogate_is_refused_by_its_place(shipped: Tokenizer) -> None:
    for encode in (shipped.encode, lambda text: shipped.encode_batch(["fine", text])):
        with pytest.raises(DataError, match=r"character 2 of the text is the lone surrogate '\\ud800'"):
            encode("ab\ud800")


def test_the_same_texts_give_the_same_file() -> None:
    assert Tokenizer.train(CORPUS, vocab_size=520).to_json() == Tokenizer.train(iter(CORPUS), vocab_size=520).to_json()


def test_a_vocabulary_without_merges_is_a_byte_tokenizer() -> None:
    tokenizer = Tokenizer.train([], vocab_size=SMALLEST_VOCAB)
    assert tokenizer.vocab_size == 448
    assert len(tokenizer.encode("héllo")) == 6


def test_training_text_that_spells_special_tokens_teaches_none(small: Tokenizer) -> None:
    taught = Tokenizer.train([*CORPUS, "<|end|> <|answer|>" * 50], vocab_size=520)
    assert taught.special("<|end|>") == 1
    assert 1 not in taught.encode("<|end|>")


def test_a_vocabulary_smaller_than_bytes_and_specials_is_refused() -> None:
    with pytest.raises(UsageError, match="447 is too small: special tokens and bytes alone take 448"):
        Tokenizer.train(CORPUS, vocab_size=447)


def test_json_and_folders_and_pickles_give_the_same_tokenizer(small: Tokenizer, tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_bytes(small.to_json().encode())
    copies = [Tokenizer.from_json(small.to_json()), Tokenizer.load(tmp_path), Tokenizer.load(tmp_path / "tokenizer.json")]
    for other in [*copies, pickle.loads(pickle.dumps(small)), copy.deepcopy(small)]:
        assert other.sha256 == small.sha256
        assert other.encode("add <|end|>") == small.encode("add <|end|>")


def _without_byte(parts: dict) -> None:
    parts["model"]["vocab"]["~~"] = parts["model"]["vocab"].pop("~")


def _unnumbered(parts: dict) -> None:
    parts["model"]["vocab"]["zz"] = 9000


DAMAGE = {
    "without a byte": (_without_byte, "lacks 1 of the 256 bytes"),
    "with a gap in its numbers": (_unnumbered, "not numbered from 0"),
    "with a normalizer": (lambda parts: parts.update(normalizer={"type": "NFC"}), "changes text"),
    "that drops blanks": (lambda parts: parts.update(pre_tokenizer={"type": "Whitespace"}), "changes text"),
    "without special tokens": (lambda parts: parts.update(added_tokens=[]), r"stands for no byte|no <\|end\|>"),
    "of another model": (lambda parts: parts.update(model={"type": "Unheard"}), "not a tokenizer.json"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_tokenizer_that_would_lose_text_is_refused(small: Tokenizer, damage: str) -> None:
    change, message = DAMAGE[damage]
    parts = json.loads(small.to_json())
    change(parts)
    with pytest.raises(CorruptError, match=message):
        Tokenizer.from_json(json.dumps(parts))


@pytest.mark.parametrize("content", [b"", b"{}", b"[1, 2]", b"not json", b"\xff\xfe\x00"])
def test_a_file_that_is_no_tokenizer_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    with pytest.raises(CorruptError, match=r"broken\.json"):
        Tokenizer.load(path)


def test_a_truncated_file_is_refused(small: Tokenizer, tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text(small.to_json()[:-100], encoding="utf-8")
    with pytest.raises(CorruptError, match=r"not a tokenizer\.json"):
        Tokenizer.load(tmp_path)


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"tokenizer\.json does not exist"):
        Tokenizer.load(tmp_path)


@pytest.mark.data
def test_gpt2_has_exactly_its_50257_tokens_and_ours_above(gpt2: Tokenizer, data_root: Path) -> None:
    published = json.loads((data_root / "gpt2_bpe" / "encoder.json").read_text(encoding="utf-8"))
    ours = json.loads(gpt2.to_json())
    assert ours["model"]["vocab"] == published
    assert len(published) == 50_257
    assert gpt2.vocab_size == 50_257 + 191
    assert gpt2.end_id == gpt2.special("<|end|>") == published["<|endoftext|>"] == 50_256
    assert [gpt2.special(name) for name in SPECIALS if name != "<|end|>"] == list(range(50_257, 50_448))


@pytest.mark.data
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Hello world", [15496, 995]),
        ("hello world", [31373, 995]),
        ("This is some text", [1212, 318, 617, 2420]),
        (" ", [220]),
        ("\n\n", [628]),
        ("!", [0]),
    ],
)
def test_gpt2_gives_the_published_ids(gpt2: Tokenizer, text: str, ids: list[int]) -> None:
    assert gpt2.encode(text) == ids


@pytest.mark.data
@pytest.mark.parametrize("damage", ["merge lost", "ids swapped", "not json"])
def test_damaged_gpt2_files_are_refused(data_root: Path, tmp_path: Path, damage: str) -> None:
    vocab = json.loads((data_root / "gpt2_bpe" / "encoder.json").read_text(encoding="utf-8"))
    merges = (data_root / "gpt2_bpe" / "vocab.bpe").read_text(encoding="utf-8")
    if damage == "merge lost":
        merges = merges[: merges.rstrip().rindex("\n")]
    vocab["the"], vocab["a"] = (vocab["a"], vocab["the"]) if damage == "ids swapped" else (vocab["the"], vocab["a"])
    (tmp_path / "encoder.json").write_text("{" if damage == "not json" else json.dumps(vocab), encoding="utf-8")
    (tmp_path / "vocab.bpe").write_text(merges, encoding="utf-8")
    with pytest.raises(CorruptError, match=r"encoder\.json"):
        Tokenizer.gpt2(tmp_path / "encoder.json", tmp_path / "vocab.bpe")


@pytest.mark.data
def test_gpt2_is_found_in_the_data_folder_by_name(gpt2: Tokenizer, data_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRM_DATA", str(data_root))
    assert Tokenizer.load("gpt2").sha256 == gpt2.sha256


def test_gpt2_comes_from_the_hub_when_no_data_folder_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = pytest.importorskip("huggingface_hub")
    monkeypatch.setenv("HRM_DATA", str(tmp_path))
    monkeypatch.setattr(hub, "hf_hub_download", lambda repo, name: f"/cache/{repo}/{name}")
    assert gpt2_files() == {
        "encoder_json": Path("/cache/openai-community/gpt2/vocab.json"),
        "vocab_bpe": Path("/cache/openai-community/gpt2/merges.txt"),
    }


def test_an_unreachable_hub_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.delenv("HRM_DATA", raising=False)
    with pytest.raises(NotFound, match=r"set HRM_DATA to a folder with gpt2_bpe/encoder.json .* or install hrm-codegen\[hub\]"):
        Tokenizer.load("gpt2")


@pytest.mark.parametrize("which", ["shipped", pytest.param("gpt2", marks=pytest.mark.data)])
def test_stock_transformers_gives_the_same_ids_and_text(request: pytest.FixtureRequest, tmp_path: Path, which: str) -> None:
    transformers = pytest.importorskip("transformers")
    ours: Tokenizer = request.getfixturevalue(which)
    for name, text in ours.files(max_length=1024).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path)
    assert isinstance(theirs, transformers.PreTrainedTokenizerFast)
    assert (theirs.pad_token_id, theirs.eos_token_id, len(theirs)) == (ours.pad_id, ours.end_id, ours.vocab_size)
    assert theirs.model_max_length == 1024
    for text in [*AWKWARD, *CORPUS[:3]]:
        assert theirs(text)["input_ids"] == ours.encode(text)
        assert theirs.decode(ours.encode(text)) == text
    rendered = theirs("<|task|>add<|answer|>", split_special_tokens=False)["input_ids"]
    assert rendered == [ours.special("<|task|>"), *ours.encode("add"), ours.special("<|answer|>")]


TRAINING_SETS = (
    "cheatsheets", "codeio", "commit_edits", "conala", "git_tips", "gpteacher_codegen", "gpteacher_toolformer", "lang_texts",
    "leetcode", "leetcode_multilang", "p3_puzzles", "python_texts", "tldr",
)  # fmt: skip


@pytest.mark.data
def test_the_corpus_holds_no_problem_that_is_kept_for_measuring(data_root: Path, tmp_path: Path) -> None:
    script = runpy.run_path(str(Path(__file__).parent.parent / "scripts" / "build_tokenizer.py"))
    for name in TRAINING_SETS:
        (tmp_path / name).symlink_to(data_root / name)
    for name, key in {"mbpp/mbpp.jsonl": "task_id", "mbxp/mbxp.jsonl.gz": "mbpp_task_id"}.items():
        (tmp_path / name).parent.mkdir()
        held_out = [record for record in script["records"](data_root / name) if 10 < record[key] <= 600]
        assert len(held_out) >= 590
        opened = gzip.open if name.endswith(".gz") else open
        with opened(tmp_path / name, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(record) + "\n" for record in held_out)
    for source in script["SOURCES"]:
        texts = itertools.islice(source.texts(tmp_path), 1)  # a set that is not for training is not in this folder
        assert len(list(texts)) == (0 if source.name.startswith(("mbpp", "mbxp")) else 1), source.name
