"""References of qPCR: only what is steady, abundant and free of all doubt."""

import numpy as np
import pandas as pd

from builders.dossiers import CLEAN, NULL, make_dossier
from builders.samples import make_sheet
from mirtrd.candidates.rank_references import choose_eligible, rank_references

GROUPS = make_sheet(12)["condition"]


def counts_of(dossier: pd.DataFrame, spread: dict[str, float]) -> pd.DataFrame:
    random = np.random.default_rng(1)
    depth = random.uniform(0.5, 2, 12)
    logs = [random.normal(10, spread.get(name, 0.3), 12) for name in dossier.index]
    counts = np.round(2 ** np.array(logs) * depth).astype(int)
    return pd.DataFrame(counts, dossier.index, GROUPS.index)


def test_what_changes_or_is_in_doubt_is_no_reference():
    dossier = make_dossier(
        fine=NULL,
        call=CLEAN,
        nearly=NULL | {"padj": 0.2},
        rare=NULL | {"median_cpm_reference": 100.0},
        red=NULL | {"haemolysis": "Kirschner 2013"},
        doubt=NULL | {"entry": "doubtful"},
        batch=NULL | {"follows_unadjusted": "batch (0.5)"},
        absent=NULL,
    )
    counts = counts_of(dossier, {})
    counts.loc["absent", counts.columns[0]] = 9
    assert list(choose_eligible(dossier, counts)) == ["fine"]


def test_the_steadiest_comes_first_by_both_measures():
    dossier = make_dossier(**{f"m{number}": NULL for number in range(6)})
    counts = counts_of(dossier, {"m2": 0.02, "m4": 0.05, "m0": 1.5})
    table = rank_references(dossier, counts, GROUPS)
    assert list(table.index[:2]) == ["m2", "m4"]
    assert table.index[-1] == "m0"
    assert table["genorm_m"].iloc[0] < 0.1 < table["genorm_m"].iloc[-1]
    assert list(table["genorm_place"].iloc[:2]) == [1, 1]


def test_without_any_the_list_is_empty():
    dossier = make_dossier(call=CLEAN)
    assert not len(rank_references(dossier, counts_of(dossier, {}), GROUPS))
