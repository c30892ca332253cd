"""Collapse equal inserts: packed sequences with their reads and the qualities of their bases.

A sequence is packed into words of two bits a base, the first base in the highest bits, so that
equal inserts are found, and sorted, as numbers. The lowest bits of its last word hold its length
and unread base; in pairs of an insert and its UMI, one more word holds that. In an array of words,
a row is the first, second or third word of all inserts; in one of errors, a row is an insert.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mirtrd.core.bases import LETTERS, UNREAD, look_up
from mirtrd.core.threads import map_ahead
from mirtrd.trimming.adapters import MAX_UMI
from mirtrd.trimming.inserts import as_strings

WORD = 32  # bases in a word
# Where in the last word the position of the unread base (from 1, 0 for none) lies, next to the
# length; both are below 2^8.
UNREAD_AT = 8
LOWEST = np.uint64(2**UNREAD_AT - 1)
# So many bases of two bits each the two take the room of.
TAKEN = UNREAD_AT
# Where in its word the bases of the UMI lie, next to its length; 24 bases at most.
UMI_AT = 8
# The letters of four bases by the byte that they are packed into.
FOUR_LETTERS = np.array(list(product(b"ACGT", repeat=4)), np.uint8).view(np.uint32).ravel()
# Blocks are joined to what there is once they have so many inserts, and as many as that. Of pairs,
# which take a quarter of the memory, four times as many wait.
JOINED = 200_000
PAIRS_JOINED = 4 * JOINED
# Runs of more rows are added up one by one.
SHORT = 8
# Shares of all inserts, by their first bases, of which one after the other is joined: a power of 2.
SHARES = 16
# Highest Phred score of a base that is written, as Illumina machines do (1.8 and later); counting
# takes no base for surer.
MAX_PHRED = 41


# Of some of the inserts, the errors of their bases, in a type of number.
Errors = Callable[[NDArray[Any], type], NDArray[Any]]


class Collapsed(NamedTuple):
    """Distinct inserts in the order of their sequences: packed words, reads, and for each base the
    mean over the reads of the probability that it is wrong.

    ``pairs`` are the distinct pairs of insert and UMI where reads have one: the last word is the
    UMI, and there are no errors, which are known of inserts (and take the most memory).
    """

    words: NDArray[Any]
    reads: NDArray[Any]
    errors: NDArray[Any]
    pairs: "Collapsed | None" = None

    @property
    def length(self) -> NDArray[Any]:
        """The length of each insert."""
        return lengths_of(self.words)

    def take(self, rows: slice) -> "Collapsed":
        """Some of the inserts, or of the pairs, without the pairs of these."""
        return Collapsed(self.words[:, rows], self.reads[rows], self.errors[rows])

    def errors_in(self, order: Any) -> Errors:
        """The errors of some of the inserts, as they are in an order."""
        numbers = np.arange(len(self.reads))[order]
        return lambda rows, dtype: self.errors[numbers[rows]].astype(dtype, copy=False)


class Qualities(NamedTuple):
    """Qualities of inserts as rows of letters, and the probability that a base with a letter is
    wrong. Behind the end of an insert is anything."""

    letters: NDArray[np.uint8]
    error: NDArray[np.float32]


def pack(codes: NDArray[np.uint8], length: NDArray[Any]) -> list[NDArray[Any]]:
    """Words of sequences, given as rows of codes of 0 to 4, with at most one 4; 0 behind their
    ends."""
    insert, at = np.divmod(np.flatnonzero(codes == UNREAD), codes.shape[1])
    place = np.zeros(len(length), np.int64)
    place[insert] = at + 1
    words = _pack(codes, number_of_words(codes.shape[1]))
    words[-1] |= (length | place << UNREAD_AT).astype(np.uint64)
    return list(words)


def number_of_words(bases: int) -> int:
    """The words of a sequence of so many bases."""
    return -(-(bases + TAKEN) // WORD)


def pack_umis(codes: NDArray[np.uint8], length: NDArray[Any]) -> NDArray[Any]:
    """A word for each UMI; codes are 0 behind its end."""
    bases = _pack(codes, 1)[0] >> np.uint64(2 * (WORD - MAX_UMI))
    return bases << np.uint64(UMI_AT) | length.astype(np.uint64)


def _pack(codes: NDArray[np.uint8], words: int) -> NDArray[np.uint64]:
    """So many words of rows of codes."""
    number, size = codes.shape
    padded = np.zeros((number, words * WORD), np.uint8)
    padded[:, :size] = codes & 3
    # Four codes, a byte each, are a number whose lowest byte is the first. The product has their
    # bits side by side in its highest byte, those of the first code in front.
    four = padded.view("<u4") * np.uint32(1 << 30 | 1 << 20 | 1 << 10 | 1) >> np.uint32(24)
    return np.ascontiguousarray(four.astype(np.uint8).view(">u8").T, np.uint64)


def collapse(
    words: NDArray[Any],
    qualities: Qualities,
    kept: NDArray[Any],
    umis: bool = False,
    reads: NDArray[Any] | None = None,
) -> Collapsed:
    """Collapse the kept ones of some inserts. They are single reads, or have ``reads``; with
    ``umis``, the last word is that of the UMI."""
    order = kept[np.lexsort(words[::-1, kept])]
    of_order = np.ones(len(order), np.int64) if reads is None else reads[order]
    ordered = words[:, order]

    def errors(rows: NDArray[Any], dtype: type) -> NDArray[Any]:
        return look_up(qualities.error.astype(dtype), qualities.letters[order[rows]])

    if not umis:
        return _merge(ordered, of_order, errors)
    return _merge(ordered[:-1], of_order, errors)._replace(pairs=_count(ordered, of_order))


def _count(words: NDArray[Any], reads: NDArray[Any]) -> Collapsed:
    """One pair for each run of equal columns of words."""
    starts = starts_of(words)
    no_errors = np.zeros((len(starts), 0), np.float16)
    return Collapsed(words[:, starts], add_up(reads, starts), no_errors)


def _merge(words: NDArray[Any], reads: NDArray[Any], errors: Errors) -> Collapsed:
    """One insert for each run of equal columns of words, with the means of its errors."""
    starts = starts_of(words)
    size = np.diff(starts, append=len(reads))
    total = add_up(reads, starts)
    # Half precision is enough, and keeps the memory that a deep library needs small.
    means = errors(starts, np.float16)
    # Most inserts are there once and stay as they are: only the others are worked on.
    several = np.flatnonzero(size > 1)
    if len(several):
        single = bool(reads.max() == 1)

        def weighed(rows: NDArray[Any]) -> NDArray[Any]:
            values = errors(rows, np.float32)
            return values if single else values * reads[rows, None].astype(np.float32)

        means[several] = _add_runs(weighed, starts[several], size[several]) / total[several, None]
    return Collapsed(words[:, starts], total, means)


def _add_runs(
    rows: Callable[[NDArray[Any]], NDArray[Any]], first: NDArray[Any], size: NDArray[Any]
) -> NDArray[Any]:
    """The sum of each run of at least two rows, given where it starts."""
    # Most runs are short: first rows, second rows and so on are added, those of all runs at once.
    sums = rows(first + 1)
    for rank in range(2, SHORT):
        longer = np.flatnonzero((size > rank) & (size <= SHORT))
        sums[longer] += rows(first[longer] + rank)
    sums += rows(first)
    long = np.flatnonzero(size > SHORT)
    if len(long):
        ends = np.cumsum(size[long])
        starts = ends - size[long]
        members = np.arange(ends[-1]) + np.repeat(first[long] - starts, size[long])
        sums[long] = np.add.reduceat(rows(members), starts)
    return sums


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
    """All inserts, or all pairs, of several parts."""
    words, reads, means, _ = zip(*parts, strict=True)
    every = Collapsed(np.concatenate(words, axis=1), np.concatenate(reads), np.concatenate(means))
    order = np.lexsort(every.words[::-1])
    ordered, of_order = every.words[:, order], every.reads[order]
    if not every.errors.shape[1]:
        return _count(ordered, of_order)
    return _merge(ordered, of_order, every.errors_in(order))


def join_all(
    blocks: Iterable[Collapsed], positions: int, umis: bool, threads: int = 1
) -> Collapsed:
    """All inserts of many blocks, joined as they come; of ``positions`` bases at most. With
    ``umis``, all pairs as well."""
    words = number_of_words(positions)
    inserts = _Joined(words, positions, threads, JOINED)
    pairs = _Joined(words + 1, 0, threads, PAIRS_JOINED)
    for block in blocks:
        inserts.add(block)
        if block.pairs is not None:
            pairs.add(block.pairs)
    return inserts.finish()._replace(pairs=pairs.finish() if umis else None)


class _Joined:
    """Inserts, or pairs, that are joined by their first bases, a share of all at a time: so there
    is hardly more in memory than all of them once, and those that wait."""

    def __init__(self, words: int, positions: int, threads: int, fewest: int) -> None:
        self.none = Collapsed(
            np.zeros((words, 0), np.uint64),
            np.zeros(0, np.int64),
            np.zeros((0, positions), np.float16),
        )
        self.shares = [[self.none] for _ in range(SHARES)]
        self.threads, self.fewest = threads, fewest
        self.joined = self.waiting = 0

    def add(self, block: Collapsed) -> None:
        """Take in a block, and join what there is once enough of it waits."""
        for share, part in zip(self.shares, _split(block), strict=True):
            share.append(part)
        self.waiting += len(block.reads)
        if self.waiting > max(self.fewest, self.joined):
            self._join()
            self.joined, self.waiting = sum(len(share.reads) for (share,) in self.shares), 0

    def _join(self) -> None:
        for place, share in enumerate(map_ahead(join, self.shares, self.threads)):
            self.shares[place] = [share]

    def finish(self) -> Collapsed:
        """All of them, one share after the other; each is let go of, for the memory."""
        self._join()
        number = sum(len(share.reads) for (share,) in self.shares)
        chained = Collapsed(
            np.empty((len(self.none.words), number), self.none.words.dtype),
            np.empty(number, self.none.reads.dtype),
            np.empty((number, self.none.errors.shape[1]), self.none.errors.dtype),
        )
        at = 0
        while self.shares:
            (share,) = self.shares.pop(0)
            rows = slice(at, at := at + len(share.reads))
            chained.words[:, rows], chained.reads[rows] = share.words, share.reads
            chained.errors[rows] = share.errors
        return chained


def _split(collapsed: Collapsed) -> list[Collapsed]:
    """Inserts by their first bases, so many shares of all that there can be."""
    first = np.arange(1, SHARES, dtype=np.uint64) << np.uint64(64 - SHARES.bit_length() + 1)
    bounds = [0, *np.searchsorted(collapsed.words[0], first).tolist(), len(collapsed.reads)]
    return [collapsed.take(slice(one, other)) for one, other in pairwise(bounds)]


def lengths_of(words: NDArray[Any]) -> NDArray[Any]:
    """The length of each insert, given as words without a UMI."""
    return (words[-1] & LOWEST).astype(np.int64)


def _unread_of(words: NDArray[Any]) -> NDArray[Any]:
    """The position of the unread base of each insert, from 1; 0 for none."""
    return (words[-1] >> np.uint64(UNREAD_AT) & LOWEST).astype(np.int64)


def codes_at(words: NDArray[Any], place: int) -> NDArray[Any]:
    """The codes of inserts, given as words without a UMI, at a place (from 0); 0 behind the end."""
    shift = 2 * (WORD - 1 - place % WORD)
    codes = (words[place // WORD] >> np.uint64(shift)).astype(np.uint8) & 3
    codes[_unread_of(words) == place + 1] = UNREAD
    return codes


def sequences_of(collapsed: Collapsed) -> NDArray[Any]:
    """The letters of each insert, as bytes."""
    words = collapsed.words
    octets = np.ascontiguousarray(words.T, ">u8").view(np.uint8)
    letters = look_up(FOUR_LETTERS, octets).view(np.uint8)[:, : collapsed.errors.shape[1]]
    place = _unread_of(words)
    unread = np.flatnonzero(place)
    letters[unread, place[unread] - 1] = LETTERS[UNREAD]
    return as_strings(letters, lengths_of(words))


def unpack_umis(word: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The bases of UMIs as numbers of ``MAX_UMI`` digits of two bits, 0 behind the end; lengths."""
    return word >> np.uint64(UMI_AT), (word & np.uint64(2**UMI_AT - 1)).astype(np.uint8)


def qualities_of(collapsed: Collapsed) -> NDArray[Any]:
    """The mean error probability of each base of each insert, as Phred scores in letters."""
    every = np.arange(2**16, dtype=np.uint16).view(np.float16).astype(np.float32)
    with np.errstate(invalid="ignore"):  # half of them are no probabilities
        error = np.maximum(every, 10 ** (-MAX_PHRED / 10))
        letter = (33 + np.rint(-10 * np.log10(error))).astype(np.uint8)
    return as_strings(look_up(letter, collapsed.errors.view(np.uint16)), collapsed.length)
