"""The figures show the numbers of their tables, legibly, and the same ones every time."""

import json
import re
from itertools import combinations
from types import SimpleNamespace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Annotation

from builders.designs import TRD, compare
from builders.drawn import assert_nothing_clipped, legend_texts
from mirtrd.cohort import plot_distances, plot_pca
from mirtrd.cohort.plot_distances import draw_distances, sample_distances
from mirtrd.cohort.plot_pca import draw_pca, principal_components
from mirtrd.core.fates import FATES
from mirtrd.expression import plot_ma, plot_volcano
from mirtrd.expression.plot_ma import draw_ma
from mirtrd.expression.plot_volcano import (
    choose_labels,
    draw_volcano,
    mark_proposed,
    not_testable_note,
    significance_line,
)
from mirtrd.figures.labels import place_labels
from mirtrd.figures.names import short_names
from mirtrd.figures.rows import arrange_rows
from mirtrd.quality import (
    plot_classes,
    plot_composition,
    plot_haemolysis,
    plot_kits,
    plot_lengths,
    plot_read_fate,
)
from mirtrd.quality.lengths import length_shares
from mirtrd.quality.looks import FATE_LOOKS, class_looks
from mirtrd.quality.plot_classes import class_shares, draw_classes
from mirtrd.quality.plot_composition import composition, draw_composition
from mirtrd.quality.plot_haemolysis import choose_names, draw_haemolysis
from mirtrd.quality.plot_kits import draw_kits, shown_kits, support_table
from mirtrd.quality.plot_lengths import as_matrix, draw_lengths
from mirtrd.quality.plot_read_fate import draw_read_fate, fate_shares
from mirtrd.quality.status import marked_samples

CONTRAST = {"contrast": TRD, "alpha": 0.05}


def make_expression(tested: int, significant: int, rest: int = 50) -> pd.DataFrame:
    """A table of a contrast with so many tested, significant and not testable miRNAs."""
    random = np.random.default_rng(tested)
    pvalue = np.sort(random.uniform(0.06, 1, tested))
    pvalue[:significant] = 10 ** -random.uniform(4, 12, significant)
    change = random.normal(0, 0.4, tested)
    change[:significant] = random.choice([-1, 1], significant) * random.uniform(1, 3, significant)
    status = np.full(tested, "not significant", dtype=object)
    status[:significant] = np.where(change[:significant] > 0, "up", "down")
    table = pd.DataFrame(
        {
            "mirna": [f"hsa-miR-{i}-5p" for i in range(tested)],
            "baseMean": 10 ** random.uniform(1, 5, tested),
            "log2FoldChange": change,
            "pvalue": pvalue,
            "padj": np.where(np.arange(tested) < significant, 0.01, 0.9),
            "log2FoldChange_shrunken": change * 0.8,
            "status": status,
            "reason": "",
        }
    )
    untested = pd.DataFrame({"mirna": [f"hsa-miR-{i}-3p" for i in range(rest)]})
    untested = untested.assign(status="not testable", reason="no reads", baseMean=0.0)
    return pd.concat([table, untested], ignore_index=True) if tested else untested.reindex(
        columns=table.columns
    ).astype({"log2FoldChange": float, "pvalue": float, "padj": float})  # fmt: skip


def make_sheet(samples: int) -> pd.DataFrame:
    names = [f"S{i + 1}" for i in range(samples)]
    columns = {
        "condition": ["TRD" if i % 2 else "control" for i in range(samples)],
        "batch": [f"b{i % 3}" for i in range(samples)],
    }
    return pd.DataFrame(columns, index=pd.Index(names, name="sample"))


def make_vst(samples: int, mirnas: int = 40) -> pd.DataFrame:
    values = np.random.default_rng(1).normal(8, 2, (mirnas, samples))
    names = pd.Index([f"hsa-miR-{i}-5p" for i in range(mirnas)], name="mirna")
    return pd.DataFrame(values, index=names, columns=make_sheet(samples).index)


def make_fate(samples: int) -> pd.DataFrame:
    counts = np.random.default_rng(2).integers(0, 10**6, (samples, len(FATES)))
    fate = pd.DataFrame(counts, index=make_sheet(samples).index, columns=FATES)
    fate.insert(0, "reads", fate.sum(axis=1))
    return fate


CLASSES = ["mirna", "hairpin", "ambiguous", "tRNA", "Y_RNA", "rRNA", "mRNA", "unaligned"]


def make_classes(samples: int) -> pd.DataFrame:
    counts = np.random.default_rng(3).integers(1, 10**6, (samples, len(CLASSES)))
    return pd.DataFrame(counts, index=make_sheet(samples).index, columns=CLASSES)


