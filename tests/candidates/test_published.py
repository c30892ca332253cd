"""What is published on a miRNA in the tissue of the samples, in a few columns."""

import pandas as pd

from mirtrd.candidates.published import summarise_concordance


def test_only_reports_of_the_same_tissue_are_told_and_none_is_0():
    rows = pd.DataFrame(
        {
            "same_tissue": ["yes", "yes", "no"],
            "expected": ["up", "", "down"],
            "status": ["concordant", "no published direction", "discordant"],
            "study": ["A 2020", "B 2021", "C 2022"],
        },
        index=["m1", "m1", "m2"],
    )
    found = summarise_concordance(rows, pd.Index(["m1", "m2", "m3"]))
    words = "concordant (A 2020: up); no published direction (B 2021: none)"
    assert found.loc["m1"].to_list() == [2, "up", words]
    assert found.loc["m2"].to_list() == found.loc["m3"].to_list() == [0, "", ""]
