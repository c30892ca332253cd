"""Account for every read of every sample."""

import json
from pathlib import Path

from mirtrd.core.fates import FATES
from mirtrd.core.job import Job, run


def read_fates(trimming: str, counting: str) -> dict[str, int]:
    """The reads of each fate of one sample.

    Raises AssertionError if the fates do not add up to the reads of the FASTQ files.
    """
    trimmed, counted = (json.loads(Path(path).read_text()) for path in (trimming, counting))
    fates = {**trimmed["dropped"], **counted}
    assert sum(fates.values()) == trimmed["reads"], f"{counting}: reads were lost in counting"
    return {name: fates[name] for name in FATES}


def main(job: Job) -> None:
    paths = zip(job.input.trimming, job.input.counting, strict=True)
    with Path(job.output.fate).open("w") as file:
        file.write("\t".join(["sample", "reads", *FATES]) + "\n")
        for sample, two in zip(job.params.samples, paths, strict=True):
            fates = read_fates(*two)
            numbers = (sum(fates.values()), *fates.values())
            file.write("\t".join([sample, *map(str, numbers)]) + "\n")


if __name__ == "__main__":
    run(main)
