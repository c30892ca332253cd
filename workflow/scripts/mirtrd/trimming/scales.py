"""The scale of a file's qualities: which letter says how probably a base is wrong, if any does."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mirtrd.core.arrays import inside
from mirtrd.core.bases import ERROR
from mirtrd.trimming.fastq import SEARCHED, Block

# Fewer reads may well have one or two values of quality.
MIN_JUDGED = 100
# Values of quality that say nothing: of SRA Lite, all bases of a read have "?" (30), or "$" (3)
# where the machine refused the read (https://www.ncbi.nlm.nih.gov/sra/docs/sra-data-formats/).
# Machines that bin qualities write three or more.
UNINFORMATIVE = 2
# Qualities of Illumina 1.3 to 1.7 and of Solexa begin here with an offset of 64 (-5 is the least);
# Illumina 1.8 and later has an offset of 33 and no letter above "J" (41). Cock et al. 2010,
# doi:10.1093/nar/gkp1137.
LOWEST_64, HIGHEST_33 = ord(";"), ord("J")
OFFSETS = (33, 64)
# The quality, with an offset of 33, of a base of which nothing is known.
UNKNOWN = ord("I")


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A scale of qualities: the offset of its letters, and whether they say anything."""

    offset: int = 33
    known: bool = True

    @cached_property
    def error(self) -> NDArray[np.float32]:
        """The probability that a base is wrong, by the letter of its quality."""
        if not self.known:
            return np.full(256, ERROR[UNKNOWN], np.float32)
        if self.offset == 33:
            return ERROR
        shift = self.offset - 33
        return np.concatenate([np.ones(shift, np.float32), ERROR[:-shift]])

    @cached_property
    def high(self) -> bytes:
        """The letters of Q30 and more."""
        return bytes(range(self.offset + 30, 127))

    def is_broken(self, block: Block) -> NDArray[np.bool_]:
        """Which reads have a quality that this scale does not have, as it was told from others."""
        if self.offset == 33:
            return np.zeros(len(block.length), bool)
        lowest: NDArray[np.uint8] = letters_of(block).min(axis=1, initial=255)
        return lowest < LOWEST_64


def tell_scale(block: Block) -> Scale:
    """The scale that the qualities of some reads have."""
    letters = letters_of(block)
    seen = np.flatnonzero(np.bincount(letters.ravel(), minlength=256)[:255])
    if not len(seen):
        return Scale()
    if len(seen) <= UNINFORMATIVE and len(block.length) >= MIN_JUDGED:
        return Scale(known=False)
    has_64 = seen[0] >= LOWEST_64 and seen[-1] > HIGHEST_33
    return Scale(offset=OFFSETS[int(has_64)])


def letters_of(block: Block) -> NDArray[np.uint8]:
    """The letters of qualities as rows, 255 behind the end of a read."""
    longest = int(np.clip(block.length.max(initial=0), 1, SEARCHED))
    letters = block.take(block.qualities, longest)
    letters[~inside(block.length, longest)] = 255
    return letters
