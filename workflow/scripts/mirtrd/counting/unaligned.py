"""The inserts of a sample that nothing of the reference explains."""

from collections.abc import Iterator

import numpy as np

from mirtrd.core.arrays import sum_by
from mirtrd.counting.counted import Counted
from mirtrd.counting.tables import KEPT


def find_unaligned(counted: Counted) -> Iterator[tuple[str, int]]:
    """The most frequent inserts without a share on matures, hairpins or other RNAs, and their
    counts. Of equally frequent ones, those that trimming has first."""
    assigned, inserts = counted.assignment, counted.sample.inserts
    on_matures = sum_by(assigned.pairs.insert, assigned.share, len(inserts))
    left = np.flatnonzero(on_matures + assigned.on_hairpin + assigned.on_other == 0)
    most = left[np.argsort(-inserts.counts[left], kind="stable")][:KEPT]
    sequences = inserts.sequences[most].astype(str).tolist()
    return zip(sequences, inserts.counts[most].tolist(), strict=True)
