"""The tier of each situation, and that reports move nothing into A or B or out of them."""

import pandas as pd
import pytest

from builders.dossiers import CLEAN, NULL, UNTESTED, make_dossier
from mirtrd.candidates.tiers import check_calls, tell_tiers

REPORTED = {"reports": 2, "published_here": "up"}


def tier_of(row: dict) -> tuple[str, str]:
    return tuple(tell_tiers(make_dossier(m=row)).loc["m"])


def test_a_call_that_nothing_speaks_against_is_a():
    assert tier_of(CLEAN) == ("A", "")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"significant_share": 0.89}, "other choices of analysis lose it"),
        ({"detected_tested": 0.5, "detected_reference": 0.8}, "too few samples have ten counts"),
        ({"haemolysis": "Smith 2022 signature"}, "it is of red blood cells, or follows haemolysis"),
        ({"follows_haemolysis": "yes"}, "it is of red blood cells, or follows haemolysis"),
        ({"look_alike": "tRNA:x"}, "its counts may be those of another RNA"),
        ({"ambiguous_share": 0.7}, "its counts may be those of another RNA"),
        ({"entry": "doubtful"}, "its counts may be those of another RNA"),
        ({"follows_unadjusted": "batch (0.61)"}, "it follows what the design lacks"),
    ],
)
def test_one_check_that_fails_makes_it_b_and_says_which(change, reason):
    assert tier_of(CLEAN | change) == ("B", reason)


def test_several_checks_make_a_call_c():
    tier, reason = tier_of(CLEAN | {"entry": "doubtful", "significant_share": 0.2})
    assert tier == "C"
    assert reason.count(";") == 1


def test_what_is_reported_and_not_called_is_c_d_or_u():
    assert tier_of(NULL | REPORTED)[0] == "C"
    assert tier_of(NULL | REPORTED | {"log2FoldChange": -0.05})[0] == "D"
    assert tier_of(NULL | REPORTED | {"published_here": ""})[0] == "D"
    assert tier_of(UNTESTED | REPORTED) == ("U", "reported, not testable here: below count filter")


def test_what_is_neither_called_nor_reported_has_no_tier():
    assert tier_of(NULL) == tier_of(UNTESTED) == ("", "")
    assert tier_of(UNTESTED | {"reports": float("nan")}) == ("", "")


@pytest.mark.parametrize("change", [{}, {"entry": "doubtful"}])
@pytest.mark.parametrize("published", ["up", "down", ""])
def test_reports_change_no_call(change, published):
    plain, reported = (
        tier_of(CLEAN | change | row)
        for row in ({}, {"reports": 5, "published_here": published, "concordance": "discordant"})
    )
    assert plain == reported


def test_what_cannot_be_judged_passes():
    unknown = dict.fromkeys(
        ["detected_tested", "detected_reference", "ambiguous_share"], float("nan")
    )
    passed = check_calls(make_dossier(m=CLEAN | unknown | {"follows_haemolysis": ""}))
    assert isinstance(passed, pd.DataFrame)
    assert passed.all(axis=None)
