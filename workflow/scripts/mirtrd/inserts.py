"""Distinct inserts with the number of reads of each, as a FASTA file."""

from collections.abc import Iterable
from pathlib import Path

from isal import igzip


def write_inserts(path: str | Path, inserts: Iterable[tuple[str, int]]) -> None:
    """Write (insert, reads) pairs, most reads first, as ``>seq_<rank>_x<reads>``."""
    ranked = sorted(inserts, key=lambda item: (-item[1], item[0]))
    text = "".join(
        f">seq_{rank}_x{reads}\n{insert}\n" for rank, (insert, reads) in enumerate(ranked, start=1)
    )
    with (
        Path(path).open("wb") as raw,
        igzip.IGzipFile(filename="", fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file,
    ):
        file.write(text.encode())


def read_inserts(path: str | Path) -> tuple[list[str], list[int]]:
    """The inserts of a file of ``write_inserts`` and the reads of each, in the order of rank."""
    with igzip.open(path, "rt") as file:
        lines = file.read().splitlines()
    return lines[1::2], [int(name[name.rindex("_x") + 2 :]) for name in lines[::2]]
