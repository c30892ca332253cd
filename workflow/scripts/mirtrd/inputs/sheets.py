"""Read and check the sample sheet."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.core.paths import is_there
from mirtrd.core.texts import NotTextError, decode, shorten
from mirtrd.inputs.grids import OLD_EXCEL, ZIP, read_bytes, read_workbook

NEEDED = ("sample",)
FILES, RUNS = "fastq", "accession"  # reads that are here, and reads to download
REQUIRED = (*NEEDED, FILES)  # of a run that starts from reads; or RUNS in the place of FILES
# Columns that say something of a sample's library; all others are covariates.
LIBRARY = ("kit", "matrix", "unit", "keep")
# What others call a column of second reads.
SECOND_READS = ("fastq_2", "fastq2", "fastq_r2", "read2", "reads2", "r2", "r2_fastq", "mate2")
# Control characters, and what separates lines and paragraphs in Unicode.
BREAKS = ("Cc", "Zl", "Zp")
SAMPLE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
COMMENT = "#"


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The lines of a sheet that are neither blank nor comments: the number of each and its cells,
    and notes on what was tidied up while reading."""

    rows: list[tuple[int, list[str]]]
    notes: list[str] = field(default_factory=list)


def read_sheet(
    path: str | Path, required: Sequence[str] = NEEDED
) -> tuple[pd.DataFrame, list[str]]:
    """Read a sample sheet, with the ``required`` columns filled in each row.

    It is text with tabs between its columns, or a workbook with one sheet; lines that begin with
    "#" are left out. Returns the sheet, all cells as text without surrounding blanks ("NA" and
    "001" stay as they are, an empty cell is ""), indexed by sample name in the order of the file,
    and notes on what was tidied up while reading. Raises UserError with the line for anything that
    cannot be read as a table of samples.
    """
    lines = _read_lines(path)
    if not lines.rows:
        raise UserError(f"{path}: is empty, expected a header and one line for each sample")
    (first, header), *body = lines.rows
    header, body = _named_columns(path, first, header, body)
    if RUNS in header:
        required = [column for column in required if column != FILES]
    _check_header(path, first, header, required)
    if not body:
        raise UserError(f"{path}: found a header but no samples: add one line for each sample")
    rows: dict[str, tuple[int, dict[str, str]]] = {}
    alike: dict[str, str] = {}
    for number, row in body:
        cells = dict(zip(header, row, strict=True))
        _check_row(path, number, cells, rows, required)
        sample = cells["sample"]
        other = alike.setdefault(sample.lower(), sample)
        if other != sample:
            raise UserError(
                f"{path}, line {number}: samples {other} and {sample} differ in capitals only, and "
                "some file systems take their files for the same: give them different names"
            )
        rows[sample] = (number, cells)
    sheet = pd.DataFrame([cells for _, cells in rows.values()], columns=header)
    return sheet.set_index("sample"), lines.notes


def _read_lines(path: str | Path) -> Lines:
    if not is_there(path):
        raise UserError(
            f"samples: the sample sheet {path} does not exist: set 'samples' in the config"
        )
    if Path(path).is_dir():
        raise UserError(f"samples: {path} is a folder, expected a sample sheet")
    content = read_bytes(path, "samples")
    if content.startswith(OLD_EXCEL):
        raise UserError(
            f"{path}: is an Excel workbook of the old kind: save it as .xlsx or as tab-separated "
            "text"
        )
    if content.startswith(ZIP):
        grid = read_workbook(path, content, "samples")
        return Lines(rows=_without_comments(zip(grid.lines, grid.rows, strict=True)))
    try:
        text = decode(content)
    except NotTextError as error:
        raise UserError(f"{path}, {error}: save the sheet as UTF-8") from None
    notes = []
    if "\r" in text:
        notes.append(f"{path}: Windows line ends (CRLF) were read as line ends")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:2]:
        notes.append(f"{path}: UTF-16 was read, UTF-8 is expected")
    elif content.startswith(b"\xef\xbb\xbf"):
        notes.append(f"{path}: a byte order mark (BOM) at the start was ignored")
    rows = _without_comments(_split(path, re.split("\r\n|\r|\n", text.removeprefix("\ufeff"))))
    if rows:
        _check_separator(path, *rows[0])
    if any(cell != cell.strip() for _, row in rows for cell in row):
        notes.append(f"{path}: blanks at the start or end of cells were removed")
    return Lines(rows=[(n, [cell.strip() for cell in row]) for n, row in rows], notes=notes)


