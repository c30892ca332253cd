import numpy as np
import pandas as pd
import pytest

from builders.paths import RESOURCES, SHARED
from mirtrd.core.job import UserError
from mirtrd.inputs.materials import cell_free_samples, matrix_of, with_stand_in
from mirtrd.quality.red_cells import bare_names
from mirtrd.quality.score_haemolysis import score_samples, signature_score
from mirtrd.reference.tables import RED_CELLS

PUBLISHED = SHARED / "haemolysis"
SIGNATURE = {"miR-451a", "miR-16-5p"}


def table(**columns):
    names = ["hsa-miR-451a", "hsa-miR-16-5p", "hsa-miR-23a-3p", "hsa-miR-21-5p"]
    return pd.DataFrame(columns, index=pd.Index(names, name="mirna"))


def test_score_by_hand():
    # Equal totals of 16,000 and a prior count of 2: log2((count + 2) / 16,004 * 1e6).
    counts = table(a=[6, 10, 0, 0], b=[2, 6, 4, 4]) * 1000
    score, members = signature_score(counts, SIGNATURE, group=1)
    logs = np.log2((counts + 2) / 16_004 * 1e6)
    expected = {
        "a": np.sqrt(logs["a"].iloc[0] * logs["a"].iloc[1]) - np.log2(2 / 16_004 * 1e6),
        "b": np.sqrt(logs["b"].iloc[0] * logs["b"].iloc[1]) - np.log2(4002 / 16_004 * 1e6),
    }
    assert dict(score) == pytest.approx(expected)
    assert members == 2


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason=f"no data at {PUBLISHED}")
def test_the_published_scores_of_a_plasma_data_set():
    """GSE105052: counts, and the scores that the authors of DraculR published for them; 17
    controls are the smaller group."""
    counts = pd.read_csv(PUBLISHED / "counts_raw_GSE105052.csv", index_col=0)
    scores = pd.read_csv(PUBLISHED / "distributionDifference_GSE105052.csv", index_col=0)
    listed = RED_CELLS.read(RESOURCES / "prior" / "haemolysis.tsv")
    members = bare_names(row["mirna"] for row in listed if row["source"] == "Smith 2022 signature")
    found, _ = signature_score(counts, set(members), group=17)
    expected = scores["distributionDifference"]
    assert (found[expected.index] - expected).abs().max() < 1e-6
    assert ((found >= 1.9) == (scores["haemoResult"] == "Caution")).all()


def test_few_reads_are_none_and_rare_mirnas_take_no_part():
    # 4 reads are 0, so miR-16 is left out of the signature; 39 CPM are too few for miR-21.
    counts = table(a=[500_000, 4, 499_957, 39], b=[400_000, 4, 599_957, 39])
    score, members = signature_score(counts, SIGNATURE, group=2)
    assert members == 1
    # Left are miR-451a and miR-23a: the prior count of 2 hardly moves their ratio.
    expected = np.log2([5 / 4.99957, 4 / 5.99957])
    assert list(score) == pytest.approx(list(expected), abs=1e-4)


def test_a_mirna_takes_part_if_it_is_there_in_the_smaller_group():
    counts = table(a=[900, 90, 900, 90], b=[900, 0, 900, 90], c=[900, 0, 900, 90])
    assert signature_score(counts, SIGNATURE, group=1)[1] == 2
    assert signature_score(counts, SIGNATURE, group=2)[1] == 1


def test_a_common_factor_of_a_library_changes_nothing():
    counts = table(a=[600, 900, 300, 150], b=[60, 90, 300, 150])
    score, _ = signature_score(counts, SIGNATURE, 1)
    larger, _ = signature_score(counts * [10, 1], SIGNATURE, 1)
    assert list(larger) == pytest.approx(list(score), abs=0.05)
    assert score["a"] - score["b"] > 3


def test_shallow_libraries_are_scored_and_said_to_be_shallow():
    counts = table(a=[600_000, 200_000, 100_000, 100_000], b=[60, 90, 300, 150], c=[0, 0, 0, 0])
    scores = score_samples(
        counts, pd.Series({"a": "plasma", "b": "serum", "c": "serum"}), SIGNATURE, 1
    )
    assert list(scores["depth"]) == ["ok", "low", "low"]
    assert scores.loc[["a", "b"], "score"].notna().all()
    assert scores.loc["c", ["ratio", "score"]].isna().all()


def test_no_sample_to_score():
    scores = score_samples(table(a=[1, 2, 3, 4])[[]], pd.Series(dtype=str), SIGNATURE, 0)
    assert len(scores) == 0
    assert list(scores) == ["matrix", "mirna_reads", "ratio", "score", "signature", "depth"]


# Material of the samples


def sheet(**columns):
    return pd.DataFrame({"condition": list("ABABAB"), **columns}, index=list("uvwxyz"))


def test_the_sheet_wins_over_the_config():
    mixed = sheet(matrix=["Plasma", "", "brain", "SERUM", "", ""])
    assert list(matrix_of(mixed, "Serum")) == [
        "plasma",
        "serum",
        "brain",
        "serum",
        "serum",
        "serum",
    ]
    assert cell_free_samples(mixed, None) == ["u", "x"]
    assert cell_free_samples(sheet(), None) == []


def test_a_design_with_haemolysis_can_be_checked_before_it_is_known():
    filled = with_stand_in(sheet(), "~ haemolysis + condition", "plasma")
    assert pd.to_numeric(filled["haemolysis"]).nunique() == 6
    assert "haemolysis" not in with_stand_in(sheet(), "~ condition", "plasma")
    own = sheet(haemolysis=list("123456"))
    assert with_stand_in(own, "~ haemolysis + condition", None) is own


def test_a_design_with_haemolysis_needs_plasma_or_serum():
    with pytest.raises(UserError, match="sample w is neither: set library"):
        with_stand_in(sheet(matrix=["plasma"] * 2 + ["brain"] * 4), "~ haemolysis", None)