def make_lengths(samples: int) -> pd.DataFrame:
    """Lengths of inserts: miRNA around 22 nt, all else spread over 16 to 40 nt."""
    span = np.arange(16, 41)
    rows = [
        pd.DataFrame(
            {
                "sample": sample,
                "class": name,
                "length": span,
                "count": (1000 * np.exp(-((span - 22) ** 2))).astype(int)
                if name == "mirna"
                else 10 + number,
            }
        )
        for number, sample in enumerate(make_sheet(samples).index)
        for name in CLASSES
    ]
    return pd.concat(rows, ignore_index=True)


def make_scores(samples: int) -> pd.DataFrame:
    random = np.random.default_rng(4)
    index = make_sheet(samples).index
    table = pd.DataFrame({"ratio": random.normal(5, 1.5, samples)}, index=index)
    table["score"] = 0.3 * table["ratio"] + random.normal(0, 0.3, samples)
    table["depth"] = np.where(np.arange(samples) % 3, "ok", "low")
    return table


def make_verdicts(samples: int) -> dict[str, dict]:
    """Verdicts of which the second contradicts what is declared and the third warns."""
    verdicts = {}
    for number, sample in enumerate(make_sheet(samples).index):
        verdicts[sample] = {
            "declared": ("auto", "nebnext", "truseq")[min(number, 2)],
            "kit": None if number == 1 else "truseq",
            "inferred": "truseq",
            "failure": "nebnext is declared, the reads are truseq" if number == 1 else None,
            "warning": "two libraries" if number == 2 else None,
            "supports": {"truseq": 0.9, "nebnext": 0.0, "4n": 0.01, "qiaseq": 0.06},
        }
    return verdicts


def boxes(figure, texts) -> list:
    renderer = figure.canvas.get_renderer()
    return [text.get_window_extent(renderer) for text in texts]


def names_in(figure) -> list[Annotation]:
    children = figure.axes[0].texts
    return [text for text in children if isinstance(text, Annotation) and text.get_text()]


def rings(figure) -> np.ndarray:
    [ringed] = [c for c in figure.axes[0].collections if "reported" in c.get_label()]
    assert len(ringed.get_facecolors()) == 0
    return np.asarray(ringed.get_offsets())


# Names


def test_short_names_drop_only_a_prefix_that_all_share():
    assert short_names(["hsa-miR-21-5p", "hsa-let-7a-5p"]) == ["miR-21-5p", "let-7a-5p"]
    assert short_names(["Hsa-Mir-21_5p"]) == ["Mir-21_5p"]
    assert short_names(["hsa-miR-21-5p", "mmu-miR-21-5p"]) == ["hsa-miR-21-5p", "mmu-miR-21-5p"]
    assert short_names(["miR-21", "miR-22"]) == ["miR-21", "miR-22"]
    assert short_names([]) == []


def test_short_names_of_groups():
    assert short_names(["hsa-miR-365a-3p/hsa-miR-365b-3p"]) == ["miR-365a-3p/miR-365b-3p"]
    assert short_names(["hsa-miR-1/hsa-miR-2/hsa-miR-3/hsa-miR-4"]) == ["miR-1/miR-2 (+2)"]


# Volcano


def test_significance_line_is_the_largest_significant_p_value():
    # Benjamini-Hochberg by hand: 0.001 * 4, 0.02 * 4 / 2, 0.03 * 4 / 3, 0.6.
    pvalue = pd.Series([0.6, 0.02, 0.001, 0.03])
    padj = pd.Series([0.6, 0.04, 0.004, 0.04])
    assert significance_line(pvalue, padj, 0.05) == 0.03
    assert significance_line(pvalue, padj, 0.01) == 0.001
    assert significance_line(pvalue, padj, 0.001) is None
    assert significance_line(pvalue, padj * np.nan, 0.05) is None


def test_volcano_parts_the_points_at_its_line():
    expression = make_expression(100, 10)
    figure, table = draw_volcano(expression, set(), **CONTRAST)
    [line] = [x for x in figure.axes[0].lines if "adjusted" in x.get_label()]
    height = line.get_ydata()[0]
    significant = table["padj"] < 0.05
    assert height == pytest.approx((-np.log10(table.loc[significant, "pvalue"])).min())
    assert (-np.log10(table.loc[~significant, "pvalue"]) < height).all()


