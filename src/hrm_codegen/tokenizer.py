"""Byte-level BPE: text to token ids and back, exactly, with special tokens that no text can spell.

Ids 0-191 are special (`SPECIALS`, an order that never changes), 192-447 the 256 bytes, the rest merges. Text is split as
StarCoder splits it (digits one by one, then GPT-2's pattern), which public runtimes know. GPT-2's own 50,257 tokens stand
behind the same interface; there the special tokens follow at 50,257 and up, and `<|end|>` is GPT-2's `<|endoftext|>`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Self

import tokenizers
from tokenizers import AddedToken, decoders, models, pre_tokenizers, trainers

from hrm_codegen.errors import CorruptError, DataError, NotFound, UsageError, nearest

_NAMED = (
    *("pad", "end", "fim_prefix", "fim_middle", "fim_suffix", "fim_pad", "repo_name", "file_sep"),
    *("task", "context", "tests", "error", "plan", "answer"),
    *(f"lang:{name}" for name in ("python", "cpp", "go", "java", "javascript", "rust", "other")),
    *(f"task:{name}" for name in ("write", "complete", "fim", "edit", "repair", "predict", "trace", "test", "document")),
    *(f"task:{name}" for name in ("command", "translate", "commit", "merge")),
    *(f"out:{name}" for name in ("code", "diff", "udiff", "whole", "commands")),
    *(f"tool:{name}" for name in ("git", "pip", "npm", "cargo", "maven", "gradle", "make", "cmake", "files", "shell")),
    *("cmd", "stdout", "stderr", "undo"),
    *(f"plan:{number}" for number in range(40)),
)
SPECIALS = tuple(f"<|{name}|>" for name in (*_NAMED, *(f"reserved_{number}" for number in range(192 - len(_NAMED)))))
"""The 192 special tokens; in our own vocabularies the position is the id. Names may be given, positions never move."""

SMALLEST_VOCAB = len(SPECIALS) + 256  # no merges: one token a byte, handy as a toy
_PROBE = " A\u0301\u212b \r\n\t\x00 don't 12\U0001f642<|end|> "  # what normalizers and other pre-tokenizers would change
_GPT2_REPO = "openai-community/gpt2"
_GPT2_END = "<|endoftext|>"
_ALIASES = {"<|end|>": _GPT2_END}


class Tokenizer:
    """An immutable byte-level BPE; `decode(encode(s)) == s` for every text, and `encode` gives no special id."""

    def __init__(self, text: str) -> None:
        """Read the text of a `tokenizer.json`; raise CorruptError when it is damaged or would not give every text back."""
        self._json = text
        self.sha256 = hashlib.sha256(text.encode()).hexdigest()  # of the file's bytes, as stored in model folders
        try:
            self._bpe = tokenizers.Tokenizer.from_str(text)
        except Exception as error:  # the library raises the bare class for every kind of damage
            raise CorruptError(f"not a tokenizer.json ({error}); copy it again, or make one with: hrm tokenizer train") from error
        self._bpe.encode_special_tokens = True  # text that spells a special token stays text
        self._bpe.no_truncation()
        self._bpe.no_padding()
        vocab: dict[str, int] = self._bpe.get_vocab(with_added_tokens=True)
        added = {token.content: number for number, token in self._bpe.get_added_tokens_decoder().items()}
        self.vocab_size = len(vocab)
        self._bytes = _byte_strings(vocab, added)
        self._bytes_without_special = self._bytes | dict.fromkeys(added.values(), b"")
        self._special: dict[str, int] = {
            name: added[alias] for name in SPECIALS for alias in (name, _ALIASES.get(name)) if alias in added
        }
        if missing := {"<|pad|>", "<|end|>"} - self._special.keys():
            raise CorruptError(f"the tokenizer has no {' and no '.join(sorted(missing))}; make one with: hrm tokenizer train")
        self.pad_id, self.end_id = self._special["<|pad|>"], self._special["<|end|>"]
        if self.decode(self.encode(_PROBE)) != _PROBE:
            raise CorruptError("the tokenizer changes text (a normalizer, or not byte-level); make one with: hrm tokenizer train")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._json,)  # the library's own pickle forgets that text never holds special tokens

    @classmethod
    def load(cls, source: str | Path | None = None) -> Self:
        """Load a `tokenizer.json`, a folder with one, "gpt2" or (None) the shipped one; raise NotFound or CorruptError."""
        if source is None:
            return cls((resources.files("hrm_codegen") / "assets" / "tokenizer.json").read_bytes().decode())
        if source == "gpt2":
            return cls.gpt2(**gpt2_files())
        path = Path(source)
        path = path / "tokenizer.json" if path.is_dir() else path
        text = _read(path)
        try:
            return cls(text)
        except CorruptError as error:
            raise CorruptError(f"{path}: {error}") from error

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Make the tokenizer from the text of a `tokenizer.json`, which is kept unchanged."""
        return cls(text)

    @classmethod
    def train(cls, texts: Iterable[str], *, vocab_size: int = 8192, min_frequency: int = 2, longest: int = 32) -> Self:
        """Learn merges from texts until there are `vocab_size` tokens, or no pair is seen `min_frequency` times.

        `longest` caps a token in bytes, so that rulers and banners take no room. The same texts in the same order give
        the same file. Without merges (`vocab_size` 448) it is a byte tokenizer. Raises UsageError for fewer.
        """
        if vocab_size < SMALLEST_VOCAB:
            raise UsageError(f"a vocabulary of {vocab_size} is too small: special tokens and bytes alone take {SMALLEST_VOCAB}")
        bpe = tokenizers.Tokenizer(models.BPE())
        bpe.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
        )
        bpe.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=vocab_size,
            min_frequency=min_frequency,
            max_token_length=longest,
            special_tokens=[AddedToken(name, special=True, normalized=False) for name in SPECIALS],
            initial_alphabet=list(_BYTE_OF_LETTER),
            show_progress=False,
        )
        bpe.train_from_iterator(texts, trainer)
        return cls(bpe.to_str() + "\n")

    @classmethod
    def gpt2(cls, encoder_json: Path, vocab_bpe: Path) -> Self:
        """Build GPT-2's 50,257 tokens from its two files; our special tokens but `<|end|>` follow: 50,448 ids.

        Raises NotFound for a missing file and CorruptError unless both files name the same 50,257 tokens.
        """
        lines = [line for line in _read(vocab_bpe).splitlines() if line and not line.startswith("#version")]
        merges = [(left, right) for left, _, right in (line.partition(" ") for line in lines)]
        # GPT-2 numbers the bytes first, then the merges in order, then the end of text: the files must agree on all of it
        expected = [*sorted(_BYTE_OF_LETTER), *("".join(pair) for pair in merges), _GPT2_END]
        try:
            vocab = json.loads(_read(encoder_json))
        except json.JSONDecodeError as error:
            raise CorruptError(f"{encoder_json} is not JSON ({error}); fetch it again") from error
        if len(merges) != 50_000 or vocab != {token: number for number, token in enumerate(expected)}:
            raise CorruptError(f"{encoder_json} and {vocab_bpe} are not GPT-2's 50,257 tokens; fetch them again")
        bpe = tokenizers.Tokenizer(models.BPE(vocab=vocab, merges=merges))
        bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        bpe.decoder = decoders.ByteLevel()
        bpe.add_special_tokens([AddedToken(_ALIASES.get(name, name), special=True, normalized=False) for name in SPECIALS])
        return cls(bpe.to_str() + "\n")

    def to_json(self) -> str:
        """Return the text of the `tokenizer.json`, exactly as read: its sha256 is `sha256`."""
        return self._json

    def files(self, *, max_length: int) -> dict[str, str]:
        """Return the two files of a public model folder by name; `max_length` is the model's context in tokens.

        Stock transformers reads them as `PreTrainedTokenizerFast` and gives the same ids: text stays text there too
        (a prompt that spells special tokens wants `split_special_tokens=False` in the call).
        """
        config = {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": max_length,
            "pad_token": self._bpe.id_to_token(self.pad_id),
            "eos_token": self._bpe.id_to_token(self.end_id),
            "clean_up_tokenization_spaces": False,
            "split_special_tokens": True,
        }
        return {"tokenizer.json": self._json, "tokenizer_config.json": json.dumps(config, indent=2) + "\n"}

    def special(self, name: str) -> int:
        """Return the id of a special token such as "<|answer|>"; raise UsageError for an unknown one."""
        if name not in self._special:
            raise UsageError(f"no special token {name!r}{nearest(name, self._special)}")
        return self._special[name]

    def encode(self, text: str) -> list[int]:
        """Turn text into ids; raise DataError for a lone surrogate, which is no character."""
        try:
            return list(self._bpe.encode(text, add_special_tokens=False).ids)
        except TypeError as error:
            raise _not_text([text]) from error

    def encode_batch(self, texts: Sequence[str]) -> list[list[int]]:
        """Turn many texts into ids, on all cores unless TOKENIZERS_PARALLELISM is "false"."""
        try:
            return [encoding.ids for encoding in self._bpe.encode_batch_fast(list(texts), add_special_tokens=False)]
        except TypeError as error:
            raise _not_text(texts) from error

    def decode_bytes(self, ids: Iterable[int], *, skip_special: bool = False) -> bytes:
        """Turn ids into bytes; what streams join until a character is whole. Raise UsageError for an id not there."""
        table = self._bytes_without_special if skip_special else self._bytes
        try:
            return b"".join([table[number] for number in ids])
        except KeyError as error:
            raise UsageError(f"there is no token {error.args[0]}: ids go from 0 to {self.vocab_size - 1}") from None

    def decode(self, ids: Iterable[int], *, skip_special: bool = False) -> str:
        """Turn ids into text; special tokens are spelled out unless skipped, bytes that are no character become U+FFFD."""
        return self.decode_bytes(ids, skip_special=skip_special).decode(errors="replace")


