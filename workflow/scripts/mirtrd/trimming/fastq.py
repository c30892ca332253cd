"""Read FASTQ files, and say what is wrong with them."""

import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import dnaio
import numpy as np
import xopen
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from mirtrd.core.arrays import inside
from mirtrd.core.bases import ERROR
from mirtrd.core.files import UNREADABLE
from mirtrd.core.job import UserError
from mirtrd.trimming.lines import NO_LINES, PADDING, BoundedLines

# About so much of a file is worked on at a time: it stays in the cache of a core.
BLOCK_BYTES = 4_000_000
BLOCK_RECORDS = 10_000
SKIPPED = "blank lines, or NUL bytes behind the last record, are skipped"


# Letters of bases in which everything is compared.
AS_DNA = bytes.maketrans(b"acgtunU", b"ACGTTNT")
# The last of the letters in which everything is compared.
LAST = ord("T")
# Bases of a read that are looked at at once, for an adapter and for letters other than capitals of
# DNA; reads whose adapter is further behind are aligned one by one: no insert is so long.
SEARCHED = 400


class Block(NamedTuple):
    """Some records of a FASTQ file: its text as bytes, and where in it lie the bases and the
    qualities of each record, and how many.

    ``error`` is the probability that a base is wrong, by the letter of its quality. ``reads`` are
    those that each record stands for; None for one each. ``umis`` are the letters of UMIs in the
    names, as rows with 0 behind their ends.
    """

    text: NDArray[np.uint8]
    bases: NDArray[np.int64]
    qualities: NDArray[np.int64]
    length: NDArray[np.int64]
    error: NDArray[np.float32] = ERROR
    reads: NDArray[np.int64] | None = None
    umis: NDArray[np.uint8] | None = None

    def take(self, start: NDArray[np.int64], letters: int) -> NDArray[np.uint8]:
        """So many letters from each start on, as rows; 0 behind the end of the text."""
        text = self.text
        if start.max(initial=0) + letters > len(text):
            text = np.append(text, np.zeros(letters, np.uint8))
        return sliding_window_view(text, letters)[start]

    def names(self) -> bytes:
        """The first lines of all records."""
        return self.text[self._between(self._starts(), self.bases)].tobytes()

    def name(self, record: int) -> bytes:
        """The first line of a record, without its end."""
        return self.text[self._starts()[record] : self.bases[record] - 1].tobytes()

    def _starts(self) -> NDArray[np.int64]:
        return np.append(0, self.qualities + self.length + 1)[:-1]

    def _between(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which letters of the text lie from one of the starts to its end."""
        step = np.zeros(len(self.text) + 1, np.int8)
        step[starts] += 1
        step[ends] -= 1
        return step[:-1].cumsum(dtype=np.int8) > 0

    def head(self, records: int) -> "Block":
        """The first records, so many at most."""
        bases, qualities, length = (
            column[:records] for column in (self.bases, self.qualities, self.length)
        )
        end = int(qualities[-1] + length[-1]) + 1 if len(length) else 0
        reads = None if self.reads is None else self.reads[:records]
        umis = None if self.umis is None else self.umis[:records]
        return Block(self.text[:end], bases, qualities, length, self.error, reads, umis)

    def take_records(self, which: NDArray[np.bool_]) -> "Block":
        """Some of the records; the names of the others stay in the text."""
        columns = self.bases[which], self.qualities[which], self.length[which]
        reads = None if self.reads is None else self.reads[which]
        umis = None if self.umis is None else self.umis[which]
        return Block(self.text, *columns, self.error, reads, umis)

    def first_bases(self) -> NDArray[np.uint8]:
        """The first letters of each read, as rows; 0 behind its end."""
        longest = int(np.clip(self.length.max(initial=0), 1, SEARCHED))
        letters = self.take(self.bases, longest)
        if self.length.min(initial=longest) < longest:
            letters *= inside(self.length, longest)
        return letters

    def as_dna(self) -> "Block":
        """The records with their bases in capital letters of DNA."""
        bases = self._between(self.bases, self.bases + self.length)
        table = np.frombuffer(AS_DNA, np.uint8)
        return self._replace(text=np.where(bases, table[self.text], self.text))

    def count(self, which: NDArray[Any]) -> int:
        """The reads of some records, given as a mask or by number without repetition."""
        if self.reads is not None:
            return int(self.reads[which].sum())
        return int(which.sum()) if which.dtype == bool else len(which)


class _NotPlainError(Exception):
    """A file has something else than records of four lines that end with a line feed."""


NOT_PLAIN: tuple[type[Exception], ...] = (_NotPlainError, *UNREADABLE)


class _WithoutBlankLines(io.RawIOBase):
    """A FASTQ file without the blank lines before, between and behind its records, nor the NUL
    bytes behind its last one."""

    def __init__(self, file: io.BufferedReader) -> None:
        self.skipped = False
        self._lines = self._lines_of(file)
        self._rest = b""

    def _lines_of(self, file: Iterable[bytes]) -> Iterator[bytes]:
        line_of_record, padding = 0, b""
        for line in file:
            if line_of_record == 0 and not line.strip(PADDING):
                # In front of a record, NUL bytes stand for what was lost: that is an error.
                padding = padding or line.strip()[:1]
                self.skipped = True
                continue
            yield padding + line
            line_of_record, padding = (line_of_record + 1) % 4, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while len(self._rest) < len(buffer) and (some := next(self._lines, b"")):
            self._rest += some
        number = min(len(buffer), len(self._rest))
        buffer[:number], self._rest = self._rest[:number], self._rest[number:]
        return number


def read_records(path: str) -> Iterator[dnaio.SequenceRecord]:
    """The records of a FASTQ file, plain or gzipped.

    Blank lines and NUL bytes behind the last record are no records. Raises UserError that names
    the file, the record and what is wrong with it.
    """
    yield from _read_file(path, skip_blank=False)


def _read_file(path: str, skip_blank: bool) -> Iterator[dnaio.SequenceRecord]:
    reader = None
    try:
        with xopen.xopen(path, "rb", threads=0) as file:
            bounded = BoundedLines(file)
            lines = _WithoutBlankLines(io.BufferedReader(bounded)) if skip_blank else None
            reader = dnaio.FastqReader(lines or bounded)  # type: ignore[arg-type]
            yield from reader
            if lines and lines.skipped:
                print(f"{path}: {SKIPPED}")
    except dnaio.FileFormatError as error:
        if not skip_blank:
            # Slower, so that only files pay for it that cannot be read without.
            yield from islice(_read_file(path, skip_blank=True), _number(reader), None)
            return
        reason = str(error).splitlines()[0]
        raise UserError(f"{path}: record {_number(reader) + 1} is not FASTQ: {reason}") from None
    except NO_LINES as error:
        reason = str(error) or "damaged file"
        raise UserError(
            f"{path}: cannot be read after record {_number(reader)}: {reason}"
        ) from None


def _number(reader: dnaio.FastqReader | None) -> int:
    """The records that were read."""
    return reader.number_of_records if reader else 0


def plain_blocks(path: str) -> Iterator[Block]:
    """The records of a file as long as they are plain, else an error of ``NOT_PLAIN``.

    The blocks of a file are the same each time.
    """
    with xopen.xopen(path, "rb", threads=0) as file:
        rest = b""
        while read := file.read(BLOCK_BYTES):
            text = rest + read
            block = as_block(text)
            rest = text[len(block.text) :]
            if len(rest) > BLOCK_BYTES:
                raise _NotPlainError
            if len(block.length):
                yield block
        if rest.strip(PADDING):
            block = as_block(rest + b"\n")
            if len(block.text) <= len(rest):
                raise _NotPlainError
            yield block
        elif rest:
            print(f"{path}: {SKIPPED}")


def as_block(text: bytes) -> Block:
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