def test_volcano_counts_are_those_of_its_table():
    expression = make_expression(300, 40)
    figure, table = draw_volcano(expression, {"hsa-miR-3-5p"}, **CONTRAST)
    texts = legend_texts(figure)
    for status, label in {"up": "up in TRD", "down": "down in TRD"}.items():
        assert f"{label} ({(table['status'] == status).sum()})" in texts
    assert "not significant (260)" in texts
    assert "300 of 350 miRNAs testable" in [text.get_text() for text in figure.texts]


def test_proposed_mirnas_are_ringed_whether_significant_or_not():
    expression = make_expression(100, 10)
    expression.loc[50, "mirna"] = "hsa-miR-x-5p/hsa-miR-y-5p"
    proposed = {"hsa-miR-2-5p", "hsa-miR-60-5p", "hsa-miR-y-5p", "hsa-miR-7-3p"}
    figure, table = draw_volcano(expression, proposed, **CONTRAST)
    expected = expression.loc[[2, 50, 60]]
    assert list(table.index[table["proposed"]]) == [2, 50, 60]
    heights = -np.log10(expected["pvalue"])
    assert rings(figure) == pytest.approx(np.column_stack([expected["log2FoldChange"], heights]))
    assert "miR-2-5p" in [text.get_text() for text in names_in(figure)]


def test_a_group_is_proposed_if_a_member_is_but_not_for_a_part_of_a_name():
    mirnas = pd.Series(["hsa-miR-1-3p/hsa-miR-2-3p", "hsa-miR-12-3p", "hsa-miR-3-5p"])
    assert list(mark_proposed(mirnas, {"hsa-miR-2-3p", "hsa-miR-1"})) == [True, False, False]


def test_note_names_few_and_counts_many():
    expression = make_expression(20, 2)
    few = {"hsa-miR-1-3p", "hsa-miR-2-3p", "hsa-miR-2-5p", "hsa-miR-none"}
    note = not_testable_note(expression, few)
    assert note.endswith("not testable here: 2 (miR-1-3p, miR-2-3p); not in the reference: 1.")
    many = [f"hsa-miR-{i}-3p" for i in (8, *range(8))]  # those with most reports first
    note = not_testable_note(expression, many)
    assert "here: 9 (9 no reads), among them miR-8-3p, miR-0-3p, " in note
    assert "miR-6-3p" in note
    assert "miR-7-3p" not in note
    assert not_testable_note(expression, set()).endswith("here: 0.")


def test_a_long_note_fits():
    expression = make_expression(20, 2)
    groups = [f"hsa-miR-548{i}a-3p/hsa-miR-548{i}b-3p/hsa-miR-548{i}c-3p" for i in range(8)]
    expression.loc[expression.index[-8:], "mirna"] = groups
    proposed = {f"hsa-miR-548{i}c-3p" for i in range(8)}
    figure, _ = draw_volcano(expression, proposed, **CONTRAST)
    assert "(miR-5480a-3p/" in figure.texts[-1].get_text()
    assert_nothing_clipped(figure)


def test_labels_are_the_best_of_both_directions_and_what_is_proposed():
    points = make_expression(200, 60).iloc[:200].assign(proposed=False)
    worst = points.iloc[:60]["pvalue"].idxmax()
    points.loc[worst, "proposed"] = True
    chosen = points.set_index("mirna").loc[choose_labels(points)]
    assert chosen["pvalue"].is_monotonic_increasing
    best = chosen.iloc[:-1]
    assert dict(best["status"].value_counts()) == {"up": 6, "down": 6}
    assert chosen.index[-1] == points.loc[worst, "mirna"]


def test_one_direction_fills_the_labels_that_the_other_leaves():
    points = make_expression(200, 60).iloc[:200].assign(proposed=False)
    points["status"] = points["status"].replace("down", "not significant")
    assert len(choose_labels(points)) == 12


@pytest.mark.parametrize(("tested", "significant"), [(2000, 400), (300, 30), (30, 30)])
def test_labels_cover_neither_each_other_nor_points(tested, significant):
    expression = make_expression(tested, significant)
    proposed = {f"hsa-miR-{i}-5p" for i in range(0, tested, 9)}
    figure, table = draw_volcano(expression, proposed, **CONTRAST)
    figure.draw_without_rendering()
    labels = boxes(figure, names_in(figure))
    assert len(labels) == table["labelled"].sum() >= 12
    assert not any(first.overlaps(second) for first, second in combinations(labels, 2))
    places = np.column_stack([table["log2FoldChange"], -np.log10(table["pvalue"])])
    spots = figure.axes[0].transData.transform(places)
    assert sum(box.count_contains(spots) for box in labels) == 0
    assert_nothing_clipped(figure)


