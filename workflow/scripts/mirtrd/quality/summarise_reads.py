"""Account for every read of every sample."""

from dataclasses import asdict
from pathlib import Path

from mirtrd.core.fates import FATES
from mirtrd.core.job import Job, run
from mirtrd.counting.tally import read_tally as read_counted
from mirtrd.quality.tables import READ_FATE
from mirtrd.trimming.tally import read_tally as read_trimmed


def read_fates(trimming: str | Path, counting: str | Path) -> dict[str, int]:
    """The reads of each fate of one sample.

    Raises AssertionError if the fates do not add up to the reads of the FASTQ files.
    """
    trimmed = read_trimmed(trimming)
    fates = {**trimmed.dropped, **asdict(read_counted(counting))}
    assert sum(fates.values()) == trimmed.reads, f"{counting}: reads were lost in counting"
    return {name: fates[name] for name in FATES}


def main(job: Job) -> None:
    paths = zip(job.input.trimming, job.input.counting, strict=True)
    fates = [read_fates(*two).values() for two in paths]
    rows = [
        (sample, sum(reads), *reads)
        for sample, reads in zip(job.params.samples, fates, strict=True)
    ]
    READ_FATE.write(job.output.fate, rows)


if __name__ == "__main__":
    run(main)
