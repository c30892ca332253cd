"""The report of ENA on runs: what they are of, and where their FASTQ files are.

https://www.ebi.ac.uk/ena/portal/api/doc
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mirtrd.accession.soft import tidy
from mirtrd.core.job import UserError

FIELDS = (
    "run_accession",
    "experiment_accession",
    "experiment_alias",
    "sample_accession",
    "secondary_sample_accession",
    "study_accession",
    "secondary_study_accession",
    "sample_alias",
    "sample_title",
    "experiment_title",
    "library_name",
    "library_layout",
    "library_strategy",
    "library_source",
    "library_selection",
    "instrument_model",
    "read_count",
    "base_count",
    "tax_id",
    "fastq_ftp",
    "fastq_md5",
    "fastq_bytes",
)
NEEDED = ("run_accession", "fastq_ftp", "fastq_md5", "fastq_bytes")


@dataclass(frozen=True, kw_only=True)
class File:
    """A FASTQ file in the archive: its web address, its MD5 and its size in bytes."""

    address: str
    md5: str
    size: int

    @property
    def name(self) -> str:
        return self.address.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run: its accession, its files, and all else that is reported of it."""

    name: str
    files: Sequence[File]
    facts: Mapping[str, str]

    def fact(self, field: str) -> str:
        """What is reported in a field, "" for nothing."""
        return self.facts.get(field, "")

    @property
    def names(self) -> set[str]:
        """The accessions and aliases by which this run can be found."""
        fields = ("run_accession", "experiment_accession", "experiment_alias", "sample_accession",
                  "secondary_sample_accession", "sample_alias", "study_accession",
                  "secondary_study_accession")  # fmt: skip
        return {self.fact(field) for field in fields} - {""}

    @property
    def study(self) -> str:
        return self.fact("secondary_study_accession") or self.fact("study_accession")

    @property
    def is_paired(self) -> bool:
        """Whether fragments were read from both ends, as reported or by the files there are."""
        mates = any(file.name.startswith(f"{self.name}_2.") for file in self.files)
        return mates or self.fact("library_layout") == "PAIRED"

    @property
    def first_reads(self) -> File | None:
        """The file of first or only reads; None if there is none.

        A third file beside the two of pairs holds reads that lost their mate. One file of a paired
        run may hold both mates, one after the other, so it is not taken.
        """
        by_name = {file.name: file for file in self.files}
        first = by_name.get(f"{self.name}_1.fastq.gz")
        return first or (None if self.is_paired else by_name.get(f"{self.name}.fastq.gz"))


def read_report(path: Path, asked: str) -> list[Run]:
    """The runs of a report, in its order; none if it is empty. UserError if it is no report."""
    lines = path.read_bytes().decode("utf-8", errors="replace").split("\n")
    rows = [line.rstrip("\r").split("\t") for line in lines if line.strip()]
    if not rows:
        return []
    header = rows[0]
    if missing := [field for field in NEEDED if field not in header]:
        raise UserError(
            f"the answer of ENA on {asked} has no {missing[0]}, it begins {lines[0][:60]!r}: try "
            "later"
        )
    return [_run_of(dict(zip(header, map(tidy, row), strict=False))) for row in rows[1:]]


def _run_of(facts: dict[str, str]) -> Run:
    name = facts["run_accession"]
    addresses, md5s, sizes = (
        [part for part in facts.get(field, "").split(";") if part] for field in NEEDED[1:]
    )
    if not len(addresses) == len(md5s) == len(sizes):
        raise UserError(
            f"ENA reports {len(addresses)} files, {len(md5s)} MD5s and {len(sizes)} sizes of run "
            f"{name}: which is whose cannot be told; leave the run out, or try later"
        )
    files = [
        File(address=_with_scheme(address), md5=md5.lower(), size=int(size))
        for address, md5, size in zip(addresses, md5s, sizes, strict=True)
        if size.isdecimal()
    ]
    return Run(name=name, files=files, facts=facts)


def _with_scheme(address: str) -> str:
    """ENA leaves it out; its files are there by the encrypted way, too."""
    return address if re.match(r"https?://", address) else f"https://{address}"