def test_a_name_without_room_is_left_out():
    figure = plot_volcano.new_figure(30, 30)
    axes = figure.add_subplot()
    crowd = np.random.default_rng(0).random((5000, 2))
    assert not place_labels(axes, crowd[:1], ["miR-1-5p"], crowd).any()
    assert not axes.texts


@pytest.mark.parametrize(("tested", "significant"), [(0, 0), (1, 0), (1, 1), (50, 0)])
def test_volcano_and_ma_of_little(tested, significant):
    expression = make_expression(tested, significant)
    for figure, table in (
        draw_volcano(expression, {"hsa-miR-0-5p"}, **CONTRAST),
        draw_ma(expression, **CONTRAST),
    ):
        assert_nothing_clipped(figure)
        assert len(table) == tested
        assert f"{tested} of {tested + 50} miRNAs testable" in [t.get_text() for t in figure.texts]


def test_volcano_draws_a_p_value_of_zero():
    expression = make_expression(20, 5)
    expression.loc[0, "pvalue"] = 0.0
    figure, table = draw_volcano(expression, set(), **CONTRAST)
    assert table["labelled"][0]
    assert np.isfinite(figure.axes[0].get_ylim()).all()


def test_names_of_levels_are_not_read_as_formulas():
    contrast = compare("$TRD_1$", "50%$")
    figure, _ = draw_volcano(make_expression(20, 2), set(), contrast, 0.05)
    assert figure.axes[0].get_xlabel().endswith("($TRD_1$ / 50%$)")
    assert_nothing_clipped(figure)


# MA


def test_ma_shows_both_estimates_on_one_scale():
    expression = make_expression(100, 20)
    figure, table = draw_ma(expression, **CONTRAST)
    left, right = figure.axes
    assert left.get_ylim() == right.get_ylim()
    for axes, column in ((left, "log2FoldChange"), (right, "log2FoldChange_shrunken")):
        drawn = np.vstack([np.asarray(points.get_offsets()) for points in axes.collections])
        expected = table[["baseMean", column]].to_numpy()
        assert sorted(map(tuple, drawn)) == sorted(map(tuple, expected))
    assert_nothing_clipped(figure)


# PCA


def test_scores_keep_the_distances_of_the_samples():
    vst = make_vst(5)
    scores, shares = principal_components(vst)
    # Five samples span four dimensions, so four components lose nothing.
    for first, second in combinations(vst, 2):
        apart = np.linalg.norm(vst[first] - vst[second])
        assert np.linalg.norm(scores.loc[first] - scores.loc[second]) == pytest.approx(apart)
    assert shares.sum() == pytest.approx(1)
    assert (np.diff(shares) <= 0).all()


def test_explained_variance_is_that_of_the_covariance_matrix():
    vst = make_vst(30)
    scores, shares = principal_components(vst)
    eigenvalues = np.sort(np.linalg.eigvalsh(np.cov(vst)))[::-1]
    assert shares == pytest.approx(eigenvalues[:4] / eigenvalues.sum())
    assert scores.var().to_numpy() == pytest.approx(eigenvalues[:4])
    assert shares.sum() < 1


def test_pca_by_hand():
    # Two miRNAs that move together: the samples lie on a line, 5 apart for (3, 4).
    vst = pd.DataFrame({"a": [0.0, 0.0], "b": [3.0, 4.0], "c": [6.0, 8.0]}, index=["x", "y"])
    scores, shares = principal_components(vst)
    assert list(scores["PC1"]) == pytest.approx([-5, 0, 5])
    assert shares[0] == pytest.approx(1)


def test_pca_uses_the_most_variable_mirnas():
    vst = make_vst(6, mirnas=600)
    quiet = vst.var(axis=1).nsmallest(100).index
    changed = vst.copy()
    changed.loc[quiet] = 0.0
    pd.testing.assert_frame_equal(principal_components(vst)[0], principal_components(changed)[0])


@pytest.mark.parametrize("samples", [0, 1, 2, 24, 60])
def test_pca_of_any_number_of_samples(samples):
    vst, sheet = make_vst(samples), make_sheet(max(samples, 1))
    figure, table = draw_pca(vst, sheet, "condition", "batch")
    assert list(table.columns) == ["sample", "PC1", "PC2", "PC3", "PC4", "condition", "batch"]
    assert list(table["sample"]) == list(vst)
    axes = figure.axes[0]
    assert np.ptp(axes.get_xlim()) == pytest.approx(np.ptp(axes.get_ylim()))
    assert axes.get_aspect() == 1
    assert len(names_in(figure)) == (samples if samples <= 24 else 0)
    assert_nothing_clipped(figure)


