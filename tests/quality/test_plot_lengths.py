"""A few samples have a panel each, many a row of a heat map; nothing is lost in either."""

import pandas as pd
import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.libraries import make_lengths
from builders.samples import make_sheet, write_sheet, write_status
from builders.tables import NAMES
from mirtrd.counting.tables import SAMPLE_LENGTHS
from mirtrd.quality.plot_lengths import as_matrix, draw_lengths, main
from mirtrd.quality.tables import LENGTHS_PLOTTED


def test_matrix_by_hand():
    shares = pd.DataFrame(
        {"sample": ["a", "a", "b"], "class": ["mirna", "rRNA", "mirna"], "length": [22, 30, 22],
         "share": [0.75, 0.25, 0]}
    )  # fmt: skip
    matrix = as_matrix(shares, ["b", "a"], range(21, 31))
    assert matrix.shape == (2, 10)
    assert matrix[1, 1] == 0.75
    assert matrix[1, 9] == 0.25
    assert matrix.sum() == 1


@pytest.mark.parametrize("samples", [1, 4, 18, 20])
def test_each_of_a_few_samples_has_a_panel_of_its_lengths(samples):
    figure, table = draw_lengths(
        make_lengths(samples), make_sheet(samples), {"S1": "failed"}, "condition"
    )
    assert len(figure.axes) == samples
    assert {axes.get_ylim() for axes in figure.axes} == {figure.axes[0].get_ylim()}
    for axes in figure.axes:
        assert sum(bar.get_height() for bar in axes.patches[1:]) == pytest.approx(1)
    assert "S1 (failed)" in [axes.get_title(loc="left") for axes in figure.axes]
    assert table.groupby("sample")["share"].sum().to_numpy() == pytest.approx(1)
    assert_nothing_clipped(figure)


@pytest.mark.parametrize("samples", [21, 200])
def test_many_samples_are_rows_of_a_heat_map_of_their_lengths(samples):
    lengths, sheet = make_lengths(samples), make_sheet(samples)
    figure, table = draw_lengths(lengths, sheet, {"S1": "failed"}, "condition")
    mirna, other, _ = figure.axes
    assert len(mirna.collections) == len(other.collections) == samples
    drawn = sum(mesh.get_array().sum() for axes in (mirna, other) for mesh in axes.collections)
    assert drawn == pytest.approx(samples)
    assert len(table) == len(lengths)
    assert_nothing_clipped(figure)


def test_a_row_without_inserts_is_empty():
    lengths = make_lengths(21)
    lengths.loc[lengths["sample"] == "S4", "count"] = 0
    figure, _ = draw_lengths(lengths, make_sheet(21), {}, "condition")
    assert [len(axes.collections) for axes in figure.axes[:2]] == [20, 20]
    assert [len(axes.patches) for axes in figure.axes[:2]] == [1, 1]


def test_lengths_of_nothing_at_all():
    lengths = make_lengths(2).assign(count=0)
    for empty in (lengths, lengths.iloc[:0]):
        figure, _ = draw_lengths(empty, make_sheet(2), {}, "condition")
        assert all("no inserts" in [t.get_text() for t in axes.texts] for axes in figure.axes)
        assert_nothing_clipped(figure)


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    lengths, paths = make_lengths(NAMES), []
    for sample in NAMES:
        paths.append(str(tmp_path / f"{sample}.lengths.tsv"))
        own = lengths[lengths["sample"] == sample].drop(columns="sample")
        SAMPLE_LENGTHS.write(paths[-1], own.itertuples(index=False))
    inputs = {
        "lengths": paths,
        "sheet": write_sheet(tmp_path / "sheet.tsv", make_sheet(NAMES)),
        "status": write_status(tmp_path / "status.tsv", NAMES, failed=["nan"]),
    }
    job = make_job(tmp_path, inputs, factor="condition", reference="control")
    assert_same_bytes(main, job)
    table = LENGTHS_PLOTTED.read_frame(job.output.table)
    assert sorted(dict.fromkeys(table.index)) == sorted(NAMES)
    assert len(table) == len(lengths)
