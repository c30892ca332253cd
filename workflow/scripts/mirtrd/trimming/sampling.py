"""The reads that a kit is inferred from: the first ones of a sample."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import dnaio

from mirtrd.core.job import UserError

# Reads that are looked at. A library of 5 % miRNA, 60 % dimers and 20,000 reads has a verdict
# (tests/trimming/test_infer_kit.py); five times as many leave room for poorer ones.
MAX_READS = 100_000
Q30_AND_MORE = bytes(range(33 + 30, 127))


@dataclass(frozen=True, kw_only=True)
class Reads:
    """The first reads of a sample in capital letters, the share of their bases with a quality of
    Q30 or more, and what is wrong with the file behind them."""

    sequences: Sequence[str]
    q30_share: float
    damage: str | None = None


def first_reads(records: Iterable[dnaio.SequenceRecord]) -> Reads:
    """The first reads of a sample, up to where the file is damaged."""
    chosen: list[dnaio.SequenceRecord] = []
    damage = None
    try:
        chosen.extend(islice(records, MAX_READS))
    except UserError as error:
        damage = str(error)
    qualities = "".join(record.qualities or "" for record in chosen).encode("ascii")
    low = len(qualities.translate(None, delete=Q30_AND_MORE))
    return Reads(
        sequences=[record.sequence.upper() for record in chosen],
        q30_share=1 - low / len(qualities) if qualities else 0.0,
        damage=damage,
    )
