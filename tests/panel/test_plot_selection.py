"""The miRNAs that were chosen most often come first, those of the panel dark."""

import json

import numpy as np
import pandas as pd
import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from mirtrd.panel.plot_selection import MOST, choose, draw_selection, main
from mirtrd.panel.tables import SELECTION_PLOTTED


def selection(shares, coefficients):
    names = [f"hsa-miR-{number + 1}-5p" for number in range(len(shares))]
    return pd.DataFrame({"chosen_share": shares, "coefficient": coefficients},
                        index=pd.Index(names, name="mirna"))  # fmt: skip


def test_order():
    table = selection([0.5, 1.0, 0.5, 0.0], [np.nan, 0.2, -0.1, np.nan])
    assert choose(table).index.tolist() == ["hsa-miR-2-5p", "hsa-miR-3-5p", "hsa-miR-1-5p"]


@pytest.mark.parametrize("number", [0, 1, 60])
def test_figure(study, number):
    panel = json.loads((study.folder / "panel.json").read_text())
    table = selection(np.linspace(1, 0.1, number), np.linspace(-1, 1, number))
    shown = choose(table)
    assert len(shown) == min(number, MOST)
    assert_nothing_clipped(draw_selection(table, shown, panel))


def test_job(study, tmp_path):
    inputs = {"selection": study.path("selection.tsv"), "panel": study.path("panel.json")}
    job = make_job(tmp_path, inputs)
    outputs = assert_same_bytes(main, job)
    assert b"Research use only" in outputs["svg"]
    assert len(SELECTION_PLOTTED.read_frame(job.output.table)) >= len(study.panel.features)
