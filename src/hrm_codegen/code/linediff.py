"""Differences between texts, line by line: which lines two texts share, and how much context a change needs.

`shared` decides as the library diff-match-patch does when each line stands for one character (diff, semantic clean-up,
efficiency clean-up), because the official unified-diff matcher builds on its choices. Even its accident is kept: a line's
number is taken for a character, so that line number 32 counts as a blank when an edit may slide sideways.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

MOST_EDITS = 3000  # a middle block with more differences counts as wholly different; the reference gives up after 5 s
EDIT_COST = 4  # an equality of fewer lines may not be worth two edits

_BLANK_END = re.compile(r"\n\r?\n$")
_BLANK_START = re.compile(r"\r?\n\r?\n")


class Span(NamedTuple):
    """Lines lo..hi of the old text become lines new_lo..new_hi of the new one."""

    lo: int
    hi: int
    new_lo: int
    new_hi: int


def spans(old: Sequence[str], new: Sequence[str], fits: Callable[[str, str, str], str | None]) -> list[Span] | None:
    """Return the changes from old to new, top to bottom, each with as little context as `fits` asks for.

    `fits(text, before, after)` gives the text that replacing `before` by `after` makes of it, or None. Changes that cannot
    be told apart by the lines between them are joined. None: not even one change of everything fits.
    """

    def right(span: Span) -> bool:
        before, after = "".join(old[span.lo : span.hi]), "".join(new[span.new_lo : span.new_hi])
        head, tail = "".join(new[: span.new_lo]), "".join(old[span.hi :])  # above the span all is new already
        return fits(head + before + tail, before, after) == head + after + tail

    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    waiting = [Span(lo, hi, new_lo, new_hi) for tag, lo, hi, new_lo, new_hi in matcher.get_opcodes() if tag != "equal"]
    done: list[Span] = []
    while waiting:
        span = waiting.pop(0)
        wider = _contexts(span, done[-1].hi if done else 0, waiting[0].lo if waiting else len(old))
        grown = next((choice for choice in wider if right(choice)), None)
        if grown:
            done.append(grown)
        elif waiting:
            waiting[0] = _joined(span, waiting[0])
        elif done:
            waiting.append(_joined(done.pop(), span))
        else:
            return None
    return done


def _joined(first: Span, second: Span) -> Span:
    return Span(first.lo, second.hi, first.new_lo, second.new_hi)


def _contexts(span: Span, floor: int, ceiling: int) -> Iterator[Span]:
    """Yield the span with more and more context, up to all that floor..ceiling of the old text have."""
    context, last = 0, max(span.lo - floor, ceiling - span.hi)
    while context <= last:
        above, below = min(context, span.lo - floor), min(context, ceiling - span.hi)
        yield Span(span.lo - above, span.hi + below, span.new_lo - above, span.new_hi + below)
        context = context + 1 if context in (0, last) else min(last, context + 1 + context // 4)


def shared(old: str, new: str) -> str:
    """Return the lines of `old` that also stand in `new`, in order, as far as keeping them is worth it."""
    lines: list[str] = [""]  # number of a line -> line
    number: dict[str, int] = {}
    coded: list[str] = []
    for text in (old, new):
        for line in re.findall(r"[^\n]*\n|[^\n]+", text):
            if line not in number:
                number[line] = len(lines)
                lines.append(line)
        coded.append("".join(chr(number[line]) for line in re.findall(r"[^\n]*\n|[^\n]+", text)))
    runs = _efficient(_semantic(_diff(*coded)))
    return "".join(lines[ord(char)] for run in runs if run.op == "=" for char in run.text)


class _Run(NamedTuple):
    """Lines kept, deleted or inserted in a row, a character each."""

    op: Literal["=", "-", "+"]
    text: str


def _diff(old: str, new: str) -> list[_Run]:
    if old == new:
        return [_Run("=", old)] if old else []
    head = _common_head(old, new)
    tail = _common_tail(old[head:], new[head:])
    runs = _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    ends = [_Run("=", old[:head])] * bool(head), [_Run("=", old[len(old) - tail :])] * bool(tail)
    return _merged([*ends[0], *runs, *ends[1]])


def _common_head(one: str, two: str) -> int:
    most = min(len(one), len(two))
    return next((at for at in range(most) if one[at] != two[at]), most)


def _common_tail(one: str, two: str) -> int:
    return _common_head(one[::-1], two[::-1])


def _middle(old: str, new: str) -> list[_Run]:
    """Compare two texts without a common head or tail."""
    if not old or not new:
        return [_Run("-", old)] * bool(old) + [_Run("+", new)] * bool(new)
    short, long = sorted((new, old), key=len)  # stable: of two equally long texts, the new one is the shorter
    at = long.find(short)
    if at >= 0:
        op: Literal["-", "+"] = "-" if len(old) > len(new) else "+"
        return [_Run(op, long[:at]), _Run("=", short), _Run(op, long[at + len(short) :])]
    if len(short) > 1:
        split = _half(old, new) or _snake(old, new)
        if split:
            (old_end, old_start), (new_end, new_start) = split
            between = [_Run("=", old[old_end:old_start])] * (old_start > old_end)
            return [*_diff(old[:old_end], new[:new_end]), *between, *_diff(old[old_start:], new[new_start:])]
    return [_Run("-", old), _Run("+", new)]


_Split = tuple[tuple[int, int], tuple[int, int]]  # where the first part ends and the second starts, in old and in new


def _half(old: str, new: str) -> _Split | None:
    """Return the place of a common run that is at least half as long as the longer text."""
    swapped = len(old) <= len(new)
    long, short = (new, old) if swapped else (old, new)
    if len(long) < 4 or len(short) * 2 < len(long):
        return None
    found = [_half_around(long, short, (len(long) + 3) // 4), _half_around(long, short, (len(long) + 1) // 2)]
    best = max(reversed(found), key=lambda place: place[2])
    at_long, at_short, length = best
    if not length:
        return None
    in_long, in_short = (at_long, at_long + length), (at_short, at_short + length)
    return (in_short, in_long) if swapped else (in_long, in_short)


def _half_around(long: str, short: str, seed: int) -> tuple[int, int, int]:
    """Return start in long, start in short and length of the longest common run around a quarter of the longer text."""
    best = (0, 0, 0)
    at = short.find(long[seed : seed + len(long) // 4])
    while at >= 0:
        left, right = _common_tail(long[:seed], short[:at]), _common_head(long[seed:], short[at:])
        if left + right > best[2]:
            best = (seed - left, at - left, left + right)
        at = short.find(long[seed : seed + len(long) // 4], at + 1)
    return best if best[2] * 2 >= len(long) else (0, 0, 0)


class _Front:
    """The furthest points that d edits reach on each diagonal k = x - y (Myers 1986, "An O(ND) difference algorithm")."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.reach = {1: 0}
        self._low = self._high = 0

    def step(self, edits: int) -> Iterator[tuple[int, int]]:
        """Go one edit further; yield diagonal and x of each point inside the grid."""
        for k in range(-edits + self._low, edits + 1 - self._high, 2):
            down = k == -edits or (k != edits and self.reach.get(k - 1, -1) < self.reach.get(k + 1, -1))
            x = self.reach.get(k + 1, -1) if down else self.reach.get(k - 1, -1) + 1
            while x < len(self.old) and x - k < len(self.new) and self.old[x] == self.new[x - k]:
                x += 1
            self.reach[k] = x
            if x > len(self.old):
                self._high += 2
            elif x - k > len(self.new):
                self._low += 2
            else:
                yield k, x


