"""Download the first reads of a run, and record what was fetched."""

import datetime
from pathlib import Path

from mirtrd.accession.archives import MIRROR
from mirtrd.accession.tables import DOWNLOADS, RUNS
from mirtrd.core.download import Remote, fetch
from mirtrd.core.job import Job, run


def main(job: Job) -> None:
    name = job.wildcards.run
    row = next(row for row in RUNS.read(job.input.runs) if row["run"] == name)
    remote = Remote(address=row["address"], mirror=MIRROR, size=row["size"], md5=row["md5"])
    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    DOWNLOADS.write(job.output.record, [(name, remote.address, remote.md5, remote.size, date)])
    print(f"downloading {remote.address} ({remote.size:,} bytes)", flush=True)
    # At last: from then on, the job is as good as done.
    fetch(remote, Path(job.output.reads))


if __name__ == "__main__":
    run(main)
