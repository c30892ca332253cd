"""Forest plots have a row for each study, also where the miRNA was not testable."""

import pytest

from builders.drawn import assert_nothing_clipped, assert_same_bytes, make_job
from builders.synthesised import make_synthesis, write_synthesis
from mirtrd.meta.looks import choose
from mirtrd.meta.plot_forests import draw_forests, lines_of, main
from mirtrd.meta.tables import FOREST


@pytest.mark.parametrize(
    ("mirnas", "tissues"),
    [
        (12, ["plasma"] * 3),
        (3, ["serum vesicles of a long name"] * 2 + ["amygdala"]),
        (12, [f"t{n % 3}" for n in range(8)]),
        (2, ["plasma"] * 2),
    ],
)
def test_forests(mirnas, tissues):
    table, rows = make_synthesis(mirnas, tissues)
    chosen = choose(table, [f"hsa-miR-{mirnas - 1}-5p"], 6)
    figure, numbers = draw_forests(table, rows, chosen)
    assert_nothing_clipped(figure)
    assert len(figure.axes) == len(chosen)
    studies = numbers[numbers["kind"] != "estimate"]
    assert len(studies) == len(tissues) * len(chosen)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    untestable = [text for text in texts if text == "not testable: below count filter"]
    assert len(untestable) == int((numbers["kind"] == "not testable").sum()) > 0


def test_estimates_follow_the_studies_of_their_tissue_and_all_tissues_come_last():
    table, rows = make_synthesis(12, ["plasma", "plasma", "PBMC", "PBMC"])
    tested = table[(table["tissue"] == "all tissues") & (table["studies"] == 4)].index[0]
    lines = lines_of(rows.loc[[tested]], table.loc[[tested]])
    assert [line.name for line in lines] == [
        "study 0", "study 1", "plasma", "study 2", "study 3", "PBMC", "all tissues (sensitivity)",
    ]  # fmt: skip
    assert [line.main for line in lines][-1] is False


def test_nothing_to_draw_is_said():
    table, rows = make_synthesis(1, ["plasma"] * 2)
    figure, numbers = draw_forests(table, rows, [])
    assert_nothing_clipped(figure)
    assert "no miRNA was tested" in figure.texts[0].get_text()
    assert numbers.empty


def test_the_job_writes_the_figure_and_its_numbers(tmp_path):
    inputs = write_synthesis(tmp_path, 8, ["plasma"] * 3)
    job = make_job(tmp_path, inputs, shown=["hsa-miR-7-5p"])
    assert_same_bytes(main, job)
    assert next(FOREST.read(job.output.table))["mirna"] == "hsa-miR-7-5p"
