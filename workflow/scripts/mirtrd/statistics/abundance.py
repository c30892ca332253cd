"""How much there is of a miRNA in a sample."""

from typing import Any

import numpy as np

# A miRNA is detected in a sample with this many reads: the number that expression.min_count asks
# for by default.
DETECTED = 10


def log_cpm(counts: Any, sizes: Any, prior_count: float) -> Any:
    """log2 of counts per million (CPM), a prior count added in proportion to the library, as
    edgeR's ``cpm(log=TRUE)``.

    ``counts`` is miRNAs x samples, ``sizes`` the reads of each library, arrays both or pandas.
    """
    prior = prior_count * sizes / sizes.mean()
    return np.log2((counts + prior) / (sizes + 2 * prior) * 1e6)
