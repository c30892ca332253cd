"""Workbooks for spreadsheets: the same bytes each time, and names that stay names.

Text is written as text, in cells of the format of text, so that no spreadsheet takes MARCH1 or 1-2
for a date, 001 for a number or =A1 for a formula.
"""

import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from mirtrd.core.tables import Column

# The moment that all files of a workbook are of: the first that an archive can tell.
MOMENT = (1980, 1, 1, 0, 0, 0)
# When it was made and changed, which would be another moment each time.
MOMENTS = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
# What a cell of a spreadsheet may not hold, and how much text.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
MOST_LETTERS = 32_767
# Widths of columns, in letters: of numbers and short text, and of sentences.
NARROW, WIDE = 14, 40
AS_TEXT, BOLD, WRAPPED = "@", Font(bold=True), Alignment(wrap_text=True, vertical="top")
# Numbers by the unit of their column; of small ones, the power of ten.
FORMATS = {"probability": "0.000", "share": "0%", "log2": "0.00"}
SMALL, SCIENTIFIC = 1e-3, "0.0E+00"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet of a workbook: a name, columns, and rows of cells in their order."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def write_workbook(path: str | Path, about: Sequence[str], sheets: Sequence[Sheet]) -> None:
    """Write sheets, behind one with the sentences ``about`` them and a row for each column."""
    book = Workbook(write_only=True)
    _explain(book.create_sheet("read_me"), about, sheets)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    packed = io.BytesIO()
    # Not book.save, which notes when it was saved.
    ExcelWriter(book, zipfile.ZipFile(packed, "w")).save()
    _pack(packed, Path(path))


def _explain(made: WriteOnlyWorksheet, about: Sequence[str], sheets: Sequence[Sheet]) -> None:
    """What the workbook is of, and what each column of it says."""
    for letter, width in zip("ABCD", (16, 26, 90, 22), strict=True):
        made.column_dimensions[letter].width = width
    for sentence in about:
        made.append([_text(made, sentence)])
    made.append([])
    made.append([_text(made, name, bold=True) for name in ("sheet", "column", "meaning", "unit")])
    for sheet in sheets:
        for column in sheet.columns:
            sentence = column.sentence.replace("`", "")
            unit = column.unit.replace("`", "")
            cells = [_text(made, text) for text in (sheet.name, column.name, sentence, unit)]
            cells[2].alignment = WRAPPED
            made.append(cells)


def _fill(made: WriteOnlyWorksheet, sheet: Sheet) -> None:
    made.freeze_panes = "B2"
    made.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}1"
    for place, column in enumerate(sheet.columns, start=1):
        wide = column.kind == "text" and len(column.sentence) > WIDE
        made.column_dimensions[get_column_letter(place)].width = WIDE / 2 if wide else NARROW
    made.column_dimensions["A"].width = 22
    made.append([_text(made, column.name, bold=True) for column in sheet.columns])
    for row in sheet.rows:
        made.append(
            [_cell(made, column, value) for column, value in zip(sheet.columns, row, strict=True)]
        )


def _cell(made: WriteOnlyWorksheet, column: Column, value: Any) -> Any:
    """A cell, or nothing for what is not known or empty."""
    if value is None or value == "" or value != value:
        return None
    if column.kind == "text":
        return _text(made, str(value))
    if math.isinf(value):
        return _text(made, "-inf" if value < 0 else "inf")
    cell = WriteOnlyCell(made, value=float(value))
    if column.kind == "whole" or float(value).is_integer():
        cell.value = int(value)
    cell.number_format = "0" if column.kind == "whole" else FORMATS.get(column.unit, "General")
    if column.unit == "probability" and 0 < value < SMALL:
        cell.number_format = SCIENTIFIC
    return cell


def _text(made: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Any:
    """A cell of text, which nothing takes for something else."""
    cell = WriteOnlyCell(
        made, value=FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)[:MOST_LETTERS]
    )
    cell.data_type = "s"
    cell.number_format = AS_TEXT
    if bold:
        cell.font = BOLD
    return cell


def _pack(packed: io.BytesIO, path: Path) -> None:
    """The files of an archive again, all of one moment."""
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = MOMENTS.sub(b"", content)
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
