"""What an assay of one miRNA by qPCR would meet: its cycle, what it misses and what it takes in."""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

# A rule of thumb, not a calibration: 100,000 counts per million are at cycle 20, as miR-16-5p in
# plasma, and each halving is a cycle more. Ligation alone makes a miRNA of equal amount ten times
# as frequent as another, more than three cycles.
CQ_OF_ONE, CQ_ERROR = 36.6, 3.0
# The least abundance that an assay is proposed for: cycle 31 by that rule.
ASSAYABLE_CPM = 50
# Edits within which an assay may take one mature for another.
NEAR = 2
# What the summary of isomiRs tells, by how it is called in a cell.
PARTS = {
    "shifted_5p_share": "other 5' end",
    "shorter_3p_share": "shorter at 3'",
    "longer_3p_share": "longer at 3'",
    "tailed_share": "tail",
    "edited_share": "A read as G",
    "substituted_share": "other base",
}
# Parts below this share are not named.
SMALL_PART = 0.01


def expected_cycles(cpm: pd.DataFrame) -> pd.DataFrame:
    """The band of the cycle of quantification from the median CPM of the groups (columns):
    cq_low by the group with more, cq_high by that with less. Empty without any count there."""
    most, least = cpm.max(axis=1), cpm.min(axis=1)
    return pd.DataFrame(
        {
            "cq_low": CQ_OF_ONE - np.log2(most.where(most > 0)) - CQ_ERROR,
            "cq_high": CQ_OF_ONE - np.log2(least.where(least > 0)) + CQ_ERROR,
        },
        index=cpm.index,
    ).round(1)


def describe_missed(summary: Mapping[str, float]) -> str:
    """The isomiRs that are not as annotated, in words; one read can be in several parts."""
    shares = [(words, summary[name]) for name, words in PARTS.items()]
    found = [f"{words} {share:.0%}" for words, share in shares if share >= SMALL_PART]
    return "; ".join(found).replace("%", " %")


def find_paralogues(mirna: str, sequence: str, matures: Mapping[str, str]) -> list[str]:
    """The other matures within NEAR edits of a sequence, the nearest first, with their edits, such
    as "hsa-let-7c-5p (1)". ``matures`` has the sequences by name."""
    own = set(mirna.split("/"))
    near = [
        (edits, name)
        for name, other in matures.items()
        if name not in own and (edits := count_edits(sequence, other)) is not None
    ]
    return [f"{name} ({edits})" for edits, name in sorted(near, key=lambda pair: pair[0])]


def count_edits(one: str, other: str, most: int = NEAR) -> int | None:
    """The bases to be changed, put in or taken out to make one sequence the other; None if more
    than ``most``."""
    if abs(len(one) - len(other)) > most or _differ(one, other) > 2 * most:
        return None
    row: list[int] = list(range(len(other) + 1))
    for place, base in enumerate(one, start=1):
        before, row = row, [place]
        for at, letter in enumerate(other, start=1):
            row.append(min(before[at - 1] + (base != letter), before[at] + 1, row[-1] + 1))
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None


def _differ(one: str, other: str) -> int:
    """How many bases the compositions differ in: an edit changes at most two."""
    ours, theirs = Counter(one), Counter(other)
    return sum(abs(ours[base] - theirs[base]) for base in {*ours, *theirs})


def name_near(found: Iterable[str], most: int = 12) -> str:
    """The names by commas, of many the first."""
    names = list(found)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ",".join(names[:most]) + more
