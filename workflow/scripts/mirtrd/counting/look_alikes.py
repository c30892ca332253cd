"""Other RNAs, and other miRNAs, that may explain reads of a miRNA."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import sum_by
from mirtrd.counting.counted import Counted
from mirtrd.counting.learning import ITS_OWN
from mirtrd.counting.naming import MISMATCHED, MOSTLY, SIBLING, WORTH_NAMING

# A mature that shares this much of its reads has hardly any to itself.
NEARLY_ALL = 0.8


@dataclass(frozen=True, kw_only=True)
class LookAlike:
    """A mature and another RNA: the count of the inserts of a sample that fit both, and the amount
    of it that the mature is given."""

    mirna: str
    rna_class: str
    other: str
    count: int
    given: float

    def cells(self) -> tuple[str, str, str, int, float]:
        """The cells of ``SAMPLE_LOOK_ALIKES``."""
        return self.mirna, self.rna_class, self.other, self.count, self.given


def find_look_alikes(counted: Counted) -> list[LookAlike]:
    """Matures and the other RNAs that could explain some of their inserts, most reads first.

    These are inserts that fit both without a difference, whoever gets them, and those that a
    mature gets though another RNA has no more differences from them. Where most reads of a mature
    have a mismatch, these may be of an RNA that is not in the reference: a row of its own. Another
    miRNA is named for a mature that has hardly any insert to itself.
    """
    rows = [*_find_others(counted), *_find_mismatched(counted), *find_siblings(counted)]
    return sorted(rows, key=lambda row: (row.mirna, -row.count, row.other))


def _find_others(counted: Counted) -> list[LookAlike]:
    """Matures and the other RNAs that their inserts fit as well."""
    assigned, reference = counted.assignment, counted.reference
    on_hairpins, on_others = counted.sample.on_hairpins, counted.sample.on_others
    pairs, counts = assigned.pairs, counted.sample.counts
    pair = np.flatnonzero(assigned.other_place[pairs.insert] >= 0)
    insert = pairs.insert[pair]
    at = assigned.other_place[insert]
    differences = on_hairpins.mismatches[pairs.place[pair]] + (pairs.tail[pair] > 0)
    given = counted.amounts[pair]
    fits = on_others.mismatches[at] + (on_others.tail[at] > 0) <= differences
    fits |= assigned.fits_both[insert] & (differences == 0)
    fits &= (differences == 0) | (given >= WORTH_NAMING * counts[insert])
    count: Counter[tuple[int, int]] = Counter()
    amount: dict[tuple[int, int], float] = defaultdict(float)
    for mature, other, number, part in zip(
        pairs.mature[pair[fits]].tolist(),
        on_others.sequence[at[fits]].tolist(),
        counts[insert[fits]].tolist(),
        given[fits].tolist(),
        strict=True,
    ):
        count[mature, other] += number
        amount[mature, other] += part
    return [
        LookAlike(
            mirna=reference.matures.names[mature],
            rna_class=reference.other_rows[other].rna_class,
            other=reference.other_rows[other].name,
            count=number,
            given=round(amount[mature, other], 2),
        )
        for (mature, other), number in count.items()
    ]


def _find_mismatched(counted: Counted) -> list[LookAlike]:
    """Matures most of whose amount has a mismatch."""
    pairs, amounts = counted.assignment.pairs, counted.of_matures
    differ = counted.sample.on_hairpins.mismatches[pairs.place] > 0
    differing = sum_by(pairs.mature[differ], counted.amounts[differ], len(amounts))
    rna_class, other = MISMATCHED
    mostly = np.flatnonzero((differing > MOSTLY * amounts) & (np.rint(differing) > 0))
    return [
        LookAlike(
            mirna=counted.reference.matures.names[mature],
            rna_class=rna_class,
            other=other,
            count=round(amount),
            given=round(amount, 2),
        )
        for mature, amount in zip(mostly.tolist(), differing[mostly].tolist(), strict=True)
    ]


def find_siblings(counted: Counted) -> list[LookAlike]:
    """Matures that share nearly all they have, each with the other mature that gets most of the
    same inserts."""
    pairs, names = counted.assignment.pairs, counted.reference.matures.names
    amounts = counted.of_matures
    shared = np.flatnonzero((counted.assignment.share < ITS_OWN) & (counted.amounts > 0))
    of_mature = sum_by(pairs.mature[shared], counted.amounts[shared], len(amounts))
    poor = (of_mature >= NEARLY_ALL * amounts) & (np.rint(amounts) > 0)
    # All that get a part of the inserts of these matures.
    theirs = np.isin(pairs.insert, pairs.insert[shared[poor[pairs.mature[shared]]]])
    with_part = np.flatnonzero(theirs & (counted.amounts > 0))
    by_insert = with_part[np.argsort(pairs.insert[with_part], kind="stable")]
    starts = np.flatnonzero(np.diff(pairs.insert[by_insert], prepend=-1))
    partners: dict[int, Counter[int]] = defaultdict(Counter)
    count: Counter[int] = Counter()
    for group in np.split(by_insert, starts[1:]):
        matures, got = pairs.mature[group].tolist(), counted.amounts[group].tolist()
        for mature in matures:
            if poor[mature]:
                count[mature] += int(counted.sample.counts[pairs.insert[group[0]]])
                partners[mature].update(dict(zip(matures, got, strict=True)))
    rows = []
    for mature, found in partners.items():
        given = round(found.pop(mature), 2)
        if not found:  # what it shares, it shares with other RNAs
            continue
        sibling = max(found, key=lambda other: (found[other], -other))
        rows.append(
            LookAlike(
                mirna=names[mature],
                rna_class=SIBLING,
                other=names[sibling],
                count=count[mature],
                given=given,
            )
        )
    return rows
