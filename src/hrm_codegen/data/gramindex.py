"""Which texts have a gram: sorted arrays that are built once and looked up thousands of times a second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hrm_codegen.data.fingerprints import Grams


@dataclass(frozen=True)
class GramIndex:
    """Sorted distinct grams, and the owners of each, numbered from 0, laid end to end."""

    grams: Grams
    starts: npt.NDArray[np.int64]  # of each gram's problems, and the end of the last
    owners: npt.NDArray[np.int32]
    sizes: npt.NDArray[np.int32]  # counted grams of each problem

    @classmethod
    def of(cls, found: Iterable[tuple[int, Grams]], count: int) -> GramIndex:
        """Build from the distinct grams of each of `count` owners."""
        pairs = [(grams, np.full(len(grams), owner, np.int32)) for owner, grams in found]
        grams = np.concatenate([pair[0] for pair in pairs]) if pairs else np.empty(0, np.uint64)
        owners = np.concatenate([pair[1] for pair in pairs]) if pairs else np.empty(0, np.int32)
        order = np.lexsort((owners, grams))
        distinct, starts = np.unique(grams[order], return_index=True)
        sizes = np.bincount(owners, minlength=count).astype(np.int32)
        return cls(distinct, np.append(starts, len(owners)).astype(np.int64), owners[order], sizes)

    def places(self, grams: Grams) -> npt.NDArray[np.int64]:
        """Return for each gram its place here, or -1."""
        if not len(self.grams) or not len(grams):
            return np.full(len(grams), -1, np.int64)
        place = np.searchsorted(self.grams, grams)
        place[place == len(self.grams)] = 0
        return np.where(self.grams[place] == grams, place, -1)

    def without(self, common: npt.NDArray[np.bool_]) -> GramIndex:
        """Return the index without some of its grams; every owner stays."""
        keep = np.repeat(~common, np.diff(self.starts))
        lengths = np.diff(self.starts)[~common]
        return GramIndex(
            self.grams[~common],
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            self.owners[keep],
            np.bincount(self.owners[keep], minlength=len(self.sizes)).astype(np.int32),
        )

    def owner_counts(self, places: npt.NDArray[np.int64]) -> Counter[int]:
        """Return how many of these grams each problem has."""
        counts: Counter[int] = Counter()
        for place in places.tolist():
            counts.update(self.owners[self.starts[place] : self.starts[place + 1]].tolist())
        return counts

    def widest(self, groups: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """Return in how many problems of one group each gram occurs, the most over the groups."""
        gram = np.repeat(np.arange(len(self.grams)), np.diff(self.starts))
        pairs, counts = np.unique(gram * (int(groups.max(initial=0)) + 1) + groups[self.owners], return_counts=True)
        widest = np.zeros(len(self.grams), np.int64)
        np.maximum.at(widest, pairs // (int(groups.max(initial=0)) + 1), counts)
        return widest

    def arrays(self, prefix: str) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays under names that begin with a prefix, for a file."""
        return {f"{prefix}.{name}": value for name, value in vars(self).items()}

    @classmethod
    def from_arrays(cls, prefix: str, arrays: Mapping[str, npt.NDArray[Any]]) -> GramIndex:
        """Return the index that `arrays` took apart; KeyError when one is missing."""
        return cls(**{name: arrays[f"{prefix}.{name}"] for name in ("grams", "starts", "owners", "sizes")})
