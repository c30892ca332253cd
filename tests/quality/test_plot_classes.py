"""Every insert has a place in the bars of its library."""

import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, bar_ends, make_job
from builders.libraries import make_classes
from builders.samples import make_sheet, write_sheet, write_status
from builders.tables import NAMES, write
from mirtrd.counting.tables import RNA_CLASSES
from mirtrd.quality.plot_classes import class_shares, draw_classes, main
from mirtrd.quality.tables import CLASSES_PLOTTED


@pytest.mark.parametrize("samples", [1, 4, 60])
def test_classes_figure(samples):
    classes, sheet = make_classes(samples), make_sheet(samples)
    figure, table = draw_classes(classes, sheet, {"S1": "failed"}, "condition")
    assert list(bar_ends(figure).values()) == pytest.approx([1] * samples)
    shares = class_shares(classes)
    assert shares.loc["S1", "tRNA"] == pytest.approx(
        classes.loc["S1", "tRNA"] / classes.loc["S1"].sum()
    )
    assert list(table["inserts"]) == list(classes.loc[table.index].sum(axis=1))
    assert_nothing_clipped(figure)


def test_bars_of_nothing_at_all():
    figure, table = draw_classes(make_classes(3) * 0, make_sheet(3), {}, "condition")
    assert len(table) == 3
    assert_nothing_clipped(figure)


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    inputs = {
        "classes": write(RNA_CLASSES, tmp_path / "classes.tsv", make_classes(NAMES)),
        "sheet": write_sheet(tmp_path / "sheet.tsv", make_sheet(NAMES)),
        "status": write_status(tmp_path / "status.tsv", NAMES, failed=["nan"]),
    }
    job = make_job(tmp_path, inputs, factor="condition", reference="control")
    assert_same_bytes(main, job)
    assert sorted(CLASSES_PLOTTED.read_frame(job.output.table).index) == sorted(NAMES)
