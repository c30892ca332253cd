"""The record of all downloads of a study."""

from types import SimpleNamespace

from mirtrd.accession.list_downloads import main
from mirtrd.accession.tables import DOWNLOADS


def test_records_of_runs_become_one_table(tmp_path):
    rows = [(f"SRR842600{n}", f"https://x/{n}", "a" * 32, n, "2026-01-02") for n in (2, 1)]
    paths = []
    for row in rows:
        paths.append(tmp_path / f"{row[0]}.tsv")
        DOWNLOADS.write(paths[-1], [row])
    job = SimpleNamespace(
        input=SimpleNamespace(records=paths),
        output=SimpleNamespace(downloads=tmp_path / "downloads.tsv"),
    )
    main(job)
    assert [tuple(row.values()) for row in DOWNLOADS.read(tmp_path / "downloads.tsv")] == rows