@pytest.mark.parametrize("shape", [None, "plate", "condition"])
def test_pca_without_a_column_for_the_markers(shape):
    figure, table = draw_pca(make_vst(6), make_sheet(6), "condition", shape)
    assert list(table.columns)[-1] == "condition"
    assert legend_texts(figure) == ["control", "TRD"]


def test_levels_keep_their_colours_when_a_sample_is_left_out():
    sheet, vst = make_sheet(6), make_vst(6).drop(columns=["S1"])
    full = draw_pca(make_vst(6), sheet, "condition", None)[0]
    less = draw_pca(vst, sheet, "condition", None)[0]
    colours = [[h.get_color() for h in f.legends[0].legend_handles] for f in (full, less)]
    assert colours[0] == colours[1]


# Distances


def test_distances_by_hand():
    vst = pd.DataFrame({"a": [0.0, 0.0], "b": [30.0, 40.0], "c": [0.0, 1.0]})
    square, _ = sample_distances(vst)
    assert square.loc["a", "b"] == square.loc["b", "a"] == pytest.approx(50)
    assert square.loc["a", "c"] == pytest.approx(1)
    assert square.loc["b", "c"] == pytest.approx(np.hypot(30, 39))
    assert np.diag(square).tolist() == [0, 0, 0]
    # The near ones stand side by side.
    assert list(square).index("a") - list(square).index("c") in (-1, 1)


@pytest.mark.parametrize("samples", [0, 1, 2, 4, 61, 200])
def test_distances_of_any_number_of_samples(samples):
    vst = make_vst(samples)
    figure, table = draw_distances(vst, make_sheet(max(samples, 1)), "condition", "batch")
    assert list(table["sample"]) == list(table.columns[1:])
    assert sorted(table["sample"]) == sorted(vst)
    names = [t.get_text() for axes in figure.axes for t in axes.get_yticklabels()]
    assert set(vst) <= set(names) or not 2 <= samples <= 60
    assert_nothing_clipped(figure)


def test_distances_of_equal_samples():
    vst = pd.DataFrame(1.0, index=["x", "y"], columns=["S1", "S2", "S3"])
    figure, table = draw_distances(vst, make_sheet(3), "condition", "plate")
    assert (table.drop(columns="sample") == 0).all(axis=None)
    assert_nothing_clipped(figure)


# Bars


def test_rows_are_in_sheet_order_group_by_group():
    rows = arrange_rows(make_sheet(6)["condition"])
    assert rows.samples == ["S1", "S3", "S5", "S2", "S4", "S6"]
    assert [text for text, _ in rows.headers] == ["control (n = 3)", "TRD (n = 3)"]
    assert (np.diff(rows.y) >= rows.row * 0.999).all()
    assert 0 < rows.y[0] < rows.y[-1] < rows.height


@pytest.mark.parametrize("samples", [1, 4, 60, 200, 1000])
def test_rows_fit_a_page(samples):
    rows = arrange_rows(make_sheet(samples)["condition"])
    assert 40 <= rows.height <= 220
    assert rows.text_size <= rows.row / 25.4 * 72


def test_composition_by_hand():
    counts = pd.DataFrame({"S1": [60, 30, 10], "S2": [0, 0, 0], "S3": [1, 0, 99]}, list("xyz"))
    # The mean of the usable: x 0.6, y 0.3, z 0.1. The failed S3 has no say.
    shares = composition(counts, {"S2": "failed", "S3": "failed"})
    assert list(shares) == ["x", "y", "z", "other miRNAs"]
    assert list(shares.loc["S1"]) == [0.6, 0.3, 0.1, 0]
    assert list(shares.loc["S2"]) == [0, 0, 0, 0]
    assert composition(counts, {}).columns[0] == "z"
    assert composition(counts, dict.fromkeys(counts, "failed")).columns[0] == "z"


def test_composition_names_ten_and_sums_to_one():
    counts = (make_vst(4) * 100).round().astype(int)
    shares = composition(counts, {})
    assert shares.shape == (4, 11)
    assert shares.sum(axis=1).to_numpy() == pytest.approx(1)
    means = (counts / counts.sum()).mean(axis=1)
    assert list(shares)[:10] == list(means.nlargest(10).index)


def bar_ends(figure) -> dict[float, float]:
    """How far the bars of the first panel reach, by row."""
    bars = [bar for bar in figure.axes[0].patches if not bar.get_hatch()]
    ends = {}
    for bar in bars:
        middle = round(bar.get_y() + bar.get_height() / 2, 6)
        ends[middle] = max(ends.get(middle, 0), bar.get_x() + bar.get_width())
    return ends


