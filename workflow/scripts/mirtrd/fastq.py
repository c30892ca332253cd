"""Read FASTQ files, and say what is wrong with them."""

import re
from collections.abc import Iterable

import dnaio
import xopen

from mirtrd.files import UNREADABLE
from mirtrd.jobs import UserError

# The name of a second read as Illumina writes it, now ("name 2:N:0:ACGT") and formerly ("name/2").
SECOND_READ = re.compile(r"^\S+( 2:[YN]:\d|/2\b)")


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
