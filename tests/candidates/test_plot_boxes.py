"""The boxes show the best candidates sample by sample, pairs joined."""

import numpy as np
import pandas as pd
import pytest

from builders.designs import TRD
from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job, write_fit
from builders.samples import (
    make_counts,
    make_expression,
    make_rich_sheet,
    make_sheet,
    make_vst,
)
from builders.tables import NAMES, write
from mirtrd.candidates.plot_boxes import choose, draw_boxes, main
from mirtrd.candidates.tables import BOXES, CANDIDATES
from mirtrd.cohort.tables import COUNTS, SAMPLES, SIZE_FACTORS


@pytest.mark.parametrize(
    ("samples", "mirnas", "called"),
    [(4, 60, 3), (24, 60, 50), (200, 60, 20), (6, 0, 0), (6, 1, 1)],
)
def test_boxes(samples, mirnas, called):
    sheet, vst = make_rich_sheet(samples), make_vst(samples, 60, 1.0)
    expression = make_expression(mirnas, called)
    best = choose(expression)
    assert list(best.index) == list(expression.index[: min(mirnas, 12)])
    for patients in (sheet["patient"], pd.Series(dtype=str)):
        figure = draw_boxes(vst, best, sheet["condition"], patients, TRD)
        assert_nothing_clipped(figure)
        lines = [line for axes in figure.axes for line in axes.lines if len(line.get_xdata()) == 2]
        pairs = [x for x in lines if list(x.get_xdata()) == [0, 1]]
        assert len(pairs) == (len(best) * samples // 2 if len(patients) else 0)


def test_titles_of_calls_are_bold():
    expression = make_expression(60, 3)
    figure = draw_boxes(
        make_vst(4, 60), choose(expression), make_sheet(4)["condition"], pd.Series(dtype=str), TRD
    )
    titles = [axes.title for axes in figure.axes]
    assert [title.get_fontweight() for title in titles] == ["bold"] * 3 + ["normal"] * 9
    assert titles[0].get_text() == "miR-0-5p\nadjusted p = 0.001"


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    counts, expression = make_counts(NAMES), make_expression(40, 5)
    factors = pd.DataFrame({"size_factor": np.arange(1.0, 7), "method": "x"}, index=NAMES)
    SIZE_FACTORS.write_frame(tmp_path / "factors.tsv", factors)
    inputs = {
        "factors": str(tmp_path / "factors.tsv"),
        "fit": write_fit(tmp_path),
        "counts": write(COUNTS, tmp_path / "counts.tsv", counts),
        "candidates": write(CANDIDATES, tmp_path / "candidates.tsv", expression),
        "samples": write(SAMPLES, tmp_path / "samples.tsv", make_sheet(NAMES)),
    }
    params = {"contrast": TRD.as_param(), "factor": "condition", "reference": "control"}
    params["formula"] = "~ condition"
    job = make_job(tmp_path, inputs, **params)
    assert_same_bytes(main, job)
    table = BOXES.read_frame(job.output.table)
    assert list(table.index) == list(NAMES)
    expected = np.log2(counts.loc["hsa-miR-0-5p", "001"] / 3 + 1)
    assert table.loc["001", "hsa-miR-0-5p"] == pytest.approx(expected, rel=1e-5)
