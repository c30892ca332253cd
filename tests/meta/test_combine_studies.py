"""Simulated studies whose truth is known, put together by the job."""

import numpy as np
import pandas as pd
import pytest

from builders.jobs import job
from builders.paths import SHARED
from builders.studies import SOURCES, make_effects, some_mirnas, study_of, write_run
from mirtrd.core.documents import read_document, write_document
from mirtrd.meta.combine_studies import main
from mirtrd.meta.tables import NAMES, STUDIES, SYNTHESIS

CHANGED, MIRNAS, STUDIES_OF = 40, 400, 5
BETWEEN = 0.25


def simulate(folder, tissues, seed=4):
    """Studies of one truth: the first CHANGED miRNAs change by 2 in turn up and down, each study
    differs from it by BETWEEN, the last fifty are opposite in every second study, and what is not
    testable is not at random: every third miRNA in the last study."""
    random = np.random.default_rng(seed)
    names = some_mirnas(MIRNAS)
    truth = np.zeros(MIRNAS)
    truth[:CHANGED] = np.where(np.arange(CHANGED) % 2, 2.0, -2.0)
    studies = []
    for number, tissue in enumerate(tissues):
        own = truth + random.normal(0, BETWEEN, MIRNAS)
        own[-50:] = 1.5 if number % 2 else -1.5
        change = own + random.normal(0, 0.2, MIRNAS)
        if number == len(tissues) - 1:
            change[::3] = np.nan
        change[-60:-50] = np.nan
        if number == 0:
            change[-60] = 2.0
        name = f"study{number}"
        effects = make_effects(dict(zip(names, change, strict=True)))
        studies.append(study_of(write_run(folder / name, effects), name, tissue))
    return studies, pd.Series(truth, index=names)


def combine(folder, studies, notes=()):
    write_document(folder / "notes.json", list(notes))
    outputs = ("table", "studies", "names", "summary")
    output = {name: str(folder / f"out.{name}") for name in outputs}
    main(
        job(
            input=SOURCES | {"notes": str(folder / "notes.json")},
            output=output,
            params={"studies": [study.as_param() for study in studies], "alpha": 0.05},
        )
    )
    return output


