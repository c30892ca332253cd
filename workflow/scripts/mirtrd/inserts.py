"""Distinct inserts with the count of each, as a FASTA file."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from isal import igzip


class Insert(NamedTuple):
    """A distinct insert: its count in the unit of the sample (reads or molecules), its reads."""

    sequence: str
    count: int
    reads: int


def write_inserts(path: str | Path, inserts: Iterable[Insert]) -> None:
    """Write inserts, the highest count first, as ``>seq_<rank>_x<count> reads=<reads>``."""
    ranked = sorted(inserts, key=lambda insert: (-insert.count, -insert.reads, insert.sequence))
    text = "".join(
        f">seq_{rank}_x{count} reads={reads}\n{sequence}\n"
        for rank, (sequence, count, reads) in enumerate(ranked, start=1)
    )
    with (
        Path(path).open("wb") as raw,
        igzip.IGzipFile(filename="", fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file,
    ):
        file.write(text.encode())


def read_inserts(path: str | Path) -> list[Insert]:
    """The inserts of a file of ``write_inserts``, in the order of rank."""
    with igzip.open(path, "rt") as file:
        lines = file.read().splitlines()
    numbers = (name[name.index("_x") + 2 :].split(" reads=") for name in lines[::2])
    return [
        Insert(sequence, int(count), int(reads))
        for sequence, (count, reads) in zip(lines[1::2], numbers, strict=True)
    ]
