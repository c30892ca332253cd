"""Take the inserts out of the reads of a sample by the layout of its kit and collapse them."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from threading import get_ident
from typing import NamedTuple

import numpy as np
from cutadapt.adapters import BackAdapter

from mirtrd.core.bases import ERROR, UNREAD, encode
from mirtrd.core.fates import TRIMMED
from mirtrd.core.job import Job, UserError, run
from mirtrd.core.threads import map_ahead
from mirtrd.inputs.kits import Layout
from mirtrd.trimming.collapsing import (
    Collapsed,
    collapse,
    join_all,
    pack,
    pack_umis,
    qualities_of,
    sequences_of,
)
from mirtrd.trimming.fastq import Block, read_blocks
from mirtrd.trimming.inserts import Inserts, write_inserts
from mirtrd.trimming.umis import count_molecules

# An adapter whose first bases are found exactly needs no alignment. Twelve bases occur by
# chance in one of 400,000 reads of 50 nt.
EXACT_PREFIX = 12
# Further behind, the reads are aligned: no insert is so long.
SEARCHED = 400
# As in the command `cutadapt -a ADAPTER -e 0.1 -O 5`, and with four random bases before the
# adapter as in `-a NNNNADAPTER -e 0.1 -O 7`: they leave little room for it in a short read.
MAX_ERROR_RATE = 0.1
MIN_OVERLAP = 5
MIN_OVERLAP_BEHIND_BASES = 3
# Machines with two colours read what is dark, such as the end of a short fragment, as G.
POLY_G = "G" * 10
# The 5' adapter ligated to the 3' adapter, give or take the few bases that enzymes add.
MAX_DIMER = 5
# One unread base is at most one mismatch; more make an insert fit anywhere.
MAX_N = 1
# A UMI may lack this many bases at the end of the read (Illumina DRAGEN: 10 of 12 are enough).
MAX_UMI_LOSS = 2
# Expected errors of a UMI: each error makes a molecule that there is not.
MAX_UMI_ERRORS = 0.1


class Limits(NamedTuple):
    """Which inserts are kept: lengths in nt, expected sequencing errors per insert."""

    min_length: int
    max_length: int
    max_expected_errors: float


class Ends(NamedTuple):
    """Where inserts end and adapters end in reads, from the start of the read; -1 where no adapter
    was found, and then whether the end of the read is dark."""

    insert: np.ndarray
    adapter: np.ndarray
    dark: np.ndarray


@cache
def aligner(layout: Layout, thread: int) -> Callable[[str], tuple[int, int] | None]:
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


def find_prefix(letters: np.ndarray, length: np.ndarray, prefix: str) -> np.ndarray:
    """Where a prefix is first there exactly in each read, -1 for nowhere."""
    found = np.full(letters.shape[1], -1)
    places = len(letters) - len(prefix) + 1
    if places < 1:
        return found
    here = np.ones((places, letters.shape[1]), bool)
    for offset, letter in enumerate(prefix.encode()):
        here &= letters[offset : offset + places] == letter
    place, read = np.nonzero(here)
    inside = place + len(prefix) <= length[read]
    # From the last to the first, which stays.
    found[read[inside][::-1]] = place[inside][::-1]
    return found


def is_dark(block: Block, reads: np.ndarray) -> np.ndarray:
    """Whether some reads end in G only."""
    length = block.length[reads]
    first = np.maximum(block.bases[reads] + length - len(POLY_G), 0)
    last = block.take(first, len(POLY_G))
    return (last == ord("G")).all(axis=0) & (length >= len(POLY_G))


def find_ends(block: Block, letters: np.ndarray, layout: Layout) -> Ends:
    """Find the adapter in each read, and with it the end of the insert.

    Where the first bases of the adapter are there exactly, that is where it is; the other reads
    are aligned one by one. Without an adapter in the layout, a read ends with its insert and its
    3' bases.
    """
    adapter, gap, length = layout.adapter, layout.bases_3p, block.length
    if not adapter:
        dark = is_dark(block, np.arange(len(length)))
        return Ends(np.where(dark, -1, length - gap), np.where(dark, -1, length), dark)
    # Where a UMI is behind the adapter, all of it has to be there, for the UMI to be in its place.
    place = find_prefix(letters, length, adapter[: None if layout.umi_after else EXACT_PREFIX])
    start_of_tail = adapter[:5]
    if start_of_tail == adapter[1:6]:
        # In a tail such as poly-A, an error near its start hides that start from an exact search.
        first = block.take(block.bases + np.maximum(place - 6, 0), len(start_of_tail))
        hidden = (first == np.frombuffer(start_of_tail.encode(), np.uint8)[:, None]).all(axis=0)
        place[hidden] = -1
    insert = np.where(place >= 0, place - gap, -1)
    behind = np.where(place >= 0, place + len(adapter), -1)
    align, left = aligner(layout, get_ident()), np.flatnonzero(place < 0)
    dark = np.zeros(len(length), bool)
    dark[left] = is_dark(block, left)
    for read in left.tolist():
        first = block.bases[read]
        sequence = block.text[first : first + length[read]].tobytes().decode()
        found = align(sequence)
        if found is None and dark[read]:
            found = align(sequence.rstrip("G"))
        if found is not None:
            insert[read], behind[read] = found
    return Ends(insert, behind, dark)


def take_umis(
    block: Block, ends: Ends, reads: np.ndarray, layout: Layout
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The UMIs of some reads: codes, as rows of bases, lengths, expected errors.

    A UMI at the end of a read may lack its last bases.
    """
    first, end = block.bases[reads], ends.insert[reads] + layout.bases_3p
    behind = ends.adapter[reads]
    there = np.clip(block.length[reads] - behind, 0, layout.umi_after)
    parts = [
        (np.zeros(len(reads), np.int64), layout.umi_5p),
        (end - layout.umi_3p, layout.umi_3p),
        (behind, layout.umi_after),
    ]
    codes, errors = (
        np.concatenate([block.take(of + place, bases) for place, bases in parts if bases])
        for of in (first, block.qualities[reads])
    )
    length = layout.umi_5p + layout.umi_3p + there
    inside = np.arange(layout.umi_length)[:, None] < length
    return encode(codes) * inside, length, (ERROR[errors] * inside).sum(axis=0)


