"""Samples of what is here: a folder of FASTQ files, or the header of a table of counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mirtrd.core.job import UserError
from mirtrd.inputs.grids import read_grid
from mirtrd.inputs.sheets import SAMPLE_NAME

FASTQ = re.compile(r"\.f(ast)?q(\.gz)?$", re.IGNORECASE)
# How Illumina (S1_S1_L001_R1_001.fastq.gz), the archives (SRR1_1.fastq.gz) and people (S1.R1.fq)
# name files: sample, number in the run, lane, read of the pair.
PARTS = re.compile(
    r"^(?P<sample>.+?)(?:_S\d+)?(?:_L\d{3})?"
    r"(?:[._-]R(?P<mate>[12])(?:_\d{3})?|(?<=\d)_(?P<archive>[12]))?$"
)
# Columns of numbers that tools write beside those of samples.
NO_SAMPLE = re.compile(r"(start|end|length|width|score|chr|strand|total|mean|sum)s?", re.IGNORECASE)
ROWS = 50


@dataclass(frozen=True, kw_only=True)
class Local:
    """The samples that were found: the files of each, or none of a table of counts, ``table``."""

    files: Mapping[str, Sequence[str]]
    table: str = ""
    notes: Sequence[str] = field(default_factory=list)

    def sheet(self) -> str:
        """A sheet whose conditions are to be filled in."""
        header = ["sample", "condition", *([] if self.table else ["fastq"])]
        rows = [
            [sample, "", *([] if self.table else [",".join(files)])]
            for sample, files in self.files.items()
        ]
        return "".join("\t".join(row) + "\n" for row in [header, *rows])

    def lines(self, sheet: str) -> str:
        """What was found, and the lines of the config that belong to it."""
        told = [f"# {len(self.files)} samples are in {sheet}.", *(f"# {n}" for n in self.notes)]
        told += ["# Fill in the condition of each, and add covariates such as sex and age.", "#"]
        counts = ["counts:", f"  path: {self.table}"] if self.table else []
        return "\n".join(
            [*told, "# For config/config.yaml:", "", f"samples: {sheet}", *counts, "expression:",
             "  design: ~ condition", "  contrasts:", "    TESTED_vs_REFERENCE:",
             "      factor: condition", "      tested: TESTED", "      reference: REFERENCE", ""]
        )  # fmt: skip


def samples_of_folder(folder: str) -> Local:
    """A sample for each library in a folder and the folders in it: lanes belong together, second
    reads of pairs are left out. UserError if there are none."""
    paths = sorted(path for path in Path(folder).rglob("*") if FASTQ.search(path.name))
    files: dict[tuple[str, str], list[str]] = {}
    notes, second = [], 0
    for path in paths:
        if re.search(r"[\t\n\r,]", str(path)):
            raise UserError(f"{str(path)!r}: a comma, tab or line break cannot stand in the sheet")
        found = PARTS.match(FASTQ.sub("", path.name))
        sample, mate = path.name, ""
        if found:
            sample, mate = found["sample"], found["mate"] or found["archive"] or ""
        if found and found["archive"] and not re.match(r"[EDS]RR\d+$", sample):
            sample, mate = f"{sample}_{mate}", ""  # T_1 and T_2 may well be two samples
        if mate == "2":
            second += 1
            continue
        files.setdefault((str(path.parent), _valid(sample)), []).append(str(path))
    if not files:
        raise UserError(f"{folder}: holds no files that end in .fastq, .fq, .fastq.gz or .fq.gz")
    names = [sample for _, sample in files]
    named = {
        sample if names.count(sample) == 1 else _valid(f"{Path(parent).name}_{sample}"): paths
        for (parent, sample), paths in files.items()
    }
    if len(named) < len(files):
        raise UserError(f"{folder}: has several files of the same name: give them different ones")
    if second:
        notes.append(f"{second} files of second reads are left out: a read holds a whole miRNA.")
    return Local(files=named, notes=notes)


def samples_of_table(path: str) -> Local:
    """A sample for each column of numbers in a table of counts. UserError if there are none."""
    grid = read_grid(path, "counts")
    if len(grid.rows) < 2:
        raise UserError(f"{path}: has no rows below its header, expected a table of counts")
    header, *body = grid.rows
    wide = max(map(len, body))
    header = ["", *header] if len(header) == wide - 1 else header
    names = [
        name
        for place, name in enumerate(header)
        if name and place and not NO_SAMPLE.fullmatch(name) and _are_numbers(body[:ROWS], place)
    ]
    if not names:
        raise UserError(f"{path}: has no columns of numbers behind the first, expected counts")
    odd = [name for name in names if not SAMPLE_NAME.fullmatch(name)]
    notes = []
    if odd:
        notes.append(
            f"{len(odd)} names, such as {odd[0]!r}, are no names of samples: give them in the "
            "table as they are in the sheet."
        )
    valid = [_valid(name) for name in names]
    if twice := [name for name in valid if valid.count(name) > 1]:
        raise UserError(f"{path}: two columns are called {twice[0]}: give them different names")
    return Local(files=dict.fromkeys(valid, ()), table=path, notes=notes)


def _valid(name: str) -> str:
    """The name of a sample, other signs than it may have replaced."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip("._-") or "sample"


def _are_numbers(rows: Sequence[Sequence[str]], place: int) -> bool:
    cells = [row[place] for row in rows if len(row) > place and row[place]]
    return bool(cells) and all(re.fullmatch(r"[\d.,eE+-]+", cell) for cell in cells)
