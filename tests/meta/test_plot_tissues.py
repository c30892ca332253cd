"""The overview counts miRNAs by status for each tissue, and shows estimates side by side."""

import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, legend_texts, make_job
from builders.synthesised import make_synthesis, summarise, write_synthesis
from mirtrd.meta.looks import choose
from mirtrd.meta.plot_tissues import draw_tissues, main
from mirtrd.meta.tables import TISSUES


@pytest.mark.parametrize(
    ("mirnas", "tissues"),
    [
        (60, ["plasma"] * 3),
        (3, ["vesicles of a long name", "amygdala"]),
        (30, [f"tissue {n % 5}" for n in range(8)]),
    ],
)
def test_tissues(mirnas, tissues):
    table, _ = make_synthesis(mirnas, tissues)
    found = summarise(table)
    figure = draw_tissues(table, found, choose(table, [], 15))
    assert_nothing_clipped(figure)
    bars = figure.axes[0].patches
    tested = sum(n for part in found for s, n in part["status"].items()
                 if s != "not testable anywhere")  # fmt: skip
    assert sum(bar.get_width() for bar in bars) == tested
    assert set(legend_texts(figure)) >= set(tissues)


def test_nothing_to_draw_is_said():
    table, _ = make_synthesis(1, ["plasma"] * 2)
    figure = draw_tissues(table, summarise(table), [])
    assert any("no miRNA was tested" in text.get_text() for text in figure.texts)


def test_the_job_writes_the_figure_and_its_numbers(tmp_path):
    inputs = write_synthesis(tmp_path, 8, ["plasma", "plasma", "PBMC"])
    job = make_job(tmp_path, inputs, shown=[])
    assert_same_bytes(main, job)
    rows = list(TISSUES.read(job.output.table))
    assert [row["studies"] for row in rows[::5]] == [2, 1, 3]
    assert sum(row["mirnas"] for row in rows[:5]) == 8
