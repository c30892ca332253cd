"""One row for each miRNA, by hand."""

import numpy as np
import pytest

from builders.studies import human_matures, make_effects, study_of, write_run
from mirtrd.meta.strata import find_strata
from mirtrd.meta.studies import read_effects
from mirtrd.meta.synthesising import find_weights, synthesise

NONE = float("nan")


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    changes = {
        "A": {"hsa-miR-21-5p": 1.0, "hsa-miR-16-5p": 1.0, "hsa-miR-155-5p": NONE},
        "B": {"hsa-miR-21-5p": 0.6, "hsa-miR-16-5p": NONE, "hsa-miR-155-5p": NONE},
        "C": {"hsa-miR-21-5p": 0.8, "hsa-miR-16-5p": 0.8, "hsa-miR-155-5p": 0.1},
    }
    studies = [
        study_of(write_run(folder / name, make_effects(of)), name) for name, of in changes.items()
    ]
    [stratum] = find_strata(studies)
    return read_effects(studies, human_matures()), stratum


def test_three_studies_give_random_effects_and_two_the_fixed_effect(given):
    table = synthesise(*given, alpha=0.05)
    three, two, one = (table.loc[f"hsa-miR-{n}-5p"] for n in (21, 16, 155))
    assert [row["model"] for row in (three, two, one)] == ["random effects", "fixed effect", ""]
    # Errors are equal, so the estimate is the mean, with an error of 0.2 / sqrt k.
    assert three["log2FoldChange"] == pytest.approx(0.8)
    assert three["lfcSE"] == pytest.approx(0.2 / 3**0.5)
    assert two["log2FoldChange"] == pytest.approx(0.9)
    # Q of 1.0 and 0.8: twice (0.1 / 0.2)^2.
    assert two["q"] == pytest.approx(0.5)
    for column in ("tau2", "i2", "prediction_low", "dl_change"):
        assert np.isnan(two[column])
        assert np.isfinite(three[column])


def test_both_estimates_of_two_studies_and_the_reason_of_the_third_are_in_the_row(given):
    row = synthesise(*given, alpha=0.05).loc["hsa-miR-16-5p"]
    assert row["tested_in"] == "A +1.00 ± 0.20; C +0.80 ± 0.20"
    assert row["not_testable_in"] == "B: below count filter"
    assert row["called_in"] == "A up; C up"
    assert (row["without_low"], row["without_high"]) == pytest.approx((0.8, 1.0))


def test_the_most_certain_come_first_and_weights_add_up(given):
    table = synthesise(*given, alpha=0.05)
    assert list(table.index)[-1] == "hsa-miR-155-5p"
    weights = find_weights(*given)
    assert weights.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    assert np.isnan(weights.loc["hsa-miR-16-5p", "B"])
