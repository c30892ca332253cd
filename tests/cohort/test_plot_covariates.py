"""The same samples are drawn once for each column of the sheet."""

import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.samples import (
    make_counts,
    make_rich_sheet,
    make_sheet,
    make_vst,
)
from builders.tables import NAMES, write
from mirtrd.cohort.components import sheet_columns
from mirtrd.cohort.plot_covariates import draw_covariates, main
from mirtrd.cohort.tables import COUNTS, COVARIATES, SAMPLES, VST


@pytest.mark.parametrize("samples", [0, 2, 4, 200])
def test_figure_of_covariates_of_any_number_of_samples(samples):
    columns = sheet_columns(make_rich_sheet(max(samples, 1)).iloc[:samples], "")
    figure, table = draw_covariates(make_vst(samples), columns)
    assert len(table) == samples
    assert [column.name for column in columns if column.drawable] == list(table.columns[4:])
    assert_nothing_clipped(figure)


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    VST.write_frame(tmp_path / "vst.tsv", make_vst(NAMES))
    inputs = {
        "vst": str(tmp_path / "vst.tsv"),
        "counts": write(COUNTS, tmp_path / "counts.tsv", make_counts(NAMES)),
        "samples": write(SAMPLES, tmp_path / "samples.tsv", make_sheet(NAMES)),
    }
    job = make_job(tmp_path, inputs, factor="condition", reference="control", formula="~ condition")
    assert_same_bytes(main, job)
    table = COVARIATES.read_frame(job.output.table)
    assert list(table.index) == list(NAMES)
    assert list(table["condition"]) == list(make_sheet(NAMES)["condition"])
    depth = make_counts(NAMES).sum()
    assert table["miRNA reads (log₁₀)"].astype(float).rank().to_dict() == depth.rank().to_dict()
