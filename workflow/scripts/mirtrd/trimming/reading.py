"""Reads of a sample, in whatever form and dialect its files have them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from mirtrd.core.job import UserError
from mirtrd.trimming import fastq
from mirtrd.trimming.dialects import Dialect, recognise
from mirtrd.trimming.fastq import NOT_PLAIN, Block, as_block, plain_blocks, read_records
from mirtrd.trimming.listings import Listed, form_of, read_fasta, read_table
from mirtrd.trimming.scales import UNKNOWN as UNKNOWN_LETTER

UNKNOWN = bytes([UNKNOWN_LETTER])


class Spoken(NamedTuple):
    """A block of reads, and the dialect of its file."""

    dialect: Dialect
    block: Block


class _Raw(NamedTuple):
    """A block as a file has it, and whether its qualities are those of the file."""

    block: Block
    has_qualities: bool


def read_blocks(paths: Iterable[str]) -> Iterator[Block]:
    """The reads of files in blocks, for work on many at once; errors as ``read_dialects``."""
    return (spoken.block for spoken in read_dialects(paths))


def read_dialects(paths: Iterable[str]) -> Iterator[Spoken]:
    """The reads of files, plain or gzipped, in blocks with the dialect of each file.

    FASTQ, FASTA, and tables of sequences and counts are read. What is not as usual is printed.
    Raises UserError that names the file, the record and what is wrong with it, or that a file
    holds the second reads of pairs; all blocks before that are given first.
    """
    for path in paths:
        dialect, done = None, 0
        for block, has_qualities in _raw_blocks(path):
            if dialect is None:
                dialect = recognise(path, block, has_qualities)
                for remark in dialect.remarks:
                    print(f"{path}: {remark}")
            yield Spoken(dialect, dialect.read(path, block, done))
            done += len(block.length)


def _raw_blocks(path: str) -> Iterator[_Raw]:
    done = 0
    try:
        for block in plain_blocks(path):
            yield _Raw(block, True)
            done += len(block.length)
    except NOT_PLAIN:
        form = None if done else form_of(path)
        if form:
            records = read_fasta(path) if form == "FASTA" else read_table(path)
        else:
            # Slower, but it knows other ways to write FASTQ, and says what is wrong and where.
            records = islice(_read_fastq(path), done, None)
        for block in _in_blocks(records):
            yield _Raw(block, not form)


def _read_fastq(path: str) -> Iterator[Listed]:
    for record in read_records(path):
        name, qualities = record.name.encode("ascii", "replace"), record.qualities or ""
        yield Listed(name, record.sequence.encode(), qualities=qualities.encode())


def _in_blocks(records: Iterable[Listed]) -> Iterator[Block]:
    """Blocks of records, also of those in front of one that is damaged."""
    some: list[Listed] = []
    letters = 0
    try:
        for record in records:
            some.append(record)
            letters += len(record.sequence)
            if len(some) >= fastq.BLOCK_RECORDS or letters >= fastq.BLOCK_BYTES:
                yield _as_block(some)
                some, letters = [], 0
    except UserError:
        if some:
            yield _as_block(some)
        raise
    if some:
        yield _as_block(some)


def _as_block(records: Sequence[Listed]) -> Block:
    lines = []
    for name, sequence, _, qualities in records:
        known = UNKNOWN * len(sequence) if qualities is None else qualities
        lines.append(b"@%b\n%b\n+\n%b\n" % (name, sequence, known))
    block = as_block(b"".join(lines))
    if records[0].reads is None:
        return block
    return block._replace(reads=np.array([record.reads for record in records], np.int64))