def trim(block: Block, layout: Layout, limits: Limits) -> tuple[Collapsed, Counter[str]]:
    """Take the insert out of each read, with the UMI if the layout has one, and judge it.

    The adapter is searched in the whole read and only then the insert is judged by its own
    qualities: cutting low-quality ends first would shorten inserts and invent 3' isomiRs.

    Returns the distinct inserts, or pairs of insert and UMI, and the reads of each fate that
    drops a read. The expected errors of an insert are the sum of 10^(-Q/10) over its bases (Edgar
    & Flyvbjerg 2015, doi:10.1093/bioinformatics/btv401).
    """
    start = layout.bases_5p
    letters = block.take(block.bases, int(np.clip(block.length.max(initial=0), 1, SEARCHED)))
    ends = find_ends(block, letters, layout)
    length = ends.insert - start
    none, few = ends.adapter < 0, length <= MAX_DIMER
    short, long = length < limits.min_length, length > limits.max_length
    left = np.flatnonzero(~none & ~short & ~long)
    dropped = {
        "no_adapter": none & ~ends.dark,
        "poly_g": none & ends.dark,
        "adapter_dimer": ~none & few,
        "too_short": ~none & ~few & short,
        "too_long": ~none & long,
    }
    dropped = Counter({fate: int(reads.sum()) for fate, reads in dropped.items()})
    umis = []
    if layout.umi_length:
        codes, umi_length, umi_errors = take_umis(block, ends, left, layout)
        good = (umi_length >= layout.umi_length - MAX_UMI_LOSS) & (codes != UNREAD).all(axis=0)
        good &= umi_errors <= MAX_UMI_ERRORS
        dropped["no_umi"] = int((~good).sum())
        left, umis = left[good], [pack_umis(codes[:, good], umi_length[good])]
    length = length[left]
    inside = np.arange(limits.max_length)[:, None] < length
    codes = encode(block.take(block.bases[left] + start, limits.max_length))
    codes *= inside
    errors = ERROR[block.take(block.qualities[left] + start, limits.max_length)]
    errors *= inside
    read = (codes == UNREAD).sum(axis=0) <= MAX_N
    good = read & (errors.sum(axis=0, dtype=float) <= limits.max_expected_errors)
    dropped |= {"n_rich": int((~read).sum()), "low_quality": int((read & ~good).sum())}
    words = np.array([*pack(codes, length), *umis])
    return collapse(words, errors, np.flatnonzero(good), bool(umis)), dropped


def trim_all(
    blocks: Iterable[Block], layout: Layout, limits: Limits, threads: int = 1
) -> tuple[Collapsed, Counter[str]]:
    """Trim blocks of reads and collapse the inserts of all; the same for any number of threads."""
    dropped = Counter(dict.fromkeys(TRIMMED, 0))

    def parts() -> Iterator[Collapsed]:
        for inserts, fates in map_ahead(
            partial(trim, layout=layout, limits=limits), blocks, threads
        ):
            dropped.update(fates)
            yield inserts

    return join_all(parts(), limits.max_length, layout.umi_length > 0), dropped


def as_inserts(collapsed: Collapsed, counts: np.ndarray) -> Inserts:
    """Distinct inserts with their counts."""
    return Inserts(sequences_of(collapsed), counts, collapsed.reads, qualities_of(collapsed))


def count_inserts(collapsed: Collapsed, umi_length: int) -> tuple[Inserts, dict | None]:
    """Distinct inserts, counted in molecules where there is a UMI, and what is known of UMIs."""
    if not umi_length:
        return as_inserts(collapsed, collapsed.reads), None
    molecules, space_used = count_molecules(collapsed)
    distinct = collapsed.without_umis()
    umi = {
        "length": umi_length,
        "reads": int(distinct.reads.sum()),
        "molecules": int(molecules.sum()),
        "space_used": round(space_used, 4),
    }
    return as_inserts(distinct, molecules), umi


def main(job: Job) -> None:
    kit = json.loads(Path(job.input.kit).read_text())
    failure, layout = kit["failure"], Layout(**(kit["layout"] or {}))
    limits = Limits(**job.params.limits)
    inserts, dropped = trim_all([], layout, limits)
    try:
        if failure is None:
            inserts, dropped = trim_all(read_blocks(job.input.reads), layout, limits, job.threads)
    except UserError as error:
        # A damaged file fails its sample, not the run: nothing of it is counted.
        failure = str(error)
        print(failure)
    reads = int(inserts.reads.sum()) + dropped.total()
    inserts, umi = count_inserts(inserts, layout.umi_length)
    if umi:
        dropped["duplicate"] = umi["reads"] - umi["molecules"]
    unit = "molecules" if umi else "reads"
    tally = {"failure": failure, "unit": unit, "reads": reads, "dropped": dropped, "umi": umi}
    write_inserts(job.output.inserts, inserts)
    Path(job.output.tally).write_text(json.dumps(tally, indent=2) + "\n")


if __name__ == "__main__":
    run(main)
