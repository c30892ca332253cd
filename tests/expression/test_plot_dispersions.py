"""The figure of dispersions shows all that were fitted, along their trend."""

import numpy as np
import pandas as pd
import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.tables import write
from mirtrd.core.documents import write_document
from mirtrd.expression.plot_dispersions import LEAST_DRAWN, draw_dispersions, main
from mirtrd.expression.tables import DISPERSIONS, MODEL


def fitted() -> pd.DataFrame:
    """Fifty miRNAs with a trend of 0.1 + 2 / mean, and one that was not fitted."""
    random = np.random.default_rng(7)
    means = random.permutation(10 ** np.linspace(0.5, 5, 50))
    trend = 0.1 + 2 / means
    own = trend * np.exp(random.normal(0, 0.5, 50))
    own[:2] = 1e-8  # at the lower bound of the fit
    table = pd.DataFrame(
        {
            "baseMean": means,
            "dispersion_genewise": own,
            "dispersion_trend": trend,
            "dispersion": np.sqrt(own * trend),
        },
        index=pd.Index([f"hsa-miR-{i}" for i in range(50)], name="mirna"),
    )
    table.loc["not fitted"] = np.nan
    return table


@pytest.fixture(scope="module")
def drawn():
    return draw_dispersions(fitted(), "parametric (a0 0.1, a1 2)")


def test_all_that_were_fitted_are_shown(drawn):
    figure, points = drawn
    assert sorted(points.index) == sorted(fitted().index[:-1])
    own = figure.axes[0].collections[1].get_offsets()
    assert len(own) == 50
    assert own[:, 1].min() == LEAST_DRAWN
    assert "50 miRNAs, 2 of them below 0.0001, drawn there" in [t.get_text() for t in figure.texts]
    assert_nothing_clipped(figure)


def test_the_trend_falls_with_the_mean(drawn):
    (line,) = drawn[0].axes[0].get_lines()
    assert line.get_label() == "trend (parametric)"
    assert (np.diff(line.get_xdata()) > 0).all()
    assert (np.diff(line.get_ydata()) <= 0).all()


def test_same_input_gives_the_same_bytes_whatever_the_users_style(tmp_path):
    write_document(tmp_path / "fit.json", {"dispersion_trend": "mean"})
    inputs = {
        "model": write(MODEL, tmp_path / "model.tsv", fitted()),
        "summary": str(tmp_path / "fit.json"),
    }
    job = make_job(tmp_path, inputs)
    assert b"trend (mean)" in assert_same_bytes(main, job)["svg"]
    assert len(DISPERSIONS.read_frame(job.output.table)) == 50
