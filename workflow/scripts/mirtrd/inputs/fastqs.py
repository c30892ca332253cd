"""The reads of the samples of a sheet: files that are here, and runs to download."""

import os
import re
from pathlib import Path

import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.core.texts import shorten
from mirtrd.inputs.accessions import split_runs
from mirtrd.inputs.sheets import FILES, RUNS

# Files of first reads, as Illumina (..._R1_001.fastq.gz) and the archives (SRR1_1.fastq.gz) name
# them. Others that end in _1 and _2 may well be two samples.
FIRST_READ = re.compile(r"((?:^|[._-])R|^[SED]RR\d+_)1(?=([._-]\d+)?\.f(ast)?q(\.gz)?$)")


def resolve_fastqs(sheet: pd.DataFrame, path: str | Path) -> dict[str, list[str]]:
    """The FASTQ files of every sample, in the order of the sheet.

    A relative name is looked up from the working directory, then from the folder of the
    sheet. Raises UserError for a file that is missing, not a file, or given twice.
    """
    fastqs: dict[str, list[str]] = {}
    owner: dict[Path, str] = {}
    cells = sheet[FILES] if FILES in sheet else pd.Series("", index=sheet.index)
    for sample, cell in cells.items():
        fastqs[sample] = []
        if not cell and RUNS in sheet:
            continue
        names = [part.strip() for part in cell.split(",")]
        if not all(names):
            raise UserError(
                f"{path}, sample {sample}: column 'fastq' is {cell!r}, expected file names "
                "separated by single commas"
            )
        for name in names:
            candidates = [Path(name), Path(path).parent / name]
            found = next((file for file in candidates if file.exists()), None)
            if found is None:
                raise UserError(
                    f"{path}, sample {sample}: FASTQ file {name} does not exist, neither from the "
                    "working directory nor from the folder of the sheet"
                )
            if not found.is_file():
                raise UserError(f"{path}, sample {sample}: {name} is not a file")
            file = found.resolve()
            if file in owner:
                raise UserError(
                    f"{path}, sample {sample}: FASTQ file {name} is given twice (first for sample "
                    f"{owner[file]}): each file belongs to one sample, once"
                )
            owner[file] = sample
            fastqs[sample].append(str(found))
    for file, sample in owner.items():
        second = file.with_name(FIRST_READ.sub(r"\g<1>2", file.name))
        if second != file and second in owner:
            raise UserError(
                f"{path}, sample {sample}: {file.name} and {second.name} look like the two reads "
                "of pairs: miRNAs are shorter than a read, give read 1 only"
            )
    return fastqs


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
