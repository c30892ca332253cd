"""Distinct inserts with the count of each, as a FASTA file."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from isal import igzip

# Leaves the numbers of headers.
NO_DIGIT = bytes(byte if chr(byte).isdigit() else ord(" ") for byte in range(256))


class Insert(NamedTuple):
    """A distinct insert: its count in the unit of the sample (reads or molecules), its reads."""

    sequence: str
    count: int
    reads: int


class Inserts(Sequence[Insert]):
    """Inserts as columns, for work on all at once."""

    def __init__(self, sequences: Sequence[str], counts: np.ndarray, reads: np.ndarray) -> None:
        self.sequences, self.counts, self.reads = sequences, counts, reads

    @classmethod
    def of(cls, rows: Sequence[Insert]) -> "Inserts":
        """The columns of rows."""
        sequences, counts, reads = zip(*rows, strict=True) if rows else ((), (), ())
        return cls(sequences, np.array(counts, np.int64), np.array(reads, np.int64))

    def __len__(self) -> int:
        return len(self.sequences)

    def __getitem__(self, number: int) -> Insert:
        return Insert(self.sequences[number], int(self.counts[number]), int(self.reads[number]))


def write_inserts(path: str | Path, inserts: Inserts) -> None:
    """Write inserts, the highest count first, as ``>seq_<rank>_x<count> reads=<reads>``."""
    # Of equal counts, those with most reads first, then by sequence.
    order = np.array(sorted(range(len(inserts)), key=inserts.sequences.__getitem__), dtype=np.int64)
    order = order[np.lexsort((-inserts.reads[order], -inserts.counts[order]))]
    columns = (inserts.counts[order].tolist(), inserts.reads[order].tolist(), order.tolist())
    text = "".join(
        f">seq_{rank}_x{count} reads={reads}\n{inserts.sequences[number]}\n"
        for rank, (count, reads, number) in enumerate(zip(*columns, strict=True), start=1)
    )
    with (
        Path(path).open("wb") as raw,
        igzip.IGzipFile(filename="", fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file,
    ):
        file.write(text.encode())


def read_inserts(path: str | Path) -> Inserts:
    """The inserts of a file of ``write_inserts``, in the order of rank."""
    with igzip.open(path, "rb") as file:
        lines = file.read().split(b"\n")[:-1]
    headers = b"\n".join(lines[::2]).translate(NO_DIGIT)
    _, counts, reads = np.fromstring(headers, np.int64, sep=" ").reshape(-1, 3).T
    sequences = b"\n".join(lines[1::2]).decode().split("\n") if lines else []
    return Inserts(sequences, counts, reads)
