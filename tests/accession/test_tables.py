"""The tables of the stage round-trip."""

from mirtrd.accession.tables import DOWNLOADS, RUNS


def test_runs_round_trip(tmp_path):
    row = ("SRR8426001", "https://x/SRR8426001_1.fastq.gz", "0" * 32, 7194107512)
    RUNS.write(tmp_path / "runs.tsv", [row])
    assert list(RUNS.read_rows(tmp_path / "runs.tsv")) == [row]


def test_a_record_has_what_was_fetched_from_where_and_when():
    assert DOWNLOADS.header == ("run", "address", "md5", "size", "date")
