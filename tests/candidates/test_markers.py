"""How well single miRNAs tell the groups apart."""

import pandas as pd

from builders.designs import TRD, combine
from builders.samples import make_sheet
from mirtrd.candidates.markers import discriminate

SHEET = make_sheet(8)  # by turns controls and patients
COUNTS = pd.DataFrame(
    [[1, 9, 2, 8, 3, 7, 4, 6], [9, 1, 8, 2, 7, 3, 6, 4]], ["higher", "lower"], SHEET.index
)


def test_what_is_lower_in_the_tested_group_has_an_area_below_a_half():
    found = discriminate(COUNTS, SHEET, TRD, COUNTS.index)
    assert found["auc"].to_dict() == {"higher": 1, "lower": 0}
    assert 0.4 < found.loc["higher", "auc_low"] < 1
    assert found.loc["higher", "auc_high"] == 1


def test_a_contrast_without_levels_or_without_tests_has_no_areas():
    assert discriminate(COUNTS, SHEET, combine(age=1), COUNTS.index).isna().all(axis=None)
    assert not len(discriminate(COUNTS, SHEET, TRD, COUNTS.index[:0]))
