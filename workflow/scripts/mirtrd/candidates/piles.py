"""The reads of all samples on the hairpins of candidates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pysam
from numpy.typing import NDArray

from mirtrd.candidates.best import NOT_CALLED, NOT_TESTED, describe_p
from mirtrd.candidates.structure import fold
from mirtrd.counting.isomir_model import MAX_SHIFT_3P, MAX_SHIFT_5P
from mirtrd.reference.tables import MATURES


class Locus(NamedTuple):
    """A mature on a hairpin, 0-based, end excluded."""

    mirna: str
    hairpin: str
    start: int
    end: int


class Read(NamedTuple):
    """An insert on a hairpin: its templated part, 0-based, end excluded; its bases; the length of
    its tail. It starts before 0 if it begins before the hairpin."""

    start: int
    end: int
    letters: str
    tail: int


# How often each read is counted on a hairpin; several RNAs that share one have a part of it each.
Counts = dict[Read, float]


@dataclass(frozen=True, kw_only=True)
class Reads:
    """What all samples have on some hairpins: sequences of these, reads with their counts over all
    samples, and coverage (samples x positions), each by hairpin."""

    hairpins: Mapping[str, str]
    totals: Mapping[str, Counts]
    coverage: Mapping[str, pd.DataFrame]


@dataclass(frozen=True, kw_only=True)
class Pile:
    """The reads on the hairpin of a miRNA.

    ``said`` is what the candidate list says of it, ``called`` whether it is significant.
    ``arms`` are the matures on the hairpin with their counts, ``locus`` the one that is looked at.
    ``hairpins`` is on how many hairpins that is, ``fitting`` which share of its counts fit this
    one. ``structure`` and ``energy`` are "" if unknown. ``coverage`` is groups by positions;
    ``own`` and ``others`` are reads, the most frequent first, with their counts.
    """

    locus: Locus
    said: str
    called: bool
    hairpins: int
    fitting: float
    sequence: str
    structure: str
    energy: str
    arms: Sequence[tuple[Locus, float]]
    coverage: pd.DataFrame
    own: Sequence[tuple[Read, float]]
    others: Sequence[tuple[Read, float]]


def read_loci(path: str | Path) -> list[Locus]:
    """The matures on hairpins, from the table of the reference."""
    return [
        Locus(mirna, hairpin, start, end)
        for mirna, hairpin, start, end, _ in MATURES.read_rows(path)
    ]


def read_hairpins(fasta: str | Path, names: Iterable[str]) -> dict[str, str]:
    """The sequences of some hairpins, from the FASTA file of the reference."""
    wanted = set(names)
    with pysam.FastxFile(str(fasta)) as file:
        return {record.name: record.sequence or "" for record in file if record.name in wanted}


def read_pile(path: str | Path, hairpins: Iterable[str]) -> dict[str, Counts]:
    """The reads of a sample on these hairpins, and the count of each there."""
    found = {}
    with pysam.AlignmentFile(str(path)) as bam:
        for hairpin in hairpins:
            reads: Counts = defaultdict(float)
            for record in bam.fetch(hairpin):
                reads[_read_of(record)] += _number(record, "ZC") * _number(record, "ZS")
            found[hairpin] = dict(reads)
    return found


def _read_of(record: pysam.AlignedSegment) -> Read:
    bases, end = record.query_sequence, record.reference_end
    # The BAM file has aligned inserts only.
    assert bases is not None
    assert end is not None
    start = record.reference_start - record.query_alignment_start
    tail = record.query_length - record.query_alignment_end
    return Read(start, end, bases.replace("T", "U"), tail)


def _number(record: pysam.AlignedSegment, tag: str) -> float:
    value = record.get_tag(tag)
    assert isinstance(value, int | float)
    return value


def read_piles(paths: Mapping[str, str], hairpins: Mapping[str, str]) -> Reads:
    """The reads of all samples, whose BAM files are given by sample, on hairpins with sequences."""
    totals: dict[str, Counts] = {hairpin: defaultdict(float) for hairpin in hairpins}
    coverage: dict[str, dict[str, NDArray[np.float64]]] = {hairpin: {} for hairpin in hairpins}
    for sample, path in paths.items():
        for hairpin, reads in read_pile(path, hairpins).items():
            for read, count in reads.items():
                totals[hairpin][read] += count
            coverage[hairpin][sample] = cover(reads, len(hairpins[hairpin]))
    return Reads(
        hairpins={hairpin: bases.replace("T", "U") for hairpin, bases in hairpins.items()},
        totals=totals,
        coverage={hairpin: pd.DataFrame(columns).T for hairpin, columns in coverage.items()},
    )


def cover(reads: Mapping[Read, float], length: int) -> NDArray[np.float64]:
    """How often each position of a hairpin is read; tails do not count."""
    steps = np.zeros(length + 1)
    for read, count in reads.items():
        steps[max(read.start, 0)] += count
        steps[read.end] -= count
    return steps.cumsum()[:-1]


def nearest(read: Read, loci: Iterable[Locus]) -> Locus | None:
    """The mature that a read is an isomiR of, if any."""
    apart = {
        locus: abs(read.start - locus.start) + abs(read.end - locus.end)
        for locus in loci
        if abs(read.start - locus.start) <= MAX_SHIFT_5P
        and abs(read.end - locus.end) <= MAX_SHIFT_3P
    }
    return min(apart, key=lambda locus: apart[locus], default=None)


def pick_locus(mirna: str, loci: Sequence[Locus], totals: Mapping[str, Counts]) -> Locus:
    """Where most reads of a miRNA are counted; of several such places the one on the hairpin that
    has most reads in all, then the first by name."""

    def worth(locus: Locus) -> tuple[float, float]:
        reads = totals[locus.hairpin]
        beside = [other for other in loci if other.hairpin == locus.hairpin]
        own = sum(count for read, count in reads.items() if nearest(read, beside) == locus)
        return -own, -sum(reads.values())

    return min((locus for locus in loci if locus.mirna == mirna), key=lambda x: (*worth(x), x))


def describe(candidate: Mapping[str, Any]) -> str:
    """What the candidate list says of a miRNA."""
    status = candidate["status"]
    if status == NOT_TESTED:
        return f"{status} ({candidate['reason']})"
    return f"{status}, {describe_p(candidate['padj'])}"


def pile_up(
    candidate: pd.Series,
    loci: Sequence[Locus],
    reads: Reads,
    counts: pd.DataFrame,
    groups: pd.Series,
) -> Pile:
    """The reads on the hairpin of a candidate.

    ``counts`` is miRNAs x samples; coverage is per million of the miRNA counts of a sample, the
    mean of each group.
    """
    name = candidate["mirna"]
    locus = pick_locus(name, loci, reads.totals)
    sequence = reads.hairpins[locus.hairpin]
    beside = sorted(
        (other for other in loci if other.hairpin == locus.hairpin), key=lambda x: x.start
    )
    arms = dict.fromkeys(beside, 0.0)
    own: list[tuple[Read, float]] = []
    others: list[tuple[Read, float]] = []
    for read, count in sorted(
        reads.totals[locus.hairpin].items(), key=lambda item: (-item[1], item[0])
    ):
        arm = nearest(read, arms)
        (own if arm == locus else others).append((read, count))
        if arm:
            arms[arm] += count
    sizes = counts.sum().clip(lower=1)
    scaled = reads.coverage[locus.hairpin].mul(1e6 / sizes, axis=0)
    structure, energy = fold(sequence)
    return Pile(
        locus=locus,
        said=describe(candidate),
        called=candidate["status"] not in NOT_CALLED,
        hairpins=len({place.hairpin for place in loci if place.mirna == name}),
        fitting=arms[locus] / max(counts.loc[name].sum(), 1),
        sequence=sequence,
        structure=structure,
        energy=energy,
        arms=list(arms.items()),
        coverage=scaled.groupby(groups, sort=False).mean(),
        own=own,
        others=others,
    )
