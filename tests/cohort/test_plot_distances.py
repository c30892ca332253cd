"""Distances by hand; the heat map has all samples, alike ones side by side."""

import numpy as np
import pandas as pd
import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.samples import make_sheet, make_vst, write_sheet
from builders.tables import NAMES
from mirtrd.cohort.plot_distances import draw_distances, main, sample_distances
from mirtrd.cohort.tables import DISTANCES, VST


def test_distances_by_hand():
    vst = pd.DataFrame({"a": [0.0, 0.0], "b": [30.0, 40.0], "c": [0.0, 1.0]})
    square, _ = sample_distances(vst)
    assert square.loc["a", "b"] == square.loc["b", "a"] == pytest.approx(50)
    assert square.loc["a", "c"] == pytest.approx(1)
    assert square.loc["b", "c"] == pytest.approx(np.hypot(30, 39))
    assert np.diag(square).tolist() == [0, 0, 0]
    # The near ones stand side by side.
    assert list(square).index("a") - list(square).index("c") in (-1, 1)


@pytest.mark.parametrize("samples", [0, 1, 2, 4, 61, 200])
def test_distances_of_any_number_of_samples(samples):
    vst = make_vst(samples)
    figure, table = draw_distances(vst, make_sheet(max(samples, 1)), "condition", "batch")
    assert list(table.index) == list(table.columns)
    assert sorted(table.index) == sorted(vst)
    names = [t.get_text() for axes in figure.axes for t in axes.get_yticklabels()]
    assert set(vst) <= set(names) or not 2 <= samples <= 60
    assert_nothing_clipped(figure)


def test_of_the_tree_of_many_samples_the_highest_joins_are_drawn():
    vst = make_vst(300)
    figure, _ = draw_distances(vst, make_sheet(300), "condition", None)
    branches = figure.axes[0].collections[0].get_segments()
    assert len(branches) == 59
    heights = np.sort([link[1] for link in sample_distances(vst)[1]["dcoord"]])[::-1]
    assert sorted(line[1, 0] for line in branches) == pytest.approx(sorted(heights[:59]))
    assert min(line[:, 0].min() for line in branches) == pytest.approx(heights[59])
    assert any("the tree is cut at 60 branches" in text.get_text() for text in figure.texts)
    assert_nothing_clipped(figure)


def test_distances_of_equal_samples():
    vst = pd.DataFrame(1.0, index=["x", "y"], columns=["S1", "S2", "S3"])
    figure, table = draw_distances(vst, make_sheet(3), "condition", "plate")
    assert (table == 0).all(axis=None)
    assert_nothing_clipped(figure)


def test_long_names_fit():
    names = {name: f"{name}_" + "long" * 12 for name in make_sheet(4).index}
    sheet, vst = make_sheet(4).rename(names), make_vst(4).rename(columns=names)
    assert_nothing_clipped(draw_distances(vst, sheet, "condition", None)[0])


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    VST.write_frame(tmp_path / "vst.tsv", make_vst(NAMES))
    sheet = write_sheet(tmp_path / "sheet.tsv", make_sheet([*NAMES, "failed"]))
    inputs = {"vst": str(tmp_path / "vst.tsv"), "sheet": sheet}
    job = make_job(tmp_path, inputs, factor="condition", reference="control", shape="batch")
    assert_same_bytes(main, job)
    table = DISTANCES.read_frame(job.output.table)
    assert sorted(table.index) == sorted(NAMES)
    assert list(table.index) == list(table.columns)
