"""Pairs of several tables under the names of a run."""

import numpy as np
import pandas as pd

from builders import target_files as files
from builders.studies import SOURCES
from mirtrd.candidates.identity import identify, read_identities
from mirtrd.inputs.target_tables import SUPPORTS, recognise
from mirtrd.reference.names import read_names
from mirtrd.targets.pairs import count_pairs, place_matures
from mirtrd.targets.read_targets import collect

NAMES = read_names(**SOURCES)
INDEX = pd.Index(["hsa-miR-21-5p", "hsa-miR-16-5p", "hsa-miR-15a-5p", "hsa-miR-9-5p"], name="mirna")
SEEDS = identify(INDEX, read_identities(SOURCES["matures"]))["seed"]


def gather(tmp_path, *texts: str) -> tuple[dict, list[dict]]:
    """Support, publications and tables of each pair, and what became of the rows."""
    tables = []
    for number, text in enumerate(texts):
        path = tmp_path / str(number)
        path.write_text(text)
        tables.append(recognise(path, "x"))
    pairs, fates = collect(tables, NAMES, INDEX, SEEDS)
    columns = (pairs.mirna, pairs.gene, pairs.support, pairs.references, pairs.sources)
    found = {
        (INDEX[mirna], pairs.genes[gene]): (SUPPORTS[support], references, bits)
        for mirna, gene, support, references, bits in np.transpose(columns).tolist()
    }
    return found, fates


def test_a_pair_has_its_best_support_and_all_its_publications(tmp_path):
    found, [fate] = gather(tmp_path, files.MIRTARBASE)
    assert found == {
        ("hsa-miR-21-5p", "PTEN"): ("strong", 2, 1),
        ("hsa-miR-21-5p", "BDNF"): ("weak", 1, 1),
    }
    # The row of the mouse is of nothing here; two rows are left out as no pairs of one species.
    assert (fate["taken"], fate["not in this run"], fate["names_not_in_this_run"]) == (3, 1, 1)


def test_names_of_older_releases_and_without_species_are_found(tmp_path):
    found, _ = gather(tmp_path, "mirna\tgene\nmiR-21\tA\nhsa-miR-16\tB\nMIMAT0000068\tC\n")
    assert list(found) == [("hsa-miR-21-5p", "A"), ("hsa-miR-16-5p", "B"), ("hsa-miR-15a-5p", "C")]


def test_families_stand_for_their_members_and_seeds_for_all_with_them(tmp_path):
    found, _ = gather(tmp_path, files.TARGETSCAN, files.FAMILIES)
    assert found == {
        ("hsa-miR-16-5p", "CCND1"): ("predicted", 0, 1),
        ("hsa-miR-15a-5p", "CCND1"): ("predicted", 0, 1),
    }
    found, _ = gather(tmp_path, files.SUMMARY)
    assert found == {("hsa-miR-21-5p", "RECK"): ("predicted", 0, 1)}


def test_transcripts_of_mirdb_become_symbols(tmp_path):
    found, [fate] = gather(tmp_path, files.MIRDB, files.GENE_NAMES)
    assert list(found) == [("hsa-miR-21-5p", "PTEN")]
    assert fate["no gene name"] == 1


def test_several_tables_are_joined_and_each_pair_says_which_have_it(tmp_path):
    own = "mirna\tgene\tsupport\nmiR-21\tBDNF\tpredicted\nmiR-21\tPDCD4\tstrong\n"
    found, fates = gather(tmp_path, files.MIRTARBASE, own)
    assert found["hsa-miR-21-5p", "BDNF"] == ("weak", 1, 0b11)
    assert found["hsa-miR-21-5p", "PDCD4"] == ("strong", 0, 0b10)
    assert [fate["format"] for fate in fates] == ["miRTarBase", "table"]


def test_matures_of_one_sequence_share_a_row():
    index = pd.Index(["hsa-miR-199a-3p/hsa-miR-199b-3p", "hsa-miR-21-5p"])
    assert place_matures(index, NAMES) == {
        "hsa-miR-199a-3p": [0], "hsa-miR-199b-3p": [0], "hsa-miR-21-5p": [1],
    }  # fmt: skip


def test_targets_are_counted_by_their_best_support(tmp_path):
    path = tmp_path / "t"
    path.write_text(files.MIRTARBASE)
    pairs, _ = collect([recognise(path, "x")], NAMES, INDEX, SEEDS)
    assert count_pairs(pairs, len(INDEX)).to_dict("list") == {
        "strong": [1, 0, 0, 0], "weak": [1, 0, 0, 0], "predicted": [0, 0, 0, 0],
    }  # fmt: skip
