"""Descriptions of isomiRs, on cases worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.isomirs import LET7, rows_of
from mirtrd.counting.isomir_summary import seed_of, summarise


def test_seeds_are_bases_2_to_8_as_rna():
    assert seed_of(LET7) == "GAGGUAG"


def test_summary_of_ends_and_substitutions():
    rows = rows_of(
        (LET7[:-2], "iso_3p:-2", 10, ""),
        (LET7[:-1] + "TAC", "iso_add3p:2", 20, ""),
        (LET7 + "G", "iso_3p:+1", 30, ""),
        ("C" + LET7, "iso_5p:-1", 10, ""),
        ("A" + LET7, "iso_5p:-1", 20, ""),
        (LET7[2:], "iso_5p:+2", 5, ""),
        (LET7[:4] + "CG" + LET7[6:], "iso_snv_seed", 5, "5G>C,6T>G"),
    )
    found = summarise("let-7", LET7, rows)
    assert found.count == 100
    assert found.canonical_share == 0
    assert found.shifted_5p_share == pytest.approx(0.35)
    assert (found.top_5p_shift, found.top_5p_share, found.top_5p_seed) == ("-1", 0.3, "UGAGGUA")
    assert (found.shorter_3p_share, found.longer_3p_share) == (0.1, 0.3)
    assert found.tailed_share == 0.2
    assert (found.tail_A, found.tail_C, found.tail_G, found.tail_U) == (0.5, 0.5, 0, 0)
    assert (found.edited_share, found.substituted_share) == (0, 0.05)
    assert (found.top_substitution, found.top_substitution_share) == ("5G>C", 0.05)


def test_without_tails_their_bases_are_not_known():
    found = summarise("let-7", LET7, rows_of((LET7, "NA", 10, "")))
    assert all(math.isnan(getattr(found, f"tail_{base}")) for base in "ACGU")
    assert (found.top_5p_shift, found.top_5p_share, found.top_5p_seed) == ("", 0, "")
    assert (found.top_substitution, found.top_substitution_share) == ("", 0)


VARIANTS = st.sampled_from(["NA", "iso_5p:-1", "iso_5p:+2,iso_3p:-1", "iso_3p:+1", "iso_add3p:2"])


@given(st.lists(st.tuples(VARIANTS, st.integers(1, 1000)), min_size=1))
def test_shares_lie_between_0_and_1_and_those_of_tails_add_up(kinds):
    found = summarise("let-7", LET7, rows_of(*((LET7, kind, n, "") for kind, n in kinds)))
    assert found.count == sum(number for _, number in kinds)
    ends = (found.shifted_5p_share, found.shorter_3p_share, found.longer_3p_share)
    shares = (found.canonical_share, found.tailed_share, found.top_5p_share, *ends)
    assert all(-1e-12 <= share <= 1 for share in shares)
    bases = [getattr(found, f"tail_{base}") for base in "ACGU"]
    assert math.isnan(bases[0]) if not found.tailed_share else sum(bases) == pytest.approx(1)
