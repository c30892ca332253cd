"""The figure of robustness shows each candidate under each choice."""

import numpy as np
import pandas as pd
import pytest

from builders.designs import TRD
from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job, write_fit
from builders.samples import make_expression
from builders.tables import NAMES, write
from mirtrd.robustness.plot_robustness import OUTCOMES, draw_robustness, main, outcomes
from mirtrd.robustness.tables import ROBUSTNESS, ROBUSTNESS_PLOTTED, VARIANTS


def test_outcomes_by_hand():
    change = pd.DataFrame({"v": [1.0, 1, -1, -1, 1]})
    padj = pd.DataFrame({"v": [0.01, 0.5, 0.5, 0.01, np.nan]})
    names = [list(OUTCOMES)[i] for i in outcomes(change, padj, 0.05)["v"]]
    assert names == ["up, significant", "up", "down", "down, significant", "not tested"]


def robustness(mirnas: int, samples) -> tuple[pd.DataFrame, pd.DataFrame]:
    expression = make_expression(mirnas, min(mirnas, 12)).iloc[:mirnas]
    table = expression.assign(significant_share=0.5)
    names = [("normalisation", "TMM"), ("covariates", "without batch"), ("model", "limma-trend")]
    names += [
        ("samples", f"without {i}")
        for i in (range(samples) if isinstance(samples, int) else samples)
    ]
    parts = [
        expression.reset_index().assign(kind=kind, variant=name)
        for kind, name in (names if mirnas else [])
    ]
    columns = ["kind", "variant", "mirna", "log2FoldChange", "padj"]
    empty = pd.DataFrame({name: [] for name in columns})
    return table, pd.concat(parts)[columns] if parts else empty


@pytest.mark.parametrize(("mirnas", "samples"), [(0, 0), (3, 0), (30, 4), (60, 200)])
def test_figure_of_robustness(mirnas, samples):
    table, variants = robustness(mirnas, samples)
    figure, numbers = draw_robustness(table, variants, 0.05, TRD)
    shown = min(mirnas, 12)
    assert len(numbers) == (shown * (4 + samples) if mirnas else 0)
    assert_nothing_clipped(figure)


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    table, variants = robustness(20, NAMES)
    VARIANTS.write_frame(tmp_path / "variants.tsv", variants.set_index("kind"))
    inputs = {
        "table": write(ROBUSTNESS, tmp_path / "table.tsv", table[["status", "log2FoldChange",
                       "padj", "significant_share"]]),
        "variants": str(tmp_path / "variants.tsv"),
        "fit": write_fit(tmp_path),
    }  # fmt: skip
    job = make_job(tmp_path, inputs, contrast=TRD.as_param(), alpha=0.05)
    assert_same_bytes(main, job)
    numbers = ROBUSTNESS_PLOTTED.read_frame(job.output.table)
    assert {f"without {name}" for name in NAMES} < set(numbers["variant"])
