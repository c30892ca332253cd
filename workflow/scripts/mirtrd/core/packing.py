"""Inserts packed two bits a base, 32 bases a word, so that many are compared in a few operations.

Differences are bits in such words: the lower one of the two bits of a base.
"""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools, Bytes, Ints, Words
from mirtrd.core.bases import encode

WORD = 32  # bases in a word
PACKED = 50_000  # inserts that are packed at a time
ODD = np.uint64(0x5555555555555555)  # one bit for each base


@dataclass(frozen=True, kw_only=True)
class Packed:
    """Inserts as rows of bases: ``codes`` (0 to 3, 4 for none or N), ``qualities`` as letters, and
    their ``length``; ``words`` are the packed bases, ``unread`` a bit for each N, a row for each
    word."""

    codes: Bytes
    qualities: Bytes
    length: Ints
    words: Words
    unread: Words

    def take(self, rows: slice) -> "Packed":
        """Some of the inserts."""
        return Packed(
            codes=self.codes[rows],
            qualities=self.qualities[rows],
            length=self.length[rows],
            words=self.words[:, rows],
            unread=self.unread[:, rows],
        )


def pack_inserts(inserts: np.ndarray, qualities: np.ndarray) -> Packed:
    """Pack inserts, given as arrays of bytes, as rows of whole words."""
    length = np.strings.str_len(inserts)
    longest = max(int(length.max(initial=0)), 1)
    number, rows = len(inserts), -(-longest // WORD)
    codes = np.empty((number, longest), np.uint8)
    words, unread = np.empty((2, rows, number), np.uint64)
    # Some at a time: what is made on the way takes more room than what is kept.
    for first in range(0, number, PACKED):
        some = slice(first, first + PACKED)
        letters = inserts[some].astype(f"S{rows * WORD}").view(np.uint8)
        of_some = encode(letters.reshape(-1, rows * WORD))
        codes[some] = of_some[:, :longest]
        words[:, some], unread[:, some] = _as_words(of_some & 3), _as_words(of_some >> 2)
    marks = qualities.astype(f"S{longest}", copy=False).view(np.uint8).reshape(-1, longest)
    return Packed(codes=codes, qualities=marks, length=length, words=words, unread=unread)


def _as_words(codes: Ints) -> Words:
    """Rows of codes of two bits as words, the first base in the lowest bits; a row per word."""
    joined = codes[:, ::4].copy()
    for place in range(1, 4):
        joined |= codes[:, place::4] << np.uint8(2 * place)
    return np.ascontiguousarray(joined.view("<u8").T)


def windows(codes: Words) -> Words:
    """The 32 codes of two bits from each place on, as a word; 0 behind the last."""
    words, bases = codes.copy(), 1
    while bases < WORD:
        words[:-bases] |= words[bases:] << np.uint64(2 * bases)
        bases *= 2
    return words


def low_bits(bases: Ints) -> Words:
    """A bit for each of the first bases of a word, for 0 to 32 of them."""
    clipped = np.clip(bases, 0, WORD).astype(np.uint64)
    some = (np.uint64(1) << (np.uint64(2) * (clipped & np.uint64(31)))) - np.uint64(1)
    return np.where(clipped == WORD, ODD, some & ODD)


def pieces(inserts: Packed, offset: Ints, size: int) -> tuple[Ints, Bools]:
    """The packed ``size`` bases of each insert from its offset on, and whether all are read."""
    row, place = np.divmod(offset, WORD)
    column = np.arange(len(offset))
    shift = np.uint64(2) * place.astype(np.uint64)
    result = []
    for words in (inserts.words, inserts.unread):
        value = words[row, column] >> shift
        if len(words) > 1:
            after = words[np.minimum(row + 1, len(words) - 1), column]
            value |= np.where(place > 0, after << ((np.uint64(64) - shift) & np.uint64(63)), 0)
        result.append(value & np.uint64(4**size - 1))
    return result[0], result[1] == 0


def count_bits(bits: Words, bases: Ints) -> Ints:
    """The number of bits among the first bases."""
    total = np.zeros(len(bases), np.int64)
    for word, value in enumerate(bits):
        total += np.bitwise_count(value & low_bits(bases - word * WORD))
    return total


def is_set(bits: Words, base: Ints) -> Bools:
    """Whether the bit of a base is set."""
    row, place = np.divmod(base, WORD)
    value = bits[row, np.arange(len(base))]
    return (value >> (np.uint64(2) * place.astype(np.uint64))) & np.uint64(1) == 1


def first_two(bits: Words, bases: Ints) -> Ints:
    """The first two positions whose bit is set among the first bases, in two columns, else -1."""
    positions = np.full((len(bases), 2), -1)
    for word, value in enumerate(bits):
        value = value & low_bits(bases - word * WORD)
        for _ in range(2):
            lowest = value & (~value + np.uint64(1))
            some = np.flatnonzero(lowest)
            place = np.bitwise_count(lowest[some] - np.uint64(1)).astype(np.int64) // 2
            column = (positions[some, 0] >= 0).astype(int)
            free = positions[some, column] < 0
            positions[some[free], column[free]] = place[free] + word * WORD
            value = value & (value - np.uint64(1)) * (value > 0)
    return positions
