"""The workbook of a contrast."""

import openpyxl

from builders.jobs import job
from builders.reported import CONTRAST, HOSTILE, VERDICT, write_files
from mirtrd.candidates.tables import BIOMARKERS, DOSSIER, THERAPEUTICS
from mirtrd.quality.tables import STATUS
from mirtrd.report import write_workbook


def test_the_workbook_has_the_lists_with_all_their_columns_and_the_verdict(tmp_path):
    files = write_files(tmp_path)
    given = {
        "dossier": files.dossiers[0],
        "biomarkers": files.biomarkers[0],
        "therapeutics": files.therapeutics[0],
        "status": files.status,
        "verdict": files.verdicts[0],
    }
    path = tmp_path / "a.xlsx"
    params = {"contrast": CONTRAST.as_param()}
    write_workbook.main(job(input=given, output={"workbook": str(path)}, params=params))
    book = openpyxl.load_workbook(path)
    tables = {"candidates": DOSSIER, "biomarkers": BIOMARKERS, "therapeutics": THERAPEUTICS,
              "samples": STATUS}  # fmt: skip
    assert book.sheetnames == ["read_me", *tables]
    for name, table in tables.items():
        assert [cell.value for cell in book[name][1]] == list(table.header)
    assert [row[0].value for row in book["candidates"].iter_rows(min_row=2)][:2] == [
        "miR-1",
        "miR-2",
    ]
    about = [row[0].value for row in book["read_me"].iter_rows(max_row=5)]
    assert about == [
        f"TRD vs control: TRD against {HOSTILE}", VERDICT["verdict"],
        "Warning: TRD and the others differ in age.", "Mind this.", None,
    ]  # fmt: skip
