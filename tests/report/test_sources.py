"""Where the numbers of the page are from."""

from builders.reported import Seen, make_results
from mirtrd.report.sources import describe_sources


def test_files_and_versions_are_named():
    text = Seen(describe_sources(make_results())).text
    assert "results/candidates/TRD_vs_control.dossier.tsv" in text
    assert "abcdef0123456789" in text
    assert "cutadapt 5.2" in text
    assert "othertRNA.fasta1" in text
    assert "{contrast}" not in text
