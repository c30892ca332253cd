"""List what was downloaded for all runs of the sheet."""

from mirtrd.accession.tables import DOWNLOADS
from mirtrd.core.job import Job, run


def main(job: Job) -> None:
    rows = [row for path in job.input.records for row in DOWNLOADS.read(path)]
    DOWNLOADS.write(job.output.downloads, [tuple(row.values()) for row in rows])


if __name__ == "__main__":
    run(main)
