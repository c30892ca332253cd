"""Inserts of a miRNA become isomiRs by ends and tail."""

import pytest

from builders.isomirs import LET7, rows_of
from mirtrd.features.variants import ends_of, has_other_seed, sum_variants


@pytest.mark.parametrize(
    ("variant", "ends", "other_seed"),
    [
        ("NA", "canonical", False),
        ("iso_snv_seed", "canonical", False),
        ("iso_5p:-1", "iso_5p:-1", True),
        ("iso_5p:+1,iso_3p:-2,iso_snv", "iso_5p:+1,iso_3p:-2", True),
        ("iso_3p:+1,iso_add3p:2", "iso_3p:+1,iso_add3p:2", False),
    ],
)
def test_substitutions_make_no_other_isomir(variant, ends, other_seed):
    assert ends_of(variant) == ends
    assert has_other_seed(ends) is other_seed


def test_the_isomirs_of_a_mirna_add_up_in_each_sample():
    mismatched = LET7[:4] + "C" + LET7[5:]
    first = rows_of((LET7, "NA", 50, ""), (LET7[1:], "iso_5p:+1", 4, ""))
    third = rows_of((mismatched, "iso_snv_seed", 60, "5A>C"), (LET7 + "A", "iso_add3p:1", 9, ""))
    found = sum_variants("m", {0: first, 2: third}, 3)
    assert {v.name: v.counts for v in found} == {
        "m|canonical": [50, 0, 60],
        "m|iso_add3p:1": [0, 0, 9],
        "m|iso_5p:+1": [4, 0, 0],
    }
    assert [v.name for v in found] == ["m|canonical", "m|iso_add3p:1", "m|iso_5p:+1"]


def test_an_isomir_is_described_by_its_most_frequent_insert():
    [variant] = sum_variants(
        "m", {0: rows_of((LET7 + "A", "iso_add3p:1", 5, ""), (LET7 + "C", "iso_add3p:1", 6, ""))}, 1
    )
    assert variant.insert == LET7 + "C"
    assert variant.seed == "GAGGUAG"
