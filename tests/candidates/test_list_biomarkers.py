"""Calls as markers: those with least against them first, and none is left out without a word."""

import pandas as pd

from builders.dossiers import CLEAN, NULL, UNTESTED, make_dossier
from mirtrd.candidates.list_biomarkers import list_biomarkers

MATURES = {"good": CLEAN["sequence"], "near": CLEAN["sequence"][:-1] + "A"}
DOSSIER = make_dossier(
    red=CLEAN | {"haemolysis": "Smith 2022 signature"},
    good=CLEAN,
    rare=CLEAN | {"median_cpm_tested": 30.0, "median_cpm_reference": 10.0},
    other=CLEAN | {"canonical_carries": "no", "entry": "doubtful"},
    null=NULL,
    untested=UNTESTED,
)


def test_all_calls_are_listed_the_suited_first_with_what_speaks_against_the_others():
    table = list_biomarkers(DOSSIER, MATURES, pd.DataFrame())
    assert list(table.index) == ["good", "red", "rare", "other"]
    assert list(table["suited"]) == ["yes", "no", "no", "no"]
    assert table.loc["good", "against"] == ""
    assert table.loc["red", "against"] == "it is of red blood cells, or follows haemolysis"
    assert table.loc["rare", "against"] == "below 50 counts per million in both groups"
    assert table.loc["other", "against"].count(";") == 1
    assert table.loc["good", "paralogues"] == "near (1)"
    assert table["missed"].to_list() == [""] * 4


def test_isomirs_that_an_assay_would_miss_are_told():
    shares = {"canonical_share": 0.6, "shorter_3p_share": 0.3, "tailed_share": 0.1}
    rest = dict.fromkeys(
        ["shifted_5p_share", "longer_3p_share", "edited_share", "substituted_share"], 0.0
    )
    isomirs = pd.DataFrame(shares | rest, index=["good"])
    table = list_biomarkers(DOSSIER, MATURES, isomirs)
    assert table.loc["good", "missed_share"] == 0.4
    assert table.loc["good", "missed"] == "shorter at 3' 30 %; tail 10 %"
    assert pd.isna(table.loc["red", "missed_share"])


def test_without_calls_the_list_is_empty():
    assert not len(list_biomarkers(make_dossier(null=NULL), MATURES, pd.DataFrame()))
