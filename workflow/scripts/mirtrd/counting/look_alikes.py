"""Other RNAs, and other miRNAs, that may explain reads of a miRNA."""

from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np

from mirtrd.counting.counted import Counted, Reference
from mirtrd.counting.isomir_model import ITS_OWN

# What has less than this share of a miRNA's reads in common with it is not named.
WORTH_NAMING = 0.01
# Class and name that stand for RNAs outside of the reference, of a miRNA most of whose reads have a
# mismatch; class of another miRNA, of one that has hardly a read of its own. They are worth naming
# if they may explain most of a miRNA's reads.
MISMATCHED, SIBLING = ("unknown", "mismatched"), "mirna"
MOSTLY = 0.5
# A mature that shares this much of its reads has hardly any to itself.
NEARLY_ALL = 0.8


class LookAlikeRow(NamedTuple):
    """The count of the inserts of a sample that fit a mature and another RNA, and what of it the
    mature is given."""

    mirna: str
    rna_class: str
    other: str
    count: int
    given: float


def is_worth_naming(rna_class: str, count: float, given: float, total: float) -> bool:
    """Whether to warn of an RNA of this class that fits inserts of so many reads, of which a miRNA
    with so many reads in total was given some."""
    if rna_class in (MISMATCHED[0], SIBLING):
        return given >= MOSTLY * total
    return count >= WORTH_NAMING * total


def find_look_alikes(counted: Counted, reference: Reference) -> list[LookAlikeRow]:
    """Matures and the other RNAs that could explain some of their inserts, most reads first.

    These are inserts that fit both without a difference, whoever gets them, and those that a
    mature gets though another RNA has no more differences from them. Where most reads of a mature
    have a mismatch, these may be of an RNA that is not in the reference: a row of its own. Another
    miRNA is named for a mature that has hardly any insert to itself.
    """
    assigned, others = counted.assignment, counted.other_places
    pairs = assigned.pairs
    at = assigned.other_place[pairs.insert]
    pair = np.flatnonzero(at >= 0)
    insert, at = pairs.insert[pair], at[pair]
    differences = counted.places.mismatches[pairs.place[pair]] + (pairs.tail[pair] > 0)
    given = counted.amount[pair]
    fits = others.mismatches[at] + (others.tail[at] > 0) <= differences
    fits &= (differences == 0) | (given >= WORTH_NAMING * counted.counts[insert])
    found: dict[tuple[int, int], list[float]] = defaultdict(lambda: [0, 0.0])
    for mature, other, number, part in zip(
        pairs.mature[pair[fits]].tolist(),
        others.sequence[at[fits]].tolist(),
        counted.counts[insert[fits]].tolist(),
        given[fits].tolist(),
        strict=True,
    ):
        total = found[mature, other]
        total[0] += number
        total[1] += part
    rows = []
    for (mature, number), (total, part) in found.items():
        other = reference.other_rows[number]
        mirna = reference.matures.names[mature]
        rows.append(LookAlikeRow(mirna, other.rna_class, other.name, int(total), round(part, 2)))
    amounts = np.bincount(pairs.mature, counted.amount, len(reference.matures.names))
    differ = counted.places.mismatches[pairs.place] > 0
    differing = np.bincount(pairs.mature[differ], counted.amount[differ], len(amounts))
    for mature in np.flatnonzero((differing > MOSTLY * amounts) & (np.rint(differing) > 0)):
        given = float(differing[mature])
        mirna = reference.matures.names[mature]
        rows.append(LookAlikeRow(mirna, *MISMATCHED, round(given), round(given, 2)))
    rows += find_siblings(counted, reference, amounts)
    return sorted(rows, key=lambda row: (row.mirna, -row.count, row.other))


def find_siblings(
    counted: Counted, reference: Reference, amounts: np.ndarray
) -> list[LookAlikeRow]:
    """Matures that share nearly all they have, given their counts, each with the other mature that
    gets most of the same inserts."""
    pairs, names = counted.assignment.pairs, reference.matures.names
    shared = np.flatnonzero((counted.assignment.share < ITS_OWN) & (counted.amount > 0))
    of_mature = np.bincount(pairs.mature[shared], counted.amount[shared], len(amounts))
    poor = (of_mature >= NEARLY_ALL * amounts) & (np.rint(amounts) > 0)
    # All that get a part of the inserts of these matures.
    theirs = np.isin(pairs.insert, pairs.insert[shared[poor[pairs.mature[shared]]]])
    with_part = np.flatnonzero(theirs & (counted.amount > 0))
    by_insert = with_part[np.argsort(pairs.insert[with_part], kind="stable")]
    starts = np.flatnonzero(np.diff(pairs.insert[by_insert], prepend=-1))
    partners: dict[int, Counter[int]] = defaultdict(Counter)
    count: Counter[int] = Counter()
    for group in np.split(by_insert, starts[1:]):
        matures, got = pairs.mature[group].tolist(), counted.amount[group].tolist()
        for mature in matures:
            if poor[mature]:
                count[mature] += int(counted.counts[pairs.insert[group[0]]])
                partners[mature].update(dict(zip(matures, got, strict=True)))
    rows = []
    for mature, found in partners.items():
        given = round(found.pop(mature), 2)
        if not found:  # what it shares, it shares with other RNAs
            continue
        sibling = max(found, key=lambda other: (found[other], -other))
        rows.append(LookAlikeRow(names[mature], SIBLING, names[sibling], count[mature], given))
    return rows
