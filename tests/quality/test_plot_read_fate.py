"""Every read has a place in the bars, failed samples are marked, and names fit."""

import pytest

from builders.drawn import (
    assert_nothing_clipped,
    assert_same_bytes,
    bar_ends,
    make_job,
)
from builders.libraries import make_fate
from builders.samples import make_sheet, write_sheet, write_status
from builders.tables import NAMES, write
from mirtrd.quality.plot_read_fate import draw_read_fate, fate_shares, main
from mirtrd.quality.tables import READ_FATE, READ_FATE_PLOTTED


@pytest.mark.parametrize("samples", [1, 4, 60])
def test_bars_of_reads_sum_to_one_and_failed_samples_are_marked(samples):
    fate, sheet = make_fate(samples), make_sheet(samples)
    figure, table = draw_read_fate(fate, sheet, {"S1": "failed"}, "condition")
    assert list(bar_ends(figure).values()) == pytest.approx([1] * samples)
    assert list(table.columns[:3]) == ["condition", "mark", "reads"]
    assert table.iloc[:, 3:].sum(axis=1).to_numpy() == pytest.approx(1)
    assert list(table.index[table["mark"].notna()]) == ["S1"]
    assert sum(bool(bar.get_hatch()) for bar in figure.axes[0].patches) == 1
    marks = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert marks[0] == "S1 (failed)"
    assert_nothing_clipped(figure)


def test_fates_go_from_useful_to_lost():
    shares = fate_shares(make_fate(3).iloc[:, ::-1])
    assert list(shares)[:6] == [
        "mirna", "hairpin", "ambiguous", "other_rna", "duplicate", "unaligned",
    ]  # fmt: skip
    assert shares.sum(axis=1).to_numpy() == pytest.approx(1)


def test_bars_of_nothing_at_all():
    sheet = make_sheet(3)
    marks = dict.fromkeys(sheet.index, "failed")
    figure, table = draw_read_fate(make_fate(3) * 0, sheet, marks, "condition")
    assert len(table) == 3
    assert_nothing_clipped(figure)


def test_long_names_fit():
    sheet, fate = make_sheet(4), make_fate(4)
    names = {name: f"{name}_" + "long" * 12 for name in sheet.index}
    marks = {names["S1"]: "failed, kept"}
    figure, _ = draw_read_fate(fate.rename(names), sheet.rename(names), marks, "condition")
    assert_nothing_clipped(figure)


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    inputs = {
        "fate": write(READ_FATE, tmp_path / "fate.tsv", make_fate(NAMES)),
        "sheet": write_sheet(tmp_path / "sheet.tsv", make_sheet(NAMES)),
        "status": write_status(tmp_path / "status.tsv", NAMES, failed=["nan"]),
    }
    job = make_job(tmp_path, inputs, factor="condition", reference="control")
    assert_same_bytes(main, job)
    table = READ_FATE_PLOTTED.read_frame(job.output.table)
    assert sorted(table.index) == sorted(NAMES)
    assert table.loc["nan", "mark"] == "failed"
