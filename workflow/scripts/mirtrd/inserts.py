"""Distinct inserts with the count of each, as a FASTQ file."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from isal import igzip

# Leaves the numbers of headers.
NO_DIGIT = bytes(byte if chr(byte).isdigit() else ord(" ") for byte in range(256))
# The quality of a base of which nothing is known.
UNKNOWN = "I"


class Insert(NamedTuple):
    """A distinct insert: its count in the unit of the sample (reads or molecules), its reads, and
    the mean qualities of its bases over the reads, as Phred scores in letters."""

    sequence: str
    count: int
    reads: int
    qualities: str = ""


class Inserts(Sequence[Insert]):
    """Inserts as columns, for work on all at once."""

    def __init__(
        self,
        sequences: Sequence[str],
        counts: np.ndarray,
        reads: np.ndarray,
        qualities: Sequence[str],
    ) -> None:
        self.sequences, self.counts, self.reads = sequences, counts, reads
        self.qualities = qualities

    @classmethod
    def of(cls, rows: Sequence[Insert]) -> "Inserts":
        """The columns of rows."""
        sequences, counts, reads, qualities = zip(*rows, strict=True) if rows else ((),) * 4
        known = [
            letters or UNKNOWN * len(sequence)
            for sequence, letters in zip(sequences, qualities, strict=True)
        ]
        return cls(sequences, np.array(counts, np.int64), np.array(reads, np.int64), known)

    def __len__(self) -> int:
        return len(self.sequences)

    def __getitem__(self, number: int) -> Insert:
        counted = int(self.counts[number]), int(self.reads[number])
        return Insert(self.sequences[number], *counted, self.qualities[number])


def write_inserts(path: str | Path, inserts: Inserts) -> None:
    """Write inserts, the highest count first, as ``@seq_<rank>_x<count> reads=<reads>``.

    Of equal counts, those with most reads come first, and then those that come first.
    """
    order = np.lexsort((-inserts.reads, -inserts.counts)).tolist()
    rows = zip(
        *(np.array(column, object)[order] for column in (inserts.sequences, inserts.qualities)),
        inserts.counts[order].tolist(),
        inserts.reads[order].tolist(),
        strict=True,
    )
    text = "".join(
        f"@seq_{rank}_x{count} reads={reads}\n{sequence}\n+\n{qualities}\n"
        for rank, (sequence, qualities, count, reads) in enumerate(rows, start=1)
    )
    with (
        Path(path).open("wb") as raw,
        igzip.IGzipFile(filename="", fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file,
    ):
        file.write(text.encode())


def read_inserts(path: str | Path) -> Inserts:
    """The inserts of a file of ``write_inserts``, in the order of rank."""
    with igzip.open(path, "rb") as file:
        lines = file.read().decode().split("\n")[:-1]
    headers = "\n".join(lines[::4]).encode().translate(NO_DIGIT)
    _, counts, reads = np.fromstring(headers, np.int64, sep=" ").reshape(-1, 3).T
    return Inserts(lines[1::4], counts, reads, lines[3::4])
