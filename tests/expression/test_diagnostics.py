"""Hidden structure, shapes of p-values and figures of candidates, on data whose truth is known."""

import json
from types import SimpleNamespace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from builders.designs import TRD
from builders.drawn import assert_nothing_clipped
from mirtrd.candidates import plot_boxes, plot_heatmap
from mirtrd.candidates.plot_heatmap import order_samples, z_scores
from mirtrd.cohort import associate_components, plot_covariates, plot_scaling
from mirtrd.cohort.associate_components import associate, draw_associations
from mirtrd.cohort.components import (
    Column,
    library_columns,
    principal_components,
    sheet_columns,
    top_share,
)
from mirtrd.design.covariates import patient_column
from mirtrd.expression import diagnose_pvalues
from mirtrd.expression.diagnose_pvalues import ADVICE, judge, null_share, shapes
from mirtrd.figures.strips import compare_groups
from mirtrd.robustness import plot_robustness
from mirtrd.robustness.plot_robustness import OUTCOMES, draw_robustness, outcomes


def make_sheet(samples: int) -> pd.DataFrame:
    numbers = np.arange(samples)
    columns = {
        "condition": np.where(numbers % 2, "TRD", "control"),
        "batch": [f"b{i // 2 % 3}" for i in numbers],
        "patient": [f"p{i // 2}" for i in numbers],
        "age": [str(30 + 0.5 * (13 * i % 47)) for i in numbers],
        "site": ["one"] * samples,
        "barcode": [f"ACGT{i}" for i in numbers],
        "rin": ["" if i == 1 else str(6 + (i % 5) / 2) for i in numbers],
        "plate": [str(1 + i % 3) for i in numbers],
        "fastq": [f"{i}.fastq.gz" for i in numbers],
    }
    return pd.DataFrame(columns, index=pd.Index([f"S{i}" for i in numbers], name="sample"))


def make_vst(samples: int, mirnas: int = 60) -> pd.DataFrame:
    values = np.random.default_rng(1).normal(8, 1, (mirnas, samples))
    names = pd.Index([f"hsa-miR-{i}-5p" for i in range(mirnas)], name="mirna")
    return pd.DataFrame(values, index=names, columns=make_sheet(samples).index)


def make_counts(samples: int) -> pd.DataFrame:
    return (2 ** make_vst(samples)).round().astype(int)


def make_expression(mirnas: int, called: int) -> pd.DataFrame:
    random = np.random.default_rng(3)
    table = pd.DataFrame(
        {
            "mirna": [f"hsa-miR-{i}-5p" for i in range(60)],
            "log2FoldChange": random.normal(0, 1, 60),
            "pvalue": np.sort(random.uniform(0, 1, 60)),
            "padj": np.where(np.arange(60) < called, 0.001, 0.5),
            "status": "not significant",
            "reason": "",
        }
    )
    way = np.where(table["log2FoldChange"] > 0, "up", "down")
    table.loc[: called - 1, "status"] = way[:called]
    table.loc[mirnas:, ["pvalue", "padj"]] = np.nan
    table.loc[mirnas:, "status"] = "not testable"
    return table


# Columns


def test_columns_are_groups_or_numbers():
    columns = {c.name: c for c in sheet_columns(make_sheet(12), "~ condition")}
    kinds = {name: column.kind for name, column in columns.items()}
    assert kinds == {
        "condition": "groups",
        "batch": "groups",
        "patient": "groups",
        "age": "numbers",
        "rin": "numbers",
        "plate": "groups",  # three whole numbers
    }
    assert len(columns["rin"].values) == 11
    assert "age" not in {c.name for c in sheet_columns(make_sheet(12), "~ C(age)")}


def test_the_share_of_the_top_by_hand():
    counts = pd.DataFrame({"a": [*range(1, 13)], "b": [0] * 12})
    # Ten of 1 to 12: all 78 but 1 and 2.
    assert top_share(counts).to_list() == [75 / 78, 0]
    assert library_columns(make_counts(5))[0].name == "miRNA reads (log₁₀)"


def test_the_patient_column_has_several_samples_of_each():
    sheet = make_sheet(12)
    assert patient_column(sheet, "~ patient + condition", "condition") == "patient"
    assert patient_column(sheet, "~ batch + condition", "condition") == ""
    assert patient_column(sheet.iloc[::2], "~ patient + condition", "condition") == ""


