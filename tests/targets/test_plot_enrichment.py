"""The figure of both p-values."""

import numpy as np

from builders.drawn import write_fit
from builders.jobs import job
from builders.targeted import ask, make_families, make_pairs, make_sets
from mirtrd.design.contrasts import Contrast
from mirtrd.targets.plot_enrichment import MOST_SETS, arrange, choose_rows, draw_enrichment, main
from mirtrd.targets.tables import ENRICHMENT, GENE_SETS, THEMES
from mirtrd.targets.test_themes import judge_sets

MIRNAS = make_families(1)
PAIRS = make_pairs(MIRNAS, 1)
CONTRAST = Contrast(name="TRD_vs_control", factor="condition", tested="TRD", reference="control")
ASKED = ask(MIRNAS, PAIRS, list(MIRNAS.index[:6]), 99)
TABLE = judge_sets(ASKED, make_sets(PAIRS, 1))
MANY = judge_sets(ASKED, make_sets(PAIRS, 3, (50,) * 12))


def test_all_rows_of_the_themes_are_drawn_and_the_best_sets():
    table = choose_rows(TABLE, MANY)
    assert list(table.index[:4]) == list(TABLE.index)
    best = MANY["pvalue"].groupby(level=0).min().nsmallest(MOST_SETS)
    assert set(table.index[4:]) == set(best.index)
    assert len(table) == 4 + 2 * MOST_SETS
    assert choose_rows(TABLE, MANY.iloc[:0]) is TABLE


def test_rows_stand_below_their_set():
    lines, high = arrange(TABLE)
    assert [line.header for line in lines if line.found is None] == ["set 0", "set 1"]
    assert [line.y for line in lines] == sorted(line.y for line in lines)
    assert lines[-1].y < high


def test_marks_stand_at_the_numbers_and_untested_rows_say_why():
    table = TABLE.copy()
    table.iloc[1, table.columns.get_loc("pvalue")] = np.nan
    table.iloc[1, table.columns.get_loc("reason")] = "no miRNA is up"
    table.iloc[0, table.columns.get_loc("pvalue_usual")] = 1e-40
    figure = draw_enrichment(table, CONTRAST)
    shares, pvalues = figure.axes
    assert any(text.get_text() == "no miRNA is up" for text in shares.texts)
    drawn = {round(line.get_xdata()[0], 6) for line in shares.lines if line.get_marker() == "o"}
    assert drawn == {round(100 * share, 6) for share in table["share"].iloc[[0, 2, 3]]}
    assert [line.get_marker() for line in pvalues.lines].count("<") == 1
    assert pvalues.get_xlim()[0] == 1
    assert pvalues.get_xlim()[1] < 1e-11


def test_the_script_writes_the_figure_and_its_numbers(tmp_path):
    THEMES.write_frame(tmp_path / "themes", TABLE)
    GENE_SETS.write(tmp_path / "sets", [])
    outputs = {name: str(tmp_path / f"e.{name}") for name in ("svg", "pdf", "png", "table")}
    inputs = {"themes": str(tmp_path / "themes"), "gene_sets": str(tmp_path / "sets")}
    inputs["fit"] = write_fit(tmp_path)
    main(job(input=inputs, output=outputs, params={"contrast": CONTRAST.as_param()}))
    numbers = ENRICHMENT.read_frame(outputs["table"])
    assert np.allclose(numbers["pvalue"], TABLE["pvalue"], rtol=1e-5)
    assert "TRD vs control" in (tmp_path / "e.svg").read_text()
