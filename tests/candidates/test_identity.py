"""Accession and sequence of a row."""

import pandas as pd

from builders.studies import MATURES
from mirtrd.candidates.identity import identify, read_identities


def test_a_row_of_several_matures_has_all_their_accessions_and_one_sequence():
    both = "hsa-miR-199a-3p/hsa-miR-199b-3p"
    found = identify(pd.Index(["hsa-let-7a-5p", both, "novel"]), read_identities(MATURES))
    assert found.loc["hsa-let-7a-5p"].to_list() == [
        "MIMAT0000062", "UGAGGUAGUAGGUUGUAUAGUU", "GAGGUAG",
    ]  # fmt: skip
    assert found.loc[both, "accession"] == "MIMAT0000232/MIMAT0004563"
    assert found.loc["novel"].to_list() == ["", "", ""]


def test_a_reference_without_accessions_has_none(tmp_path):
    (tmp_path / "own.fasta").write_text(">mir\nTGAGGTAGTAGG\n")
    table = read_identities(tmp_path / "own.fasta")
    assert table.loc["mir"].to_list() == ["", "UGAGGUAGUAGG"]
