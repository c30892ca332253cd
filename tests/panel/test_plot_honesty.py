"""The nested AUC stands next to the two mistakes, each over its shuffled labels."""

import json

import numpy as np
import pandas as pd
import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from mirtrd.panel.plot_honesty import draw_honesty, main, summarise
from mirtrd.panel.tables import HONESTY, SHUFFLED


def shuffled(number):
    random = np.random.default_rng(21)
    index = pd.Index(map(str, range(number + 1)), name="permutation")
    values = random.uniform(0.3, 1, (number + 1, 3))
    return pd.DataFrame(values, index=index, columns=["nested", "outside", "itself"])


@pytest.mark.parametrize("number", [4, 200])
def test_figure(study, number):
    panel = json.loads((study.folder / "panel.json").read_text())
    table = shuffled(number)
    figure = draw_honesty(table, panel)
    assert_nothing_clipped(figure)
    words = " ".join(text.get_text() for text in figure.texts)
    assert f"{number} sets of shuffled labels" in words
    assert "Research use only" in words
    written = [text.get_text() for text in figure.axes[0].texts]
    assert written == [f"{table.loc['0', name]:.2f}" for name in table]


def test_numbers_by_hand():
    table = shuffled(200)
    found = summarise(table)
    assert found["auc"].tolist() == table.loc["0"].tolist()
    expected = np.quantile(table["outside"].iloc[1:], 0.5)
    assert found["shuffled_median"].iloc[1] == pytest.approx(expected)


def test_job(study, tmp_path):
    inputs = {"shuffled": study.path("shuffled.tsv"), "panel": study.path("panel.json")}
    job = make_job(tmp_path, inputs)
    assert_same_bytes(main, job)
    assert len(HONESTY.read_frame(job.output.table)) == 3
    assert len(SHUFFLED.read_frame(inputs["shuffled"])) == 5