@pytest.fixture(scope="module")
def plasma(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plasma")
    studies, truth = simulate(folder, ["plasma"] * STUDIES_OF)
    output = combine(folder, studies, ["a note of before"])
    return output, SYNTHESIS.read_frame(output["table"]), truth


def test_what_changes_in_truth_is_consistent_and_what_does_not_is_not_shown(plasma):
    _, table, truth = plasma
    known = truth.iloc[:-60]
    found = table.loc[known.index]
    consistent = found["status"] == "consistent"
    changed = known != 0
    assert consistent[changed].mean() > 0.9
    # Of about forty calls, 5 % may be false.
    assert consistent[~changed].sum() <= 5
    signs = np.where(found["direction"] == "up", 1, -1)[consistent & changed]
    assert (signs == np.sign(known[consistent & changed])).all()
    covered = (found["ci_low"] < known) & (known < found["ci_high"])
    assert covered.mean() > 0.93


def test_p_values_of_what_does_not_change_are_seldom_small(plasma):
    _, table, truth = plasma
    pvalue = table.loc[truth.index[CHANGED:-60], "pvalue"]
    # 300 of them: a standard error of 0.013; the ad hoc rule makes them fewer than 5 %.
    assert 0 < (pvalue < 0.05).mean() < 0.08


def test_studies_that_contradict_each_other_are_inconsistent(plasma):
    _, table, truth = plasma
    opposite = table.loc[truth.index[-50:]]
    assert (opposite["status"] == "inconsistent").all()
    assert (opposite["i2"] > 0.9).all()


def test_missing_is_counted_and_named_and_no_zero(plasma):
    output, table, truth = plasma
    assert (table.loc[truth.index[0:40:3], "studies"] == STUDIES_OF - 1).all()
    row = table.loc[truth.index[0]]
    assert row["not_testable_in"] == "study4: below count filter"
    assert row["studies_without"] == 1
    alone = table.loc[truth.index[-60]]
    assert (alone["status"], alone["log2FoldChange"]) == ("one study only", 2.0)
    assert np.isnan(alone["pvalue"])
    nowhere = table.loc[truth.index[-59]]
    assert nowhere["status"] == "not testable anywhere"
    assert np.isnan(nowhere["log2FoldChange"])
    rows = STUDIES.read_frame(output["studies"])
    weights = rows.loc[truth.index[0], "weight"]
    assert weights.sum() == pytest.approx(1)
    assert np.isnan(weights.to_numpy()[-1])


def test_adjusted_p_values_are_over_what_two_studies_tested(plasma):
    _, table, _ = plasma
    assert (table["padj"].notna() == (table["studies"] >= 2)).all()


def test_the_summary_counts_and_keeps_notes(plasma):
    output, table, _ = plasma
    summary = read_document(output["summary"])
    [tissue] = summary["tissues"]
    assert tissue["status"] == {
        status: int((table["status"] == status).sum()) for status in tissue["status"]
    }
    assert sum(tissue["status"].values()) == len(table)
    assert "a note of before" in summary["notes"]
    assert next(study["samples"] for study in summary["studies"]) == {"TRD": 3, "control": 3}
    assert list(NAMES.read(output["names"])) == []


def test_tissues_are_not_mixed_into_a_result(tmp_path):
    studies, truth = simulate(tmp_path, ["plasma", "plasma", "plasma", "PBMC"])
    output = combine(tmp_path, studies)
    table = SYNTHESIS.read_frame(output["table"])
    one = table.loc[truth.index[1]].set_index("tissue")
    assert one["studies"].to_dict() == {"plasma": 3, "PBMC": 1, "all tissues": 4}
    assert one["use"].tolist() == ["main", "main", "sensitivity only"]
    assert one["status"]["PBMC"] == "one study only"
    notes = read_document(output["summary"])["notes"]
    assert any("rows of all tissues together are a check of sensitivity" in note for note in notes)


@pytest.mark.skipif(
    not (SHARED / "expression").is_dir(), reason=f"{SHARED} has no public tables of counts"
)
def test_public_tables_of_two_questions_are_doubted(tmp_path):
    """Parkinson's disease against controls, and after against before a drug: the example of the
    documentation. The counts are real; effects are t-tests of logarithms, which is quick."""
    tables = {
        "PD_vs_HC": pd.read_csv(
            SHARED / "expression" / "pd_2021" / "derived_counts.tsv", sep="\t", index_col=0
        ),
        "after_vs_before": pd.read_csv(
            SHARED / "expression" / "rasagiline_2022" / "AMED-2022-Rasagiline-Before-After.csv",
            index_col=0,
        ),
    }
    studies = []
    for name, counts in tables.items():
        counts = (
            counts.set_axis([row.split("_")[-1] for row in counts.index]).groupby(level=0).max()
        )
        if name == "PD_vs_HC":
            levels = ["PD" if sample.endswith("PD") else "HC" for sample in counts]
        else:
            levels = ["after" if at % 2 else "before" for at in range(counts.shape[1])]
        counts = counts.add_prefix("s")
        sheet = pd.DataFrame({"condition": levels}, index=pd.Index(counts.columns, name="sample"))
        effects = _quick_effects(counts, sheet, name)
        results = write_run(tmp_path / name, effects, sheet, counts, name)
        studies.append(study_of(results, name, "serum vesicles", name))
    output = combine(tmp_path, studies)
    notes = read_document(output["summary"])["notes"]
    assert notes[0].startswith(
        "the studies do not compare the same levels (PD_vs_HC: PD against HC"
    )
    table = SYNTHESIS.read_frame(output["table"])
    assert set(table["model"]) == {"fixed effect", ""}
    assert table["tau2"].isna().all()
    assert (table["studies"] == 2).sum() > 150


def _quick_effects(counts: pd.DataFrame, sheet: pd.DataFrame, contrast: str) -> pd.DataFrame:
    tested, _, reference = contrast.partition("_vs_")
    logs = np.log2((counts + 0.5) / counts.sum() * 1e6)
    one, other = (logs.loc[:, (sheet["condition"] == level).to_numpy()]
                  for level in (tested, reference))  # fmt: skip
    error = np.sqrt(one.var(axis=1) / one.shape[1] + other.var(axis=1) / other.shape[1])
    few = (counts >= 10).sum(axis=1) < counts.shape[1] / 3
    change = (one.mean(axis=1) - other.mean(axis=1)).mask(few)
    effects = make_effects(change.to_dict(), error=1.0)
    return effects.assign(
        lfcSE=error.mask(few), ci_low=change - 2 * error, ci_high=change + 2 * error
    )
