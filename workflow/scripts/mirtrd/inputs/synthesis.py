"""What studies are to be put together: the section meta of the config, and its tables."""

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mirtrd.core.job import UserError
from mirtrd.core.params import Param
from mirtrd.core.paths import is_file, is_there
from mirtrd.core.texts import shorten
from mirtrd.inputs.grids import read_grid
from mirtrd.inputs.reserved import check_paths
from mirtrd.reference.names import Names, read_names, some

WHERE = "config: meta.studies"
NEEDED = ("study", "path")
OPTIONAL = ("contrast", "tissue", "note")
# In the folder of results of a run.
TABLE, SUMMARY = "expression/{contrast}.tsv", "expression/{contrast}.fit.json"
COUNTS, SHEET = "cohort/counts.tsv", "cohort/samples.tsv"
# Of lists that others published: the best miRNAs by rank, and of how many they are the best.
LIST_COLUMNS = ("list", "mirna", "rank", "tested")
# Of the names of studies and of their tissues in figures.
LONGEST = 40


@dataclass(frozen=True, kw_only=True)
class Study(Param):
    """A study: the table of its effects, and what else is known of it.

    ``summary`` says how it was tested, ``counts`` and ``sheet`` are of its samples; each is a path,
    or "" if there is no such file. ``results`` is the folder of the run, "" for a table alone.
    """

    name: str
    table: str
    contrast: str
    tissue: str = ""
    note: str = ""
    results: str = ""
    summary: str = ""
    counts: str = ""
    sheet: str = ""


@dataclass(frozen=True, kw_only=True)
class Synthesis:
    """The studies, in the order of their table; ``shown`` are miRNAs that figures are to draw, by
    their names in the reference; ``lists`` is the table of published lists, if there is one."""

    name: str
    studies: Sequence[Study]
    shown: Sequence[str] = ()
    lists: Sequence[str] = ()

    def files(self, part: str) -> list[str]:
        """The files of a kind that the studies have."""
        paths = (getattr(study, part) for study in self.studies)
        return list(dict.fromkeys(path for path in paths if path))

    @property
    def params(self) -> list[dict[str, Any]]:
        """The studies as a rule hands them over."""
        return [study.as_param() for study in self.studies]


def find_synthesis(
    settings: Mapping[str, Any],
    name_sources: Mapping[str, str],
    contrasts: Collection[str] = (),
) -> Synthesis | None:
    """The synthesis that a checked config asks for, if it does.

    ``contrasts`` are those of this run, whose tables may still be to be made. Raises UserError for
    studies that cannot be read, and for miRNAs to show that the reference does not have.
    """
    section = settings["meta"]
    if section["studies"] is None:
        if given := [key for key in ("show", "lists") if section[key]]:
            raise UserError(f"config: meta.{given[0]} is given, but meta.studies is missing")
        return None
    check_paths([section["studies"], section["lists"]])
    studies = read_studies(section["studies"], contrasts)
    check_paths([path for study in studies for path in (study.table, study.results)])
    if section["lists"]:
        read_lists(section["lists"])
    names = read_names(**name_sources) if section["show"] else None
    return Synthesis(
        name=section["name"],
        studies=studies,
        shown=find_shown(section["show"], names) if names else (),
        lists=[section["lists"]] if section["lists"] else [],
    )


def read_studies(path: str, contrasts: Collection[str] = ()) -> list[Study]:
    """The studies of a table; UserError that names the line for what is wrong with it."""
    studies: list[Study] = []
    for line, cells in read_cells(path, WHERE, NEEDED, OPTIONAL):
        where = f"{WHERE}: {path}, line {line}"
        name = cells["study"]
        if len(name) > LONGEST or len(cells["tissue"]) > LONGEST:
            raise UserError(f"{where}: names of studies and tissues have at most {LONGEST} letters")
        study = _find_files(cells, where, contrasts)
        for other in studies:
            if other.name.lower() == name.lower():
                raise UserError(f"{where}: study {name} is there twice: give each its own name")
            if other.table == study.table:
                raise UserError(
                    f"{where}: {study.table} is that of study {other.name}, too: one table is one "
                    "study"
                )
        studies.append(study)
    if len(studies) < 2:
        raise UserError(f"{WHERE}: {path} has {len(studies)} studies, expected two or more")
    told = [study.name for study in studies if study.tissue]
    untold = [study.name for study in studies if not study.tissue]
    if told and untold:
        raise UserError(
            f"{WHERE}: {path}: the tissue of {some(untold)} is empty, that of {some(told)} is not: "
            "give it for all, as studies of different tissues are not put together"
        )
    return studies


