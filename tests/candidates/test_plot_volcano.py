"""The volcano plot shows the numbers of its table, legibly."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from builders.designs import TRD, compare
from builders.drawn import (
    assert_apart,
    assert_nothing_clipped,
    assert_same_bytes,
    legend_texts,
    make_job,
    names_in,
    write_fit,
)
from builders.expressed import make_contrast
from builders.paths import MIRBASE
from builders.tables import write
from mirtrd.candidates.plot_volcano import choose_labels, draw_volcano, main, significance_line
from mirtrd.candidates.tables import VOLCANO
from mirtrd.core.documents import write_document
from mirtrd.expression.tables import EXPRESSION
from mirtrd.reference.tables import EVIDENCE


def rings(figure) -> np.ndarray:
    [ringed] = [c for c in figure.axes[0].collections if "reported" in c.get_label()]
    assert len(ringed.get_facecolors()) == 0
    return np.asarray(ringed.get_offsets())


def test_significance_line_is_the_largest_significant_p_value():
    # Benjamini-Hochberg by hand: 0.001 * 4, 0.02 * 4 / 2, 0.03 * 4 / 3, 0.6.
    pvalue = pd.Series([0.6, 0.02, 0.001, 0.03])
    padj = pd.Series([0.6, 0.04, 0.004, 0.04])
    assert significance_line(pvalue, padj, 0.05) == (0.03, pytest.approx(np.sqrt(0.03 * 0.6)))
    assert significance_line(pvalue, padj, 0.01) == (0.001, pytest.approx(np.sqrt(0.001 * 0.02)))
    assert significance_line(pvalue, padj, 0.7) == (0.6, 0.6)
    assert significance_line(pvalue, padj, 0.001) is None
    assert significance_line(pvalue, padj * np.nan, 0.05) is None


def test_volcano_parts_the_points_at_its_line():
    expression = make_contrast(100, 10)
    figure, table = draw_volcano(expression, set(), TRD, 0.05)
    [line] = [x for x in figure.axes[0].lines if "adjusted" in x.get_label()]
    height = line.get_ydata()[0]
    significant = table["padj"] < 0.05
    assert (-np.log10(table.loc[significant, "pvalue"]) > height).all()
    assert (-np.log10(table.loc[~significant, "pvalue"]) < height).all()


def test_volcano_counts_are_those_of_its_table():
    expression = make_contrast(300, 40)
    figure, table = draw_volcano(expression, {"hsa-miR-3-5p"}, TRD, 0.05)
    texts = legend_texts(figure)
    for status, label in {"up": "up in TRD", "down": "down in TRD"}.items():
        assert f"{label} ({(table['status'] == status).sum()})" in texts
    assert "not significant (260)" in texts
    assert "300 of 350 miRNAs testable" in [text.get_text() for text in figure.texts]


def test_proposed_mirnas_are_ringed_whether_significant_or_not():
    expression = make_contrast(100, 10)
    expression.loc[50, "mirna"] = "hsa-miR-x-5p/hsa-miR-y-5p"
    proposed = {"hsa-miR-2-5p", "hsa-miR-60-5p", "hsa-miR-y-5p", "hsa-miR-7-3p"}
    figure, table = draw_volcano(expression, proposed, TRD, 0.05)
    expected = expression.loc[[2, 50, 60]]
    assert list(table.index[table["proposed"]]) == list(expected["mirna"])
    heights = -np.log10(expected["pvalue"])
    assert rings(figure) == pytest.approx(np.column_stack([expected["log2FoldChange"], heights]))
    assert "miR-2-5p" in [text.get_text() for text in names_in(figure)]


def test_a_long_note_fits():
    expression = make_contrast(20, 2)
    groups = [f"hsa-miR-548{i}a-3p/hsa-miR-548{i}b-3p/hsa-miR-548{i}c-3p" for i in range(8)]
    expression.loc[expression.index[-8:], "mirna"] = groups
    proposed = {f"hsa-miR-548{i}c-3p" for i in range(8)}
    figure, _ = draw_volcano(expression, proposed, TRD, 0.05)
    assert "(miR-5480a-3p/" in figure.texts[-1].get_text()
    assert_nothing_clipped(figure)


@pytest.mark.parametrize("remarked", [0, 3])
def test_the_verdict_stands_above_and_nothing_overlaps(remarked):
    expression = make_contrast(120, 20)
    expression.loc[: remarked - 1, "remark"] = "shrunken change near 0" if remarked else ""
    verdict = "20 of 120 tested miRNAs are called different. " * 6
    cautions = ["TRD and control differ in haemolysis.", "The median change runs from here. " * 5]
    proposed = {f"hsa-miR-{i}-5p" for i in range(0, 120, 5)}
    figure, _ = draw_volcano(expression, proposed, TRD, 0.05, heading=[verdict, *cautions])
    figure.draw_without_rendering()
    told = [text for text in figure.texts if text.get_text()]
    assert " ".join(told[2].get_text().split()) == verdict.strip()
    assert " ".join(told[4].get_text().split()) == cautions[1].strip()
    blocks = [text.get_window_extent() for text in told]
    blocks += [legend.get_window_extent() for legend in figure.legends]
    assert_apart([*blocks, figure.axes[0].get_tightbbox()])
    assert_nothing_clipped(figure)


def test_calls_with_a_remark_are_open_and_counted():
    expression = make_contrast(60, 8)
    assert not any(
        "shrunken" in text for text in legend_texts(draw_volcano(expression, set(), TRD, 0.05)[0])
    )
    expression.loc[[2, 5], "remark"] = "shrunken change near 0"
    figure, table = draw_volcano(expression, set(), TRD, 0.05)
    assert "shrunken to near 0, or beyond (2)" in legend_texts(figure)
    [opened] = [c for c in figure.axes[0].collections if "shrunken" in c.get_label()]
    remarked = table[table["remark"] != ""]
    assert np.asarray(opened.get_offsets()) == pytest.approx(
        np.column_stack([remarked["log2FoldChange"], -np.log10(remarked["pvalue"])])
    )


def test_labels_are_the_best_of_both_directions_and_what_is_proposed():
    points = make_contrast(200, 60).iloc[:200].assign(proposed=False)
    worst = points.iloc[:60]["pvalue"].idxmax()
    points.loc[worst, "proposed"] = True
    chosen = points.set_index("mirna").loc[choose_labels(points)]
    assert chosen["pvalue"].is_monotonic_increasing
    best = chosen.iloc[:-1]
    assert dict(best["status"].value_counts()) == {"up": 6, "down": 6}
    assert chosen.index[-1] == points.loc[worst, "mirna"]


def test_one_direction_fills_the_labels_that_the_other_leaves():
    points = make_contrast(200, 60).iloc[:200].assign(proposed=False)
    points["status"] = points["status"].replace("down", "not significant")
    assert len(choose_labels(points)) == 12


@pytest.mark.parametrize(("tested", "significant"), [(2000, 400), (300, 30), (30, 30)])
def test_labels_cover_neither_each_other_nor_points(tested, significant):
    expression = make_contrast(tested, significant)
    proposed = {f"hsa-miR-{i}-5p" for i in range(0, tested, 9)}
    figure, table = draw_volcano(expression, proposed, TRD, 0.05)
    figure.draw_without_rendering()
    labels = [text.get_window_extent() for text in names_in(figure)]
    assert len(labels) == table["labelled"].sum() >= 12
    assert_apart(labels)
    places = np.column_stack([table["log2FoldChange"], -np.log10(table["pvalue"])])
    spots = figure.axes[0].transData.transform(places)
    assert sum(box.count_contains(spots) for box in labels) == 0
    assert_nothing_clipped(figure)


@pytest.mark.parametrize(("tested", "significant"), [(0, 0), (1, 0), (1, 1), (50, 0)])
def test_volcano_of_little(tested, significant):
    figure, table = draw_volcano(make_contrast(tested, significant), {"hsa-miR-0-5p"}, TRD, 0.05)
    assert_nothing_clipped(figure)
    assert len(table) == tested
    assert f"{tested} of {tested + 50} miRNAs testable" in [t.get_text() for t in figure.texts]


def test_volcano_draws_a_p_value_of_zero():
    expression = make_contrast(20, 5)
    expression.loc[0, "pvalue"] = 0.0
    figure, table = draw_volcano(expression, set(), TRD, 0.05)
    assert table["labelled"].iloc[0]
    assert np.isfinite(figure.axes[0].get_ylim()).all()


def test_names_of_levels_are_not_read_as_formulas():
    contrast = compare("$TRD_1$", "50%$")
    figure, _ = draw_volcano(make_contrast(20, 2), set(), contrast, 0.05)
    assert figure.axes[0].get_xlabel().endswith("($TRD_1$ / 50%$)")
    assert_nothing_clipped(figure)


def test_same_input_gives_the_same_bytes_whatever_the_users_style(tmp_path):
    evidence = pd.DataFrame({"study": ["A", "B"]}, index=["hsa-miR-1-5p"] * 2)
    inputs = {
        "expression": write(
            EXPRESSION, tmp_path / "expression.tsv", make_contrast(60, 8).set_index("mirna")
        ),
        "evidence": [write(EVIDENCE, tmp_path / "evidence.tsv", evidence)],
        "verdict": str(tmp_path / "verdict.json"),
        "fit": write_fit(tmp_path),
        "matures": MIRBASE / "hsa.matures.v22.fasta.gz",
        "hairpins": MIRBASE / "hsa.hairpins.v22.fasta.gz",
        "former": MIRBASE / "hsa.former_names.tsv",
    }
    write_document(inputs["verdict"], {"verdict": "8 of 60 are called.", "cautions": ["But."]})
    job = make_job(tmp_path, inputs, contrast=TRD.as_param(), alpha=0.05)
    drawn = assert_same_bytes(main, job)
    assert b"8 of 60 are called." in drawn["svg"]
    assert b"But." in drawn["svg"]
    table = VOLCANO.read_frame(job.output.table)
    assert len(table) == 60
    assert list(table.index[table["proposed"] == "True"]) == ["hsa-miR-1-5p"]


def test_without_published_evidence_nothing_is_ringed_or_told_of_it(tmp_path):
    expression = make_contrast(60, 8)
    figure, table = draw_volcano(expression, [], TRD, 0.05)
    words = [text.get_text() for text in figure.findobj(Text)]
    assert not any("published" in text for text in words)
    assert not table["proposed"].any()
