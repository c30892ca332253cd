"""Principal components by hand and by another way, and columns that may explain them."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from builders.samples import make_counts, make_rich_sheet, make_vst
from mirtrd.cohort.components import (
    library_columns,
    principal_components,
    sheet_columns,
    top_share,
)


def test_scores_keep_the_distances_of_the_samples():
    vst = make_vst(5)
    scores, shares = principal_components(vst)
    # Five samples span four dimensions, so four components lose nothing.
    for first, second in combinations(vst, 2):
        apart = np.linalg.norm(vst[first] - vst[second])
        assert np.linalg.norm(scores.loc[first] - scores.loc[second]) == pytest.approx(apart)
    assert shares.sum() == pytest.approx(1)
    assert (np.diff(shares) <= 0).all()


def test_explained_variance_is_that_of_the_covariance_matrix():
    vst = make_vst(30)
    scores, shares = principal_components(vst)
    eigenvalues = np.sort(np.linalg.eigvalsh(np.cov(vst)))[::-1]
    assert shares == pytest.approx(eigenvalues[:4] / eigenvalues.sum())
    assert scores.var().to_numpy() == pytest.approx(eigenvalues[:4])
    assert shares.sum() < 1


def test_pca_by_hand():
    # Two miRNAs that move together: the samples lie on a line, 5 apart for (3, 4).
    vst = pd.DataFrame({"a": [0.0, 0.0], "b": [3.0, 4.0], "c": [6.0, 8.0]}, index=["x", "y"])
    scores, shares = principal_components(vst)
    assert list(scores["PC1"]) == pytest.approx([-5, 0, 5])
    assert shares[0] == pytest.approx(1)


def test_pca_uses_the_most_variable_mirnas():
    vst = make_vst(6, mirnas=600)
    quiet = vst.var(axis=1).nsmallest(100).index
    changed = vst.copy()
    changed.loc[quiet] = 0.0
    pd.testing.assert_frame_equal(principal_components(vst)[0], principal_components(changed)[0])


def test_columns_are_groups_or_numbers():
    columns = {c.name: c for c in sheet_columns(make_rich_sheet(12), "~ condition")}
    kinds = {name: column.kind for name, column in columns.items()}
    assert kinds == {
        "condition": "groups",
        "batch": "groups",
        "patient": "groups",
        "age": "numbers",
        "rin": "numbers",
        "plate": "groups",  # three whole numbers
    }
    assert len(columns["rin"].values) == 11
    assert "age" not in {c.name for c in sheet_columns(make_rich_sheet(12), "~ C(age)")}


def test_the_share_of_the_top_by_hand():
    counts = pd.DataFrame({"a": [*range(1, 13)], "b": [0] * 12})
    # Ten of 1 to 12: all 78 but 1 and 2.
    assert top_share(counts).to_list() == [75 / 78, 0]
    assert library_columns(make_counts(5))[0].name == "miRNA reads (log₁₀)"
