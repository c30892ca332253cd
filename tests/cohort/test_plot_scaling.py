"""The figure of scaling says what differs between the groups."""

import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.samples import make_counts, make_sheet
from builders.tables import NAMES, write
from mirtrd.cohort.plot_scaling import draw_scaling, main, p_label
from mirtrd.cohort.scaling import compare, describe
from mirtrd.cohort.tables import COUNTS, SAMPLES, SCALING, SCALING_TESTS, SIZE_FACTORS


@pytest.mark.parametrize("samples", [2, 4, 200])
def test_scaling_says_what_differs(samples):
    counts, sheet = make_counts(samples), make_sheet(samples)
    counts.loc[:, (sheet["condition"] == "TRD").to_numpy()] *= 10
    factors = counts.sum() / counts.sum().mean()
    table = describe(counts, factors)
    tests = compare(table, sheet["condition"])
    figure = draw_scaling(table, sheet["condition"], tests, 0.05)
    assert_nothing_clipped(figure)
    note = figure.texts[-1].get_text()
    assert ("Differs between the groups: miRNA reads, size factor." in note) == (samples == 200)


def test_a_difference_is_said_by_the_alpha_of_the_config():
    counts, groups = make_counts(40), make_sheet(40)["condition"]
    table = describe(counts, counts.sum() / counts.sum().mean())
    tests = compare(table, groups)
    notes = [draw_scaling(table, groups, tests, alpha).texts[-1].get_text() for alpha in (1e-9, 1)]
    assert notes[0] == "No measure differs between the groups (Kruskal-Wallis, p < 1e-09)."
    assert notes[1].startswith("Differs between the groups: miRNA reads, size factor, share of")


def test_p_values_in_words():
    assert p_label(0.01234) == "p = 0.012"
    assert p_label(1e-9) == "p = 1.0 \N{MULTIPLICATION SIGN} 10⁻⁹"
    assert p_label(float("nan")) == "p not available"


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    factors = make_sheet(NAMES)[[]].assign(size_factor=1.0, method="x")
    SIZE_FACTORS.write_frame(tmp_path / "factors.tsv", factors)
    inputs = {
        "factors": str(tmp_path / "factors.tsv"),
        "counts": write(COUNTS, tmp_path / "counts.tsv", make_counts(NAMES)),
        "samples": write(SAMPLES, tmp_path / "samples.tsv", make_sheet(NAMES)),
    }
    outputs = ("svg", "pdf", "png", "table", "tests")
    job = make_job(tmp_path, inputs, outputs, factor="condition", reference="control", alpha=0.05)
    assert_same_bytes(main, job)
    table = SCALING.read_frame(job.output.table)
    assert table["mirna_reads"].to_dict() == make_counts(NAMES).sum().to_dict()
    assert list(SCALING_TESTS.read_frame(job.output.tests).index) == list(SCALING.header[1:4])
