"""Find where inserts lie on reference sequences: sense strand, mismatches, non-templated tails.

Sequences are packed two bits a base, 32 bases a word, so that a comparison of an insert with a
place is a few operations on whole arrays. A place is proposed by a seed, a short piece that fits
exactly, and then compared over its full length.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from mirtrd.core.bases import encode
from mirtrd.core.threads import map_ahead

WORD = 32  # bases in a word
ODD = np.uint64(0x5555555555555555)  # one bit for each base
# Longest non-templated tail, and most bases that may lie over the 5' end of a sequence.
MAX_TAIL = 3
MAX_OVERHANG = 2
# Between sequences, so that no place reaches from one into the next.
GAP = 256
# Hairpins are few: any 8 bases are a seed. Seeds overlap so that two mismatches in 22 nt leave
# one of them whole.
HAIRPIN_SEED = 8
# Other RNAs are many and repeat themselves: a seed is longer, and of equal pieces the first few
# stand for all.
OTHER_SEED = 12
MAX_COPIES = 4
# Bits that a place in the targets has next to a seed in one number.
PLACE_BITS = 36
# Inserts that are compared at a time.
BATCH = 50_000


class Packed(NamedTuple):
    """Rows of bases: codes (0 to 3, 4 for none), qualities as letters, packed words, and a bit for
    each unread base."""

    codes: np.ndarray
    qualities: np.ndarray
    length: np.ndarray
    words: np.ndarray
    unread: np.ndarray


class Targets(NamedTuple):
    """Sequences laid end to end with gaps between them.

    ``word[p]`` holds the 32 bases from ``p`` on and ``outside[p]`` a bit for each that is none;
    ``sequence[p]`` says on which sequence or in front of which one ``p`` lies.
    """

    codes: np.ndarray
    start: np.ndarray
    end: np.ndarray
    sequence: np.ndarray
    word: np.ndarray
    outside: np.ndarray


class Places(NamedTuple):
    """Ways to place inserts, as columns. ``start`` counts from the start of the sequence.

    ``differs`` are up to two positions of the insert with another base than the template, or -1.
    """

    insert: np.ndarray
    sequence: np.ndarray
    start: np.ndarray
    tail: np.ndarray
    mismatches: np.ndarray
    differs: np.ndarray


def pack_inserts(inserts: np.ndarray, qualities: np.ndarray) -> Packed:
    """Pack inserts, given as arrays of bytes, as rows of whole words."""
    length = np.strings.str_len(inserts)
    longest = max(int(length.max(initial=0)), 1)
    width = -(-longest // WORD) * WORD
    codes = encode(inserts.astype(f"S{width}").view(np.uint8).reshape(-1, width))
    words, unread = _as_words(codes & 3), _as_words(codes >> 2)
    marks = qualities.astype(f"S{longest}", copy=False).view(np.uint8).reshape(-1, longest)
    return Packed(codes[:, :longest].copy(), marks, length, words, unread)


def _as_words(codes: np.ndarray) -> np.ndarray:
    """Rows of codes of two bits as words, the first base in the lowest bits; a row per word."""
    joined = codes[:, ::4].copy()
    for place in range(1, 4):
        joined |= codes[:, place::4] << np.uint8(2 * place)
    return np.ascontiguousarray(joined.view("<u8").T)


def lay_out(sequences: Sequence[str]) -> Targets:
    """Lay sequences end to end."""
    sizes = np.array([len(sequence) for sequence in sequences], np.int64)
    start = np.cumsum(sizes + GAP) - sizes
    gap = b" " * GAP
    text = gap + gap.join(sequence.encode() for sequence in sequences) + gap
    codes = encode(np.frombuffer(text, np.uint8))
    size = len(codes)
    word = _windows((codes & 3).astype(np.uint64))
    outside = _windows((codes >> 2).astype(np.uint64))
    ends = np.concatenate([start + sizes, [size]]) if len(sizes) else np.array([size])
    sequence = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
    return Targets(codes, start, start + sizes, sequence, word, outside)


def _windows(codes: np.ndarray) -> np.ndarray:
    """The 32 codes of two bits from each place on, as a word; 0 behind the last."""
    words, bases = codes.copy(), 1
    while bases < WORD:
        words[:-bases] |= words[bases:] << np.uint64(2 * bases)
        bases *= 2
    return words


def low_bits(bases: np.ndarray) -> np.ndarray:
    """A bit for each of the first bases of a word, for 0 to 32 of them."""
    bases = np.clip(bases, 0, WORD).astype(np.uint64)
    some = (np.uint64(1) << (np.uint64(2) * (bases & np.uint64(31)))) - np.uint64(1)
    return np.where(bases == WORD, ODD, some & ODD)


def pieces(inserts: Packed, offset: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
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


class Seeds:
    """The places of all pieces of one size in targets, at most ``copies`` of each piece."""

    def __init__(self, targets: Targets, size: int, copies: int | None = None) -> None:
        self.size = size
        whole = targets.outside & np.uint64(4**size - 1)
        place = np.flatnonzero(whole == 0)
        piece = (targets.word[place] & np.uint64(4**size - 1)).astype(np.int64)
        # Sorted as one number with its place, which is faster than sorting an index.
        piece, self.place = np.divmod(np.sort(piece << PLACE_BITS | place), 1 << PLACE_BITS)
        self.first = np.flatnonzero(np.diff(piece, prepend=-1))
        self.count = np.diff(self.first, append=len(piece))
        if copies:
            self.count = np.minimum(self.count, copies)
        # Which of the different pieces each possible one is, 0 for none.
        self.number = np.zeros(4**size, np.int32)
        self.number[piece[self.first]] = np.arange(1, len(self.first) + 1)
        self.first, self.count = np.append(0, self.first), np.append(0, self.count)

    def find(self, piece: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For each occurrence of the given pieces: which piece, and its place."""
        number = self.number[piece]
        count = self.count[number]
        which = np.repeat(np.arange(len(piece)), count)
        rank = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
        return which, self.place[self.first[number[which]] + rank]