def gpt2_files() -> dict[str, Path]:
    """Find GPT-2's files, the arguments of `Tokenizer.gpt2`, in HRM_DATA or on the hub; raise NotFound without either."""
    data = os.environ.get("HRM_DATA")
    if data and (folder := Path(data, "gpt2_bpe")).is_dir():
        return {"encoder_json": folder / "encoder.json", "vocab_bpe": folder / "vocab.bpe"}
    try:
        from huggingface_hub import hf_hub_download

        names = {"encoder_json": "vocab.json", "vocab_bpe": "merges.txt"}  # the hub's names for the same files
        return {name: Path(hf_hub_download(_GPT2_REPO, theirs)) for name, theirs in names.items()}
    except (ImportError, OSError) as error:  # the hub's refusals and a missing network are OSErrors
        reason = " ".join(str(error).split())
        raise NotFound(
            f"GPT-2's vocabulary is neither in the folder HRM_DATA ({data or 'not set'}) nor on the hub ({reason}); "
            "set HRM_DATA to a folder with gpt2_bpe/encoder.json and gpt2_bpe/vocab.bpe, or install hrm-codegen[hub] and go online"
        ) from error


def _byte_letters() -> dict[str, int]:
    """Return the printable stand-in of each byte: itself where it prints, else the next letter from U+0100 on."""
    prints = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in prints]
    return {chr(byte): byte for byte in prints} | {chr(256 + place): byte for place, byte in enumerate(others)}


