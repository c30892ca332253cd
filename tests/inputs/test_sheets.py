"""A sheet is read as text, and what is wrong with it is named with its line."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.workplace import HEADER, SHEET, Workplace
from mirtrd.core.job import UserError
from mirtrd.inputs.sheets import REQUIRED, SAMPLE_NAME, read_sheet, resolve_fastqs


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
        (
            ("\ufeff" + SHEET).replace("gz\n", "gz  \n").replace("\n", "\r\n"),
            [
                "Windows line ends (CRLF) were read as line ends",
                "a byte order mark (BOM) at the start was ignored",
                "blanks at the start or end of cells were removed",
            ],
        ),
    ],
    ids=["CRLF", "CR", "BOM", "blanks", "empty lines", "empty last column", "all"],
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
        (SHEET.encode("utf-16"), ", line 1: not UTF-8 text: save the sheet as UTF-8"),
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
        (SHEET.replace("condition", "group"), ", line 1: column 'condition' is missing; found sam"),
        (SHEET.replace("fastq\n", "Fastq\n"), ", line 1: column 'fastq' is missing; found sample"),
        (SHEET.replace("batch", "condition"), ", line 1: column 'condition' is there twice"),
        (
            SHEET.replace("T2.fastq.gz", "T2.fastq.gz\tmore"),
            ", line 3: found 5 columns, expected 4 as in the header",
        ),
        (SHEET.replace("T2\tTRD", "T2\t"), ", line 3: column 'condition' is empty"),
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


# FASTQ files


def resolve(workplace: Workplace, text: str) -> dict[str, list[str]]:
    path = workplace.write_sheet(text)
    return resolve_fastqs(read_sheet(path)[0], path)


def test_fastqs_are_found_from_the_working_directory_then_from_the_sheet(workplace, monkeypatch):
    monkeypatch.chdir(workplace.folder)
    beside = workplace.folder / "config" / "T2.fastq.gz"
    beside.write_bytes(b"")
    absolute = workplace.folder / "reads" / "C1.fastq.gz"
    text = SHEET.replace("reads/T2.fastq.gz", "T2.fastq.gz, reads/T2.fastq.gz")
    text = text.replace("reads/C1.fastq.gz", str(absolute))
    assert resolve(workplace, text) == {
        "T1": ["reads/T1.fastq.gz"],
        "T2": [str(beside), "reads/T2.fastq.gz"],
        "C1": [str(absolute)],
        "C2": ["reads/C2.fastq.gz"],
    }


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("reads/T9.fastq.gz", "FASTQ file reads/T9.fastq.gz does not exist, neither from"),
        ("reads", "reads is not a file"),
        ("reads/T2.fastq.gz,", "column 'fastq' is 'reads/T2.fastq.gz,', expected file names"),
        (",", "column 'fastq' is ',', expected file names separated by single commas"),
        ("reads/T2.fastq.gz,reads/T2.fastq.gz", r"is given twice \(first for sample T2\)"),
        ("reads/T2.fastq.gz,./reads/../reads/T2.fastq.gz", r"given twice \(first for sample T2\)"),
        ("reads/T2.fastq.gz,link.fastq.gz", r"link.* is given twice \(first for sample T2\)"),
        ("reads/T1.fastq.gz", r"reads/T1.fastq.gz is given twice \(first for sample T1\)"),
        ("./reads/T1.fastq.gz", r"\./reads/T1.fastq.gz is given twice \(first for sample T1\)"),
        ("folder/T1.fastq.gz", r"folder/T1.fastq.gz is given twice \(first for sample T1\)"),
    ],
)
def test_each_fastq_is_there_and_belongs_to_one_sample_once(workplace, monkeypatch, cell, message):
    monkeypatch.chdir(workplace.folder)
    Path("link.fastq.gz").symlink_to("reads/T2.fastq.gz")
    Path("folder").symlink_to("reads")
    with pytest.raises(UserError, match=rf"samples\.tsv, sample T2: .*{message}"):
        resolve(workplace, SHEET.replace("reads/T2.fastq.gz", cell))


@pytest.mark.parametrize(
    ("one", "other", "refused"),
    [
        ("T1_S1_L001_R1_001.fastq.gz", "T1_S1_L001_R2_001.fastq.gz", True),
        ("T1.R1.fq", "T1.R2.fq", True),
        ("SRR12_1.fastq.gz", "SRR12_2.fastq.gz", True),
        ("T_1.fastq.gz", "T_2.fastq.gz", False),
        ("T1_L001_R1_001.fastq.gz", "T1_L002_R1_001.fastq.gz", False),
    ],
)
def test_mates_are_told_from_lanes(workplace, monkeypatch, one, other, refused):
    monkeypatch.chdir(workplace.folder)
    for name in (one, other):
        (workplace.folder / "reads" / name).touch()
    sheet = SHEET.replace("reads/T1.fastq.gz", f"reads/{one},reads/{other}")
    if refused:
        with pytest.raises(UserError, match=f"{one} and {other} look like the two reads of pairs"):
            resolve(workplace, sheet)
    else:
        assert len(resolve(workplace, sheet)["T1"]) == 2


NAMES = st.from_regex(SAMPLE_NAME, fullmatch=True)
# What may stand within a cell, and is not taken for blanks at its ends.
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1)


@settings(deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=6, unique=True), st.data())
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