def read_lists(path: str) -> list[dict[str, Any]]:
    """Published lists: of each row the list, the miRNA, its rank, of how many miRNAs, the tissue.

    UserError that names the line for what cannot be a rank.
    """
    where = "config: meta.lists"
    rows: list[dict[str, Any]] = []
    for line, cells in read_cells(path, where, LIST_COLUMNS, ("tissue",)):
        place = f"{where}: {path}, line {line}"
        numbers = {column: cells[column] for column in ("rank", "tested")}
        for column, cell in numbers.items():
            if not re.fullmatch("[1-9][0-9]{0,6}", cell):
                raise UserError(
                    f"{place}: {column} is {shorten(repr(cell))}, expected a whole number from 1"
                )
        rank, tested = int(cells["rank"]), int(cells["tested"])
        if rank > tested:
            raise UserError(f"{place}: rank {rank} of {tested} miRNAs tested cannot be")
        rows.append({**cells, "rank": rank, "tested": tested})
    return rows


def read_cells(
    path: str, where: str, needed: Sequence[str], optional: Sequence[str] = ()
) -> list[tuple[int, dict[str, str]]]:
    """The line and the cells of each row of a table that a user wrote, by column.

    The ``needed`` columns are there and filled, ``optional`` ones are "" where they are not.
    """
    if not is_file(path):
        raise UserError(f"{where}: the file {path} does not exist")
    grid = read_grid(path, where)
    if not grid.rows:
        raise UserError(f"{where}: {path} is empty, expected the columns {', '.join(needed)}")
    header = [name.strip("# ").lower() for name in grid.rows[0]]
    if missing := [column for column in needed if column not in header]:
        raise UserError(
            f"{where}: {path}: column {missing[0]!r} is missing; found "
            f"{shorten(', '.join(grid.rows[0]))}"
        )
    rows = []
    for line, row in zip(grid.lines[1:], grid.rows[1:], strict=True):
        filled = [*row, *[""] * (len(header) - len(row))]
        cells = dict(zip(header, filled, strict=False))
        for column in needed:
            if not cells[column]:
                raise UserError(f"{where}: {path}, line {line}: column {column!r} is empty")
        rows.append((line, {name: cells.get(name, "") for name in (*needed, *optional)}))
    return rows


def find_shown(written: Sequence[str], names: Names) -> list[str]:
    """The names in the reference of the miRNAs to show; UserError for one that it does not have."""
    found: dict[str, None] = {}
    for name, match in names.look_up_all(written).items():
        if not match.names:
            how = {"ambiguous": "stood for several miRNAs", "dead": "is no longer in miRBase"}
            raise UserError(
                f"config: meta.show: {name} {how.get(match.how, 'is no mature of the reference')}: "
                "give a name such as hsa-miR-135a-5p"
            )
        found |= dict.fromkeys(match.names)
    return list(found)


def _find_files(cells: Mapping[str, str], where: str, contrasts: Collection[str]) -> Study:
    """A study with its files; UserError if the table of its effects is not there."""
    path, contrast = _shorten_path(cells["path"]), cells["contrast"]
    is_own = path == _shorten_path("results") and contrast in contrasts
    if is_file(path):
        # A table that is where a run has it has the rest of the run beside it.
        folder = Path(path).parent
        results = str(folder.parent) if folder.name == Path(TABLE).parent.name else ""
        table, summary = path, str(Path(path).with_suffix(".fit.json"))
        contrast = contrast or Path(path).stem
    elif is_own or is_there(path):
        if not contrast:
            raise UserError(
                f"{where}: column 'contrast' is empty: say which one of {cells['path']}"
            )
        results = path
        table, summary = (f"{path}/{file.format(contrast=contrast)}" for file in (TABLE, SUMMARY))
    else:
        raise UserError(
            f"{where}: {cells['path']} does not exist; expected the folder of results of a run, or "
            "its table results/expression/….tsv"
        )
    if not is_own:
        _check_table(table, where)
    counts, sheet = (f"{results}/{file}" if results else "" for file in (COUNTS, SHEET))

    def present(file: str) -> str:
        return file if file and (is_own or is_file(file)) else ""

    return Study(
        name=cells["study"],
        table=table,
        contrast=contrast,
        tissue=cells["tissue"],
        note=cells["note"],
        results=results,
        summary=present(summary),
        counts=present(counts),
        sheet=present(sheet),
    )


def _check_table(table: str, where: str) -> None:
    if not is_file(table):
        folder = Path(table).parent
        there = sorted(p.name.removesuffix(".fit.json") for p in folder.glob("*.fit.json"))
        found = f"contrasts there are {some(there)}" if there else "there is no contrast"
        raise UserError(f"{where}: {table} does not exist; {found}")


def _shorten_path(path: str) -> str:
    """A path relative to the working directory where it lies within, as rules name it."""
    whole, here = Path(path).resolve(), Path.cwd().resolve()
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else os.path.normpath(path)
