"""The histogram of p-values has all of them, next to the permuted ones, and says what to do."""

import json

import numpy as np
import pandas as pd
import pytest

from builders.designs import TRD
from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job, write_fit
from builders.pvalues import simulated
from builders.samples import make_expression
from builders.tables import write
from mirtrd.expression.tables import EXPRESSION
from mirtrd.robustness.diagnose_pvalues import draw_pvalues, main
from mirtrd.robustness.pvalues import ADVICE, BINS, count_bins
from mirtrd.robustness.tables import PERMUTATIONS, PVALUES


@pytest.mark.parametrize("number", [0, 1, 500])
@pytest.mark.parametrize(("permutations", "verdict"), [(0, "cannot be told"), (40, "conservative")])
def test_figure_of_p_values(number, permutations, verdict):
    random = np.random.default_rng(6)
    null = [count_bins(simulated("null", random, number)) for _ in range(permutations)]
    permuted = np.array(null, dtype=int).reshape(-1, len(BINS))
    figure, table = draw_pvalues(simulated("null", random, number), permuted, verdict, TRD)
    assert table["mirnas"].sum() == number
    if permutations:
        assert table["permuted"].sum() == pytest.approx(number)
        assert (table["permuted_low"] <= table["permuted_high"]).all()
    else:
        assert table["permuted"].isna().all()
    assert_nothing_clipped(figure)
    said = figure.texts[-1].get_text().replace("\n", " ")
    assert said.endswith(ADVICE[verdict])


def test_same_input_gives_the_same_bytes_whatever_the_users_style(tmp_path):
    rows = pd.DataFrame(0, ["observed", *map(str, range(1, 31))], PERMUTATIONS.header[1:])
    rows = rows.rename_axis("permutation")
    rows["small_p_share"] = 0.0
    rows = rows.assign(**dict.fromkeys(BINS, 5))
    inputs = {
        "expression": write(EXPRESSION, tmp_path / "expression.tsv", make_expression(160, 5)),
        "permutations": str(tmp_path / "permutations.tsv"),
        "fit": write_fit(tmp_path),
    }
    PERMUTATIONS.write_frame(tmp_path / "permutations.tsv", rows)
    outputs = ("svg", "pdf", "png", "table", "summary")
    job = make_job(tmp_path, inputs, outputs, contrast=TRD.as_param())
    pvalues = EXPRESSION.read_frame(inputs["expression"])["pvalue"].dropna()
    summary = json.loads(assert_same_bytes(main, job)["summary"])
    assert (summary["pvalues"], summary["permutations"]) == (len(pvalues), 30)
    assert summary["verdict"] == "well-behaved"
    table = PVALUES.read_frame(job.output.table)
    assert table["mirnas"].sum() == len(pvalues)
    assert (table["permuted"] == 5).all()
    assert (len(table), table.index[0], table["to"].iloc[-1]) == (20, 0, 1)
