"""Where isomiRs of one miRNA disagree, in words and by a test."""

import numpy as np
import pandas as pd
import pytest

from builders.designs import TRD, design
from builders.jobs import job
from mirtrd.cohort.tables import COUNTS, SAMPLES
from mirtrd.expression.tables import EXPRESSION
from mirtrd.features.compare_isomirs import find_pattern, main
from mirtrd.features.tables import DISAGREEMENTS, ISOMIRS

NAMES = [f"s{number}" for number in range(12)]
GROUPS = ["control"] * 6 + ["TRD"] * 6


@pytest.mark.parametrize(
    ("statuses", "pattern"),
    [
        ({"canonical": "up", "iso_3p:+1": "down"}, "opposite"),
        ({"canonical": "not significant", "iso_5p:+1": "up", "iso_3p:+1": "down"}, "opposite"),
        ({"canonical": "not significant", "iso_5p:+1": "up"}, "seed alone"),
        ({"canonical": "not significant", "iso_3p:+1": "up"}, "isomir alone"),
        ({"canonical": "up", "iso_3p:+1": "not significant"}, "canonical alone"),
        ({"canonical": "up", "iso_3p:+1": "up"}, ""),
        ({"canonical": "not significant", "iso_3p:+1": "not significant"}, ""),
        ({"iso_5p:+1": "up", "iso_3p:+1": "not significant"}, ""),
        ({"canonical": "changed", "iso_3p:+1": "not significant"}, "canonical alone"),
    ],
)
def test_patterns(statuses, pattern):
    found = [variant for variant, status in statuses.items() if status != "not significant"]
    canonical = statuses.get("canonical", "")
    assert find_pattern(canonical, found, set(statuses.values())) == pattern


def write_results(path, rows: dict[str, tuple[str, float]], name: str) -> None:
    """A table of a contrast: status and change by name."""
    table = pd.DataFrame(index=pd.Index(rows, name=name), columns=EXPRESSION.header[1:])
    table["status"] = [status for status, _ in rows.values()]
    table["log2FoldChange"] = [change for _, change in rows.values()]
    tested = table["status"] != "not testable"
    table["padj"] = np.where(table["status"].isin(["up", "down"]), 0.01, 0.6)
    table["padj"] = table["padj"].where(tested)
    EXPRESSION.write_frame(path, table.fillna({"reason": ""}))


@pytest.fixture
def compared(tmp_path):
    """The table of a contrast: of miRNA a the 5' isomiR is up and the canonical one is not, b
    changes as a whole, c has one isomiR that is tested."""
    rng = np.random.default_rng(4)
    isomirs = {
        "a|canonical": (2000, 1.0, "not significant"),
        "a|iso_5p:+1": (200, 4.0, "up"),
        "a|iso_3p:+1": (5, 1.0, "not testable"),
        **{f"b|{v}": (300, 2.0, "up") for v in ("canonical", "iso_3p:-1", "iso_5p:-1")},
        "c|canonical": (500, 1.0, "not significant"),
    }
    # What else there is, so that variances are drawn to each other.
    isomirs |= {
        f"d{n}|{v}": (400, 1.0, "not significant")
        for n in range(20)
        for v in ("canonical", "iso_3p:+1")
    }
    levels = {mirna: rng.lognormal(0, 0.5, 12) for mirna in {n.partition("|")[0] for n in isomirs}}
    case = np.array(GROUPS) == "TRD"
    counts = [
        rng.poisson(mean * levels[name.partition("|")[0]] * np.where(case, fold, 1.0))
        for name, (mean, fold, _) in isomirs.items()
    ]
    index = pd.Index(isomirs, name="isomir")
    COUNTS.write_frame(tmp_path / "counts", pd.DataFrame(counts, index, NAMES))
    cells = [(name, *name.split("|"), 1, 0.5, "ACGT", "CGU", "no") for name in isomirs]
    ISOMIRS.write(tmp_path / "isomirs", cells)
    sheet = pd.DataFrame({"condition": GROUPS}, index=pd.Index(NAMES, name="sample"))
    SAMPLES.write_frame(tmp_path / "samples", sheet)
    tested = {name: (status, np.log2(fold)) for name, (_, fold, status) in isomirs.items()}
    write_results(tmp_path / "expression", tested, "isomir")
    whole = dict.fromkeys((name.partition("|")[0] for name in isomirs), ("not significant", 0.0))
    write_results(tmp_path / "mirnas", whole | {"b": ("up", 1.0)}, "mirna")

    def run(contrast=TRD):
        names = ("counts", "isomirs", "samples", "expression", "mirnas")
        asked = design("~ condition", contrast)
        main(
            job(
                input={name: str(tmp_path / name) for name in names},
                output={"table": str(tmp_path / "table")},
                params={
                    "contrast": contrast.as_param(),
                    "design": asked.as_param(),
                    "alpha": 0.05,
                },
            )
        )
        return DISAGREEMENTS.read_frame(tmp_path / "table")

    return run


def test_a_seed_that_changes_alone_is_found(compared):
    row = compared().loc["a"]
    assert (row["isomirs"], row["canonical"], row["up"]) == (2, "not significant", "iso_5p:+1")
    assert (row["pattern"], row["other_seed"], row["disagree"]) == (
        "seed alone",
        "iso_5p:+1",
        "yes",
    )
    assert row["padj_heterogeneity"] < 0.001
    # Of two isomiRs, the odds of one fall as those of the other rise; a third is not tested.
    change = row["share_change"] * (1 if row["most_apart"] == "iso_5p:+1" else -1)
    assert change == pytest.approx(2.0, abs=0.3)


def test_isomirs_that_change_with_their_mirna_do_not_disagree(compared):
    row = compared().loc["b"]
    assert (row["isomirs"], row["status"], row["pattern"], row["disagree"]) == (3, "up", "", "no")
    assert (row["up"], row["down"]) == ("canonical; iso_3p:-1; iso_5p:-1", "")
    assert row["other_seed"] == "iso_5p:-1"
    assert row["padj_heterogeneity"] > 0.05


def test_a_mirna_with_one_tested_isomir_is_left_out(compared):
    table = compared()
    assert "c" not in table.index
    assert len(table) == 22


def test_a_question_about_several_coefficients_has_no_test_of_shares(compared):
    from dataclasses import replace

    table = compared(replace(TRD, reduced="~ 1"))
    assert table["p_heterogeneity"].isna().all()
    assert set(table["disagree"]) == {"no"}
    assert table.loc["a", "pattern"] == "seed alone"
