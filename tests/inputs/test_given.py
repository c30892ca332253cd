"""The files that a run is given besides reads."""

import pytest

from builders.paths import MIRBASE, RESOURCES, ROOT
from builders.workplace import CONFIG, Workplace, with_key
from mirtrd.inputs.given import given_files
from mirtrd.inputs.others import CLASSES
from mirtrd.inputs.plan import make_plan


@pytest.fixture(autouse=True)
def workplace(tmp_path, monkeypatch) -> Workplace:
    monkeypatch.chdir(tmp_path)
    return Workplace(tmp_path)


def test_a_run_of_reads_is_given_sheet_reference_and_reports():
    assert given_files(make_plan(CONFIG, ROOT)) == {
        "sheet": ["config/samples.tsv"],
        "hairpins": [str(MIRBASE / "hsa.hairpins.v22.fasta.gz")],
        "matures": [str(MIRBASE / "hsa.matures.v22.fasta.gz")],
        "annotation": [str(MIRBASE / "hsa.v22.gff3.gz")],
        "former": [str(MIRBASE / "hsa.former_names.tsv")],
        "accepted": [str(MIRBASE / "hsa.accepted.tsv")],
        "other": [str(RESOURCES / "other_rna" / f"{name}.fasta") for name in CLASSES],
        "evidence": [str(RESOURCES / "prior" / "trd_evidence.tsv")],
    }


def test_files_of_other_rnas_are_listed_in_their_order(tmp_path):
    for name in ("tRNA.fa", "rRNA.fa"):
        (tmp_path / name).write_text(">a\nACGT\n")
    config = with_key("reference.other", {"tRNA": "tRNA.fa", "rRNA": "rRNA.fa"})
    config["evidence"] = "none"
    found = given_files(make_plan(config, ROOT))
    assert found["other"] == ["tRNA.fa", "rRNA.fa"]
    assert "evidence" not in found


def test_a_run_of_counts_is_given_the_table_and_names(tmp_path):
    rows = ["mirna\tT1\tT2\tC1\tC2\n", "hsa-miR-21-5p\t9\t8\t7\t6\n"]
    (tmp_path / "counts.tsv").write_text("".join(rows))
    found = given_files(make_plan(with_key("counts.path", "counts.tsv"), ROOT))
    assert found["counts"] == ["counts.tsv"]
    assert "annotation" not in found
    assert found["former"] == [str(MIRBASE / "hsa.former_names.tsv")]
