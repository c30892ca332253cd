"""Take the MD5 sums of the FASTQ files of one sample."""

from mirtrd.core.job import Job, run
from mirtrd.geo.digests import digest
from mirtrd.geo.tables import READ_DIGESTS


def main(job: Job) -> None:
    reads = [job.input.reads] if isinstance(job.input.reads, str) else job.input.reads
    READ_DIGESTS.write(job.output.table, ((path, digest(path)) for path in reads))


if __name__ == "__main__":
    run(main)
