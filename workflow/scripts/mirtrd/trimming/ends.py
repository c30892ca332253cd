"""Where the inserts of reads end: the adapter is searched in each read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from threading import get_ident

import numpy as np
from cutadapt.adapters import BackAdapter
from numpy.typing import NDArray

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.adapters import EXACT_PREFIX, MIN_OVERLAP
from mirtrd.trimming.fastq import LAST, Block

# The share of the bases of an adapter that may be wrong, as in `cutadapt -e 0.1`.
MAX_ERROR_RATE = 0.1
# Bases of an adapter at the end of a read that are enough behind random bases, as in
# `cutadapt -a NNNNADAPTER -O 7`: the random bases leave little room for it in a short read.
MIN_OVERLAP_BEHIND_BASES = 3
# So many G at the end of a read are dark, not bases: machines with two colours read the end of a
# short fragment as G. By chance, ten G are at the end of one of a million reads (1 / 4^10).
POLY_G = "G" * 10
# Bases of a tail such as poly-A that an exact search compares with those before it.
START_OF_TAIL = 5


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Where inserts end and adapters end in reads, from the start of the read; -1 where no adapter
    was found, and then whether the end of the read is dark."""

    insert: NDArray[np.int64]
    adapter: NDArray[np.int64]
    dark: NDArray[np.bool_]


def find_ends(block: Block, layout: Layout) -> Ends:
    """Find the adapter in each read, and with it the end of the insert.

    Where the first bases of the adapter are there exactly, that is where it is; the other reads
    are aligned one by one. Without an adapter in the layout, a read ends with its insert and its
    3' bases.
    """
    length, letters = block.length, block.first_bases()
    if letters.max(initial=0) > LAST:
        block = block.as_dna()
        letters = block.first_bases()
    if not layout.adapter:
        dark = _is_dark(block, np.arange(len(length)))
        insert = np.where(dark, -1, length - layout.bases_3p)
        return Ends(insert=insert, adapter=np.where(dark, -1, length), dark=dark)
    start = _find_exactly(block, letters, layout)
    insert = np.where(start >= 0, start - layout.bases_3p, -1)
    behind = np.where(start >= 0, start + len(layout.adapter), -1)
    align, left = _aligner(layout, get_ident()), np.flatnonzero(start < 0)
    dark = np.zeros(len(length), bool)
    dark[left] = _is_dark(block, left)
    text = block.text.tobytes().decode("ascii")
    places = zip(left.tolist(), block.bases[left].tolist(), length[left].tolist(), strict=True)
    for read, first, bases in places:
        sequence = text[first : first + bases]
        found = align(sequence)
        if found is None and dark[read]:
            found = align(sequence.rstrip("G"))
        if found is not None:
            insert[read], behind[read] = found
    return Ends(insert=insert, adapter=behind, dark=dark)


def _find_exactly(block: Block, letters: NDArray[np.uint8], layout: Layout) -> NDArray[np.int64]:
    """Where the adapter starts in each read, given its first letters; -1 where the adapter's first
    bases are not there exactly."""
    adapter = layout.adapter
    # Where a UMI is behind the adapter, all of it has to be there, for the UMI to be in its place.
    prefix = adapter[: None if layout.umi_after else EXACT_PREFIX]
    start = find_prefix(letters, block.length, prefix)
    tail = adapter[:START_OF_TAIL]
    if tail == adapter[1 : START_OF_TAIL + 1]:
        # In a tail such as poly-A, an error near its start hides that start from an exact search.
        before = block.bases + np.maximum(start - START_OF_TAIL - 1, 0)
        first = block.take(before, START_OF_TAIL)
        hidden = (first == np.frombuffer(tail.encode(), np.uint8)).all(axis=1)
        start[hidden] = -1
    return start


def find_prefix(
    letters: NDArray[np.uint8], length: NDArray[np.int64], prefix: str
) -> NDArray[np.int64]:
    """Where a prefix is first there exactly in each read, given as rows of letters; -1 for
    nowhere."""
    found = np.full(len(letters), -1)
    text, size = letters.ravel(), letters.shape[1]
    places = len(text) - len(prefix) + 1
    if places < 1:
        return found
    here, same = np.ones((2, places), bool)
    for offset, letter in enumerate(prefix.encode()):
        here &= np.equal(text[offset : offset + places], letter, out=same)
    read, place = np.divmod(np.flatnonzero(here), size)
    whole = place + len(prefix) <= np.minimum(length[read], size)
    # From the last to the first, which stays.
    found[read[whole][::-1]] = place[whole][::-1]
    return found


@cache
def _aligner(layout: Layout, thread: int) -> Callable[[str], tuple[int, int] | None]:
    """A search for the end of the insert and the end of the adapter, from the start of a read.

    Each thread needs its own: cutadapt's aligner has a state.
    """
    start, gap = layout.bases_5p, layout.bases_3p
    overlap = gap + (MIN_OVERLAP_BEHIND_BASES if gap else MIN_OVERLAP)
    adapter = "N" * gap + layout.adapter
    matcher = BackAdapter(adapter, max_errors=MAX_ERROR_RATE, min_overlap=overlap)

    def align(sequence: str) -> tuple[int, int] | None:
        match = matcher.match_to(sequence[start:])
        return match and (start + match.rstart, start + match.rstop)

    return align


def _is_dark(block: Block, reads: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether some reads end in G only."""
    length = block.length[reads]
    first = np.maximum(block.bases[reads] + length - len(POLY_G), 0)
    last = block.take(first, len(POLY_G))
    dark: NDArray[np.bool_] = (last == ord("G")).all(axis=1) & (length >= len(POLY_G))
    return dark
