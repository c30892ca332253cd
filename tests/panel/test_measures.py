"""Measures by hand, and what miRNAs add to covariates."""

import math

import numpy as np
import pandas as pd
import pytest

from mirtrd.panel.calibration import Calibration
from mirtrd.panel.measures import (
    LeftOut,
    measure_areas,
    measure_threshold,
    recalibration,
    wilson,
)
from mirtrd.panel.models import BOTH, COVARIATES, MIRNAS
from mirtrd.panel.tables import PREDICTIONS
from mirtrd.statistics.roc import auc_interval

TESTED = np.array([True, True, True, False, False, False])


def left_out(**predictors):
    rows = {part: np.array(values, dtype=float) for part, values in predictors.items()}
    folds = {part: np.zeros(values.shape, dtype=int) for part, values in rows.items()}
    return LeftOut(samples=tuple("abcdef"), tested=TESTED, persons=np.arange(6),
                   predictors=rows, folds=folds)  # fmt: skip


def test_what_mirnas_add_is_not_more_for_covariates_that_are_worse_than_nothing():
    right, wrong = [[3.0, 2, 1, 0, -1, -2]], [[-3.0, -2, -1, 0, 1, 2]]
    found = {
        row.measure: row
        for row in measure_areas(left_out(**{MIRNAS: right, COVARIATES: wrong, BOTH: right}))
    }
    assert found["AUC, miRNAs"].value == 1
    assert (found["AUC, miRNAs"].ci_low, found["AUC, miRNAs"].ci_high) == pytest.approx(
        auc_interval(1.0, 0.0, 3, 3)
    )
    assert found["AUC, covariates"].value == 0
    assert found["AUC that miRNAs add"].value == 0.5
    # It is 0.5 in every draw, which says nothing of other persons.
    assert np.isnan(
        [found["AUC that miRNAs add"].ci_low, found["AUC that miRNAs add"].ci_high]
    ).all()


def test_two_by_two_by_hand():
    found = measure_threshold(left_out(**{MIRNAS: [[3, 2, -1, 1, -1, -2.0]]}), 0.0)
    rows = {row.measure: row.value for row in found}
    assert [rows[name] for name in ("true positives", "false negatives", "false positives",
                                    "true negatives")] == [2, 1, 1, 2]  # fmt: skip
    assert rows["sensitivity"] == pytest.approx(2 / 3)


def test_interval_of_a_share():
    # Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)


def test_recalibration():
    line = Calibration(slope=0.7, intercept=0.1, in_the_large=0.2)
    assert recalibration(line, 0.25) == {"slope": 0.7, "intercept": 0.1}
    wrong = Calibration(slope=-0.2, intercept=0.1, in_the_large=0.2)
    assert recalibration(wrong, 0.25) == {"slope": 0, "intercept": pytest.approx(math.log(1 / 3))}
    none = Calibration(slope=math.nan, intercept=math.nan, in_the_large=math.nan)
    assert recalibration(none, 0.25) == {"slope": 1, "intercept": 0}


def test_predictions_come_back_from_their_table():
    rows = [(name, "x", part, repeat, fold, value)
            for part in (MIRNAS, "miRNAs, other sites")
            for repeat in (1, 2)
            for name, fold, value in (("b", 1, 0.5 * repeat), ("a", None, None))]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(PREDICTIONS.header)).set_index("sample")
    found = LeftOut.from_table(table, np.array([True, False]), np.arange(2))
    assert found.samples == ("b", "a")
    assert found.folds[MIRNAS].tolist() == [[1, -1], [1, -1]]
    assert found.predictors[MIRNAS][:, 0].tolist() == [0.5, 1]
