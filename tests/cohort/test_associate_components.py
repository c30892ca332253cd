"""The figure of components is legible for any number of samples."""

import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.samples import (
    make_counts,
    make_rich_sheet,
    make_sheet,
    make_vst,
)
from builders.tables import NAMES, write
from mirtrd.cohort.associate_components import draw_associations, main
from mirtrd.cohort.associations import associate
from mirtrd.cohort.components import principal_components, sheet_columns
from mirtrd.cohort.tables import COMPONENTS, COUNTS, SAMPLES, VST


@pytest.mark.parametrize("samples", [0, 2, 4, 200])
def test_figure_of_components_of_any_number_of_samples(samples):
    sheet, vst = make_rich_sheet(max(samples, 1)), make_vst(samples)
    columns = sheet_columns(sheet.iloc[:samples], "")
    scores, shares = principal_components(vst, min(6, max(samples - 1, 1)))
    figure = draw_associations(associate(scores, shares, columns), shares, 0.05)
    assert_nothing_clipped(figure)


@pytest.mark.parametrize(("alpha", "stars"), [(1e-9, 0), (1.1, None)])
def test_stars_are_what_is_below_alpha(alpha, stars):
    columns = sheet_columns(make_rich_sheet(24), "")
    scores, shares = principal_components(make_vst(24), 2)
    table = associate(scores, shares, columns)
    texts = [text.get_text() for text in draw_associations(table, shares, alpha).axes[0].texts]
    assert len(texts) == len(table)
    assert sum("*" in text for text in texts) == (len(table) if stars is None else stars)


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    VST.write_frame(tmp_path / "vst.tsv", make_vst(NAMES))
    inputs = {
        "vst": str(tmp_path / "vst.tsv"),
        "counts": write(COUNTS, tmp_path / "counts.tsv", make_counts(NAMES)),
        "samples": write(SAMPLES, tmp_path / "samples.tsv", make_sheet(NAMES)),
    }
    job = make_job(tmp_path, inputs, formula="~ condition", alpha=0.05)
    assert_same_bytes(main, job)
    table = COMPONENTS.read_frame(job.output.table)
    assert set(table["column"]) > {"condition", "batch"}
    assert set(table["samples"]) == {6}
