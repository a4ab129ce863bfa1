"""Near-duplicates by MinHash: texts whose sets of grams overlap by most are found without comparing every pair.

A signature keeps the smallest of many hashes of a text's grams; the share of equal places estimates the overlap (Jaccard).
Signatures that agree in one band are compared. The same texts in the same order give the same answer.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from hrm_codegen.data.fingerprints import Grams

PLACES = 96  # hashes of a signature
BANDS = 16  # of 6 places each: an overlap of 0.7 is met with a probability of 0.87, one of 0.8 with 0.992
LIKE = 0.7  # estimated overlap from which two texts are near-duplicates
_SHIFT = np.uint64(32)

Signature = npt.NDArray[np.uint32]


def _constants(name: str) -> Grams:
    digests = [hashlib.blake2b(f"{name} {place}".encode(), digest_size=8).digest() for place in range(PLACES)]
    return np.array([int.from_bytes(digest, "little") | 1 for digest in digests], np.uint64)


_TIMES, _PLUS = _constants("times"), _constants("plus")


def signature(grams: Grams) -> Signature:
    """Return the signature of a text's grams; texts without any have the one of nothing."""
    if not len(grams):
        return np.full(PLACES, 2**32 - 1, np.uint32)
    distinct = np.unique(grams)
    smallest = [((distinct * times + plus) >> _SHIFT).min() for times, plus in zip(_TIMES, _PLUS, strict=True)]
    return np.array(smallest, np.uint32)


class Seen:
    """Signatures met so far; `first` says which earlier text a new one nearly repeats."""

    def __init__(self) -> None:
        self._signatures: list[Signature] = []
        self._bands: list[dict[bytes, int]] = [{} for _ in range(BANDS)]

    def first(self, new: Signature) -> int | None:
        """Return the number of an earlier text that this one nearly repeats; otherwise remember it and return None."""
        width = PLACES // BANDS
        keys = [new[band * width : (band + 1) * width].tobytes() for band in range(BANDS)]
        for number in sorted({table[key] for table, key in zip(self._bands, keys, strict=True) if key in table}):
            if np.count_nonzero(self._signatures[number] == new) >= LIKE * PLACES:
                return number
        for table, key in zip(self._bands, keys, strict=True):
            table.setdefault(key, len(self._signatures))
        self._signatures.append(new)
        return None
