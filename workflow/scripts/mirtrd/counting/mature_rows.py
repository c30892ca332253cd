"""The rows of the table of matures of a sample: counts, and what vouches for them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools, Floats, Ints, sum_by
from mirtrd.counting.counted import Counted
from mirtrd.counting.look_alikes import LookAlike
from mirtrd.counting.naming import WORTH_NAMING, is_worth_naming
from mirtrd.counting.rounding import round_to_total


@dataclass(frozen=True, kw_only=True)
class MatureRow:
    """A mature in a sample; see the columns of ``SAMPLE_MATURES``."""

    mirna: str
    count: int
    reads: int
    unique: int
    perfect: int
    shared_with: str
    look_alike: str


def describe_matures(
    counted: Counted, counts: Mapping[str, int], found: Iterable[LookAlike]
) -> Iterator[MatureRow]:
    """The rows of matures with a count, in the order of their names; ``found`` are look-alikes."""
    names = counted.reference.matures.names
    fitting = _count_fitting(counted)
    unique, perfect = _sum_unique(counted, fitting), _sum_perfect(counted)
    amounts = _sum_reads(counted)
    reads = round_to_total(
        {name: float(amounts[n]) for n, name in enumerate(names) if name in counts}
    )
    partners = find_partners(counted, fitting)
    look_alikes = defaultdict(list)
    for row in found:
        if is_worth_naming(row.rna_class, row.count, row.given, counts.get(row.mirna, 0)):
            look_alikes[row.mirna].append(row.other)
    numbers = {name: position for position, name in enumerate(names)}
    for name in sorted(counts):
        mature = numbers[name]
        yield MatureRow(
            mirna=name,
            count=counts[name],
            reads=reads[name],
            unique=min(round(unique[mature]), counts[name]),
            perfect=min(round(perfect[mature]), counts[name]),
            shared_with=",".join(sorted(names[partner] for partner in partners.get(mature, ()))),
            look_alike=",".join(look_alikes[name]),
        )


def _count_fitting(counted: Counted) -> Floats:
    """The number of matures that each insert fits about as well as the best one."""
    assigned = counted.assignment
    return sum_by(assigned.pairs.insert, assigned.fits, len(counted.sample.counts))


def _sum_of_matures(counted: Counted, rows: Bools | Ints) -> list[float]:
    """The amount of each mature, of some of the pairs only."""
    mature, matures = counted.assignment.pairs.mature, len(counted.reference.matures.names)
    return sum_by(mature[rows], counted.amounts[rows], matures).tolist()


def _sum_unique(counted: Counted, fitting: Floats) -> list[float]:
    """The amount of each mature of inserts that fit no other mature about as well, and no other RNA
    exactly."""
    assigned, insert = counted.assignment, counted.assignment.pairs.insert
    alone = assigned.fits & (fitting[insert] == 1) & ~assigned.fits_both[insert]
    return _sum_of_matures(counted, alone)


def _sum_perfect(counted: Counted) -> list[float]:
    """The amount of each mature of inserts without mismatch."""
    place = counted.assignment.pairs.place
    return _sum_of_matures(counted, counted.sample.on_hairpins.mismatches[place] == 0)


def _sum_reads(counted: Counted) -> Floats:
    """The reads behind the amount of each mature."""
    sample, pairs = counted.sample, counted.assignment.pairs
    of_count = sample.inserts.reads / np.maximum(sample.counts, 1)
    weights = counted.amounts * of_count[pairs.insert]
    return sum_by(pairs.mature, weights, len(counted.reference.matures.names))


def find_partners(counted: Counted, fitting: Floats) -> dict[int, list[int]]:
    """The other matures that inserts of each mature fit about as well (multi-mapping), if that is
    worth naming: those that fit at least a hundredth of the amount that it shares at all."""
    assigned = counted.assignment
    pairs = assigned.pairs
    several = np.flatnonzero(assigned.fits & (fitting[pairs.insert] > 1))
    several = several[np.argsort(pairs.insert[several], kind="stable")]
    starts = np.flatnonzero(np.diff(pairs.insert[several], prepend=-1))
    common: dict[int, Counter[int]] = defaultdict(Counter)
    for group in np.split(several, starts[1:]):
        total = counted.amounts[group].sum()
        matures = pairs.mature[group].tolist()
        for mature in matures:
            for partner in matures:
                common[mature][partner] += total
    return {
        mature: [
            partner
            for partner, total in partners.items()
            if partner != mature and total >= WORTH_NAMING * partners[mature]
        ]
        for mature, partners in common.items()
    }
