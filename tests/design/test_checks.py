"""A design is checked as a whole before any read is seen."""

import pytest

from builders.designs import CRITERIA, TRD, compare, design, table
from mirtrd.core.job import UserError
from mirtrd.design.checks import check_design
from mirtrd.design.contrasts import Criteria

SHEET = table(condition="control control control TRD TRD TRD " * 2, sex="F " * 6 + "M " * 6)


def test_a_likelihood_ratio_test_has_no_threshold():
    ratio = compare(reduced="~ sex")
    message = (
        r"^config: expression\.contrasts\.TRD_vs_control\.reduced: a likelihood-ratio test has no "
        r"threshold, expected expression\.lfc_threshold 0, found 0\.5$"
    )
    with pytest.raises(UserError, match=message):
        check_design(
            SHEET, design("~ sex + condition", ratio), Criteria(alpha=0.05, lfc_threshold=0.5)
        )


def test_a_reference_is_of_a_column_of_the_sheet():
    message = r"^config: expression\.references has 'six', which is no column of the sheet$"
    with pytest.raises(UserError, match=message):
        check_design(SHEET, design("~ sex + condition", six="F"), CRITERIA)


def test_a_reduced_design_is_checked():
    with pytest.raises(UserError, match=r"reduced '~ age' names age, which '~ sex \+ condition'"):
        check_design(SHEET, design("~ sex + condition", compare(reduced="~ age")), CRITERIA)


def test_notes_of_all_contrasts_are_given_once():
    notes = check_design(SHEET, design("~ sex * condition", TRD, compare()), CRITERIA)
    assert notes == [
        "expression: condition interacts with sex: TRD versus control is the effect for sex = F, "
        "not an average"
    ]
