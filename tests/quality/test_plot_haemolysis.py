"""Both signs of haemolysis are shown of every sample that has them."""

import numpy as np
import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.libraries import make_scores
from builders.samples import make_sheet, write_sheet, write_status
from builders.tables import NAMES, write
from mirtrd.quality.plot_haemolysis import Limits, choose_names, draw_haemolysis, main
from mirtrd.quality.tables import HAEMOLYSIS, HAEMOLYSIS_PLOTTED

LIMITS = Limits(ratio=7, score=1.9)
NONE = Limits(ratio=None, score=None)


def test_all_of_a_few_samples_are_named_and_of_many_those_above_a_threshold():
    scores = make_scores(60)
    above = scores[(scores["ratio"] > 7) | (scores["score"] > 1.9)]
    assert 0 < len(above) < 60
    assert set(choose_names(scores, LIMITS)) == set(above.index)
    assert choose_names(scores, NONE) == []
    assert len(choose_names(scores.iloc[:24], LIMITS)) == 24


@pytest.mark.parametrize("samples", [1, 4, 18, 200])
def test_haemolysis_figure(samples):
    scores, sheet = make_scores(samples), make_sheet(samples)
    figure, table = draw_haemolysis(scores, sheet, {"S1": "failed"}, "condition", LIMITS)
    axes = figure.axes[0]
    drawn = np.vstack([np.asarray(cloud.get_offsets()) for cloud in axes.collections])
    assert len(drawn) == samples + 1  # the failed one has a cross too
    assert [line.get_xdata()[0] for line in axes.lines if line.get_xdata()[0] == 7] == [7]
    assert list(table.index) == list(scores.index)
    assert_nothing_clipped(figure)


def test_haemolysis_figure_without_thresholds_or_scores():
    scores = make_scores(3).assign(score=np.nan)
    figure, table = draw_haemolysis(scores, make_sheet(3), {}, "condition", NONE)
    texts = [text.get_text() for text in (*figure.axes[0].texts, *figure.texts)]
    assert "no sample could be scored" in texts
    assert "3 not scored" in texts
    assert not figure.axes[0].lines
    assert len(table) == 3
    assert_nothing_clipped(figure)


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    inputs = {
        "scores": write(HAEMOLYSIS, tmp_path / "scores.tsv", make_scores(NAMES)),
        "sheet": write_sheet(tmp_path / "sheet.tsv", make_sheet(NAMES)),
        "status": write_status(tmp_path / "status.tsv", NAMES, failed=["nan"]),
    }
    thresholds = {"haemolysis_ratio": {"warn": 7}, "haemolysis_score": {"warn": None}}
    job = make_job(tmp_path, inputs, factor="condition", reference="control", thresholds=thresholds)
    assert_same_bytes(main, job)
    table = HAEMOLYSIS_PLOTTED.read_frame(job.output.table)
    assert list(table.index) == list(NAMES)
    assert table.loc["nan", "mark"] == "failed"
