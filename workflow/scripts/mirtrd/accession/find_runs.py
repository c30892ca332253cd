"""Find the files of first reads of the runs of the sheet."""

from collections.abc import Sequence

from mirtrd.accession.archives import MIRROR, Archives
from mirtrd.accession.drafts import describe_absent
from mirtrd.accession.tables import RUNS
from mirtrd.core.download import locate
from mirtrd.core.job import Job, UserError, run


def find_files(names: Sequence[str], archives: Archives) -> list[tuple[str, str, str, int]]:
    """Run, address, MD5 and size of the first reads of each run. UserError if one has none."""
    runs = {run.name: run for run in archives.runs_named(names)}
    if absent := [runs[name] for name in names if runs[name].first_reads is None]:
        raise UserError(
            f"{describe_absent(absent)}; then move them from the column 'accession' to 'fastq'"
        )
    rows = []
    for name in sorted(names):
        if file := runs[name].first_reads:
            rows.append(
                (name, locate(file.address, file.name, archives.mirror), file.md5, file.size)
            )
    return rows


def main(job: Job) -> None:
    rows = find_files(job.params.runs, Archives(mirror=job.params.mirror))
    RUNS.write(job.output.runs, rows)
    total = sum(size for _, _, _, size in rows) / 1e9
    print(f"{len(rows)} files, {total:,.1f} GB ({MIRROR}: {job.params.mirror or 'none'})")


if __name__ == "__main__":
    run(main)