_BYTE_OF_LETTER = _byte_letters()


def _byte_strings(vocab: dict[str, int], added: dict[str, int]) -> dict[int, bytes]:
    """Return the bytes of every id; a vocabulary that misses a byte or an id would lose text, so it is refused."""
    if missing := len(_BYTE_OF_LETTER.keys() - vocab.keys()):
        raise CorruptError(f"the tokenizer lacks {missing} of the 256 bytes; it is not a byte-level BPE")
    if set(vocab.values()) != set(range(len(vocab))):
        raise CorruptError(f"the tokenizer's {len(vocab)} tokens are not numbered from 0 to {len(vocab) - 1}")
    try:
        ordinary = {vocab[token]: bytes(_BYTE_OF_LETTER[letter] for letter in token) for token in vocab.keys() - added.keys()}
    except KeyError as error:
        raise CorruptError(f"a token holds {error.args[0]!r}, which stands for no byte; it is not a byte-level BPE") from None
    return ordinary | {number: token.encode() for token, number in added.items()}


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        raise NotFound(f"{path} does not exist; check the path") from None
    except UnicodeDecodeError as error:
        raise CorruptError(f"{path} is not UTF-8 text ({error}); copy it again") from error


def _not_text(texts: Sequence[str]) -> DataError:
    """Name the first lone surrogate: the one thing in a `str` that UTF-8 cannot hold."""
    found = ((place, letter) for text in texts for place, letter in enumerate(text) if "\ud800" <= letter <= "\udfff")
    place, letter = next(found)  # none: something other than str was passed, our own bug
    return DataError(f"character {place} of the text is the lone surrogate {letter!r}: read it with errors='replace'")
