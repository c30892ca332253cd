"""Hypotheses: the calls, and what has been experimented with, whatever became of it here."""

import pandas as pd

from builders.dossiers import CLEAN, NULL, UNTESTED, make_dossier
from builders.paths import RESOURCES
from builders.studies import SOURCES
from mirtrd.candidates.concordance import Rows
from mirtrd.candidates.list_therapeutics import group_by_row, list_therapeutics
from mirtrd.reference.names import read_names
from mirtrd.reference.tables import THERAPIES

DOSSIER = make_dossier(
    hsa_miR_21_5p=CLEAN,
    hsa_miR_9_5p=NULL,
    hsa_miR_34a_5p=NULL | {"seed": "GGCAGUG"},
    hsa_miR_135a_5p=UNTESTED | {"seed": "AUGGCUU", "baseMean": 0.1},
)


def shipped() -> dict:
    rows = Rows.of(DOSSIER.index, read_names(**SOURCES))
    found = group_by_row(list(THERAPIES.read(RESOURCES / "prior" / "therapies.tsv")), rows)
    return {row: entries[0] for row, entries in found.items()}


def test_calls_and_experiments_are_listed_and_what_is_not_looked_up_is_empty():
    table = list_therapeutics(DOSSIER.assign(baseMean=100.0), shipped(), {}, "plasma")
    assert list(table.index) == ["hsa-miR-21-5p", "hsa-miR-34a-5p", "hsa-miR-135a-5p"]
    assert list(table["modality"]) == ["undetermined", "inhibitor", "mimic"]
    assert table.loc["hsa-miR-135a-5p", "grade"] == "T3"
    assert "adverse events" in table.loc["hsa-miR-34a-5p", "safety"]
    # miR-9-5p has the seed of the call in these data.
    assert table.loc["hsa-miR-21-5p", "family_present"] == "hsa-miR-9-5p"
    nothing = list_therapeutics(DOSSIER, {}, {}, "plasma")
    assert list(nothing.index) == ["hsa-miR-21-5p"]
    assert nothing.loc["hsa-miR-21-5p", "grade"] == ""


def test_without_calls_and_experiments_the_list_is_empty():
    table = list_therapeutics(make_dossier(m=NULL), {}, {}, "")
    assert isinstance(table, pd.DataFrame)
    assert not len(table)
