"""Kits that matter are shown, the declared one is framed, a contradiction is said."""

from dataclasses import replace

import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.libraries import make_verdicts
from builders.samples import make_sheet, write_sheet, write_status
from builders.tables import NAMES
from mirtrd.quality.plot_kits import draw_kits, main, shown_kits, support_table
from mirtrd.quality.tables import KITS_PLOTTED
from mirtrd.trimming.verdicts import write_verdict


def test_kits_shown_are_supported_declared_or_inferred():
    table = support_table(make_verdicts(3))
    assert shown_kits(table) == ["truseq", "qiaseq", "nebnext"]
    assert list(table["outcome"]) == ["", "failed", "warning"]


@pytest.mark.parametrize("samples", [1, 4, 18, 200])
def test_kit_figure(samples):
    figure, table = draw_kits(make_verdicts(samples), make_sheet(samples), {}, "condition")
    assert sorted(table.index) == sorted(make_sheet(samples).index)
    axes = figure.axes[0]
    declared = table["declared"] != "auto"
    if samples == 200:  # too many for frames where nothing is to be said
        declared &= table["outcome"] != ""
    assert len(axes.lines) == declared.sum()
    texts = [text.get_text() for text in axes.texts]
    if samples in (4, 18):
        assert texts.count("truseq (failed)") == texts.count("truseq (warning)") == 1
    assert_nothing_clipped(figure)


def test_kit_figure_of_a_file_that_cannot_be_read():
    verdicts = make_verdicts(2)
    nothing = {"kit": None, "inferred": None, "failure": "damaged", "supports": {}}
    verdicts = {sample: replace(verdict, **nothing) for sample, verdict in verdicts.items()}
    figure, _ = draw_kits(verdicts, make_sheet(2), {}, "condition")
    assert "no verdict (failed)" in [text.get_text() for text in figure.axes[0].texts]
    assert_nothing_clipped(figure)


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    verdicts = make_verdicts(NAMES)
    for sample, verdict in verdicts.items():
        write_verdict(tmp_path / f"{sample}.kit.json", verdict)
    inputs = {
        "kits": [str(tmp_path / f"{sample}.kit.json") for sample in verdicts],
        "sheet": write_sheet(tmp_path / "sheet.tsv", make_sheet(NAMES)),
        "status": write_status(tmp_path / "status.tsv", NAMES, failed=["nan"]),
    }
    job = make_job(tmp_path, inputs, factor="condition", reference="control")
    assert_same_bytes(main, job)
    table = KITS_PLOTTED.read_frame(job.output.table)
    assert sorted(table.index) == sorted(NAMES)
    assert table.loc["None", "outcome"] == "failed"
