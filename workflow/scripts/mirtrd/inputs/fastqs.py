"""The reads of the samples of a sheet: files that are here, and runs to download."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.core.paths import is_there
from mirtrd.core.texts import shorten
from mirtrd.inputs.accessions import split_runs
from mirtrd.inputs.sheets import FILES, RUNS

# Files of first reads, as Illumina (..._R1_001.fastq.gz) and the archives (SRR1_1.fastq.gz) name
# them. Others that end in _1 and _2 may well be two samples.
FIRST_READ = re.compile(r"((?:^|[._-])R|^[SED]RR\d+_)1(?=([._-]\d+)?\.f(ast)?q(\.gz)?$)")
# Files that are named when many are missing.
FEW = 5
# What trimming leaves of a sample. With these, its reads may be in an archive: only trimming needs
# them, and Snakemake takes what it cannot make, but has, as it is.
TRIMMED = tuple(
    f"results/trimming/{{}}.{content}" for content in ("kit.json", "inserts.fastq.gz", "tally.json")
)


@dataclass(frozen=True, kw_only=True)
class Fastqs:
    """The FASTQ files of every sample, and the samples some of whose files are gone, but that are
    trimmed."""

    of: dict[str, list[str]]
    archived: list[str]

    @property
    def notes(self) -> list[str]:
        """What the user should know of samples whose reads are gone."""
        if not self.archived:
            return []
        more = f" and {len(self.archived) - FEW} more" if len(self.archived) > FEW else ""
        return [
            f"reads of {', '.join(self.archived[:FEW])}{more} are not where the sheet says: what "
            "was trimmed of them is used as it is, whatever kit and trimming the config has now"
        ]


def resolve_fastqs(sheet: pd.DataFrame, path: str | Path) -> Fastqs:
    """The FASTQ files of every sample, in the order of the sheet.

    A relative name is looked up from the working directory, then from the folder of the
    sheet. Raises UserError for files that are missing, unless their sample is trimmed, and one that
    is not a file, cannot be read, or is given twice.
    """
    fastqs: dict[str, list[str]] = {}
    archived: list[str] = []
    owner: dict[Path, str] = {}
    missing: list[tuple[str, str]] = []
    cells = sheet[FILES] if FILES in sheet else pd.Series("", index=sheet.index)
    for sample, cell in cells.items():
        fastqs[sample] = []
        if not cell and RUNS in sheet:
            continue
        where = f"{path}, sample {sample}"
        for name in _split_cell(cell, where):
            candidates = [Path(name), Path(path).parent / name]
            found = next((file for file in candidates if is_there(file)), None)
            if found is None and is_trimmed(sample):
                archived += [sample] if sample not in archived else []
                fastqs[sample].append(name)
                continue
            if found is None:
                if remedy := _remedy(name):
                    raise UserError(f"{where}: FASTQ file {shorten(name)} {remedy}")
                missing.append((sample, name))
                continue
            if not found.is_file():
                raise UserError(f"{where}: {name} is not a file")
            if not os.access(found, os.R_OK):
                raise UserError(f"{where}: FASTQ file {name} may not be read: ask for permission")
            file = found.resolve()
            if file in owner:
                raise UserError(
                    f"{where}: FASTQ file {name} is given twice (first for sample {owner[file]}): "
                    "each file belongs to one sample, once"
                )
            owner[file] = sample
            fastqs[sample].append(str(found))
    if missing:
        raise UserError(_missing_in_words(missing, path))
    _refuse_pairs(owner, path)
    return Fastqs(of=fastqs, archived=archived)


def is_trimmed(sample: str) -> bool:
    """Whether all that trimming leaves of a sample is in the results."""
    return all(is_there(file.format(sample)) for file in TRIMMED)


def _split_cell(cell: str, where: str) -> list[str]:
    names = [part.strip() for part in cell.split(",")]
    if not all(names):
        raise UserError(
            f"{where}: column 'fastq' is {shorten(repr(cell))}, expected file names separated by "
            "single commas"
        )
    return names


def _remedy(name: str) -> str:
    """What to do about a name that is no file, and looks as if a shell or a browser could use it;
    "" for any other."""
    if re.match(r"[a-z][a-z0-9+.-]*://", name, re.IGNORECASE):
        return (
            "is an address, expected a file: download it first, or give runs such as SRR8426358 in "
            "a column 'accession'"
        )
    if ";" in name:
        return "holds ';', expected the files of a sample to be separated by commas"
    if name.startswith("~"):
        return "begins with '~', which only a shell knows: write the path from '/' on"
    if re.search(r"[*?]|\[.*\]", name):
        return "is a pattern, expected names: write each file out, separated by commas"
    if re.match(r"[A-Za-z]:\\|\\\\", name):
        return "is a path of Windows: write it as this computer has it, with '/'"
    return ""


def _missing_in_words(missing: Sequence[tuple[str, str]], path: str | Path) -> str:
    """All that is missing, the first few by name."""
    places = "neither from the working directory nor from the folder of the sheet"
    if len(missing) == 1:
        [(sample, name)] = missing
        return f"{path}, sample {sample}: FASTQ file {shorten(name)} does not exist, {places}"
    listed = ", ".join(f"{shorten(name)} (sample {sample})" for sample, name in missing[:FEW])
    more = f" and {len(missing) - FEW} more" if len(missing) > FEW else ""
    return f"{path}: {len(missing)} FASTQ files do not exist, {places}: {listed}{more}"


def _refuse_pairs(owner: Mapping[Path, str], path: str | Path) -> None:
    for file, sample in owner.items():
        second = file.with_name(FIRST_READ.sub(r"\g<1>2", file.name))
        if second != file and second in owner:
            raise UserError(
                f"{path}, sample {sample}: {file.name} and {second.name} look like the two reads "
                "of pairs: miRNAs are shorter than a read, give read 1 only"
            )


def resolve_runs(sheet: pd.DataFrame, path: str | Path) -> dict[str, list[str]]:
    """The runs of every sample that are to be downloaded, in the order of the sheet.

    Raises UserError for what is no run, for a run given twice, and for a sample without reads.
    """
    runs: dict[str, list[str]] = {}
    owner: dict[str, str] = {}
    for sample in sheet.index:
        where = f"{path}, sample {sample}"
        try:
            runs[sample] = split_runs(sheet.at[sample, RUNS] if RUNS in sheet else "")
        except UserError as error:
            raise UserError(f"{where}: {error}") from None
        if not runs[sample] and not (FILES in sheet and sheet.at[sample, FILES]):
            raise UserError(
                f"{where}: has neither files in the column {FILES!r} nor runs in the column "
                f"{RUNS!r}"
            )
        for run in runs[sample]:
            if run in owner:
                raise UserError(
                    f"{where}: run {run} is given twice (first for sample {owner[run]}): each run "
                    "belongs to one sample, once"
                )
            owner[run] = sample
    return runs
