"""Tests of logarithms by the design of a contrast."""

import numpy as np
import pandas as pd
import pytest

from builders.designs import TRD, compare, design
from builders.samples import make_sheet
from mirtrd.candidates.linear import test_logs as ask_logs
from mirtrd.design.matrices import make_model

SHEET = make_sheet(10)


def test_a_change_is_the_difference_of_the_means():
    random = np.random.default_rng(1)
    logs = pd.DataFrame(random.normal(5, 0.1, (6, 10)), columns=SHEET.index)
    logs.loc[0, SHEET["condition"] == "TRD"] += 2
    found = ask_logs(logs, make_model(SHEET, design("~ condition"), TRD))
    tested = SHEET["condition"] == "TRD"
    means = logs.loc[:, tested].mean(axis=1) - logs.loc[:, ~tested].mean(axis=1)
    assert found["change"].to_numpy() == pytest.approx(means.to_numpy())
    assert found.loc[0, "pvalue"] < 1e-6 < found.loc[1:, "pvalue"].min()


def test_several_coefficients_at_once_have_no_change():
    contrast = compare(reduced="~ 1")
    asked = make_model(SHEET, design("~ condition", contrast), contrast)
    logs = pd.DataFrame(1.0, index=["m"], columns=SHEET.index)
    assert ask_logs(logs, asked).isna().all(axis=None)