def _split(path: str | Path, lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line, with its number. Raises UserError for a cell of several lines."""
    # What is commented out may hold any number of quotes.
    kept = ["" if line.startswith(COMMENT) and not _is_header(line) else line for line in lines]
    reader = csv.reader(kept, delimiter="\t")
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if reader.line_num > number:
                raise UserError(
                    f'{path}, line {number}: a quote (") opens a cell that does not end on this '
                    "line: leave the quote out"
                )
            yield number, row
    except csv.Error as error:
        raise UserError(
            f"{path}, line {number + 1}: cannot be read as cells ({error}): look for a quote that "
            "is not closed"
        ) from None


def _without_comments(rows: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The rows that are neither blank nor comments; a header may begin with "#"."""
    kept: list[tuple[int, list[str]]] = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if row[0].lstrip().startswith(COMMENT):
            if kept or not _is_header(row[0]):
                continue
            row = [row[0].strip(" #"), *row[1:]]
        kept.append((number, row))
    return kept


def _is_header(text: str) -> bool:
    return text.split("\t")[0].strip(" #") == "sample"


def _check_separator(path: str | Path, number: int, header: list[str]) -> None:
    if len(header) > 1 or header[0].strip() == "sample":
        return
    separator = next((name for sign, name in {",": "comma", ";": "semicolon"}.items()
                      if sign in header[0]), None)  # fmt: skip
    found = f"{separator}-separated" if separator else f"one column ({_quoted(header[0].strip())})"
    raise UserError(
        f"{path}, line {number}: found a {found} header, expected columns separated by tabs: "
        "save the sheet as tab-separated text"
    )


def _named_columns(
    path: str | Path, first: int, header: list[str], body: list[tuple[int, list[str]]]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The columns that have a name, each row as wide as these. UserError for cells without one."""
    while header and not header[-1]:
        header.pop()
    named = [place for place, name in enumerate(header) if name]
    rows = []
    for number, row in body:
        if any(row[len(header) :]):
            raise UserError(
                f"{path}, line {number}: found {len(row)} columns, expected {len(header)} as in "
                "the header"
            )
        filled = row + [""] * (len(header) - len(row))
        unnamed = [place for place in range(len(header)) if filled[place] and not header[place]]
        if unnamed:
            raise UserError(
                f"{path}, line {first}: column {unnamed[0] + 1} has no name, but line {number} has "
                f"{_quoted(filled[unnamed[0]])} in it: name it"
            )
        rows.append((number, [filled[place] for place in named]))
    return [header[place] for place in named], rows


def _quoted(cell: str) -> str:
    return shorten(repr(cell))


def _check_header(
    path: str | Path, number: int, header: list[str], required: Sequence[str]
) -> None:
    where = f"{path}, line {number}"
    if broken := [column for column in header if _breaks(column)]:
        raise UserError(
            f"{where}: the column name {_quoted(broken[0])} holds a line break or another control "
            "character: leave it out"
        )
    if missing := [column for column in required if column not in header]:
        raise UserError(
            f"{where}: column {missing[0]!r} is missing; found {shorten(', '.join(header))}"
        )
    if second := [column for column in header if column.lower() in SECOND_READS]:
        raise UserError(
            f"{where}: column {second[0]!r} looks like the second reads of pairs: miRNAs "
            "are shorter than a read, give read 1 only, in the column 'fastq'"
        )
    if repeated := [column for column in header if header.count(column) > 1]:
        raise UserError(f"{where}: column {repeated[0]!r} is there twice")


def _check_row(
    path: str | Path,
    number: int,
    cells: dict[str, str],
    rows: dict[str, tuple[int, dict[str, str]]],
    required: Sequence[str],
) -> None:
    where = f"{path}, line {number}"
    for column in required:
        if not cells[column]:
            raise UserError(f"{where}: column {column!r} is empty")
    for column, cell in cells.items():
        if _breaks(cell):
            raise UserError(
                f"{where}: column {column!r} is {_quoted(cell)}, expected no line breaks, tabs or "
                "other control characters within a cell"
            )
    sample = cells["sample"]
    if not SAMPLE_NAME.fullmatch(sample):
        raise UserError(
            f"{where}: sample name {_quoted(sample)} is used in file names and may hold only the "
            "letters A-Z and a-z, digits, '.', '_' and '-', and starts with a letter or digit"
        )
    if cells.get("keep", "") not in ("", "yes", "no"):
        raise UserError(
            f"{where}: column 'keep' is {_quoted(cells['keep'])}, expected yes, no or nothing (the "
            "status of the sample decides)"
        )
    if sample in rows:
        raise UserError(
            f"{where}: sample {sample} is also on line {rows[sample][0]}: give one line for each "
            "sample, with several FASTQ files separated by commas"
        )


def _breaks(cell: str) -> bool:
    return any(unicodedata.category(letter) in BREAKS for letter in cell)
