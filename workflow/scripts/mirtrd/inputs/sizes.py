"""What the jobs of a sample ask of a scheduler, by the size of its reads.

A job that was killed for asking too little is tried again and asks for more.
"""

from collections.abc import Iterable
from math import ceil
from pathlib import Path

# MB of memory, and for each MB of gzipped reads. Trimming, which takes more than counting, took 385
# MB for 10 million simulated reads (415 MB) and 1,260 MB for 50 million (2,070 MB); twice as much
# is asked for, as a UMI makes more distinct inserts.
MEMORY = (500, 1.2)
# Minutes, and for each MB: 50 million reads took two minutes.
MINUTES = (10, 0.02)
# Text without compression is so many times as large.
COMPRESSION = 5
# What is taken for the size of reads that are still to be downloaded, in MB.
UNKNOWN = 1000


def gzipped_size(paths: Iterable[str]) -> float:
    """The size of files of reads in MB, as if all were gzipped."""
    return sum(map(_size, map(Path, paths)))


def _size(path: Path) -> float:
    if not path.is_file():
        return UNKNOWN
    return path.stat().st_size / 1e6 / (1 if path.suffix == ".gz" else COMPRESSION)


def memory_for(paths: Iterable[str], attempt: int = 1) -> int:
    """The memory in MB that trimming or counting these reads may take."""
    base, each = MEMORY
    return ceil((base + each * gzipped_size(paths)) * attempt)


def minutes_for(paths: Iterable[str], attempt: int = 1) -> int:
    """The minutes that trimming or counting these reads may take."""
    base, each = MINUTES
    return ceil((base + each * gzipped_size(paths)) * attempt)
