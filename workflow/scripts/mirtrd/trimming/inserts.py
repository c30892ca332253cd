"""Distinct inserts with the count of each, as a FASTQ file."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, overload

import numpy as np
from isal import igzip
from numpy.typing import NDArray

from mirtrd.core.arrays import inside
from mirtrd.trimming.fastq import Block, plain_blocks

# Leaves the numbers of headers.
NO_DIGIT = bytes(byte if chr(byte).isdigit() else ord(" ") for byte in range(256))
# Inserts that are put into letters, and written, at a time.
WRITTEN = 100_000
# The quality of a base of which nothing is known.
UNKNOWN = "I"


@dataclass(frozen=True, slots=True)
class Insert:
    """A distinct insert: its count in the unit of the sample (reads or molecules), its reads, and
    the mean qualities of its bases over the reads, as Phred scores in letters."""

    sequence: str
    count: int
    reads: int
    qualities: str = ""


class Inserts(Sequence[Insert]):
    """Inserts as columns, for work on all at once; sequences and qualities are arrays of bytes."""

    def __init__(
        self,
        sequences: NDArray[np.bytes_],
        counts: NDArray[np.int64],
        reads: NDArray[np.int64],
        qualities: NDArray[np.bytes_],
    ) -> None:
        self.sequences, self.counts, self.reads = sequences, counts, reads
        self.qualities = qualities

    @classmethod
    def of(cls, rows: Sequence[Insert]) -> "Inserts":
        """The columns of rows."""
        return cls(
            sequences=np.array([row.sequence for row in rows], "S"),
            counts=np.array([row.count for row in rows], np.int64),
            reads=np.array([row.reads for row in rows], np.int64),
            qualities=np.array([row.qualities or UNKNOWN * len(row.sequence) for row in rows], "S"),
        )

    def __len__(self) -> int:
        return len(self.sequences)

    @overload
    def __getitem__(self, number: int) -> Insert: ...

    @overload
    def __getitem__(self, number: slice | NDArray[np.int64]) -> "Inserts": ...

    def __getitem__(self, number: int | slice | NDArray[np.int64]) -> "Insert | Inserts":
        if isinstance(number, (slice, np.ndarray)):
            return Inserts(
                self.sequences[number],
                self.counts[number],
                self.reads[number],
                self.qualities[number],
            )
        counted = int(self.counts[number]), int(self.reads[number])
        sequence, qualities = self.sequences[number], self.qualities[number]
        return Insert(sequence.decode(), *counted, qualities.decode())


def as_strings(letters: NDArray[np.uint8], length: NDArray[np.int64]) -> NDArray[np.bytes_]:
    """Rows of letters as an array of bytes, of so many letters each."""
    width = letters.shape[1]
    rows = letters * inside(length, width)
    return rows.view(f"S{max(width, 1)}").reshape(len(letters))


def write_inserts(path: str | Path, inserts: Inserts) -> None:
    """Write inserts, the highest count first, as ``@seq_<rank>_x<count> reads=<reads>``.

    Of equal counts, those with most reads come first, and then those that come first.
    """
    order = np.lexsort((-inserts.reads, -inserts.counts))
    with (
        Path(path).open("wb") as raw,
        igzip.IGzipFile(filename="", fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file,
    ):
        for first in range(0, len(order), WRITTEN):
            some = inserts[order[first : first + WRITTEN]]
            columns = (some.counts, some.reads, some.sequences, some.qualities)
            rows = zip(count(first + 1), *(column.tolist() for column in columns), strict=False)
            file.write(b"".join(map(b"@seq_%d_x%d reads=%d\n%b\n+\n%b\n".__mod__, rows)))


def read_inserts(path: str | Path) -> Inserts:
    """The inserts of a file of ``write_inserts``, in the order of rank."""
    parts = [_inserts_of(block) for block in plain_blocks(str(path))]
    if not parts:
        return Inserts.of([])
    columns = list(zip(*parts, strict=True))
    del parts
    # Column by column, so that no more than one is in memory twice.
    joined = [np.concatenate(columns.pop(0)) for _ in range(len(columns))]
    return Inserts(*joined)


def _inserts_of(block: Block) -> tuple[NDArray[Any], ...]:
    """Sequences, counts, reads and qualities of a block."""
    numbers = np.fromstring(block.names().translate(NO_DIGIT), np.int64, sep=" ")
    _, counts, reads = numbers.reshape(-1, 3).T
    width = int(block.length.max(initial=1))
    sequences, qualities = (
        as_strings(block.take(start, width), block.length)
        for start in (block.bases, block.qualities)
    )
    return sequences, counts, reads, qualities
