"""The sequences of the reference: which there are, in which order, and of which class."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from mirtrd.reference.tables import SEQUENCES

HAIRPIN, SPIKE_IN = "hairpin", "spike_in"


class Sequence(NamedTuple):
    """A row of the table of the reference; ``identical`` are the ids that share its sequence."""

    name: str
    rna_class: str
    length: int
    identical: tuple[str, ...] = ()


def clean_id(identifier: str) -> str:
    """An id in letters that the name of a sequence may hold in a BAM file and a table."""
    return re.sub(r"[^A-Za-z0-9_.|:#/+-]", "_", identifier)


def write_sequences(path: str | Path, sequences: Iterable[Sequence]) -> None:
    """Write the table of the reference, in the order of its FASTA file."""
    rows = ((*row[:3], ",".join(row.identical)) for row in sequences)
    SEQUENCES.write(path, rows)


def read_sequences(path: str | Path) -> list[Sequence]:
    """The table of ``write_sequences``; hairpins come first, then class after class."""
    return [
        Sequence(name, rna_class, length, tuple(filter(None, identical.split(","))))
        for name, rna_class, length, identical in SEQUENCES.read_rows(path)
    ]
