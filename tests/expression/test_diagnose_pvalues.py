"""The histogram of p-values has all of them, and says what to do."""

import json

import numpy as np
import pytest

from builders.designs import TRD
from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.pvalues import simulated
from builders.samples import make_expression
from builders.tables import write
from mirtrd.expression.diagnose_pvalues import draw_pvalues, main
from mirtrd.expression.pvalues import ADVICE, judge
from mirtrd.expression.tables import EXPRESSION, PVALUES


@pytest.mark.parametrize("number", [0, 1, 500])
@pytest.mark.parametrize("kind", ["null", "conservative"])
def test_figure_of_p_values(number, kind):
    pvalues = simulated(kind, np.random.default_rng(6), number)
    figure, table = draw_pvalues(pvalues, TRD)
    assert table["mirnas"].sum() == number
    assert_nothing_clipped(figure)
    said = figure.texts[-1].get_text().replace("\n", " ")
    assert said.endswith(ADVICE[judge(pvalues)])


def test_same_input_gives_the_same_bytes_whatever_the_users_style(tmp_path):
    inputs = {"expression": write(EXPRESSION, tmp_path / "expression.tsv", make_expression(40, 5))}
    outputs = ("svg", "png", "table", "summary")
    job = make_job(tmp_path, inputs, outputs, contrast=TRD.as_param())
    summary = json.loads(assert_same_bytes(main, job)["summary"])
    assert (summary["pvalues"], summary["verdict"]) == (40, "not judged")
    table = PVALUES.read_frame(job.output.table)
    assert table["mirnas"].sum() == 40
    assert (len(table), table.index[0], table["to"].iloc[-1]) == (20, 0, 1)
