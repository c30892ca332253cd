"""Record the code, the software, the reference and the config of a run."""

import hashlib
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mirtrd.accession.tables import RUNS
from mirtrd.core.documents import write_document
from mirtrd.core.job import Job, run
from mirtrd.core.provenance import PACKAGE
from mirtrd.provenance.software import describe_code, find_versions, read_pinned

ROOT = PACKAGE.parents[2]


def describe_file(use: str, path: str, root: Path) -> dict[str, str]:
    """What a file is for, where it is, and its SHA-256. Files of the checkout are named relative to
    it, others as the user named them, so that nothing depends on where the checkout is."""
    with Path(path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    shown = Path(path)
    if shown.is_absolute() and shown.is_relative_to(root):
        shown = shown.relative_to(root)
    return {"use": use, "file": str(shown), "sha256": digest}


def describe_runs(table: Iterable[str]) -> list[dict[str, str]]:
    """The runs of an archive that were used, and the MD5 of their files."""
    return [{"run": row["run"], "md5": row["md5"]} for path in table for row in RUNS.read(path)]


def main(job: Job) -> None:
    params = job.params
    software = {**read_pinned(ROOT / "envs"), "snakemake": params.snakemake}
    record: dict[str, Any] = {
        "code": describe_code(ROOT, params.code),
        "software": {
            "python": platform.python_version(),
            **{**find_versions(software), "snakemake": params.snakemake},
        },
        "reference": params.release,
        "samples": params.samples,
        "files": [
            describe_file(use, path, ROOT)
            for use in params.given
            for path in _as_list(getattr(job.input, use))
        ],
        "runs": describe_runs(_as_list(job.input.runs)),
        "config": params.config,
    }
    write_document(job.output.record, record)


def _as_list(files: Any) -> list[str]:
    return [files] if isinstance(files, str) else list(files)


if __name__ == "__main__":
    run(main)
