"""Take the MD5 sums of the FASTQ files of one sample."""

from mirtrd.core.digests import md5_of
from mirtrd.core.job import Job, run
from mirtrd.geo.tables import READ_DIGESTS


def main(job: Job) -> None:
    reads = [job.input.reads] if isinstance(job.input.reads, str) else job.input.reads
    READ_DIGESTS.write(job.output.table, ((path, md5_of(path)) for path in reads))


if __name__ == "__main__":
    run(main)
