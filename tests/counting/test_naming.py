"""Which other RNAs are worth a warning."""

import pytest

from mirtrd.counting.naming import is_worth_naming


@pytest.mark.parametrize(
    ("rna_class", "count", "given", "named"),
    [
        ("tRNA", 10, 0, True),
        ("tRNA", 9, 9, False),
        # Another miRNA, or an RNA that is not in the reference: if it may explain most.
        ("mirna", 1000, 499, False),
        ("mirna", 1000, 500, True),
        ("unknown", 400, 400, False),
        ("unknown", 600, 600, True),
    ],
)
def test_of_a_thousand_reads_so_many_are_worth_a_name(rna_class, count, given, named):
    assert is_worth_naming(rna_class, count, given, total=1000) == named
