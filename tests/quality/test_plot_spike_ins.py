"""The figure of spike-ins is legible for any number of samples."""

import numpy as np
import pandas as pd
import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.samples import make_sheet, write_sheet, write_status
from builders.tables import NAMES
from mirtrd.quality.count_spike_ins import fit_doses
from mirtrd.quality.plot_spike_ins import MOST_PANELS, draw_spike_ins, main
from mirtrd.quality.tables import SPIKE_IN_FITS, SPIKE_INS


def make_points(samples) -> pd.DataFrame:
    """Counts of 16 spike-ins in each sample; the second sample has none."""
    random = np.random.default_rng(len(samples))
    amounts = np.repeat(4.0 ** np.arange(8), 2)
    spike_ins = [f"s{i}" for i in range(16)]
    return pd.concat(
        pd.DataFrame(
            {
                "sample": sample,
                "spike_in": spike_ins,
                "amount": amounts,
                "count": random.poisson(amounts) * (number != 1),
            }
        )
        for number, sample in enumerate(samples)
    )


@pytest.mark.parametrize("samples", [1, 4, MOST_PANELS, MOST_PANELS + 1, 200])
def test_figure_is_legible_at_every_size(samples):
    sheet = make_sheet(samples)
    points = make_points(sheet.index)
    marks = {"S2": "failed"} if samples > 1 else {}
    figure = draw_spike_ins(points, fit_doses(points), sheet["condition"], marks)
    assert len(figure.axes) == (samples if samples <= MOST_PANELS else 3)
    assert_nothing_clipped(figure)
    if 1 < samples <= MOST_PANELS:
        assert figure.axes[1].get_title(loc="left") == "S2 (failed)"
        assert figure.axes[1].texts[0].get_text() == "0 of 16 detected"
    if samples > MOST_PANELS:
        assert len(figure.axes[0].lines) == samples - 1
        assert f"1 of {samples} samples" in figure.axes[0].texts[0].get_text()


def test_same_input_gives_the_same_bytes_whatever_the_samples_are_called(tmp_path):
    points = make_points(NAMES)
    SPIKE_INS.write_frame(tmp_path / "table.tsv", points.set_index("sample"))
    SPIKE_IN_FITS.write_frame(tmp_path / "fit.tsv", fit_doses(points).set_index("sample"))
    inputs = {
        "table": str(tmp_path / "table.tsv"),
        "fit": str(tmp_path / "fit.tsv"),
        "sheet": write_sheet(tmp_path / "sheet.tsv", make_sheet(NAMES)),
        "status": write_status(tmp_path / "status.tsv", NAMES, failed=["nan"]),
    }
    job = make_job(
        tmp_path, inputs, outputs=("svg", "pdf", "png"), factor="condition", reference="control"
    )
    svg = assert_same_bytes(main, job)["svg"].decode()
    assert "nan (failed)" in svg
    assert all(f">{name}<" in svg for name in NAMES[:-1])
