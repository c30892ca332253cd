"""Reads as inference and trimming take them, from records of name, bases and qualities."""

from collections.abc import Iterable

from mirtrd.trimming.dialects import recognise
from mirtrd.trimming.fastq import as_block
from mirtrd.trimming.reading import Spoken
from mirtrd.trimming.sampling import Reads, first_reads


def spoken_of(records: Iterable[tuple[str, str, str]]) -> list[Spoken]:
    """Records in one block, with their dialect."""
    text = "".join(f"@{name}\n{bases}\n+\n{qualities}\n" for name, bases, qualities in records)
    block = as_block(text.encode())
    if not len(block.length):
        return []
    dialect = recognise("reads.fastq", block, has_qualities=True)
    return [Spoken(dialect, dialect.read("reads.fastq", block, 0))]


def reads_of(records: Iterable[tuple[str, str, str]]) -> Reads:
    """The first reads of a sample that has these records."""
    return first_reads(spoken_of(records))
