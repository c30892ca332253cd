"""Read FASTQ files, and say what is wrong with them."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import dnaio
import numpy as np
import xopen
from numpy.lib.stride_tricks import sliding_window_view

from mirtrd.core.files import UNREADABLE
from mirtrd.core.job import UserError

# The name of a second read as Illumina writes it, now ("name 2:N:0:ACGT") and formerly ("name/2").
SECOND_READ = re.compile(r"^\S+( 2:[YN]:\d|/2\b)")
# About so much of a file is worked on at a time: it stays in the cache of a core.
BLOCK_BYTES = 4_000_000
BLOCK_RECORDS = 10_000


class Block(NamedTuple):
    """Some records of a FASTQ file: its text as bytes, and where in it lie the bases and the
    qualities of each record, and how many."""

    text: np.ndarray
    bases: np.ndarray
    qualities: np.ndarray
    length: np.ndarray

    def take(self, start: np.ndarray, letters: int) -> np.ndarray:
        """So many letters from each start on, as columns; 0 behind the end of the text."""
        padded = np.append(self.text, np.zeros(letters, np.uint8))
        return np.ascontiguousarray(sliding_window_view(padded, letters)[start].T)

    def names(self) -> bytes:
        """The first lines of all records."""
        step = np.zeros(len(self.text) + 1, np.int8)
        step[np.append(0, self.qualities + self.length + 1)[:-1]] += 1
        step[self.bases] -= 1
        return self.text[step[:-1].cumsum(dtype=np.int8) > 0].tobytes()


class _NotPlainError(Exception):
    """A file has something else than records of four lines that end with a line feed."""


def read_records(paths: Iterable[str]) -> Iterable[dnaio.SequenceRecord]:
    """The records of FASTQ files, plain or gzipped, one file after the other.

    Raises UserError that names the file, the record and what is wrong with it, or that a file
    holds the second reads of pairs.
    """
    for path in paths:
        reader = None
        try:
            with xopen.xopen(path, "rb", threads=0) as file:
                if file.peek(1):
                    reader = dnaio.FastqReader(file)
                    for record in reader:
                        if SECOND_READ.search(record.name):
                            raise UserError(
                                f"{path}: holds second reads of pairs ({record.name}): miRNAs are "
                                "shorter than a read, give read 1 only"
                            )
                        yield record
                        break
                    yield from reader
        except dnaio.FileFormatError as error:
            reason = str(error).splitlines()[0]
            raise UserError(f"{path}: record {_read(reader) + 1} is not FASTQ: {reason}") from None
        except UNREADABLE as error:
            reason = str(error) or "damaged file"
            raise UserError(
                f"{path}: cannot be read after record {_read(reader)}: {reason}"
            ) from None


def _read(reader: dnaio.FastqReader | None) -> int:
    return reader.number_of_records if reader else 0


def read_blocks(paths: Iterable[str]) -> Iterator[Block]:
    """The records of FASTQ files in blocks, for work on many at once; errors as ``read_records``.

    The blocks of a file are the same each time.
    """
    for path in paths:
        done = 0
        try:
            for block in _plain_blocks(path):
                if not done and SECOND_READ.search(
                    block.text[1 : block.bases[0]].tobytes().decode()
                ):
                    raise _NotPlainError
                yield block
                done += len(block.length)
        except (_NotPlainError, *UNREADABLE):
            # Slower, but it knows other ways to write FASTQ, and says what is wrong and where.
            records = islice(read_records([path]), done, None)
            while some := list(islice(records, BLOCK_RECORDS)):
                lines = (f"@\n{record.sequence}\n+\n{record.qualities}\n" for record in some)
                yield _as_block("".join(lines).encode())


def _plain_blocks(path: str) -> Iterator[Block]:
    """The records of a file as long as they are plain, else _NotPlainError."""
    with xopen.xopen(path, "rb", threads=0) as file:
        rest = b""
        while read := file.read(BLOCK_BYTES):
            text = rest + read
            block = _as_block(text)
            rest = text[len(block.text) :]
            if len(rest) > BLOCK_BYTES:
                raise _NotPlainError
            if len(block.length):
                yield block
        if rest:
            block = _as_block(rest + b"\n")
            if len(block.text) <= len(rest):
                raise _NotPlainError
            yield block


def _as_block(text: bytes) -> Block:
    """The whole records that a text begins with; _NotPlainError if any is not plain."""
    letters = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(letters == ord("\n"))
    ends = ends[: len(ends) // 4 * 4]
    letters = letters[: ends[-1] + 1 if len(ends) else 0]
    name_end, bases_end, plus_end, end = ends.reshape(-1, 4).T
    bases, qualities = name_end + 1, plus_end + 1
    length = bases_end - bases
    names = np.append(0, end + 1)[:-1]
    plain = (letters[names] == ord("@")) & (letters[bases_end + 1] == ord("+"))
    plain &= (plus_end - bases_end == 2) & (end - qualities == length)
    plain &= letters[bases_end - 1] != ord("\r")
    if not plain.all() or letters.max(initial=0) > 127:
        raise _NotPlainError
    return Block(letters, bases, qualities, length)