# Components


def test_a_hidden_batch_is_found_and_nothing_else():
    sheet, vst = make_sheet(60), make_vst(60)
    vst.iloc[:25, (sheet["batch"] == "b1").to_numpy()] += 2.5
    scores, shares = principal_components(vst, 6)
    table = associate(scores, shares, sheet_columns(sheet, ""))
    found = table[table["padj"] < 0.05]
    assert list(zip(found["component"], found["column"], strict=True)) == [("PC1", "batch")]
    assert found["effect"].iloc[0] > 0.5
    # Of 30 patients with two samples each, chance alone explains half; adjusted, nothing.
    assert table.loc[table["column"] == "patient", "effect"].mean() < 0.25


def test_a_trend_with_age_is_found():
    sheet, vst = make_sheet(40), make_vst(40)
    age = sheet["age"].astype(float)
    vst.iloc[:30] += ((age - age.mean()) / age.std()).to_numpy()
    scores, shares = principal_components(vst, 2)
    table = associate(scores, shares, sheet_columns(sheet, "")).set_index(["component", "column"])
    assert table.loc[("PC1", "age"), "padj"] < 1e-6
    assert table.loc[("PC1", "age"), "test"] == "Spearman"
    assert (table.drop(index=("PC1", "age"))["padj"] > 0.05).all()


def test_associations_by_hand():
    scores = pd.DataFrame({"PC1": [1.0, 2, 3, 4, 5, 6]}, list("abcdef"))
    group = Column("group", "groups", pd.Series([*"xxxyyy"], list("abcdef")))
    number = Column("number", "numbers", pd.Series([1.0, 2, 3, 4, 5, 6], list("abcdef")))
    table = associate(scores, np.array([1.0]), [group, number]).set_index("column")
    # Rank sums 6 and 15: H = 12 / (6 * 7) * (36 + 225) / 3 - 3 * 7 = 27 / 7.
    assert table.loc["group", "statistic"] == pytest.approx(27 / 7)
    assert table.loc["group", "effect"] == pytest.approx(1 - (1 - 27 / 35) * 5 / 4)
    assert table.loc["number", "effect"] == pytest.approx(1)


@pytest.mark.parametrize("samples", [0, 2, 4, 200])
def test_figures_of_components_of_any_number_of_samples(samples):
    sheet, vst = make_sheet(max(samples, 1)), make_vst(samples)
    columns = sheet_columns(sheet.iloc[:samples], "")
    scores, shares = principal_components(vst, min(6, max(samples - 1, 1)))
    assert_nothing_clipped(draw_associations(associate(scores, shares, columns), shares))
    figure, table = plot_covariates.draw_covariates(vst, columns)
    assert len(table) == samples
    assert_nothing_clipped(figure)


# p-values


def simulated(kind: str, random: np.random.Generator, number: int = 400) -> np.ndarray:
    """p-values of two-sided tests of which a fifth have a large effect, unless ``kind`` says so."""
    z = random.normal(0, 1, number)
    changed = np.where(random.random(number) < 0.2, random.normal(4, 1, number), z)
    pvalues = {
        "null": 2 * norm.sf(np.abs(z)),
        "well-behaved": 2 * norm.sf(np.abs(changed)),
        "anti-conservative": 2 * norm.sf(np.abs(1.7 * z)),  # standard errors too small
        "conservative": 2 * norm.sf(np.abs(0.7 * z)),  # standard errors too large
    }
    if kind == "bimodal":
        ones = random.random(number) < 0.15
        return np.where(ones, 1 - 0.1 * random.random(number), pvalues["well-behaved"])
    return pvalues[kind]


@pytest.mark.parametrize(
    ("kind", "right"),
    [("null", 0.93), ("well-behaved", 0.93), ("anti-conservative", 0.85),
     ("conservative", 0.95), ("bimodal", 0.95)],
)  # fmt: skip
def test_verdicts_on_simulated_p_values(kind, right):
    random = np.random.default_rng(4)
    expected = "well-behaved" if kind == "null" else kind
    verdicts = [judge(simulated(kind, random)) for _ in range(150)]
    assert verdicts.count(expected) / 150 >= right


