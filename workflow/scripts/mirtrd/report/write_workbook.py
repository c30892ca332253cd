"""Write the lists of a contrast as a workbook, for those who use a spreadsheet."""

from collections.abc import Sequence

import pandas as pd

from mirtrd.candidates.tables import BIOMARKERS, DOSSIER, THERAPEUTICS
from mirtrd.core.documents import read_document
from mirtrd.core.job import Job, run
from mirtrd.core.tables import Table
from mirtrd.design.contrasts import Contrast
from mirtrd.quality.tables import STATUS
from mirtrd.report.workbooks import Sheet, write_workbook


def as_sheet(name: str, table: Table, frame: pd.DataFrame) -> Sheet:
    """A table as a sheet, with its own columns."""
    return Sheet(name=name, columns=table.columns, rows=frame.itertuples(name=None))


def tell_about(contrast: Contrast, verdict: dict, headings: Sequence[str]) -> list[str]:
    """What stands above all: the contrast, the verdict on it, warnings, and what to mind."""
    compared = f"{contrast.tested} against {contrast.reference}" if contrast.factor else ""
    cautions = [f"Warning: {caution}" for caution in verdict["cautions"]]
    title = f"{contrast.title}{f': {compared}' if compared else ''}"
    return [title, verdict["verdict"], *cautions, *dict.fromkeys(headings)]


def main(job: Job) -> None:
    files = job.input
    sources = {
        "candidates": (DOSSIER, files.dossier),
        "biomarkers": (BIOMARKERS, files.biomarkers),
        "therapeutics": (THERAPEUTICS, files.therapeutics),
        "samples": (STATUS, files.status),
    }
    headings = [
        sentence
        for table, path in sources.values()
        if table.headed
        for sentence in table.read_heading(path)
    ]
    contrast = Contrast.from_param(job.params.contrast)
    about = tell_about(contrast, read_document(files.verdict), headings)
    sheets = [
        as_sheet(name, table, table.read_frame(path)) for name, (table, path) in sources.items()
    ]
    write_workbook(job.output.workbook, about, sheets)


if __name__ == "__main__":
    run(main)
