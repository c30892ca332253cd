"""The most frequent inserts that nothing explains, in all samples and by group."""

from collections import Counter
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from builders.counting import C, changed, random_bases, write_reference
from builders.designs import combine, compare
from builders.jobs import job
from mirtrd.counting.tables import SAMPLE_UNALIGNED
from mirtrd.counting.tally import Tally, write_tally
from mirtrd.quality import list_unaligned
from mirtrd.quality.list_unaligned import Leftovers, account, choose, main
from mirtrd.quality.tables import STATUS, UNALIGNED, UNALIGNED_COUNTS, UNALIGNED_SHARES

NEAR, FAR, RARE = changed(C, 5, 16), "ACGT" * 6, random_bases(30)
# The cases have 30 of a library of 1,000 and 10 of 500; a control has 10 of 1,000. The failed
# sample has another insert, and most of all.
KEPT = {
    "case1": {NEAR: 30, FAR: 1},
    "case2": {NEAR: 10, RARE: 2},
    "control": {NEAR: 10, FAR: 8},
    "failed": {RARE: 5000},
}
LIBRARIES = {"case1": 1000, "case2": 500, "control": 1000, "failed": 6000}
CONTRASTS = [compare("T", "C", "group"), combine(age=1)]
GROUPS = CONTRASTS[0].name


def run_job(folder, used=("case1", "case2", "control")):
    """What the job makes of the four samples."""
    paths = []
    for name, kept in KEPT.items():
        files = (folder / f"{name}.unaligned", folder / f"{name}.tally")
        SAMPLE_UNALIGNED.write(files[0], kept.items())
        left = sum(kept.values()) + 3  # three inserts that are not kept
        tally = {"mirna": LIBRARIES[name] - left, "hairpin": 0, "ambiguous": 0, "other_rna": 0}
        write_tally(files[1], Tally(**tally, unaligned=left))
        paths.append(tuple(map(str, files)))
    groups = dict.fromkeys(KEPT, "T") | {"control": "C"}
    (folder / "sheet.tsv").write_text(
        "sample\tgroup\tfastq\n" + "".join(f"{n}\t{g}\t{n}.fq\n" for n, g in groups.items())
    )
    rows = pd.DataFrame(index=pd.Index(KEPT, name="sample"), columns=STATUS.header[1:])
    rows["used"] = ["yes" if name in used else "no" for name in KEPT]
    STATUS.write_frame(folder / "status", rows)
    made = job(
        input={
            **asdict(write_reference(folder)),
            "unaligned": [path for path, _ in paths],
            "tally": [path for _, path in paths],
            "status": str(folder / "status"),
            "sheet": str(folder / "sheet.tsv"),
        },
        output={name: str(folder / f"made.{name}") for name in ("table", "counts", "shares")},
        params={
            "samples": list(KEPT),
            "contrasts": [contrast.as_param() for contrast in CONTRASTS],
        },
    )
    main(made)
    return made.output


def test_inserts_are_described_and_compared(tmp_path):
    made = run_job(tmp_path)
    table = UNALIGNED.read_frame(made.table)
    assert list(table.index) == [NEAR, FAR, RARE]
    assert table["count"].to_list() == [50, 9, 2]
    assert table["samples"].to_list() == [3, 2, 1]
    assert table["length"].to_list() == [22, 24, 30]
    assert table.loc[FAR, "gc_share"] == 0.5
    assert table["nearest"].to_list() == ["h4", "", ""]
    assert table.loc[NEAR, ["mismatches", "tail"]].to_list() == [2, 0]
    # Mean of 30,000 and 20,000 per million against 10,000; half a count in 833 is added.
    half = 0.5e6 / (2500 / 3)
    assert table.loc[NEAR, GROUPS] == pytest.approx(
        np.log2((25_000 + half) / (10_000 + half)), abs=1e-4
    )
    # A contrast of coefficients has no groups.
    assert table.iloc[:, -1].isna().all()


def test_counts_are_of_all_samples_those_left_out_too(tmp_path):
    made = run_job(tmp_path)
    counts = UNALIGNED_COUNTS.read_frame(made.counts)
    assert counts.loc[RARE].to_dict() == {"case1": 0, "case2": 2, "control": 0, "failed": 5000}
    shares = UNALIGNED_SHARES.read_frame(made.shares)
    assert shares["unaligned"].to_list() == [34, 15, 21, 5003]
    assert shares["kept"].to_list() == [31, 12, 18, 5000]
    # The columns of the counts add up to what is said to be listed.
    assert shares["listed"].to_list() == counts.sum().to_list()
    assert shares.loc["case1", "listed_share"] == pytest.approx(31 / 34, abs=1e-4)


def test_where_no_sample_is_used_all_are_listed(tmp_path):
    table = UNALIGNED.read_frame(run_job(tmp_path, used=()).table)
    assert table["count"].to_dict() == {RARE: 5002, NEAR: 50, FAR: 9}


def test_a_cohort_in_which_all_is_explained_has_an_empty_table(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "KEPT", {name: {} for name in KEPT})
    made = run_job(tmp_path)
    assert UNALIGNED.read_frame(made.table).empty
    assert list(UNALIGNED_COUNTS.read_frame(made.counts).columns) == list(LIBRARIES)


def test_those_with_the_highest_count_are_chosen_ties_by_their_letters(monkeypatch):
    monkeypatch.setattr(list_unaligned, "LISTED", 3)
    samples = [
        Leftovers(kept=Counter(kept), unaligned=99, library=1000)
        for kept in ({"AA": 3, "CC": 1, "GG": 1}, {"CC": 1, "AT": 2})
    ]
    assert choose(samples) == ["AA", "AT", "CC"]


def test_a_sample_that_keeps_not_all_says_how_much_a_zero_may_hide(monkeypatch):
    monkeypatch.setattr(list_unaligned, "KEPT", 2)
    full = Leftovers(kept={"AA": 9, "CC": 4}, unaligned=20, library=100)
    short = Leftovers(kept={"AA": 9}, unaligned=9, library=100)
    none = Leftovers(kept={}, unaligned=0, library=0)
    assert list(account(["f", "s", "n"], [full, short, none], {"AA"})) == [
        ("f", 20, 13, 9, 9 / 20, 4),
        ("s", 9, 9, 9, 1.0, 0),
        ("n", 0, 0, 0, None, 0),
    ]
