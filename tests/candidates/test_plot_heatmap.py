"""The heat map has the best candidates in all samples, groups together."""

import pandas as pd
import pytest

from builders.designs import TRD
from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job, write_fit
from builders.samples import (
    make_expression,
    make_rich_sheet,
    make_sheet,
    make_vst,
    write_sheet,
)
from builders.tables import NAMES, write
from mirtrd.candidates.plot_heatmap import choose, draw_heatmap, main, order_samples, z_scores
from mirtrd.candidates.tables import CANDIDATES, HEATMAP
from mirtrd.cohort.components import sheet_columns
from mirtrd.cohort.tables import VST


def test_z_scores_by_hand():
    scores = z_scores(pd.DataFrame({"a": [1.0, 5], "b": [2.0, 5], "c": [3.0, 5]}))
    assert scores.to_numpy().tolist() == [[-1, 0, 1], [0, 0, 0]]


def test_samples_stay_in_their_groups_alike_ones_together():
    values = pd.DataFrame({"a": [0.0], "b": [9.0], "c": [0.1], "d": [9.1], "e": [1.0]})
    groups = pd.Series([*"xxxxy"], [*"abcde"])
    order = order_samples(values, groups)
    assert order[-1] == "e"
    assert abs(order.index("a") - order.index("c")) == 1
    assert abs(order.index("b") - order.index("d")) == 1


def test_what_rises_comes_first_each_part_in_the_order_of_the_list():
    chosen = choose(make_expression(60, 20))
    rising = chosen["log2FoldChange"] > 0
    assert rising.is_monotonic_decreasing
    for part in (chosen[rising], chosen[~rising]):
        assert part["pvalue"].is_monotonic_increasing
    assert set(chosen["pvalue"]) == set(make_expression(60, 20)["pvalue"][:20])


@pytest.mark.parametrize(
    ("samples", "mirnas", "called"),
    [(4, 60, 3), (24, 60, 50), (200, 60, 20), (400, 60, 20), (6, 0, 0), (6, 1, 1)],
)
def test_heat_map(samples, mirnas, called):
    sheet, vst = make_rich_sheet(samples), make_vst(samples, 60, 1.0)
    chosen = choose(make_expression(mirnas, called))
    assert len(chosen) == min(max(called, 10), 40, mirnas)
    columns = sheet_columns(sheet, "")
    figure, table = draw_heatmap(vst, chosen, sheet["condition"], columns, TRD)
    assert sorted(table) == sorted(vst)
    assert list(table.index) == list(chosen.index)
    assert_nothing_clipped(figure)
    # A heat map is no wider than a page, legends included.
    assert figure.get_figwidth() * 25.4 < 270
    if mirnas:
        labels = figure.axes[0].get_yticklabels()
        assert sum(label.get_fontweight() == "bold" for label in labels) == min(called, 40)


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    VST.write_frame(tmp_path / "vst.tsv", make_vst(NAMES, 60))
    inputs = {
        "vst": str(tmp_path / "vst.tsv"),
        "fit": write_fit(tmp_path),
        "candidates": write(CANDIDATES, tmp_path / "candidates.tsv", make_expression(40, 5)),
        "sheet": write_sheet(tmp_path / "sheet.tsv", make_sheet(NAMES)),
    }
    params = {"contrast": TRD.as_param(), "factor": "condition", "reference": "control"}
    params["formula"] = "~ condition"
    job = make_job(tmp_path, inputs, **params)
    assert_same_bytes(main, job)
    table = HEATMAP.read_frame(job.output.table)
    assert sorted(table) == sorted(NAMES)
    assert len(table) == 10
