"""The tally of trimming: what became of the reads of a sample, and what is known of its UMIs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from mirtrd.core.documents import read_document, write_document


@dataclass(frozen=True, kw_only=True)
class UmiTally:
    """UMIs of a sample: their length in nt, the reads that have one and the molecules behind
    these, and the largest share of all possible UMIs that one insert uses."""

    length: int
    reads: int
    molecules: int
    space_used: float


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The reads of a sample and those of each fate that drops a read.

    ``unit`` is what its inserts are counted in; ``umi`` is None where reads are counted.
    """

    failure: str | None
    unit: Literal["reads", "molecules"]
    reads: int
    dropped: Mapping[str, int]
    umi: UmiTally | None


def write_tally(path: str | Path, tally: Tally) -> None:
    """Write a tally as JSON."""
    write_document(path, asdict(tally))


def read_tally(path: str | Path) -> Tally:
    """What ``write_tally`` wrote."""
    content = read_document(path)
    umi = content.pop("umi")
    return Tally(**content, umi=UmiTally(**umi) if umi else None)
