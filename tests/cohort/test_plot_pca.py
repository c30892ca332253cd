"""The PCA shows all samples on one scale, with the colours and markers of their levels."""

import numpy as np
import pytest

from builders.drawn import (
    assert_nothing_clipped,
    assert_same_bytes,
    legend_texts,
    make_job,
    names_in,
)
from builders.samples import make_sheet, make_vst, write_sheet
from builders.tables import NAMES
from mirtrd.cohort.plot_pca import draw_pca, main
from mirtrd.cohort.tables import PCA, VST


@pytest.mark.parametrize("samples", [0, 1, 2, 24, 60])
def test_pca_of_any_number_of_samples(samples):
    vst, sheet = make_vst(samples), make_sheet(max(samples, 1))
    figure, table = draw_pca(vst, sheet, "condition", "batch")
    assert list(table.columns) == ["PC1", "PC2", "PC3", "PC4", "condition", "batch"]
    assert list(table.index) == list(vst)
    axes = figure.axes[0]
    assert np.ptp(axes.get_xlim()) == pytest.approx(np.ptp(axes.get_ylim()))
    assert axes.get_aspect() == 1
    assert len(names_in(figure)) == (samples if samples <= 24 else 0)
    assert_nothing_clipped(figure)


@pytest.mark.parametrize("shape", [None, "plate", "condition"])
def test_pca_without_a_column_for_the_markers(shape):
    figure, table = draw_pca(make_vst(6), make_sheet(6), "condition", shape)
    assert list(table.columns)[-1] == "condition"
    assert legend_texts(figure) == ["control", "TRD"]


def test_levels_keep_their_colours_when_a_sample_is_left_out():
    sheet, vst = make_sheet(6), make_vst(6).drop(columns=["S1"])
    full = draw_pca(make_vst(6), sheet, "condition", None)[0]
    less = draw_pca(vst, sheet, "condition", None)[0]
    colours = [[h.get_color() for h in f.legends[0].legend_handles] for f in (full, less)]
    assert colours[0] == colours[1]


def test_long_names_fit():
    names = {name: f"{name}_" + "long" * 12 for name in make_sheet(4).index}
    sheet, vst = make_sheet(4).rename(names), make_vst(4).rename(columns=names)
    assert_nothing_clipped(draw_pca(vst, sheet, "condition", None)[0])


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    VST.write_frame(tmp_path / "vst.tsv", make_vst(NAMES))
    sheet = write_sheet(tmp_path / "sheet.tsv", make_sheet([*NAMES, "failed"]))
    inputs = {"vst": str(tmp_path / "vst.tsv"), "sheet": sheet}
    job = make_job(tmp_path, inputs, factor="condition", reference="control", shape="batch")
    assert_same_bytes(main, job)
    table = PCA.read_frame(job.output.table)
    assert list(table.index) == list(NAMES)
    assert list(table["condition"]) == list(make_sheet(NAMES)["condition"])
