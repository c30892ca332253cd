"""The map has a cell for each miRNA in each study, and says why one is empty."""

import numpy as np
import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.synthesised import make_synthesis, write_synthesis
from mirtrd.meta.looks import choose
from mirtrd.meta.plot_map import draw_map, main
from mirtrd.meta.tables import MAP


@pytest.mark.parametrize(
    ("mirnas", "tissues"),
    [
        (60, ["plasma"] * 3),
        (3, ["plasma", "amygdala"]),
        (12, [f"t{n % 3}" for n in range(8)]),
    ],
)
def test_map(mirnas, tissues):
    table, rows = make_synthesis(mirnas, tissues)
    chosen = choose(table, [], 40)
    figure, numbers = draw_map(table, rows, chosen)
    assert_nothing_clipped(figure)
    several = [tissue for tissue in dict.fromkeys(tissues) if tissues.count(tissue) > 1]
    assert len(numbers) == len(chosen) * (len(tissues) + len(several))
    missing = numbers[numbers["mark"] == "f"]
    assert np.isnan(missing["log2FoldChange"]).all()
    bold = [
        label.get_text()
        for axes in figure.axes
        for label in axes.get_xticklabels()
        if label.get_fontweight() == "bold"
    ]
    assert bold == several


def test_nothing_to_draw_is_said():
    table, rows = make_synthesis(1, ["plasma"] * 2)
    figure, _ = draw_map(table, rows, [])
    assert_nothing_clipped(figure)
    assert "no miRNA was tested" in figure.texts[0].get_text()


def test_the_job_writes_the_figure_and_its_numbers(tmp_path):
    inputs = write_synthesis(tmp_path, 8, ["plasma"] * 3)
    job = make_job(tmp_path, inputs, shown=[])
    assert_same_bytes(main, job)
    assert {row["column"] for row in MAP.read(job.output.table)} == {
        "study 0", "study 1", "study 2", "plasma",
    }  # fmt: skip
