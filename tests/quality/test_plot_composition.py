"""The most abundant miRNAs are those of the usable libraries."""

import pandas as pd
import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, bar_ends, make_job
from builders.samples import make_counts, make_sheet, make_vst, write_sheet, write_status
from builders.tables import NAMES, write
from mirtrd.counting.tables import MATURE_COUNTS
from mirtrd.quality.plot_composition import composition, draw_composition, main
from mirtrd.quality.tables import COMPOSITION_PLOTTED


def test_composition_by_hand():
    counts = pd.DataFrame({"S1": [60, 30, 10], "S2": [0, 0, 0], "S3": [1, 0, 99]}, list("xyz"))
    # The mean of the usable: x 0.6, y 0.3, z 0.1. The failed S3 has no say.
    shares = composition(counts, {"S2": "failed", "S3": "failed"})
    assert list(shares) == ["x", "y", "z", "other miRNAs"]
    assert list(shares.loc["S1"]) == [0.6, 0.3, 0.1, 0]
    assert list(shares.loc["S2"]) == [0, 0, 0, 0]
    assert composition(counts, {}).columns[0] == "z"
    assert composition(counts, dict.fromkeys(counts, "failed")).columns[0] == "z"


def test_composition_names_ten_and_sums_to_one():
    counts = (make_vst(4) * 100).round().astype(int)
    shares = composition(counts, {})
    assert shares.shape == (4, 11)
    assert shares.sum(axis=1).to_numpy() == pytest.approx(1)
    means = (counts / counts.sum()).mean(axis=1)
    assert list(shares)[:10] == list(means.nlargest(10).index)


@pytest.mark.parametrize("samples", [1, 4, 60])
def test_composition_figure(samples):
    counts = (make_vst(samples) * 3).round().astype(int)
    counts["S1"] = 0
    figure, table = draw_composition(counts, make_sheet(samples), {"S1": "left out"}, "condition")
    assert sorted(bar_ends(figure).values()) == pytest.approx([0] + [1] * (samples - 1))
    assert list(table["detected"]) == [(counts[sample] >= 10).sum() for sample in table.index]
    assert_nothing_clipped(figure)


def test_bars_of_nothing_at_all():
    sheet, counts = make_sheet(3), make_counts(3) * 0
    marks = dict.fromkeys(sheet.index, "failed")
    figure, table = draw_composition(counts, sheet, marks, "condition")
    assert len(table) == 3
    assert_nothing_clipped(figure)


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    inputs = {
        "counts": write(MATURE_COUNTS, tmp_path / "counts.tsv", make_counts(NAMES)),
        "sheet": write_sheet(tmp_path / "sheet.tsv", make_sheet(NAMES)),
        "status": write_status(tmp_path / "status.tsv", NAMES, failed=["nan"]),
    }
    job = make_job(tmp_path, inputs, factor="condition", reference="control")
    assert_same_bytes(main, job)
    table = COMPOSITION_PLOTTED.read_frame(job.output.table)
    assert sorted(table.index) == sorted(NAMES)
    assert table["mirna_count"].to_dict() == make_counts(NAMES).sum().to_dict()
