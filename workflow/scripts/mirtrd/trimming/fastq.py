"""Read FASTQ files, and say what is wrong with them."""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

import dnaio
import numpy as np
import xopen
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from mirtrd.core.files import UNREADABLE
from mirtrd.core.job import UserError

# The name of a second read as Illumina writes it, now ("name 2:N:0:ACGT") and formerly ("name/2").
SECOND_READ = re.compile(r"^\S+( 2:[YN]:\d|/2\b)")
# About so much of a file is worked on at a time: it stays in the cache of a core.
BLOCK_BYTES = 4_000_000
BLOCK_RECORDS = 10_000
# What may stand behind the last record: ends of lines, and NUL bytes where a file was given more
# room than it fills. Blank lines may also stand between records, as where files were joined.
PADDING = b"\r\n\t \0"
SKIPPED = "blank lines, or NUL bytes behind the last record, are skipped"


class Block(NamedTuple):
    """Some records of a FASTQ file: its text as bytes, and where in it lie the bases and the
    qualities of each record, and how many."""

    text: NDArray[np.uint8]
    bases: NDArray[np.int64]
    qualities: NDArray[np.int64]
    length: NDArray[np.int64]

    def take(self, start: NDArray[np.int64], letters: int) -> NDArray[np.uint8]:
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


NOT_PLAIN: tuple[type[Exception], ...] = (_NotPlainError, *UNREADABLE)


class _WithoutBlankLines(io.RawIOBase):
    """A FASTQ file without the blank lines before, between and behind its records, nor the NUL
    bytes behind its last one."""

    def __init__(self, file: BinaryIO) -> None:
        self.skipped = False
        self._lines = self._lines_of(file)
        self._rest = b""

    def _lines_of(self, file: BinaryIO) -> Iterator[bytes]:
        line_of_record, padding = 0, b""
        for line in file:
            if line_of_record == 0 and not line.strip(PADDING):
                # In front of a record, NUL bytes stand for what was lost: that is an error.
                padding += line.strip()
                self.skipped = True
                continue
            yield padding + line
            line_of_record, padding = (line_of_record + 1) % 4, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while len(self._rest) < len(buffer):
            some = b"".join(islice(self._lines, BLOCK_RECORDS))
            if not some:
                break
            self._rest += some
        number = min(len(buffer), len(self._rest))
        buffer[:number], self._rest = self._rest[:number], self._rest[number:]
        return number


def read_records(paths: Iterable[str]) -> Iterator[dnaio.SequenceRecord]:
    """The records of FASTQ files, plain or gzipped, one file after the other.

    Blank lines and NUL bytes behind the last record are no records. Raises UserError that names
    the file, the record and what is wrong with it, or that a file holds the second reads of pairs.
    """
    for path in paths:
        yield from _read_file(path)


def _read_file(path: str, skip_blank: bool = False) -> Iterator[dnaio.SequenceRecord]:
    reader = None
    try:
        with xopen.xopen(path, "rb", threads=0) as file:
            lines = _WithoutBlankLines(file) if skip_blank else None
            reader = dnaio.FastqReader(lines or file)  # type: ignore[arg-type]
            yield from _only_first_reads(path, reader)
            if lines and lines.skipped:
                print(f"{path}: {SKIPPED}")
    except dnaio.FileFormatError as error:
        if not skip_blank:
            # Slower, so that only files pay for it that cannot be read without.
            yield from islice(_read_file(path, skip_blank=True), _number(reader), None)
            return
        reason = str(error).splitlines()[0]
        raise UserError(f"{path}: record {_number(reader) + 1} is not FASTQ: {reason}") from None
    except UNREADABLE as error:
        reason = str(error) or "damaged file"
        raise UserError(
            f"{path}: cannot be read after record {_number(reader)}: {reason}"
        ) from None


def _only_first_reads(path: str, reader: dnaio.FastqReader) -> Iterator[dnaio.SequenceRecord]:
    """The records of a file; UserError if the first one is the second read of a pair."""
    records = iter(reader)
    for record in records:
        if SECOND_READ.search(record.name):
            raise UserError(
                f"{path}: holds second reads of pairs ({record.name}): miRNAs are shorter than a "
                "read, give read 1 only"
            )
        yield record
        break
    yield from records


def _number(reader: dnaio.FastqReader | None) -> int:
    """The records that were read."""
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
        except NOT_PLAIN:
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
        if rest.strip(PADDING):
            block = _as_block(rest + b"\n")
            if len(block.text) <= len(rest):
                raise _NotPlainError
            yield block
        elif rest:
            print(f"{path}: {SKIPPED}")


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
