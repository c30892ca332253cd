"""Trim the reads of a sample and collapse them to distinct inserts, in one pass."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import dnaio
import xopen
from cutadapt.adapters import BackAdapter
from cutadapt.qualtrim import expected_errors

from mirtrd.fates import TRIMMED
from mirtrd.files import UNREADABLE
from mirtrd.inserts import write_inserts
from mirtrd.jobs import UserError, run

# An adapter whose first bases are found exactly needs no alignment. Twelve bases occur by
# chance in one of 400,000 reads of 50 nt.
EXACT_PREFIX = 12
# As in the command `cutadapt -a ADAPTER -e 0.1 -O 5`.
MAX_ERROR_RATE = 0.1
MIN_OVERLAP = 5
# The 5' adapter ligated to the 3' adapter, give or take the few bases that enzymes add.
MAX_DIMER = 5
# One unread base is at most one mismatch; more make an insert fit anywhere.
MAX_N = 1
# Inserts are counted this many at a time, which is faster than one by one.
BATCH = 100_000


class Limits(NamedTuple):
    """Which inserts are kept: lengths in nt, expected sequencing errors per insert."""

    min_length: int
    max_length: int
    max_expected_errors: float
    keep_untrimmed: bool


def read_records(paths: Iterable[str]) -> Iterable[dnaio.SequenceRecord]:
    """The records of FASTQ files, plain or gzipped, one file after the other.

    Raises UserError that names the file, the record and what is wrong with it.
    """
    for path in paths:
        reader = None
        try:
            with xopen.xopen(path, "rb", threads=0) as file:
                if file.peek(1):
                    reader = dnaio.FastqReader(file)
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


def trim(
    records: Iterable[dnaio.SequenceRecord], adapter: str, limits: Limits
) -> tuple[Counter[str], Counter[str]]:
    """Cut each read at its 3' adapter and judge the insert.

    The adapter is searched in the whole read and only then the insert is judged by its own
    qualities: cutting low-quality ends first would shorten inserts and invent 3' isomiRs.

    Returns the reads of each distinct insert, and the reads of each fate that drops a read.
    The expected errors of an insert are the sum of 10^(-Q/10) over its bases (Edgar & Flyvbjerg
    2015, doi:10.1093/bioinformatics/btv401).
    """
    prefix = adapter[:EXACT_PREFIX]
    matcher = BackAdapter(adapter, max_errors=MAX_ERROR_RATE, min_overlap=MIN_OVERLAP)
    min_length, max_length, max_expected_errors, keep_untrimmed = limits
    inserts: Counter[str] = Counter()
    kept: list[str] = []
    dropped = dict.fromkeys(TRIMMED, 0)
    for record in records:
        sequence = record.sequence
        end = sequence.find(prefix)
        if end < 0:
            match = matcher.match_to(sequence)
            if match is not None:
                end = match.rstart
            elif keep_untrimmed:
                end = len(sequence)
            else:
                dropped["no_adapter"] += 1
                continue
        if end <= MAX_DIMER:
            dropped["adapter_dimer"] += 1
        elif end < min_length:
            dropped["too_short"] += 1
        elif end > max_length:
            dropped["too_long"] += 1
        else:
            insert = sequence[:end]
            if "N" in insert and insert.count("N") > MAX_N:
                dropped["n_rich"] += 1
            elif expected_errors(record.qualities[:end]) > max_expected_errors:
                dropped["low_quality"] += 1
            else:
                kept.append(insert)
                if len(kept) == BATCH:
                    inserts.update(kept)
                    kept.clear()
    inserts.update(kept)
    return inserts, Counter(dropped)


def main(job) -> None:
    limits = Limits(**job.params.limits)
    try:
        inserts, dropped = trim(read_records(job.input.reads), job.params.adapter, limits)
        failure = None
    except UserError as error:
        # A damaged file fails its sample, not the run: nothing of it is counted.
        inserts, dropped, failure = Counter(), Counter(dict.fromkeys(TRIMMED, 0)), str(error)
        print(failure)
    tally = {"failure": failure, "reads": inserts.total() + dropped.total(), "dropped": dropped}
    write_inserts(job.output.inserts, inserts.items())
    Path(job.output.tally).write_text(json.dumps(tally, indent=2) + "\n")


if __name__ == "__main__":
    run(main, snakemake)