@pytest.mark.parametrize("samples", [1, 4, 200])
def test_bars_of_reads_sum_to_one_and_failed_samples_are_marked(samples):
    fate, sheet = make_fate(samples), make_sheet(samples)
    figure, table = draw_read_fate(fate, sheet, {"S1": "failed"}, "condition")
    assert list(bar_ends(figure).values()) == pytest.approx([1] * samples)
    assert list(table.columns[:4]) == ["sample", "condition", "mark", "reads"]
    assert table.iloc[:, 4:].sum(axis=1).to_numpy() == pytest.approx(1)
    assert list(table.loc[table["mark"].notna(), "sample"]) == ["S1"]
    assert sum(bool(bar.get_hatch()) for bar in figure.axes[0].patches) == 1
    marks = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert marks[0] == ("S1 (failed)" if samples < 60 else "\N{MULTIPLICATION SIGN}")
    assert_nothing_clipped(figure)


def test_every_fate_has_a_look_and_goes_from_useful_to_lost():
    assert set(FATE_LOOKS) == set(FATES)
    shares = fate_shares(make_fate(3).iloc[:, ::-1])
    assert list(shares)[:6] == [
        "mirna", "hairpin", "ambiguous", "other_rna", "duplicate", "unaligned",
    ]  # fmt: skip
    assert shares.sum(axis=1).to_numpy() == pytest.approx(1)


@pytest.mark.parametrize("samples", [1, 4, 200])
def test_composition_figure(samples):
    counts = (make_vst(samples) * 3).round().astype(int)
    counts["S1"] = 0
    figure, table = draw_composition(counts, make_sheet(samples), {"S1": "left out"}, "condition")
    assert sorted(bar_ends(figure).values()) == pytest.approx([0] + [1] * (samples - 1))
    detected = table.set_index("sample")["detected"]
    assert list(detected) == [(counts[sample] >= 10).sum() for sample in table["sample"]]
    assert_nothing_clipped(figure)


def test_bars_of_nothing_at_all():
    sheet = make_sheet(3)
    counts = make_vst(3).astype(int) * 0
    fate = make_fate(3) * 0
    for figure, table in (
        draw_composition(counts, sheet, dict.fromkeys(sheet.index, "failed"), "condition"),
        draw_read_fate(fate, sheet, dict.fromkeys(sheet.index, "failed"), "condition"),
        draw_classes(make_classes(3) * 0, sheet, {}, "condition"),
    ):
        assert len(table) == 3
        assert_nothing_clipped(figure)


def test_long_names_fit():
    sheet, fate, vst = make_sheet(4), make_fate(4), make_vst(4)
    names = {name: f"{name}_" + "long" * 12 for name in sheet.index}
    sheet, fate, vst = sheet.rename(names), fate.rename(names), vst.rename(columns=names)
    assert_nothing_clipped(
        draw_read_fate(fate, sheet, {names["S1"]: "failed, kept"}, "condition")[0]
    )
    assert_nothing_clipped(draw_distances(vst, sheet, "condition", None)[0])
    assert_nothing_clipped(draw_pca(vst, sheet, "condition", None)[0])


def test_marks_tell_failed_left_out_and_kept_samples_apart(tmp_path):
    rows = ["sample\tstatus\tused", "NA\tfail\tno", "b\tok\tno", "c\tfail\tyes", "d\twarn\tyes"]
    (tmp_path / "samples.tsv").write_text("\n".join(rows) + "\n")
    marks = marked_samples(str(tmp_path / "samples.tsv"))
    assert marks == {"NA": "failed", "b": "left out", "c": "failed, kept"}


# Classes and lengths


def test_classes_go_from_mirna_over_other_rnas_to_what_is_not_aligned():
    looks = class_looks(["unaligned", "rRNA", "mirna", "Y_RNA", "hairpin"])
    assert [name for name, _ in looks.values()] == [
        "miRNA", "miRNA hairpin", "rRNA", "Y RNA", "not aligned",
    ]  # fmt: skip
    assert len({colour for _, colour in looks.values()}) == 5


@pytest.mark.parametrize("samples", [1, 4, 200])
def test_classes_figure(samples):
    classes, sheet = make_classes(samples), make_sheet(samples)
    figure, table = draw_classes(classes, sheet, {"S1": "failed"}, "condition")
    assert list(bar_ends(figure).values()) == pytest.approx([1] * samples)
    shares = class_shares(classes)
    assert shares.loc["S1", "tRNA"] == pytest.approx(
        classes.loc["S1", "tRNA"] / classes.loc["S1"].sum()
    )
    assert list(table["inserts"]) == list(classes.loc[table["sample"]].sum(axis=1))
    assert_nothing_clipped(figure)


