"""Read FASTA files that a user gave or downloaded, and say in one line what is wrong with them."""

import io
import re
from collections.abc import Iterator

import dnaio
import xopen

from mirtrd.core.files import UNREADABLE
from mirtrd.core.job import UserError

# What reading a file raises that is no FASTA file.
NOT_FASTA: tuple[type[Exception], ...] = (*UNREADABLE, dnaio.FileFormatError)
# Notepad and Excel begin a file with it.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
NUCLEOTIDES = set("ACGTUN")
# Letters that stand for several bases (IUPAC), which no base of a read can be compared with.
AS_N = str.maketrans(dict.fromkeys("RYSWKMBDHV", "N"))
# A record that begins behind a sequence: files were joined of which one lacked its last line end.
NO_LINE_END = re.compile(rb"^([^>\n]+)>", re.MULTILINE)


def read_records(path: str) -> Iterator[tuple[str, str, str]]:
    """The records of a FASTA file, plain or gzipped: id, what follows it, and sequence.

    The id is the first word of the header. A record may begin in the middle of a line; that is
    printed. Raises UserError for what is not a FASTA file with unique ids.
    """
    ids = set()
    try:
        with xopen.xopen(path, "rb") as file:
            text = file.read().removeprefix(BYTE_ORDER_MARK)
        start = text[:1024].lstrip()
        if not start:
            raise UserError(f"{path}: is empty, expected a FASTA file")
        if start.startswith(b"<"):
            raise UserError(f"{path}: is an HTML page, expected a FASTA file: download it again")
        if start.startswith(b">"):
            text, joined = NO_LINE_END.subn(rb"\1\n>", text)
            if joined:
                print(f"{path}: records that begin in the middle of a line: {joined}")
        with dnaio.open(io.BytesIO(text), fileformat="fasta") as records:
            for record in records:
                identifier, _, description = record.name.strip().replace("\t", " ").partition(" ")
                if not identifier:
                    raise UserError(f"{path}: a record has no id")
                if identifier in ids:
                    raise UserError(f"{path}: id {identifier} is there twice")
                ids.add(identifier)
                yield identifier, description, record.sequence
    except NOT_FASTA as error:
        raise UserError(f"{path}: cannot be read as FASTA ({error})") from None


def as_dna(path: str, identifier: str, sequence: str) -> str:
    """A sequence in capital DNA letters; UserError for other letters than A, C, G, T, U, N."""
    letters = sequence.upper()
    if not letters:
        raise UserError(f"{path}: record {identifier} has no sequence")
    if other := sorted(set(letters) - NUCLEOTIDES):
        raise UserError(
            f"{path}: record {identifier} holds {', '.join(other)}, expected nucleotides: is this "
            "a protein file?"
        )
    return letters.replace("U", "T")


def several_as_n(sequence: str) -> str:
    """The sequence in capitals, with N for letters that stand for several bases."""
    return sequence.upper().translate(AS_N)
