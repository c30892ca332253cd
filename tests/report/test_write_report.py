"""The script of the report."""

from builders.jobs import job
from builders.reported import CONTRAST, Seen, write_figures, write_files
from mirtrd.report import write_report


def test_the_page_is_written_of_the_files_of_the_rule(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {**vars(write_files(tmp_path)), "figures": write_figures(tmp_path)}
    page = tmp_path / "report.html"
    params = {"contrasts": [CONTRAST.as_param()]}
    write_report.main(job(input=files, output={"page": str(page)}, params=params))
    text = page.read_text(encoding="utf-8")
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    # A figure of the cohort, one of the reads, one of the contrast, one of its panel.
    assert len(Seen(text).named("img")) == 4
    assert b"\r" not in page.read_bytes()