def test_length_shares_by_hand():
    lengths = pd.DataFrame(
        {"sample": ["a", "a", "b"], "class": ["mirna", "rRNA", "mirna"], "length": [22, 30, 22],
         "count": [30, 10, 0]}
    )  # fmt: skip
    shares = length_shares(lengths)
    assert list(shares["share"]) == [0.75, 0.25, 0]
    matrix = as_matrix(shares, ["b", "a"], range(21, 31))
    assert matrix.shape == (2, 10)
    assert matrix[1, 1] == 0.75
    assert matrix[1, 9] == 0.25
    assert matrix.sum() == 1


@pytest.mark.parametrize("samples", [1, 4, 18, 20])
def test_each_of_a_few_samples_has_a_panel_of_its_lengths(samples):
    figure, table = draw_lengths(
        make_lengths(samples), make_sheet(samples), {"S1": "failed"}, "condition"
    )
    assert len(figure.axes) == samples
    assert {axes.get_ylim() for axes in figure.axes} == {figure.axes[0].get_ylim()}
    for axes in figure.axes:
        assert sum(bar.get_height() for bar in axes.patches[1:]) == pytest.approx(1)
    assert "S1 (failed)" in [axes.get_title(loc="left") for axes in figure.axes]
    assert table.groupby("sample")["share"].sum().to_numpy() == pytest.approx(1)
    assert_nothing_clipped(figure)


@pytest.mark.parametrize("samples", [21, 200])
def test_many_samples_are_rows_of_a_heat_map_of_their_lengths(samples):
    lengths, sheet = make_lengths(samples), make_sheet(samples)
    figure, table = draw_lengths(lengths, sheet, {"S1": "failed"}, "condition")
    mirna, other, _ = figure.axes
    assert len(mirna.collections) == len(other.collections) == samples
    drawn = sum(mesh.get_array().sum() for axes in (mirna, other) for mesh in axes.collections)
    assert drawn == pytest.approx(samples)
    assert len(table) == len(lengths)
    assert_nothing_clipped(figure)


def test_a_row_without_inserts_is_empty():
    lengths = make_lengths(21)
    lengths.loc[lengths["sample"] == "S4", "count"] = 0
    figure, _ = draw_lengths(lengths, make_sheet(21), {}, "condition")
    assert [len(axes.collections) for axes in figure.axes[:2]] == [20, 20]
    assert [len(axes.patches) for axes in figure.axes[:2]] == [1, 1]


def test_lengths_of_nothing_at_all():
    lengths = make_lengths(2).assign(count=0)
    for empty in (lengths, lengths.iloc[:0]):
        figure, _ = draw_lengths(empty, make_sheet(2), {}, "condition")
        assert all("no inserts" in [t.get_text() for t in axes.texts] for axes in figure.axes)
        assert_nothing_clipped(figure)


# Haemolysis


def test_all_of_a_few_samples_are_named_and_of_many_those_above_a_threshold():
    scores = make_scores(60)
    above = scores[(scores["ratio"] > 7) | (scores["score"] > 1.9)]
    assert 0 < len(above) < 60
    assert set(choose_names(scores, 7, 1.9)) == set(above.index)
    assert choose_names(scores, None, None) == []
    assert len(choose_names(scores.iloc[:24], 7, 1.9)) == 24


@pytest.mark.parametrize("samples", [1, 4, 18, 200])
def test_haemolysis_figure(samples):
    scores, sheet = make_scores(samples), make_sheet(samples)
    figure, table = draw_haemolysis(scores, sheet, {"S1": "failed"}, "condition", 7, 1.9)
    axes = figure.axes[0]
    clouds = axes.collections
    drawn = np.vstack([np.asarray(cloud.get_offsets()) for cloud in clouds])
    assert len(drawn) == samples + 1  # the failed one has a cross too
    assert [line.get_xdata()[0] for line in axes.lines if line.get_xdata()[0] == 7] == [7]
    assert list(table["sample"]) == list(scores.index)
    assert_nothing_clipped(figure)


def test_haemolysis_figure_without_thresholds_or_scores():
    scores = make_scores(3).assign(score=np.nan)
    figure, table = draw_haemolysis(scores, make_sheet(3), {}, "condition", None, None)
    texts = [text.get_text() for text in (*figure.axes[0].texts, *figure.texts)]
    assert "no sample could be scored" in texts
    assert "3 not scored" in texts
    assert not figure.axes[0].lines
    assert len(table) == 3
    assert_nothing_clipped(figure)


