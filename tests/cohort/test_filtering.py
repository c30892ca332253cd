"""The count filter."""

import pandas as pd
import pytest

from builders.designs import design, table
from mirtrd.cohort.filtering import kept_mirnas, passes_filter
from mirtrd.core.job import UserError


def test_count_filter():
    counts = pd.DataFrame({"a": [10, 9, 50], "b": [10, 10, 0], "c": [0, 10, 0]}, index=list("xyz"))
    assert passes_filter(counts, 10, 2).to_dict() == {"x": True, "y": True, "z": False}


def test_the_smallest_group_decides_whatever_the_contrast():
    sheet = table(condition="TRD TRD control control control")
    counts = pd.DataFrame(
        [[9, 9, 0, 0, 0], [9, 0, 0, 0, 0], [9, 9, 9, 9, 9]], list("xyz"), sheet.index
    )
    kept, words = kept_mirnas(counts, sheet, design("~ condition"), 5)
    assert list(kept.index) == ["x", "z"]
    assert words == "at least 5 reads in at least 2 samples"
    with pytest.raises(
        UserError, match=r"1 miRNAs have 5 reads in 2 samples: lower expression.min"
    ):
        kept_mirnas(counts[1:], sheet, design("~ condition"), 5)


def test_what_is_filtered_is_named():
    sheet = table(condition="TRD TRD control control control")
    counts = pd.DataFrame([[9, 9, 0, 0, 0]], pd.Index(["x|5p"], name="fragment"), sheet.index)
    with pytest.raises(UserError) as raised:
        kept_mirnas(counts, sheet, design("~ condition"), 5)
    assert str(raised.value) == (
        "1 fragments have 5 reads in 2 samples: lower expression.min_count or leave fragment out "
        "of expression.features"
    )
