"""What an assay by qPCR would meet."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.studies import MATURES
from mirtrd.candidates.assays import (
    count_edits,
    describe_missed,
    expected_cycles,
    find_paralogues,
    name_near,
)
from mirtrd.candidates.identity import read_identities


def test_each_halving_is_a_cycle_more_and_none_without_counts():
    cpm = pd.DataFrame({"t": [100_000, 50_000, 0], "r": [100_000, 100_000, 0]}, list("abc"))
    found = expected_cycles(cpm)
    assert found.loc["a"].to_list() == [17, 23]  # 20, give or take 3
    assert found.loc["b"].to_list() == [17, 24]
    assert found.loc["c"].isna().all()


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("ACGU", "ACGU", 0), ("ACGU", "ACGA", 1), ("ACGU", "CGU", 1), ("ACGU", "CGUA", 2),
     ("AACC", "CCAA", None), ("ACGUA", "AC", None)],
)  # fmt: skip
def test_edits_are_changes_insertions_and_losses_up_to_two(one, other, edits):
    assert count_edits(one, other) == edits


@given(st.text("ACGU", min_size=4, max_size=12), st.integers(0, 11), st.sampled_from("ACGU"))
def test_one_change_is_at_most_one_edit_either_way(sequence, place, base):
    at = place % len(sequence)
    changed = sequence[:at] + base + sequence[at + 1 :]
    expected = int(changed != sequence)
    assert count_edits(sequence, changed) == count_edits(changed, sequence) == expected


def test_the_family_of_let_7_is_near():
    matures = read_identities(MATURES)["sequence"].to_dict()
    found = find_paralogues("hsa-let-7a-5p", matures["hsa-let-7a-5p"], matures)
    # UGAGGUAGUAGGUUGUAUAGUU: 7c has a G for the A at 19; 7f has an A for the G at 12.
    assert {"hsa-let-7c-5p (1)", "hsa-let-7f-5p (1)"} <= set(found[:3])
    assert not any("hsa-let-7a-5p" in name for name in found)
    assert find_paralogues("hsa-miR-451a", matures["hsa-miR-451a"], matures) == []


def test_names_and_isomirs_are_told_in_words():
    assert name_near(map(str, range(14))).endswith("11 and 2 more")
    shares = dict.fromkeys(
        ["shifted_5p_share", "longer_3p_share", "edited_share", "substituted_share"], 0.0
    )
    told = describe_missed(shares | {"shorter_3p_share": 0.2, "tailed_share": 0.051})
    assert told == "shorter at 3' 20 %; tail 5 %"
