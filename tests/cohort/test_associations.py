"""Hidden structure is found, and nothing else."""

import numpy as np
import pandas as pd
import pytest

from builders.samples import make_rich_sheet, make_vst
from mirtrd.cohort.associations import associate
from mirtrd.cohort.components import Column, principal_components, sheet_columns


def test_a_hidden_batch_is_found_and_nothing_else():
    sheet, vst = make_rich_sheet(60), make_vst(60, 60, 1.0)
    vst.iloc[:25, (sheet["batch"] == "b1").to_numpy()] += 2.5
    scores, shares = principal_components(vst, 6)
    table = associate(scores, shares, sheet_columns(sheet, ""))
    found = table[table["padj"] < 0.05]
    assert list(zip(found["component"], found["column"], strict=True)) == [("PC1", "batch")]
    assert found["effect"].iloc[0] > 0.5
    # Of 30 patients with two samples each, chance alone explains half; adjusted, nothing.
    assert table.loc[table["column"] == "patient", "effect"].mean() < 0.25


def test_a_trend_with_age_is_found():
    sheet, vst = make_rich_sheet(40), make_vst(40, 60, 1.0)
    age = sheet["age"].astype(float)
    vst.iloc[:30] += ((age - age.mean()) / age.std()).to_numpy()
    scores, shares = principal_components(vst, 2)
    table = associate(scores, shares, sheet_columns(sheet, "")).set_index(["component", "column"])
    assert table.loc[("PC1", "age"), "padj"] < 1e-6
    assert table.loc[("PC1", "age"), "test"] == "Spearman"
    assert (table.drop(index=("PC1", "age"))["padj"] > 0.05).all()


def test_associations_by_hand():
    scores = pd.DataFrame({"PC1": [1.0, 2, 3, 4, 5, 6]}, list("abcdef"))
    group = Column("group", "groups", pd.Series([*"xxxyyy"], list("abcdef")))
    number = Column("number", "numbers", pd.Series([1.0, 2, 3, 4, 5, 6], list("abcdef")))
    table = associate(scores, np.array([1.0]), [group, number]).set_index("column")
    # Rank sums 6 and 15: H = 12 / (6 * 7) * (36 + 225) / 3 - 3 * 7 = 27 / 7.
    assert table.loc["group", "statistic"] == pytest.approx(27 / 7)
    assert table.loc["group", "effect"] == pytest.approx(1 - (1 - 27 / 35) * 5 / 4)
    assert table.loc["number", "effect"] == pytest.approx(1)
