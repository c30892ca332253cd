"""Reads without qualities: FASTA files, and tables of sequences with their counts."""

import io
import re
from collections.abc import Iterator
from typing import NamedTuple

import xopen

from mirtrd.core.job import UserError
from mirtrd.trimming.lines import MAX_LINE, NO_LINES, PADDING, BoundedLines

# Letters of a file that tell what it holds.
LOOKED_AT = 64_000
SEPARATOR = re.compile(rb"[\t,; ]+")
SEQUENCE = re.compile(rb"[ACGTUNacgtun]{4,}")
# Whole numbers, some of them written as 12.0.
COUNT = re.compile(rb"(\d{1,15})(?:\.0+)?")
NUMBER = re.compile(rb"\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+")
# Bases of which only letters are known: "-", "." and "*" are gaps and ends in other tools.
# Letters of names beyond ASCII.
AS_ASCII = bytes(min(letter, ord("?")) if letter > 127 else letter for letter in range(256))
LETTERS = re.compile(rb"[A-Za-z.*-]*")


class Listed(NamedTuple):
    """A record of reads: its name, its bases, the reads that it stands for where the file says so,
    and the qualities of its bases where it has them."""

    name: bytes
    sequence: bytes
    reads: int | None = None
    qualities: bytes | None = None


def form_of(path: str) -> str | None:
    """Whether a file without qualities is ``FASTA`` or a ``table``; None if it is neither, or
    cannot be read."""
    try:
        with xopen.xopen(path, "rb", threads=0) as file:
            text = io.BufferedReader(BoundedLines(file)).read(LOOKED_AT)
    except NO_LINES:
        return None
    lines = [line for line in text.strip(PADDING).splitlines() if _says_something(line)][:3]
    if lines and lines[0].startswith(b">"):
        return "FASTA"
    # The first line may be a header, the last one may be cut short.
    return "table" if any(_row(line) for line in lines[:2]) else None


def read_fasta(path: str) -> Iterator[Listed]:
    """The records of a FASTA file; UserError for one that is no read."""
    name, number = b"", 0
    parts: list[bytes] = []
    for number_of_line, line in _lines(path):
        if line.startswith(b">"):
            if number:
                yield _fasta_record(path, number, name, parts)
            name, parts, number = line[1:].translate(AS_ASCII), [], number + 1
        elif not LETTERS.fullmatch(line):
            raise UserError(
                f"{path}, line {number_of_line}: is not FASTA: found {_shown(line)}, expected "
                "the bases of a read"
            )
        else:
            parts.append(line)
            if len(parts) * len(line) > MAX_LINE:
                raise UserError(
                    f"{path}: record {number} has more than {MAX_LINE:,} bases, expected reads: "
                    "is this a genome?"
                )
    if number:
        yield _fasta_record(path, number, name, parts)


def _fasta_record(path: str, number: int, name: bytes, parts: list[bytes]) -> Listed:
    if not parts:
        raise UserError(f"{path}: record {number} is not FASTA: it has no sequence")
    return Listed(name, b"".join(parts))


def read_table(path: str) -> Iterator[Listed]:
    """The rows of a table of sequences and counts, in either order, below a header or none."""
    started = False
    for number, line in _lines(path):
        row = _row(line)
        if row is None:
            if not started:
                # The header.
                started = True
                continue
            cells = SEPARATOR.split(line)
            if any(NUMBER.fullmatch(cell) for cell in cells):
                raise UserError(
                    f"{path}, line {number}: found {_shown(line)}, expected a whole number as the "
                    "count of a sequence: normalised values are no counts"
                )
            raise UserError(
                f"{path}, line {number}: found {_shown(line)}, expected a sequence and its count "
                "as in the lines before"
            )
        started = True
        if row.reads:
            yield row


def _row(line: bytes) -> Listed | None:
    """A row of a table of sequences and counts; None if it is none."""
    cells = [cell.strip(b"\"'") for cell in SEPARATOR.split(line.strip())]
    if len(cells) != 2:
        return None
    for sequence, number in (cells, cells[::-1]):
        if SEQUENCE.fullmatch(sequence) and (count := COUNT.fullmatch(number)):
            return Listed(b"", sequence, int(count[1]))
    return None


def _says_something(line: bytes) -> bool:
    return bool(line.strip(PADDING)) and not line.startswith(b"#")


def _lines(path: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are neither blank nor comments, with their numbers from 1."""
    number = 0
    try:
        with xopen.xopen(path, "rb", threads=0) as file:
            for number, line in enumerate(io.BufferedReader(BoundedLines(file)), start=1):
                if _says_something(line):
                    yield number, line.strip(PADDING)
    except NO_LINES as error:
        reason = str(error) or "damaged file"
        raise UserError(f"{path}: cannot be read after line {number}: {reason}") from None


def _shown(line: bytes) -> str:
    """The start of a line, for a message."""
    return repr(line[:40].decode("ascii", "replace"))
