"""How much there is of a miRNA in a sample."""

from typing import Any

import numpy as np

# A miRNA is detected in a sample with this many reads: the number that expression.min_count asks
# for by default.
DETECTED = 10


def cpm(counts: Any) -> Any:
    """Counts per million of all counts of each sample (CPM), miRNAs x samples, arrays or pandas; 0
    in a sample without any."""
    totals = counts.sum(axis=0)
    return counts / np.maximum(totals, 1) * 1e6


def log_cpm(counts: Any, sizes: Any, prior_count: float) -> Any:
    """log2 of counts per million (CPM), a prior count added in proportion to the library, as
    edgeR's ``cpm(log=TRUE)``.

    ``counts`` is miRNAs x samples, ``sizes`` the reads of each library, arrays both or pandas.
    """
    prior = prior_count * sizes / sizes.mean()
    return np.log2((counts + prior) / (sizes + 2 * prior) * 1e6)