def test_few_p_values_are_not_judged():
    assert judge(np.full(49, 0.001)) == "not judged"
    assert not any(shapes(np.array([])).values())
    assert np.isnan(null_share(np.array([])))


def test_the_share_without_difference_by_hand():
    assert null_share(np.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.9, 0.01, 0.02])) == 0.5
    assert null_share(np.array([0.6, 0.9])) == 1
    random = np.random.default_rng(5)
    share = np.mean([null_share(simulated("well-behaved", random)) for _ in range(50)])
    assert share == pytest.approx(0.8, abs=0.03)


def test_zero_and_one_belong_to_the_ends():
    assert shapes(np.concatenate([np.zeros(60), np.linspace(0.1, 1, 60)]))["peak"]
    assert shapes(np.concatenate([np.ones(60), np.linspace(0.1, 1, 60)]))["hill"]


@pytest.mark.parametrize("number", [0, 1, 500])
@pytest.mark.parametrize("kind", ["null", "conservative"])
def test_figure_of_p_values(number, kind):
    pvalues = simulated(kind, np.random.default_rng(6), number)
    figure, table = diagnose_pvalues.draw_pvalues(pvalues, TRD)
    assert table["mirnas"].sum() == number
    assert_nothing_clipped(figure)
    said = figure.texts[-1].get_text().replace("\n", " ")
    assert said.endswith(ADVICE[judge(pvalues)])


# Candidates


def test_z_scores_by_hand():
    scores = z_scores(pd.DataFrame({"a": [1.0, 5], "b": [2.0, 5], "c": [3.0, 5]}))
    assert scores.to_numpy().tolist() == [[-1, 0, 1], [0, 0, 0]]


def test_samples_stay_in_their_groups_alike_ones_together():
    values = pd.DataFrame({"a": [0.0], "b": [9.0], "c": [0.1], "d": [9.1], "e": [1.0]})
    groups = pd.Series([*"xxxxy"], [*"abcde"])
    order = order_samples(values, groups)
    assert order[-1] == "e"
    assert abs(order.index("a") - order.index("c")) == 1
    assert abs(order.index("b") - order.index("d")) == 1


