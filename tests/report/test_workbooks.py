"""Workbooks: names stay names, and the bytes are the same each time."""

import math
import zipfile
from datetime import datetime

import openpyxl
import pytest

from mirtrd.core.tables import number, text, whole
from mirtrd.report.workbooks import Sheet, write_workbook

COLUMNS = (
    text("name", "What `it` is called."),
    number("p", "A p-value.", "probability"),
    number("change", "A change.", "log2"),
    whole("n", "How many.", "reads"),
)
NAMES = ["MARCH1", "SEP7", "1-2", "001", "1e3", "=A1+1", "TRUE", "NA", "+1", "2024-01-02", "a\x07b"]


@pytest.fixture
def path(tmp_path):
    rows = [(name, 0.02, -1.5, 3) for name in NAMES]
    rows += [("few", 1e-9, math.inf, 10), ("", math.nan, None, None)]
    path = tmp_path / "a.xlsx"
    write_workbook(path, ["About =this."], [Sheet(name="genes", columns=COLUMNS, rows=rows)])
    return path


def test_names_are_text_that_no_spreadsheet_takes_for_something_else(path):
    sheet = openpyxl.load_workbook(path)["genes"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2, max_row=len(NAMES) + 1)]
    assert [cell.value for cell in cells] == [*NAMES[:-1], "a\N{REPLACEMENT CHARACTER}b"]
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}


def test_numbers_are_numbers_and_small_ones_have_a_power_of_ten(path):
    sheet = openpyxl.load_workbook(path)["genes"]
    assert [cell.value for cell in sheet[2][1:]] == [0.02, -1.5, 3]
    assert sheet[2][1].number_format == "0.000"
    assert sheet[len(NAMES) + 2][1].number_format == "0.0E+00"
    assert sheet[len(NAMES) + 2][2].value == "inf"
    assert [cell.value for cell in sheet[len(NAMES) + 3]] == [None] * 4


def test_the_first_sheet_explains_each_column(path):
    sheet = openpyxl.load_workbook(path)["read_me"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "About =this."
    assert rows[2] == ["sheet", "column", "meaning", "unit"]
    assert rows[3] == ["genes", "name", "What it is called.", None]
    assert rows[4] == ["genes", "p", "A p-value.", "probability"]
    assert sheet["A1"].data_type == "s"


def test_the_header_stays_in_view_and_filters(path):
    sheet = openpyxl.load_workbook(path)["genes"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:D1"


def test_nothing_in_it_says_when_it_was_made(path):
    with zipfile.ZipFile(path) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert str(datetime.now().year).encode() not in packed.read("docProps/core.xml")
