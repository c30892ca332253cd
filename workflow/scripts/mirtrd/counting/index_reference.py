"""Make the index of hairpins and other RNAs that the inserts of all samples are searched in."""

from mirtrd.core.job import Job, run
from mirtrd.counting.index import write_index
from mirtrd.reference.targets import read_targets


def main(job: Job) -> None:
    write_index(job.output.index, *read_targets(job.input.fasta, job.input.sequences))


if __name__ == "__main__":
    run(main)
