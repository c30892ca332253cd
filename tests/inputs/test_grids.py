"""Files of rows and cells are read in any encoding and separator, or refused in a line."""

import gzip
import io

import openpyxl
import pytest

from mirtrd.core.job import UserError
from mirtrd.inputs import grids
from mirtrd.inputs.grids import is_number, read_grid

ROWS = [["name", "a b", "c"], ["ä", "1", ""], ["x", "2", "3"]]
TEXT = "name\ta b\tc\nä\t1\t\nx\t2\t3\n"


def read(tmp_path, content: bytes | str):
    path = tmp_path / "table"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_grid(path, "here")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_is_read_in_its_encoding(tmp_path, encoding, end):
    grid = read(tmp_path, TEXT.replace("\n", end).encode(encoding))
    assert (grid.rows, grid.lines, grid.separator) == (ROWS, [1, 2, 3], "\t")
    zipped = read(tmp_path, gzip.compress(TEXT.encode(encoding)))
    assert zipped.rows == ROWS


def test_blank_lines_and_nuls_are_passed_over_and_lines_keep_their_number(tmp_path):
    grid = read(tmp_path, "a\tb\n\n\t\n1\t2\n\0\0\0\n")
    assert (grid.rows, grid.lines) == ([["a", "b"], ["1", "2"]], [1, 4])


def test_comments_before_the_header_are_passed_over(tmp_path):
    assert read(tmp_path, "# a, b; c\n#\n" + TEXT).rows == ROWS
    assert read(tmp_path, "#name\ta\nx\t1\n").rows == [["#name", "a"], ["x", "1"]]


def as_workbook(*sheets: list[list]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def test_a_workbook_with_one_sheet_is_read(tmp_path):
    rows = [["name", "a b", "c", None], ["ä", 1, None], [None], ["x", 2.0, 3.5]]
    grid = read(tmp_path, as_workbook(rows, []))
    assert grid.rows == [["name", "a b", "c"], ["ä", "1", ""], ["x", "2", "3.5"]]
    assert grid.lines == [1, 2, 4]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (as_workbook([["a"], [1]], [["b"], [2]]), r"has 2 sheets with rows \(Sheet.*expected one"),
        (as_workbook([]), r"has no rows, expected one"),
        (b"PK\x03\x04 no workbook", r"cannot be read as a workbook"),
        (b"\xd0\xcf\x11\xe0 old", r"Excel workbook of the old kind: save it as \.xlsx"),
        (b"a\tb\nM\xfcller\t1\n", r"line 2: not UTF-8 text: save the table as UTF-8$"),
        (gzip.compress(b"a" * 1000, mtime=0)[:24], r"cannot be read"),
        (b"a\tb\n" + b"x" * 200_000 + b"\t1\n", r"line 2: field larger than field limit"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_line(tmp_path, content, message):
    with pytest.raises(UserError, match=message) as error:
        read(tmp_path, content)
    assert str(error.value).startswith("here: ")
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"no does not exist$"):
        read_grid(tmp_path / "no", "here")
    with pytest.raises(UserError, match=r"is a folder, expected a table$"):
        read_grid(tmp_path, "here")


def test_a_file_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(grids, "MOST_BYTES", 10_000_000)
    with pytest.raises(UserError, match=r"holds more than 2 GB"):
        read(tmp_path, gzip.compress(bytes(20_000_000)))


@pytest.mark.parametrize(
    ("cell", "number"), [("5", True), ("-1.5e3", True), ("nan", True), ("", False), ("1,5", False)]
)
def test_numbers_are_told_from_text(cell, number):
    assert is_number(cell) == number
