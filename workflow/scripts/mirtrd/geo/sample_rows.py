"""The samples as rows of GEO's sheet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mirtrd.geo.tables import GEO_SAMPLES
from mirtrd.inputs.sheets import FILES, LIBRARY, RUNS

STRATEGY, LAYOUT, HUMAN = "miRNA-Seq", "single", "Homo sapiens"
# What is counted, where it is known.
UNITS = ("reads", "molecules")
PROCESSED, RAW = "processed data file", "raw file"
# Columns of the sheet that say something of GEO's, if they are not called as GEO's are.
ALIASES = {"organism": ("organism", "species"), "tissue": ("tissue", "matrix")}
FIXED = ("library name", "title", "library strategy", "single or paired-end", "description")


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """What is known of the samples: the sheet, the table of their status, the paths of the FASTQ
    files of each, the material and the organism of all for which the sheet says none."""

    sheet: pd.DataFrame
    status: pd.DataFrame
    reads: Mapping[str, Sequence[str]]
    material: str
    organism: str


def arrange_samples(cohort: Cohort, processed: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """The names of the columns behind those that GEO_SAMPLES has, and a row for each sample."""
    known = {name: _own_column(cohort.sheet, name) for name in GEO_SAMPLES.header}
    own = {*(column for column in known.values() if column), FILES, RUNS, *LIBRARY}
    further = [column for column in cohort.sheet if column not in own]
    most = max((len(paths) for paths in cohort.reads.values()), default=0)
    rows = []
    for sample, cells in cohort.sheet.iterrows():
        name = str(sample)
        fixed = _describe(name, cohort) | {
            column: cells[source] for column, source in known.items() if source
        }
        fixed["organism"] = fixed.get("organism") or cohort.organism
        fixed["tissue"] = fixed.get("tissue") or cohort.material
        files = [Path(path).name for path in cohort.reads.get(name, ())]
        rows.append(
            [
                *(fixed.get(column, "") for column in GEO_SAMPLES.header),
                *(cells[column] for column in further),
                *processed,
                *files,
                *[""] * (most - len(files)),
            ]
        )
    return [*further, *[PROCESSED] * len(processed), *[RAW] * most], rows


def _own_column(sheet: pd.DataFrame, name: str) -> str:
    """The column of the sheet that says what one of GEO's asks for, "" if none does."""
    if name in FIXED:
        return ""
    written = {column.lower().replace("_", " "): column for column in sheet}
    return next((written[n] for n in ALIASES.get(name, (name,)) if n in written), "")


def _describe(sample: str, cohort: Cohort) -> dict[str, str]:
    row = cohort.status.loc[sample]
    told = [f"kit {row['kit']}"] if row["kit"] else []
    told += [f"counts are {row['unit']}"] if row["unit"] in UNITS else []
    part = "took part" if row["used"] == "yes" else f"took no part ({row['reason']})"
    return {
        "library name": sample,
        "title": sample,
        "library strategy": STRATEGY,
        "single or paired-end": LAYOUT,
        "description": "; ".join([*told, part]),
    }


def find_doubts(reads: Mapping[str, Sequence[str]]) -> list[str]:
    """What GEO would not take: names that two files have, and samples without a file."""
    names = Counter(Path(path).name for paths in reads.values() for path in paths)
    twice = [name for name, number in names.items() if number > 1]
    without = [sample for sample, paths in reads.items() if not paths]
    notes = []
    if twice:
        notes.append(f"several FASTQ files are called {', '.join(twice)}: rename all but one")
    if without:
        notes.append(
            f"no FASTQ files are here of {', '.join(without)}: downloaded from an archive, which "
            "has them, or put away"
        )
    return notes
