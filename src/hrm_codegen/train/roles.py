"""What the token that a position learns is, told by the ids alone: changed or copied in an edit, tool or argument of a command.

| answer | role | tokens |
|---|---|---|
| edit | copied | those in a run of at least four that stands, in the same order, in the document's own prompt |
| edit | changed | the others: what is new |
| commands | tool | `<|tool:x|>`, and the first word of each line |
| commands | argument | the others, line ends and the end included |

An edit is what was asked for with the task `edit` or `repair`, or as a diff or a whole file. No role have the lines that the format
itself writes (fences, SEARCH and REPLACE, the heads of a diff), an edit's end, and comments between commands. A deletion leaves no
token behind, so it has none that is changed.
"""

# B rows, T positions, V vocabulary

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from hrm_codegen.data.loader import PADDING, Batch
from hrm_codegen.tokenizer import Tokenizer
from hrm_codegen.tools.base import TOOLS

ROLES = ("", "changed", "copied", "tool", "argument")
PLAIN, CHANGED, COPIED, TOOL, ARGUMENT = range(len(ROLES))
RUN = 4  # tokens that must stand together in the prompt to count as copied
PLAN_TAGS = 40  # plan tags that the vocabulary has
_MARKS = re.compile(rb"\s*(```.*|<{5,9} SEARCH|={5,9}|>{5,9} REPLACE|(---|\+\+\+) \S.*|@@.*@@)\s*")  # lines of the edit formats
_EDITS = ("<|task:edit|>", "<|task:repair|>", "<|out:diff|>", "<|out:udiff|>", "<|out:whole|>")

Ids = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Vocabulary:
    """The ids that tell what a token is, of one tokenizer."""

    commands: int  # asks for commands
    edits: npt.NDArray[np.int64]  # each asks for an edit
    tools: npt.NDArray[np.int64]  # each names the tool of the commands that follow
    plan: int  # ends a prompt that asks for the plan first
    tags: npt.NDArray[np.int64]  # the plan tags, in their order
    texts: tuple[bytes, ...]  # of all tokens; empty for special ones
    parts_V: Mask  # tokens that end a word: special ones, and those that begin with a blank or hold a line end
    lines_V: Mask  # tokens that hold a line end
    comments_V: Mask  # tokens that begin a comment

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> Self:
        """Read the ids off a tokenizer; raises UsageError when it lacks the special tokens."""
        texts = tuple(tokenizer.decode_bytes([number], skip_special=True) for number in range(tokenizer.vocab_size))
        return cls(
            commands=tokenizer.special("<|out:commands|>"),
            edits=np.array([tokenizer.special(name) for name in _EDITS]),
            tools=np.array([tokenizer.special(f"<|tool:{name}|>") for name in TOOLS]),
            plan=tokenizer.special("<|plan|>"),
            tags=np.array([tokenizer.special(f"<|plan:{number}|>") for number in range(PLAN_TAGS)]),
            texts=texts,
            parts_V=np.array([not text or text[:1].isspace() or b"\n" in text for text in texts]),
            lines_V=np.array([b"\n" in text for text in texts]),
            comments_V=np.array([text.startswith(b"#") for text in texts]),
        )


def roles(batch: Batch, vocabulary: Vocabulary) -> npt.NDArray[np.int64]:
    """Return the role of the token that each position learns, a number into ROLES (B T)."""
    ids_BT, prefix_BT = batch["input_ids"], batch["prefix"]
    answers_BT = ~prefix_BT & (batch["documents"] != PADDING)
    found_BT = np.full(ids_BT.shape, PLAIN, np.int64)
    commands_BT = answers_BT & _asked(batch, ids_BT == vocabulary.commands)
    if commands_BT.any():
        found_BT[commands_BT] = _command_roles(ids_BT, prefix_BT, vocabulary)[commands_BT]
    edits_BT = answers_BT & _asked(batch, np.isin(ids_BT, vocabulary.edits))
    for row in np.flatnonzero(edits_BT.any(1)).tolist():
        for document in np.unique(batch["documents"][row][edits_BT[row]]).tolist():
            here = batch["documents"][row] == document
            prompt, answer = ids_BT[row, here & prefix_BT[row]], ids_BT[row, here & edits_BT[row]]
            own = np.fromiter(_marks(answer, vocabulary), np.bool_, len(answer))
            found_BT[row, here & edits_BT[row]] = np.where(own, PLAIN, np.where(copied(prompt, answer), COPIED, CHANGED))
    learned_BT = np.full_like(found_BT, PLAIN)
    learned_BT[:, :-1] = found_BT[:, 1:]  # position t learns token t + 1
    return learned_BT


def copied(prompt: Ids, answer: Ids) -> Mask:
    """Say which tokens of an answer lie in a run of RUN or more that the prompt holds in the same order; exact."""
    found = np.zeros(len(answer), np.bool_)
    if min(len(prompt), len(answer)) < RUN:
        return found
    _, ranks = np.unique(np.concatenate((prompt, answer)), return_inverse=True)
    assert len(ranks) < 2**16  # four ranks fit a number of 64 bits, so that runs are compared exactly
    grams = np.zeros(len(ranks) - RUN + 1, np.uint64)
    for place in range(RUN):
        grams = grams << np.uint64(16) | ranks[place : place + len(grams)].astype(np.uint64)
    begins = np.isin(grams[len(prompt) :], grams[: len(prompt) - RUN + 1])
    for place in range(RUN):
        found[place : place + len(begins)] |= begins
    return found


def _marks(answer: Ids, vocabulary: Vocabulary) -> Iterator[bool]:
    """Say of each token of an edit whether it is the format's own: of a line that the format writes, or a special token."""
    texts = [vocabulary.texts[number] for number in answer.tolist()]
    begin = 0
    for place, text in enumerate(texts, start=1):
        if b"\n" in text or not text or place == len(texts):
            own = _MARKS.fullmatch(b"".join(texts[begin:place])) is not None
            yield from (own or not part for part in texts[begin:place])
            begin = place


def _asked(batch: Batch, marks_BT: Mask) -> Mask:
    """Say which positions belong to a document whose prompt holds a mark."""
    places_T = np.arange(marks_BT.shape[1])
    begins_BT = places_T - batch["positions"]
    return _last(marks_BT & batch["prefix"]) >= begins_BT


def _last(marks_BT: Mask) -> npt.NDArray[np.int64]:
    """Return for each position the last marked place up to it, -1 before the first."""
    places_BT = np.where(marks_BT, np.arange(marks_BT.shape[1]), -1)
    last_BT: npt.NDArray[np.int64] = np.maximum.accumulate(places_BT, axis=1)
    return last_BT


def _command_roles(ids_BT: Ids, prefix_BT: Mask, vocabulary: Vocabulary) -> npt.NDArray[np.int64]:
    """Return the role of each token as if every document were commands."""
    tools_BT = np.isin(ids_BT, vocabulary.tools)
    begins_BT = np.zeros_like(prefix_BT)  # first tokens of a line
    begins_BT[:, 1:] = (prefix_BT | tools_BT | vocabulary.lines_V[ids_BT])[:, :-1]
    breaks_BT = vocabulary.parts_V[ids_BT]
    first_word_BT = _last(begins_BT & ~breaks_BT) > _last(breaks_BT)
    line_BT = np.maximum(_last(begins_BT), 0)
    comment_BT = np.take_along_axis(vocabulary.comments_V[ids_BT], line_BT, axis=1) & ~tools_BT
    return np.where(comment_BT, PLAIN, np.where(tools_BT | first_word_BT, TOOL, ARGUMENT))
