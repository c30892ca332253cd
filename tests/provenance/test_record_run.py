"""The record of a run: what its results are of."""

import hashlib
import json

from builders.jobs import job
from mirtrd.accession.tables import RUNS
from mirtrd.provenance.record_run import ROOT, describe_file, main


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_file_of_the_checkout_is_named_within_it_and_one_of_the_user_as_given(
    tmp_path, monkeypatch
):
    shipped, given = tmp_path / "checkout" / "kits.tsv", tmp_path / "study" / "samples.tsv"
    for path in (shipped, given):
        path.parent.mkdir()
        path.write_bytes(b"x")
    root = shipped.parent
    expected = {"use": "kits", "file": "kits.tsv", "sha256": sha256(b"x")}
    assert describe_file("kits", str(shipped), root) == expected
    assert describe_file("sheet", str(given), root)["file"] == str(given)
    monkeypatch.chdir(given.parent)
    assert describe_file("sheet", "samples.tsv", root)["file"] == "samples.tsv"


def test_the_record_says_what_the_results_are_of(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sheet.tsv").write_bytes(b"sample\n")
    (tmp_path / "rRNA.fa").write_bytes(b">a\nACGT\n")
    (tmp_path / "tRNA.fa").write_bytes(b">b\nACGT\n")
    runs = [("SRR1", "https://x/SRR1", "0f", 3)]
    RUNS.write(tmp_path / "runs.tsv", runs)
    files = {"sheet": "sheet.tsv", "other": ["rRNA.fa", "tRNA.fa"], "runs": "runs.tsv"}
    params = {
        "code": "ab12",
        "config": {"samples": "sheet.tsv"},
        "given": ["sheet", "other"],
        "release": "miRBase22",
        "samples": 4,
        "snakemake": "9.0",
    }
    main(job(input=files, output={"record": "run.json"}, params=params))
    record = json.loads((tmp_path / "run.json").read_text())
    assert record["code"]["sha256"] == "ab12"
    assert record["software"]["snakemake"] == "9.0"
    assert {"python", "cutadapt", "pydeseq2"} <= set(record["software"])
    assert record["files"] == [
        {"use": "sheet", "file": "sheet.tsv", "sha256": sha256(b"sample\n")},
        {"use": "other", "file": "rRNA.fa", "sha256": sha256(b">a\nACGT\n")},
        {"use": "other", "file": "tRNA.fa", "sha256": sha256(b">b\nACGT\n")},
    ]
    assert record["runs"] == [{"run": "SRR1", "md5": "0f"}]
    assert record["config"] == {"samples": "sheet.tsv"}
    # Nothing of when and where.
    assert str(tmp_path) not in (tmp_path / "run.json").read_text()
    assert str(ROOT) not in (tmp_path / "run.json").read_text()
