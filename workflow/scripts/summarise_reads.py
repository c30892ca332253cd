"""Account for every read of every sample, and give each sample a status."""

import json
from pathlib import Path

from mirtrd.fates import FATES
from mirtrd.jobs import run


def read_fates(trimming: str, counting: str) -> tuple[dict[str, int], str | None]:
    """The reads of each fate of one sample, and why its files could not be read, if so.

    Raises AssertionError if the fates do not add up to the reads of the FASTQ files.
    """
    trimmed, counted = (json.loads(Path(path).read_text()) for path in (trimming, counting))
    fates = {**trimmed["dropped"], **counted}
    assert sum(fates.values()) == trimmed["reads"], f"{counting}: reads were lost in counting"
    return {name: fates[name] for name in FATES}, trimmed["failure"]


def judge(fates: dict[str, int], failure: str | None, min_mirna_reads: int) -> tuple[str, str]:
    """The status of a sample, "ok" or "fail", and the reason with its number and threshold."""
    if failure:
        return "fail", failure
    if not sum(fates.values()):
        return "fail", "the FASTQ has no reads"
    if fates["mirna"] < min_mirna_reads:
        lost = {name: reads for name, reads in fates.items() if name != "mirna"}
        most = max(lost, key=lost.__getitem__)
        share = lost[most] / sum(fates.values())
        return "fail", (
            f"{fates['mirna']} miRNA reads, at least {min_mirna_reads} are needed "
            f"(quality.min_mirna_reads); {share:.0%} of all reads: {most}"
        )
    return "ok", ""


def main(job) -> None:
    paths = zip(job.input.trimming, job.input.counting, strict=True)
    samples = {
        sample: read_fates(*two) for sample, two in zip(job.params.samples, paths, strict=True)
    }
    with Path(job.output.fate).open("w") as file:
        file.write("\t".join(["sample", "reads", *FATES]) + "\n")
        for sample, (fates, _) in samples.items():
            numbers = (sum(fates.values()), *fates.values())
            file.write("\t".join([sample, *map(str, numbers)]) + "\n")
    with Path(job.output.status).open("w") as file:
        file.write("sample\tstatus\treason\treads\tmirna_reads\n")
        for sample, (fates, failure) in samples.items():
            status, reason = judge(fates, failure, job.params.min_mirna_reads)
            file.write(f"{sample}\t{status}\t{reason}\t{sum(fates.values())}\t{fates['mirna']}\n")
            if status == "fail":
                print(f"sample {sample} failed: {reason}")


if __name__ == "__main__":
    run(main, snakemake)
