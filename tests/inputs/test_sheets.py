"""A sheet is read as text, and what is wrong with it is named with its line."""

import csv

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.refusals import refusal_of
from builders.workplace import HEADER, SHEET, Workplace
from mirtrd.core.job import UserError
from mirtrd.inputs.sheets import REQUIRED, SAMPLE_NAME, read_sheet


@pytest.fixture
def workplace(tmp_path):
    return Workplace(tmp_path)


def read(workplace: Workplace, text: str | bytes) -> tuple[pd.DataFrame, list[str]]:
    return read_sheet(workplace.write_sheet(text), REQUIRED)


def test_a_sheet_is_read_as_text_in_its_own_order(workplace):
    rows = "NA\tTRD\t1\ta.fq\n001\tTRD\t01\tb.fq\nnan\tNone\t1.0\tc.fq\n"
    sheet, notes = read(workplace, HEADER + rows)
    assert list(sheet.index) == ["NA", "001", "nan"]
    assert list(sheet["batch"]) == ["1", "01", "1.0"]
    assert list(sheet["condition"]) == ["TRD", "TRD", "None"]
    assert notes == []


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        (SHEET.replace("\n", "\r\n"), ["Windows line ends (CRLF) were read as line ends"]),
        (SHEET.replace("\n", "\r"), ["Windows line ends (CRLF) were read as line ends"]),
        ("\ufeff" + SHEET, ["a byte order mark (BOM) at the start was ignored"]),
        (
            SHEET.replace("TRD\t", "TRD \t"),
            ["blanks at the start or end of cells were removed"],
        ),
        (SHEET + "\n\t\t\t\n", []),
        (SHEET.replace("\n", "\t\n"), []),
        (SHEET.encode("utf-16"), ["UTF-16 was read, UTF-8 is expected"]),
        (SHEET.encode("utf-16-le"), ["UTF-16 was read, UTF-8 is expected"]),
        ("# made by hand\n" + SHEET.replace("C1\t", "#T0\tbad\n#\tC0\nC1\t"), []),
        ('# a "quote\n' + SHEET, []),
        ("#" + SHEET, []),
        (SHEET.replace("batch", "batch\t").replace("A\t", "A\t\t").replace("B\t", "B\t\t"), []),
        (
            ("\ufeff" + SHEET).replace("gz\n", "gz  \n").replace("\n", "\r\n"),
            [
                "Windows line ends (CRLF) were read as line ends",
                "a byte order mark (BOM) at the start was ignored",
                "blanks at the start or end of cells were removed",
            ],
        ),
    ],
    ids=[
        "CRLF",
        "CR",
        "BOM",
        "blanks",
        "empty lines",
        "empty last column",
        "UTF-16",
        "UTF-16 without mark",
        "comments",
        "quote in a comment",
        "header as a comment",
        "column without name",
        "all",
    ],
)
def test_the_marks_of_spreadsheets_are_tidied_up_with_one_note_each(workplace, text, notes):
    plain, _ = read(workplace, SHEET)
    sheet, found = read(workplace, text)
    pd.testing.assert_frame_equal(sheet, plain)
    path = workplace.folder / "config" / "samples.tsv"
    assert found == [f"{path}: {note}" for note in notes]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SHEET.replace("\t", ","), ", line 1: found a comma-separated header, expected .* tabs"),
        (SHEET.replace("\t", ";"), ", line 1: found a semicolon-separated header, expected .* tab"),
        (SHEET.replace("\t", " "), ", line 1: found a one column .* header, expected .* tabs"),
        ("", ": is empty, expected a header and one line for each sample"),
        ("\t\t\n", ": is empty, expected a header and one line for each sample"),
        (HEADER, ": found a header but no samples"),
        (
            SHEET.replace("T2", "Tö").encode("latin-1"),
            ", line 3: not UTF-8 text: save the sheet as UTF-8",
        ),
        (SHEET.replace("T2", "Tö"), ", line 3: sample name 'Tö' is used in file names"),
        (SHEET.replace("T2", "T/2"), ", line 3: sample name 'T/2' is used in file names"),
        (SHEET.replace("T2", "T 2"), ", line 3: sample name 'T 2' is used in file names"),
        (SHEET.replace("T2", "-T2"), ", line 3: sample name '-T2' is used in file names"),
        (
            SHEET.replace("batch", "keep").replace("\tA\t", "\tyes\t"),
            ", line 3: column 'keep' is 'B', expected yes, no or nothing",
        ),
        (SHEET.replace("C1\t", "T1\t"), ", line 4: sample T1 is also on line 2: give one line for"),
        (SHEET.replace("sample", "name"), ", line 1: column 'sample' is missing; found name, cond"),
        (SHEET.replace("fastq\n", "Fastq\n"), ", line 1: column 'fastq' is missing; found sample"),
        (SHEET.replace("batch", "condition"), ", line 1: column 'condition' is there twice"),
        (
            SHEET.replace("T2.fastq.gz", "T2.fastq.gz\tmore"),
            ", line 3: found 5 columns, expected 4 as in the header",
        ),
        (SHEET.replace("T2\t", "t1\t"), ", line 3: samples T1 and t1 differ in capitals only, and"),
        (
            SHEET.replace("batch", "ba\x01tch"),
            r", line 1: the column name 'ba\\x01tch' holds a lin",
        ),
        (
            SHEET.replace("batch", ""),
            ", line 1: column 3 has no name, but line 2 has 'A' in it: na",
        ),
        (SHEET.replace("\tA\t", f"\t{'A' * 131_073}\t"), ", line 2: cannot be read as cells"),
        (SHEET.replace("T2\tTRD\tB\t", "T2\tTRD\t"), ", line 3: column 'fastq' is empty"),
        (SHEET.replace("T2\t", " \t"), ", line 3: column 'sample' is empty"),
        (
            SHEET.replace("T1\tTRD", 'T1\t"TRD'),
            ", line 2: a quote .* opens a cell that does not end on this line: leave the quote out",
        ),
        (
            SHEET.replace("T1\tTRD", 'T1\t"TRD\n"'),
            ", line 2: a quote .* opens a cell that does not end on this line: leave the quote out",
        ),
        (
            SHEET.replace("\tB\t", "\tB\x0bC\t"),
            r", line 3: column 'batch' is 'B\\x0bC', expected no line breaks, tabs or other con",
        ),
        (
            SHEET.replace("\tB\t", "\tB\u2028C\t"),
            r", line 3: column 'batch' is 'B.*C', expected no",
        ),
        (SHEET.replace("\tB\t", '\t"B\tC"\t'), r", line 3: column 'batch' is 'B\\tC', expected no"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused(workplace, text, message):
    with pytest.raises(UserError, match=rf"samples\.tsv{message}") as raised:
        read(workplace, text)
    assert "\n" not in str(raised.value)


def test_a_missing_sheet_is_named():
    message = r"^samples: the sample sheet no\.tsv does not exist: set 'samples' in the config$"
    with pytest.raises(UserError, match=message):
        read_sheet("no.tsv")


def test_a_folder_is_no_sheet(tmp_path):
    with pytest.raises(UserError, match=r"^samples: .* is a folder, expected a sample sheet$"):
        read_sheet(tmp_path)


def test_a_workbook_is_read_as_the_text_it_shows(workplace, tmp_path):
    plain, _ = read(workplace, SHEET.replace("\tA", "\t1").replace("\tB", "\t2"))
    book = openpyxl.Workbook()
    for line in SHEET.replace("\tA", "\t1").replace("\tB", "\t2").splitlines():
        cells = line.split("\t")
        book.active.append([float(cell) if cell.isdigit() else cell for cell in cells])
    book.save(tmp_path / "samples.xlsx")
    sheet, notes = read_sheet(tmp_path / "samples.xlsx", REQUIRED)
    pd.testing.assert_frame_equal(sheet, plain)
    assert notes == []


def test_a_workbook_of_the_old_kind_is_refused(workplace):
    with pytest.raises(UserError, match=r"is an Excel workbook of the old kind: save it as .xlsx"):
        read(workplace, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(UserError, match="cannot be read as a workbook"):
        read(workplace, b"PK\x03\x04 and nothing else")


def test_the_file_name_of_a_sheet_may_be_anything():
    for name in ("a\0b", "a" * 5000):
        with pytest.raises(UserError, match=r"^samples: the sample sheet .* does not exist"):
            read_sheet(name)


NAMES = st.from_regex(SAMPLE_NAME, fullmatch=True)
# What may stand within a cell, and is not taken for blanks at its ends.
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1)


@given(st.lists(NAMES, min_size=1, max_size=6, unique_by=str.lower), st.data())
def test_names_and_levels_come_back_as_they_were_written(tmp_path_factory, names, data):
    levels = data.draw(st.lists(CELLS, min_size=len(names), max_size=len(names)))
    path = tmp_path_factory.getbasetemp() / "samples.tsv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, delimiter="\t", lineterminator="\n")
        rows.writerows([("sample", "condition"), *zip(names, levels, strict=True)])
    sheet, notes = read_sheet(path)
    assert list(sheet.index) == names
    assert list(sheet["condition"]) == levels
    assert notes == []


@given(st.binary(max_size=80) | st.text("sample\tcond\n\r\"#'\0,;\u2028 T12", max_size=80))
def test_any_bytes_are_a_sheet_or_one_line(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.tsv"
    text = content if isinstance(content, bytes) else f"sample\tcondition\n{content}".encode()
    path.write_bytes(text)
    words = refusal_of(lambda: read_sheet(path))
    assert "\n" not in words
    assert len(words) < 500
    assert words or all(SAMPLE_NAME.fullmatch(name) for name in read_sheet(path)[0].index)