# Kits


def test_kits_shown_are_supported_declared_or_inferred():
    table = support_table(make_verdicts(3))
    assert shown_kits(table) == ["truseq", "qiaseq", "nebnext"]
    assert list(table["outcome"]) == ["", "failed", "warning"]


@pytest.mark.parametrize("samples", [1, 4, 18, 200])
def test_kit_figure(samples):
    figure, table = draw_kits(make_verdicts(samples), make_sheet(samples), {}, "condition")
    assert sorted(table["sample"]) == sorted(make_sheet(samples).index)
    axes = figure.axes[0]
    declared = sum(table["declared"] != "auto")
    assert len(axes.lines) == declared
    texts = [text.get_text() for text in axes.texts]
    if samples in (4, 18):
        assert texts.count("truseq (failed)") == texts.count("truseq (warning)") == 1
    assert_nothing_clipped(figure)


def test_kit_figure_of_a_file_that_cannot_be_read():
    verdicts = make_verdicts(2)
    nothing = {"kit": None, "inferred": None, "failure": "damaged", "supports": {}}
    verdicts = {sample: verdict | nothing for sample, verdict in verdicts.items()}
    figure, _ = draw_kits(verdicts, make_sheet(2), {}, "condition")
    assert "no verdict (failed)" in [text.get_text() for text in figure.axes[0].texts]
    assert_nothing_clipped(figure)


# Files


@pytest.fixture
def job(tmp_path):
    """A job that has the inputs and parameters of all figures."""
    tables = {
        "expression": make_expression(60, 8),
        "evidence": pd.DataFrame({"mirna": ["hsa-miR-1-5p", "hsa-miR-1-5p"], "pmid": ["1", "2"]}),
        "vst": make_vst(5).reset_index(),
        "sheet": make_sheet(6).reset_index().assign(fastq="reads.fastq.gz"),
        "counts": (make_vst(6) * 9).round().astype(int).reset_index(),
        "fate": make_fate(6).reset_index(),
        "status": pd.DataFrame({"sample": make_sheet(6).index, "status": "ok", "used": "yes"}),
        "classes": make_classes(6).reset_index(),
        "scores": make_scores(6).reset_index(),
    }
    tables["status"].loc[5, ["status", "used"]] = ["fail", "no"]
    lists = {"lengths": [], "kits": []}
    lengths = make_lengths(6)
    for sample, verdict in make_verdicts(6).items():
        lists["lengths"].append(str(tmp_path / f"{sample}.lengths.tsv"))
        table = lengths[lengths["sample"] == sample].drop(columns="sample")
        table.to_csv(lists["lengths"][-1], sep="\t", index=False)
        lists["kits"].append(str(tmp_path / f"{sample}.kit.json"))
        (tmp_path / f"{sample}.kit.json").write_text(json.dumps(verdict))
    thresholds = {"haemolysis_ratio": {"warn": 7}, "haemolysis_score": {"warn": None}}
    for name, table in tables.items():
        table.to_csv(tmp_path / f"{name}.tsv", sep="\t", index=False)
    return SimpleNamespace(
        input=SimpleNamespace(**{name: str(tmp_path / f"{name}.tsv") for name in tables}, **lists),
        output=SimpleNamespace(**{n: str(tmp_path / f"out.{n}") for n in ("svg", "png", "table")}),
        params=SimpleNamespace(
            contrast=TRD.as_param(),
            alpha=0.05,
            factor="condition",
            shape="batch",
            thresholds=thresholds,
        ),
        folder=tmp_path,
    )


@pytest.mark.parametrize(
    "script",
    [
        plot_volcano,
        plot_ma,
        plot_pca,
        plot_distances,
        plot_composition,
        plot_read_fate,
        plot_classes,
        plot_lengths,
        plot_haemolysis,
        plot_kits,
    ],
    ids=lambda script: script.__name__,
)
def test_same_input_gives_the_same_bytes_whatever_the_users_style(script, job):
    outputs = [job.folder / f"out.{name}" for name in ("svg", "png", "table")]
    script.main(job)
    first = [path.read_bytes() for path in outputs]
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "red", "savefig.dpi": 50}):
        script.main(job)
    assert [path.read_bytes() for path in outputs] == first
    assert first[1].startswith(b"\x89PNG")
    # 300 dots per inch are 11811 per metre.
    assert b"pHYs" + (11811).to_bytes(4, "big") in first[1]
    assert re.search(rb"<text[^>]*>", first[0])
    assert b"<dc:date>" not in first[0]
    assert len(pd.read_csv(outputs[2], sep="\t"))
