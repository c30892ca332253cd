"""Account for every read of every sample."""

from mirtrd.core.documents import read_document
from mirtrd.core.fates import FATES
from mirtrd.core.job import Job, run
from mirtrd.quality.tables import READ_FATE


def read_fates(trimming: str, counting: str) -> dict[str, int]:
    """The reads of each fate of one sample.

    Raises AssertionError if the fates do not add up to the reads of the FASTQ files.
    """
    trimmed, counted = read_document(trimming), read_document(counting)
    fates = {**trimmed["dropped"], **counted}
    assert sum(fates.values()) == trimmed["reads"], f"{counting}: reads were lost in counting"
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
