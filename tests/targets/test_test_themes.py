"""Themes against random lists of miRNAs: what is found, what is not, and what cannot be tested."""

import numpy as np
import pytest

from builders.targeted import ask, call, make_families, make_pairs, make_sets
from mirtrd.targets.tables import GENE_SETS, THEMES
from mirtrd.targets.test_themes import judge_sets, write_sets

MIRNAS = make_families(1)
PAIRS = make_pairs(MIRNAS, 1)
CALLED = list(MIRNAS.index[:6])
HIT = frozenset(row[1] for row in PAIRS if row[0] in CALLED[:5])


def test_a_set_of_genes_that_the_calls_share_is_found_and_one_that_they_do_not_is_not():
    elsewhere = frozenset(row[1] for row in PAIRS if row[0] in MIRNAS.index[100:110]) - HIT
    sets = {"theirs": frozenset(sorted(HIT)[:150]), "elsewhere": elsewhere}
    table = judge_sets(ask(MIRNAS, PAIRS, CALLED), sets).set_index("support", append=True)
    assert table.loc[("theirs", "measured"), "pvalue"] < 0.01
    assert table.loc[("elsewhere", "measured"), "pvalue"] > 0.9
    found = table.loc[("theirs", "measured")]
    assert found["inside"] == 150
    assert found["inside"] == len(found["genes"].split(","))
    assert found["called"] == 6
    assert found["share"] > found["chance_high"] > found["chance"] > found["chance_low"]


def test_random_lists_have_no_small_p_values_more_often_than_they_should():
    random = np.random.default_rng(5)
    sets = make_sets(PAIRS, 1)
    asked = ask(MIRNAS, PAIRS, [], 99)
    lists = [random.choice(MIRNAS.index, 8, replace=False) for _ in range(30)]
    found = [judge_sets(call(asked, list(one)), sets) for one in lists]
    ours = np.concatenate([table["pvalue"] for table in found])
    usual = np.concatenate([table["pvalue_usual"] for table in found])
    # 120 p-values, four of a list: 0.05 and three standard errors of 50 independent ones.
    assert (ours < 0.05).mean() < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 50)
    assert (usual < 0.05).mean() > 0.12


def test_nothing_called_is_said_and_not_tested():
    table = judge_sets(ask(MIRNAS, PAIRS, []), {"set": HIT})
    assert set(table["reason"]) == {"no miRNA is up"}
    assert table["pvalue"].isna().all()
    assert (table["targets"].isna() | (table["targets"] == 0)).all()


@pytest.mark.parametrize(
    ("pairs", "called", "sets", "reason"),
    [
        ([], CALLED, {"set": HIT}, "no tested miRNA has a target in the tables"),
        (
            PAIRS[:400],
            ["hsa-miR-98"],
            {"set": HIT},
            "none of the miRNAs that are up has such a target",
        ),
        (PAIRS, CALLED, {"set": frozenset({"Tnf"})}, "no target is in the set"),
        (PAIRS, list(MIRNAS.index), {"set": HIT}, "all tested miRNAs are in the list"),
    ],
)
def test_what_cannot_be_tested_has_a_reason(pairs, called, sets, reason):
    table = judge_sets(ask(MIRNAS, pairs, called, 19), sets)
    assert table["reason"].str.startswith(reason).any()
    assert table.loc[table["reason"] != "", "pvalue"].isna().all()


def test_adjustment_is_over_the_whole_table():
    table = judge_sets(ask(MIRNAS, PAIRS, CALLED, 199), make_sets(PAIRS, 2))
    least = table["pvalue"].to_numpy().argmin()
    assert len(table) == 4
    assert table["padj"].iloc[least] <= 4 * table["pvalue"].iloc[least] + 1e-12
    assert (table["padj"] >= table["pvalue"]).all()


def test_tables_are_written_with_and_without_sets(tmp_path):
    asked = ask(MIRNAS, PAIRS, CALLED, 19)
    write_sets(tmp_path / "themes", THEMES, asked, {"set": HIT})
    again = THEMES.read_frame(tmp_path / "themes")
    assert list(again["support"]) == ["strong", "measured"]
    write_sets(tmp_path / "sets", GENE_SETS, asked, {})
    assert GENE_SETS.read_frame(tmp_path / "sets").empty
