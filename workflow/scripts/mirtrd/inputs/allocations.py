"""What a job asks of a scheduler: memory and run time, by the number of samples that it takes in.

A job that was killed for asking too little is tried again and asks for more. Sizes of files that
other jobs are still to make are not known when a job is sent off; the number of samples is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

# MB, and MB for each sample, of Snakemake itself, which a cluster starts twice for each job: it was
# measured at 130 MB in a run of 18 samples and at 280 MB in one of 1,000.
SNAKEMAKE = (300, 0.3)


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """Of a run with so many ``samples``."""

    samples: int

    def memory(self, base: float, each: float) -> Callable[[Any, int], int]:
        """A function that gives Snakemake MB: ``base``, and ``each`` for a sample, besides what it
        takes itself; in the second try twice as much, and so on."""
        own, own_each = SNAKEMAKE

        def megabytes(wildcards: Any, attempt: int) -> int:
            return ceil(base + own + (each + own_each) * self.samples) * attempt

        return megabytes

    def runtime(self, base: float, each: float) -> Callable[[Any, int], int]:
        """The same for minutes."""

        def minutes(wildcards: Any, attempt: int) -> int:
            return ceil(base + each * self.samples) * attempt

        return minutes
