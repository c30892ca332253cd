"""The MA plots show the numbers of their table, both estimates on one scale."""

import numpy as np
import pytest

from builders.designs import TRD
from builders.drawn import (
    assert_nothing_clipped,
    assert_same_bytes,
    legend_texts,
    make_job,
    write_fit,
)
from builders.expressed import make_contrast
from builders.tables import write
from mirtrd.expression.plot_ma import draw_ma, main
from mirtrd.expression.tables import EXPRESSION, MA


def test_ma_shows_both_estimates_on_one_scale():
    expression = make_contrast(100, 20).set_index("mirna")
    figure, table = draw_ma(expression, TRD, 0.05)
    left, right = figure.axes
    assert left.get_ylim() == right.get_ylim()
    for axes, column in ((left, "log2FoldChange"), (right, "log2FoldChange_shrunken")):
        drawn = np.vstack([np.asarray(points.get_offsets()) for points in axes.collections])
        expected = table[["baseMean", column]].to_numpy()
        assert sorted(map(tuple, drawn)) == sorted(map(tuple, expected))
    assert_nothing_clipped(figure)


def test_the_legend_says_what_is_called(tmp_path):
    figure, table = draw_ma(make_contrast(100, 20).set_index("mirna"), TRD, 0.05)
    up, down = ((table["status"] == way).sum() for way in ("up", "down"))
    assert legend_texts(figure) == [
        f"up in TRD, adjusted p < 0.05 ({up})",
        f"down in TRD, adjusted p < 0.05 ({down})",
        "not significant (80)",
    ]


@pytest.mark.parametrize(("tested", "significant"), [(0, 0), (1, 0), (1, 1), (50, 0)])
def test_ma_of_little(tested, significant):
    expression = make_contrast(tested, significant).set_index("mirna")
    figure, table = draw_ma(expression, TRD, 0.05)
    assert_nothing_clipped(figure)
    assert len(table) == tested
    assert f"{tested} of {tested + 50} miRNAs testable" in [t.get_text() for t in figure.texts]


def test_same_input_gives_the_same_bytes_whatever_the_users_style(tmp_path):
    expression = make_contrast(60, 8).set_index("mirna")
    inputs = {"expression": write(EXPRESSION, tmp_path / "expression.tsv", expression)}
    inputs["fit"] = write_fit(tmp_path)
    job = make_job(tmp_path, inputs, contrast=TRD.as_param(), alpha=0.05)
    assert_same_bytes(main, job)
    assert len(MA.read_frame(job.output.table)) == 60
