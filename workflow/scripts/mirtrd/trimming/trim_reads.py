"""Take the inserts out of the reads of a sample by the layout of its kit and collapse them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from mirtrd.core.arrays import inside
from mirtrd.core.bases import UNREAD, encode
from mirtrd.core.fates import TRIMMED
from mirtrd.core.job import Job, UserError, run
from mirtrd.core.threads import map_ahead
from mirtrd.inputs.kits import Layout
from mirtrd.trimming.adapters import MAX_DIMER, MAX_UMI_LOSS
from mirtrd.trimming.collapsing import (
    Collapsed,
    Qualities,
    collapse,
    join_all,
    pack,
    pack_umis,
    qualities_of,
    sequences_of,
)
from mirtrd.trimming.ends import Ends, find_ends
from mirtrd.trimming.fastq import Block
from mirtrd.trimming.inserts import WRITTEN, Inserts, write_inserts
from mirtrd.trimming.reading import read_blocks
from mirtrd.trimming.tally import Tally, UmiTally, write_tally
from mirtrd.trimming.umis import count_molecules
from mirtrd.trimming.verdicts import read_verdict

# Unread bases (N) that an insert may have: one is at most one mismatch; more make an insert fit
# anywhere.
MAX_N = 1
# Expected errors of a UMI that is counted: each error makes a molecule that there is not. A UMI of
# 12 bases of Q21 has a tenth of an error.
MAX_UMI_ERRORS = 0.1


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Which inserts are kept: lengths in nt, expected sequencing errors per insert."""

    min_length: int
    max_length: int
    max_expected_errors: float


@dataclass(frozen=True, kw_only=True)
class Umis:
    """UMIs of some reads: their codes as rows, lengths, and the expected errors of those that may
    have too many, 0 for the others."""

    codes: NDArray[np.uint8]
    length: NDArray[np.int64]
    errors: NDArray[np.float32]

    def are_readable(self, umi_length: int) -> NDArray[np.bool_]:
        """Which are long enough, without an unread base, and probably without an error."""
        whole = self.length >= umi_length - MAX_UMI_LOSS
        read = (self.codes != UNREAD).all(axis=1)
        return whole & read & (self.errors <= MAX_UMI_ERRORS)

    def pack(self, which: NDArray[np.bool_]) -> NDArray[np.uint64]:
        """A word for each of some UMIs."""
        return pack_umis(self.codes[which], self.length[which])


def take_umis(block: Block, ends: Ends, reads: NDArray[np.int64], layout: Layout) -> Umis:
    """The UMIs of some reads; one at the end of a read may lack its last bases."""
    first, end = block.bases[reads], ends.insert[reads] + layout.bases_3p
    behind = ends.adapter[reads]
    seen = np.clip(block.length[reads] - behind, 0, layout.umi_after)
    parts = [
        (np.zeros(len(reads), np.int64), layout.umi_5p),
        (end - layout.umi_3p, layout.umi_3p),
        (behind, layout.umi_after),
    ]
    letters, qualities = (
        np.hstack([block.take(of + place, bases) for place, bases in parts if bases])
        for of in (first, block.qualities[reads])
    )
    length = layout.umi_5p + layout.umi_3p + seen
    there = inside(length, layout.umi_length)
    errors = np.zeros(len(reads), np.float32)
    doubtful = np.flatnonzero(_most_errors(qualities, there, block.error) > MAX_UMI_ERRORS / 2)
    # Base by base: the order of a sum decides its last bits, and those what is just readable.
    for error in (block.error.take(qualities[doubtful]) * there[doubtful]).T:
        errors[doubtful] += error
    return Umis(codes=encode(letters) * there, length=length, errors=errors)


def _most_errors(
    letters: NDArray[np.uint8], there: NDArray[np.bool_], error: NDArray[np.float32]
) -> NDArray[np.float64]:
    """The most expected errors that rows of qualities may have, of which some letters are there:
    those if all bases are like the worst one. Most inserts and UMIs are good even then."""
    worst = np.where(there, letters, 255).min(axis=1, initial=255)
    return error[worst] * there.sum(axis=1).astype(float)


def take_named_umis(block: Block, reads: NDArray[np.int64], umi_length: int) -> Umis:
    """The UMIs in the names of some reads; of no bases where a file has none."""
    letters = np.zeros((len(reads), umi_length), np.uint8)
    if block.umis is not None:
        named = block.umis[reads, :umi_length]
        letters[:, : named.shape[1]] = named
    length = (letters > 0).sum(axis=1)
    codes = encode(letters) * (letters > 0)
    return Umis(codes=codes, length=length, errors=np.zeros(len(reads), np.float32))


def sort_by_length(
    block: Block, ends: Ends, length: NDArray[np.int64], limits: Limits
) -> tuple[NDArray[np.int64], Counter[str]]:
    """Which reads have an insert of a length that is kept, and how many are dropped for what."""
    none, few = ends.adapter < 0, length <= MAX_DIMER
    short, long = length < limits.min_length, length > limits.max_length
    dropped = {
        "no_adapter": none & ~ends.dark,
        "poly_g": none & ends.dark,
        "adapter_dimer": ~none & few,
        "too_short": ~none & ~few & short,
        "too_long": ~none & long,
    }
    counts = Counter({fate: block.count(which) for fate, which in dropped.items()})
    return np.flatnonzero(~none & ~short & ~long), counts


