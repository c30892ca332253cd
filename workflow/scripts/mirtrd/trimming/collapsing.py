"""Collapse equal inserts: packed sequences with their reads and the qualities of their bases.

Rows are bases, columns are inserts. A sequence is packed into words of two bits a base, the first
base in the highest bits, so that equal inserts are found, and sorted, as numbers. Two more words
hold length and unread base, and the UMI where there is one.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mirtrd.core.bases import LETTERS, UNREAD
from mirtrd.trimming.inserts import as_strings

WORD = 32  # bases in a word
# Where in its word the position of the unread base (from 1, 0 for none) lies, next to the length.
UNREAD_AT = 8
# Where in its word the bases of the UMI lie, next to its length; 24 bases at most.
UMI_AT = 8
# The longest UMI that is counted, in nt: more fit in no word; kits have 8 to 12.
MAX_UMI = 24
# Blocks are joined to what there is once they have so many inserts, and as many as that.
JOINED = 200_000
# Highest Phred score of a base that is written, as Illumina machines do (1.8 and later); counting
# takes no base for surer.
MAX_PHRED = 41


class Collapsed(NamedTuple):
    """Distinct inserts in the order of their sequences: packed words, reads, and for each base the
    mean over the reads of the probability that it is wrong. ``umis``: the last word is a UMI."""

    words: NDArray[Any]
    reads: NDArray[Any]
    errors: NDArray[Any]
    umis: bool

    @property
    def length(self) -> NDArray[Any]:
        """The length of each insert."""
        return lengths_of(self.words[: len(self.words) - self.umis])

    def without_umis(self) -> "Collapsed":
        """The inserts whatever their UMIs."""
        words, weights = self.words[:-1], self.reads.astype(np.float32)
        rows = (row * weights for row in self.errors)
        return _merge(words, self.reads, rows, starts_of(words), False)


def pack(codes: NDArray[Any], length: NDArray[Any]) -> list[NDArray[Any]]:
    """Words of sequences, given as codes of 0 to 4, with at most one 4; 0 behind their ends."""
    words = [_pack(codes[first : first + WORD]) for first in range(0, len(codes), WORD)]
    unread = codes == UNREAD
    place = np.where(unread.any(axis=0), unread.argmax(axis=0) + 1, 0)
    return [*words, (length | place << UNREAD_AT).astype(np.uint64)]


def pack_umis(codes: NDArray[Any], length: NDArray[Any]) -> NDArray[Any]:
    """A word for each UMI; codes are 0 behind its end."""
    bases = _pack(codes) >> np.uint64(2 * (WORD - MAX_UMI))
    return bases << np.uint64(UMI_AT) | length.astype(np.uint64)


def _pack(codes: NDArray[Any]) -> NDArray[Any]:
    words = np.zeros(codes.shape[1], np.uint64)
    for place, code in enumerate(codes):
        words |= (code & 3).astype(np.uint64) << np.uint64(2 * (WORD - 1 - place))
    return words


def collapse(
    words: NDArray[Any],
    errors: Iterable[NDArray[Any]],
    kept: NDArray[Any],
    umis: bool = False,
    reads: NDArray[Any] | None = None,
) -> Collapsed:
    """Collapse the kept ones of some inserts: rows of words and of the probabilities that a base
    is wrong. They are single reads, or have ``reads``."""
    order = kept[np.lexsort(words[::-1, kept])]
    words = words[:, order]
    starts = starts_of(words)
    if reads is None:
        reads, rows = np.ones(len(order), np.int64), (row[order] for row in errors)
    else:
        reads = reads[order]
        weights = reads.astype(np.float32)
        rows = (row[order] * weights for row in errors)
    return _merge(words, reads, rows, starts, umis)


def _merge(
    words: NDArray[Any],
    reads: NDArray[Any],
    errors: Iterable[NDArray[Any]],
    starts: NDArray[Any],
    umis: bool,
) -> Collapsed:
    """One insert for each run of equal ones; ``errors`` are sums over the reads of each."""
    total = add_up(reads, starts)
    # Half precision is enough, and keeps the memory that a deep library needs small.
    means = np.array([(add_up(row, starts) / total).astype(np.float16) for row in errors])
    return Collapsed(words[:, starts], total, means, umis)


def starts_of(words: NDArray[Any]) -> NDArray[Any]:
    """Where each run of equal columns starts."""
    first = np.zeros(words.shape[1], bool)
    first[:1] = True
    for word in words:
        first[1:] |= word[1:] != word[:-1]
    return np.flatnonzero(first)


def add_up(values: NDArray[Any], starts: NDArray[Any]) -> NDArray[Any]:
    """The sum of each run of values, given where they start."""
    return np.add.reduceat(values, starts) if len(starts) else values


def join(parts: Sequence[Collapsed]) -> Collapsed:
    """All inserts of several parts."""
    words, reads, errors, umis = zip(*parts, strict=True)
    # Row by row, so that there is never more than one row of all parts.
    rows = (np.concatenate(row) for row in zip(*errors, strict=True))
    reads = np.concatenate(reads)
    return collapse(np.concatenate(words, axis=1), rows, np.arange(len(reads)), umis[0], reads)


def join_all(blocks: Iterable[Collapsed], positions: int, umis: bool) -> Collapsed:
    """All inserts of many blocks, joined as they come; of ``positions`` bases at most."""
    rows = -(-positions // WORD) + 1 + umis
    joined = Collapsed(
        np.zeros((rows, 0), np.uint64),
        np.zeros(0, np.int64),
        np.zeros((positions, 0), np.float16),
        umis,
    )
    waiting, number = [], 0
    for block in blocks:
        waiting.append(block)
        number += len(block.reads)
        if number > max(JOINED, len(joined.reads)):
            joined = join([joined, *waiting])
            waiting, number = [], 0
    return join([joined, *waiting])


def lengths_of(words: NDArray[Any]) -> NDArray[Any]:
    """The length of each insert, given as words without a UMI."""
    return (words[-1] & np.uint64(2**UNREAD_AT - 1)).astype(np.int64)


def codes_at(words: NDArray[Any], place: int) -> NDArray[Any]:
    """The codes of inserts, given as words without a UMI, at a place (from 0); 0 behind the end."""
    shift = 2 * (WORD - 1 - place % WORD)
    codes = (words[place // WORD] >> np.uint64(shift)).astype(np.uint8) & 3
    codes[words[-1] >> np.uint64(UNREAD_AT) == place + 1] = UNREAD
    return codes


def sequences_of(collapsed: Collapsed) -> NDArray[Any]:
    """The letters of each insert, as bytes."""
    words = collapsed.words[: len(collapsed.words) - collapsed.umis]
    letters = np.empty(collapsed.errors.shape, np.uint8)
    for place, row in enumerate(letters):
        row[:] = LETTERS[codes_at(words, place)]
    return as_strings(letters, collapsed.length)


def unpack_umis(word: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The bases of UMIs as numbers of ``MAX_UMI`` digits of two bits, 0 behind the end; lengths."""
    return word >> np.uint64(UMI_AT), (word & np.uint64(2**UMI_AT - 1)).astype(np.uint8)


def qualities_of(collapsed: Collapsed) -> NDArray[Any]:
    """The mean error probability of each base of each insert, as Phred scores in letters."""
    letters = np.empty(collapsed.errors.shape, np.uint8)
    for row, errors in zip(letters, collapsed.errors, strict=True):
        error = np.maximum(errors.astype(np.float32), 10 ** (-MAX_PHRED / 10))
        row[:] = 33 + np.rint(-10 * np.log10(error))
    return as_strings(letters, collapsed.length)