def _snake(old: str, new: str) -> _Split | None:
    """Return where the paths from both ends meet; None when the texts share nothing or too little."""
    ahead, back = _Front(old, new), _Front(old[::-1], new[::-1])
    delta = len(old) - len(new)
    for edits in range(min((len(old) + len(new) + 1) // 2, MOST_EDITS)):
        for k, x in ahead.step(edits):
            if delta % 2 and x >= len(old) - back.reach.get(delta - k, -1) and delta - k in back.reach:
                return (x, x), (x - k, x - k)
        for k, x in back.step(edits):
            met = ahead.reach.get(delta - k)
            if not delta % 2 and met is not None and met >= len(old) - x:
                return (met, met), (met - delta + k, met - delta + k)
    return None


def _merged(runs: list[_Run]) -> list[_Run]:
    """Join runs of a kind, take what deletion and insertion share out of both, slide edits over whole equalities."""
    out: list[_Run] = []
    edits: list[_Run] = []
    for run in [*runs, _Run("=", "")]:
        if run.op == "=":
            _settle(out, edits, run)
            edits = []
        else:
            edits.append(run)
    if out and not out[-1].text:
        out.pop()
    slid = _slide(out)
    return _merged(out) if slid else out


def _settle(out: list[_Run], edits: list[_Run], equal: _Run) -> None:
    """Append the edits between two equalities, and the second equality."""
    gone, come = ("".join(run.text for run in edits if run.op == op) for op in "-+")
    if not edits and out and out[-1].op == "=":
        out[-1] = _Run("=", out[-1].text + equal.text)
        return
    if len(edits) > 1:
        head = _common_head(gone, come)
        if head:
            out[:] = [*out[:-1], _Run("=", out[-1].text + come[:head])] if out else [_Run("=", come[:head])]
        gone, come = gone[head:], come[head:]
        tail = _common_tail(gone, come)
        equal = _Run("=", come[len(come) - tail :] + equal.text)
        gone, come = gone[: len(gone) - tail], come[: len(come) - tail]
        edits = [_Run("-", gone)] * bool(gone) + [_Run("+", come)] * bool(come)
    out += [*edits, equal]


def _slide(runs: list[_Run]) -> bool:
    """Slide single edits over a whole equality beside them, in place; say whether there was one."""
    at, slid = 1, False
    while at < len(runs) - 1:
        left, edit, right = runs[at - 1 : at + 2]
        if left.op == right.op == "=":
            if edit.text.endswith(left.text):
                moved = left.text + edit.text[: len(edit.text) - len(left.text)]
                runs[at - 1 : at + 2] = [_Run(edit.op, moved), _Run("=", left.text + right.text)]
                slid = True
            elif edit.text.startswith(right.text):
                moved = edit.text[len(right.text) :] + right.text
                runs[at - 1 : at + 2] = [_Run("=", left.text + right.text), _Run(edit.op, moved)]
                slid = True
        at += 1
    return slid


def _dissolved(runs: list[_Run], weak: Callable[[int, list[_Run], list[_Run]], bool]) -> list[_Run]:
    """Turn equalities that are weak between the edits around them into edits, the first one first, until none is left."""
    found = False
    while True:
        equal = [-1, *(at for at, run in enumerate(runs) if run.op == "="), len(runs)]
        triples = zip(equal, equal[1:-1], equal[2:], strict=False)
        places = (
            at for left, at, right in triples
            if runs[at].text and weak(len(runs[at].text), runs[left + 1 : at], runs[at + 1 : right])
        )  # fmt: skip
        place = next(places, None)
        if place is None:
            return _merged(runs) if found else runs
        found = True
        runs = [*runs[:place], _Run("-", runs[place].text), _Run("+", runs[place].text), *runs[place + 1 :]]


def _semantic(runs: list[_Run]) -> list[_Run]:
    """Drop equalities no longer than the edits on both sides, move edits to better borders, keep what edits overlap in."""

    def most(edits: list[_Run]) -> int:
        return max(sum(len(run.text) for run in edits if run.op == op) for op in "-+")

    return _overlaps(_aligned(_dissolved(runs, lambda length, left, right: length <= min(most(left), most(right)))))


def _efficient(runs: list[_Run]) -> list[_Run]:
    """Drop short equalities between many edits."""

    def weak(length: int, left: list[_Run], right: list[_Run]) -> bool:
        kinds = len({run.op for run in left}) + len({run.op for run in right})
        return bool(left) and ((length < EDIT_COST and kinds == 4) or (length < EDIT_COST // 2 and kinds == 3))

    return _dissolved(runs, weak)


def _aligned(runs: list[_Run]) -> list[_Run]:
    """Slide single edits between equalities to where their borders score best, the last of equal places."""
    runs, at = list(runs), 1
    while at < len(runs) - 1:
        left, edit, right = runs[at - 1 : at + 2]
        if left.op == right.op == "=":
            best = _best_place(left.text, edit.text, right.text)
            if best[0] != left.text:
                kept = [_Run(edit.op, best[1])]
                kept = [_Run("=", best[0])] * bool(best[0]) + kept + [_Run("=", best[2])] * bool(best[2])
                runs[at - 1 : at + 2] = kept
                at -= 3 - len(kept)
        at += 1
    return runs


def _best_place(left: str, edit: str, right: str) -> tuple[str, str, str]:
    back = _common_tail(left, edit)
    ring = left[len(left) - back :] + edit + right  # the edit is a window that slides along this text
    places = [0]
    while places[-1] + len(edit) < len(ring) and edit and ring[places[-1]] == ring[places[-1] + len(edit)]:
        places.append(places[-1] + 1)
    head = left[: len(left) - back]
    cut = [(head + ring[:at], ring[at : at + len(edit)], ring[at + len(edit) :]) for at in places]
    return max(reversed(cut), key=lambda parts: _border(parts[0], parts[1]) + _border(parts[1], parts[2]))


def _border(one: str, two: str) -> int:
    """Return how good a border between two texts is, 6 best."""
    if not one or not two:
        return 6
    sides = (one[-1], two[0])
    if (sides[0] == "\n" and _BLANK_END.search(one)) or (sides[1] in "\r\n" and _BLANK_START.match(two)):
        return 5
    if any(side in "\r\n" for side in sides):
        return 4
    odd = [not side.isalnum() for side in sides]
    blank = [side.isspace() for side in sides]
    if odd[0] and not blank[0] and blank[1]:
        return 3
    return 2 if any(blank) else int(any(odd))


def _overlaps(runs: list[_Run]) -> list[_Run]:
    """Keep what the end of one edit shares with the start of the other, where it is half of either."""
    out: list[_Run] = []
    for run in runs:
        out.append(run)
        if run.op == "+" and len(out) > 1 and out[-2].op == "-":
            gone, come = out[-2].text, run.text
            forth, back = _overlap(gone, come), _overlap(come, gone)
            most = max(forth, back)
            if most * 2 < min(len(gone), len(come)):
                continue
            if forth >= back:
                out[-2:] = [_Run("-", gone[: len(gone) - forth]), _Run("=", come[:forth]), _Run("+", come[forth:])]
            else:
                out[-2:] = [_Run("+", come[: len(come) - back]), _Run("=", gone[:back]), _Run("-", gone[back:])]
    return out


def _overlap(one: str, two: str) -> int:
    """Return the length of the longest end of one that two starts with."""
    most = min(len(one), len(two))
    return next((length for length in range(most, 0, -1) if one.endswith(two[:length])), 0)