@pytest.mark.parametrize(
    ("samples", "mirnas", "called"),
    [(4, 60, 3), (24, 60, 50), (200, 60, 20), (6, 0, 0), (6, 1, 1)],
)
def test_heat_map_and_boxes(samples, mirnas, called):
    sheet, vst, expression = make_sheet(samples), make_vst(samples), make_expression(mirnas, called)
    chosen = plot_heatmap.choose(expression)
    assert len(chosen) == min(max(called, 10), 40, mirnas)
    columns = sheet_columns(sheet, "")
    figure, table = plot_heatmap.draw_heatmap(vst, chosen, sheet["condition"], columns, TRD)
    assert sorted(table) == sorted(vst)
    assert_nothing_clipped(figure)
    best = plot_boxes.choose(expression)
    assert list(best["mirna"]) == list(expression["mirna"][: min(mirnas, 12)])
    for patients in (sheet["patient"], pd.Series(dtype=str)):
        figure = plot_boxes.draw_boxes(vst, best, sheet["condition"], patients, TRD)
        assert_nothing_clipped(figure)
        lines = [line for axes in figure.axes for line in axes.lines if len(line.get_xdata()) == 2]
        pairs = [x for x in lines if list(x.get_xdata()) == [0, 1]]
        assert len(pairs) == (len(best) * samples // 2 if len(patients) else 0)


def test_groups_are_compared_by_kruskal_and_wallis():
    values = pd.Series([1.0, 2, 3, 4, 5, 6, 99], list("abcdefg"))
    groups = pd.Series([*"xxxyyyz"], list("abcdefg"))
    statistic, pvalue = compare_groups(values, groups)  # z has one sample, so no say
    assert statistic == pytest.approx(27 / 7)
    assert pvalue == pytest.approx(0.0495, abs=1e-4)
    assert np.isnan(compare_groups(values * 0, groups)[1])
    assert np.isnan(compare_groups(values[:3], groups[:3])[1])


@pytest.mark.parametrize("samples", [2, 4, 200])
def test_scaling_says_what_differs(samples):
    counts, sheet = make_counts(samples), make_sheet(samples)
    counts.loc[:, (sheet["condition"] == "TRD").to_numpy()] *= 10
    factors = counts.sum() / counts.sum().mean()
    table = plot_scaling.describe(counts, factors)
    tests = plot_scaling.compare(table, sheet["condition"])
    figure = plot_scaling.draw_scaling(table, sheet["condition"], tests, "condition")
    assert_nothing_clipped(figure)
    note = figure.texts[-1].get_text()
    assert ("Differs between the groups: miRNA reads, size factor." in note) == (samples == 200)


def test_outcomes_by_hand():
    change = pd.DataFrame({"v": [1.0, 1, -1, -1, 1]})
    padj = pd.DataFrame({"v": [0.01, 0.5, 0.5, 0.01, np.nan]})
    names = [list(OUTCOMES)[i] for i in outcomes(change, padj, 0.05)["v"]]
    assert names == ["up, significant", "up", "down", "down, significant", "not tested"]


def robustness(mirnas: int, samples: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    expression = make_expression(mirnas, min(mirnas, 12)).iloc[:mirnas].set_index("mirna")
    table = expression.assign(significant_share=0.5)
    names = [("normalisation", "TMM"), ("covariates", "without batch"), ("model", "limma-trend")]
    names += [("samples", f"without S{i}") for i in range(samples)]
    parts = [
        expression.reset_index().assign(kind=kind, variant=name)
        for kind, name in (names if mirnas else [])
    ]
    columns = ["kind", "variant", "mirna", "log2FoldChange", "padj"]
    empty = pd.DataFrame({name: [] for name in columns})
    return table, pd.concat(parts)[columns] if parts else empty


@pytest.mark.parametrize(("mirnas", "samples"), [(0, 0), (3, 0), (30, 4), (60, 200)])
def test_figure_of_robustness(mirnas, samples):
    table, variants = robustness(mirnas, samples)
    figure, numbers = draw_robustness(table, variants, 0.05, TRD)
    shown = min(mirnas, 12)
    assert len(numbers) == (shown * (4 + samples) if mirnas else 0)
    assert_nothing_clipped(figure)


# Files


@pytest.fixture
def job(tmp_path):
    table, variants = robustness(20, 6)
    tables = {
        "expression": make_expression(40, 5),
        "vst": make_vst(6).reset_index(),
        "counts": make_counts(6).reset_index(),
        "sheet": make_sheet(6).reset_index(),
        "status": pd.DataFrame(
            {"sample": make_sheet(6).index, "status": "ok", "used": "yes", "haemolysis_score": ""}
        ),
        "factors": pd.DataFrame({"sample": make_sheet(6).index, "size_factor": 1.0, "method": "x"}),
        "table": table.reset_index(),
        "variants": variants,
    }
    for name, part in tables.items():
        part.to_csv(tmp_path / f"{name}.tsv", sep="\t", index=False)
    outputs = ("svg", "png", "table", "tests", "summary")
    return SimpleNamespace(
        input=SimpleNamespace(**{name: str(tmp_path / f"{name}.tsv") for name in tables}),
        output=SimpleNamespace(**{name: str(tmp_path / f"out.{name}") for name in outputs}),
        params=SimpleNamespace(
            contrast=TRD.as_param(), factor="condition", formula="~ condition", alpha=0.05
        ),
        folder=tmp_path,
    )


@pytest.mark.parametrize(
    "script",
    [associate_components, diagnose_pvalues, plot_boxes, plot_covariates, plot_heatmap,
     plot_robustness, plot_scaling],
    ids=lambda script: script.__name__,
)  # fmt: skip
def test_same_input_gives_the_same_bytes_whatever_the_users_style(script, job):
    script.main(job)
    first = {path.name: path.read_bytes() for path in job.folder.glob("out.*")}
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "red", "savefig.dpi": 50}):
        script.main(job)
    assert first == {path.name: path.read_bytes() for path in job.folder.glob("out.*")}
    assert first["out.png"].startswith(b"\x89PNG")
    assert b"<dc:date>" not in first["out.svg"]
    assert len(pd.read_csv(job.output.table, sep="\t"))
    if script is diagnose_pvalues:
        assert json.loads(first["out.summary"])["verdict"] == "not judged"