def trim(
    block: Block, layout: Layout, limits: Limits, umi_in_names: int = 0
) -> tuple[Collapsed, Counter[str]]:
    """Take the insert out of each read, with the UMI if the layout or the names have one, and judge
    it.

    The adapter is searched in the whole read and only then the insert is judged by its own
    qualities: cutting low-quality ends first would shorten inserts and invent 3' isomiRs.

    Returns the distinct inserts, or pairs of insert and UMI, and the reads of each fate that
    drops a read. The expected errors of an insert are the sum of 10^(-Q/10) over its bases (Edgar
    & Flyvbjerg 2015, doi:10.1093/bioinformatics/btv401).
    """
    start = layout.bases_5p
    ends = find_ends(block, layout)
    length = ends.insert - start
    left, dropped = sort_by_length(block, ends, length, limits)
    umi_words = []
    if umi_length := layout.umi_length or umi_in_names:
        if layout.umi_length:
            umis = take_umis(block, ends, left, layout)
        else:
            umis = take_named_umis(block, left, umi_in_names)
        readable = umis.are_readable(umi_length)
        dropped["no_umi"] = block.count(left[~readable])
        left, umi_words = left[readable], [umis.pack(readable)]
    length = length[left]
    there = inside(length, limits.max_length)
    codes = encode(block.take(block.bases[left] + start, limits.max_length)) * there
    letters = block.take(block.qualities[left] + start, limits.max_length)
    errors = _most_errors(letters, there, block.error)
    doubtful = np.flatnonzero(errors > limits.max_expected_errors)
    errors[doubtful] = (block.error.take(letters[doubtful]) * there[doubtful]).sum(
        axis=1, dtype=float
    )
    unread = np.flatnonzero(codes == UNREAD) // limits.max_length
    read = np.bincount(unread, minlength=len(left)) <= MAX_N
    good = read & (errors <= limits.max_expected_errors)
    dropped |= {
        "n_rich": block.count(left[~read]),
        "low_quality": block.count(left[read & ~good]),
    }
    words = np.array([*pack(codes, length), *umi_words])
    reads = None if block.reads is None else block.reads[left]
    kept = np.flatnonzero(good)
    inserts = collapse(words, Qualities(letters, block.error), kept, bool(umi_words), reads)
    return inserts, dropped


def trim_all(
    blocks: Iterable[Block],
    layout: Layout,
    limits: Limits,
    threads: int = 1,
    umi_in_names: int = 0,
) -> tuple[Collapsed, Counter[str]]:
    """Trim blocks of reads and collapse the inserts of all; the same for any number of threads."""
    dropped = Counter(dict.fromkeys(TRIMMED, 0))

    def parts() -> Iterator[Collapsed]:
        for inserts, fates in map_ahead(
            partial(trim, layout=layout, limits=limits, umi_in_names=umi_in_names), blocks, threads
        ):
            dropped.update(fates)
            yield inserts

    umis = layout.umi_length + umi_in_names > 0
    return join_all(parts(), limits.max_length, umis, threads), dropped


def as_inserts(collapsed: Collapsed, counts: NDArray[np.int64]) -> Inserts:
    """Distinct inserts with their counts."""
    number, positions = collapsed.errors.shape
    sequences, qualities = np.empty((2, number), f"S{positions}")
    for first in range(0, number, WRITTEN):
        rows = slice(first, first + WRITTEN)
        some = collapsed.take(rows)
        sequences[rows], qualities[rows] = sequences_of(some), qualities_of(some)
    return Inserts(sequences, counts, collapsed.reads, qualities)


def count_inserts(collapsed: Collapsed, umi_length: int) -> tuple[Inserts, UmiTally | None]:
    """Distinct inserts, counted in molecules where there is a UMI, and what is known of UMIs."""
    if not umi_length:
        return as_inserts(collapsed, collapsed.reads), None
    assert collapsed.pairs is not None
    molecules = count_molecules(collapsed.pairs)
    umi = UmiTally(
        length=umi_length,
        reads=int(collapsed.reads.sum()),
        molecules=int(molecules.counts.sum()),
        space_used=round(molecules.space_used, 4),
    )
    return as_inserts(collapsed, molecules.counts), umi


def main(job: Job) -> None:
    kit = read_verdict(job.input.kit)
    failure, layout = kit.failure, kit.layout or Layout()
    limits = Limits(**job.params.limits)
    umi_in_names = kit.umi_in_names
    collapsed, dropped = trim_all([], layout, limits, umi_in_names=umi_in_names)
    try:
        if failure is None:
            blocks = read_blocks(job.input.reads)
            collapsed, dropped = trim_all(blocks, layout, limits, job.threads, umi_in_names)
    except UserError as error:
        # A damaged file fails its sample, not the run: nothing of it is counted.
        failure = str(error)
        print(failure)
    reads = int(collapsed.reads.sum()) + dropped.total()
    inserts, umi = count_inserts(collapsed, layout.umi_length or umi_in_names)
    if umi:
        dropped["duplicate"] = umi.reads - umi.molecules
    tally = Tally(
        failure=failure,
        unit="molecules" if umi else "reads",
        reads=reads,
        dropped=dict(dropped),
        umi=umi,
    )
    write_inserts(job.output.inserts, inserts)
    write_tally(job.output.tally, tally)


if __name__ == "__main__":
    run(main)