def differences(
    inserts: Packed, targets: Targets, row: np.ndarray, place: np.ndarray
) -> np.ndarray:
    """A bit for each base that differs from the target, words as rows. Outside differs too."""
    bits = []
    for word in range(len(inserts.words)):
        at = np.minimum(place + word * WORD, len(targets.word) - 1)
        other = inserts.words[word][row] ^ targets.word[at]
        differs = (other | (other >> np.uint64(1))) & ODD | targets.outside[at]
        within = low_bits(inserts.length[row] - word * WORD)
        bits.append(differs & ~inserts.unread[word][row] & within)
    return np.array(bits)


def count_bits(bits: np.ndarray, bases: np.ndarray) -> np.ndarray:
    """The number of bits among the first bases."""
    total = np.zeros(len(bases), np.int64)
    for word, value in enumerate(bits):
        total += np.bitwise_count(value & low_bits(bases - word * WORD))
    return total


def is_set(bits: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Whether the bit of a base is set."""
    row, place = np.divmod(base, WORD)
    value = bits[row, np.arange(len(base))]
    return (value >> (np.uint64(2) * place.astype(np.uint64))) & np.uint64(1) == 1


def _offsets(length: np.ndarray, size: int) -> Iterator[np.ndarray]:
    """Where seeds are taken: from the 5' end on, and at the 3' end with and without a tail.

    An offset is -1 where there is no room for a seed or another one is at the same place.
    """
    last = length - size
    starts = (0, size // 2, size, 2 * size)
    for offset in starts:
        yield np.where(offset < last - MAX_TAIL, offset, -1)
    yield last - MAX_TAIL
    yield last


def find_places(
    inserts: Packed, targets: Targets, seeds: Seeds, max_mismatches: int, threads: int = 1
) -> Places:
    """All ways to place the inserts that their seeds lead to.

    Each way has a place and a tail of 0 to 3 bases. A tail begins with a base that differs from
    the template, and what is before it ends with one that does not. Bases over the 3' end of the
    sequence are tail; up to two over its 5' end and unread ones fit anything.
    """
    place_batch = partial(_place_batch, inserts, targets, seeds, max_mismatches)
    found = map_ahead(place_batch, range(0, max(len(inserts.length), 1), BATCH), threads)
    return Places(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _place_batch(
    inserts: Packed, targets: Targets, seeds: Seeds, max_mismatches: int, first: int
) -> Places:
    rows = slice(first, first + BATCH)
    part = Packed(
        *(column[rows] for column in inserts[:3]), *(words[:, rows] for words in inserts[3:])
    )
    proposed = []
    size = len(targets.codes)
    # Most places end here: the first word, a possible tail left out.
    stem = low_bits(part.length - MAX_TAIL) & ~part.unread[0]
    for offset in _offsets(part.length, seeds.size):
        piece, read = pieces(part, offset, seeds.size)
        usable = np.flatnonzero(read & (offset >= 0))
        which, place = seeds.find(piece[usable])
        row = usable[which]
        place = place - offset[row]
        other = part.words[0][row] ^ targets.word[place]
        differs = (other | (other >> np.uint64(1)) | targets.outside[place]) & stem[row]
        over = np.flatnonzero(targets.outside[place] & np.uint64(1))
        differs[over] &= ~_over_start(targets, place[over])
        kept = np.bitwise_count(differs) <= max_mismatches
        proposed.append(row[kept] * size + place[kept])
    key = np.unique(np.concatenate(proposed))
    row, place = np.divmod(key, size)
    sequence = targets.sequence[place]
    bits = differences(part, targets, row, place)
    bits[0] &= ~_over_start(targets, place)
    ways = []
    for tail in range(MAX_TAIL + 1):
        templated = part.length[row] - tail
        mismatches = count_bits(bits, templated)
        fits = mismatches <= max_mismatches
        fits &= place + templated <= targets.end[sequence]
        if tail:
            fits &= is_set(bits, templated)
        if tail < MAX_TAIL:
            fits &= ~is_set(bits, templated - 1)
        way = np.flatnonzero(fits)
        differs = _positions(bits[:, way], templated[way])
        ways.append(
            (
                row[way] + first,
                sequence[way],
                place[way] - targets.start[sequence[way]],
                np.full(len(way), tail),
                mismatches[way],
                differs,
            )
        )
    return Places(*(np.concatenate(columns) for columns in zip(*ways, strict=True)))


def _over_start(targets: Targets, place: np.ndarray) -> np.ndarray:
    """The bits of the bases that lie over the 5' end of a sequence, if they are few enough."""
    sequence = np.minimum(targets.sequence[place], len(targets.start) - 1)
    return low_bits(np.clip(targets.start[sequence] - place, 0, MAX_OVERHANG))


def _positions(bits: np.ndarray, templated: np.ndarray) -> np.ndarray:
    """The first two positions whose bit is set among the templated bases, else -1."""
    positions = np.full((len(templated), 2), -1)
    for word, value in enumerate(bits):
        value = value & low_bits(templated - word * WORD)
        for _ in range(2):
            lowest = value & (~value + np.uint64(1))
            some = np.flatnonzero(lowest)
            place = np.bitwise_count(lowest[some] - np.uint64(1)).astype(np.int64) // 2
            column = (positions[some, 0] >= 0).astype(int)
            free = positions[some, column] < 0
            positions[some[free], column[free]] = place[free] + word * WORD
            value = value & (value - np.uint64(1)) * (value > 0)
    return positions
