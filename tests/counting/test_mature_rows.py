"""What the table of matures of a sample says besides counts."""

import pytest

from builders.counting import A, C, D, changed, count_inserts, describe
from mirtrd.counting.look_alikes import LookAlike
from mirtrd.counting.mature_rows import describe_matures

MIDDLE = C[:11] + "N" + C[12:]


def test_shared_reads_and_partners(reference):
    rows = describe(*count_inserts({C: 90, D: 30, MIDDLE: 40, A: 10}, reference))
    assert (rows["c"].unique, rows["c"].shared_with) == (90, "d")
    assert (rows["d"].unique, rows["d"].shared_with) == (30, "c")
    assert (rows["a"].unique, rows["a"].shared_with) == (10, "")


def test_what_is_dropped_as_ambiguous_is_not_unique(reference):
    rows = describe(*count_inserts({C: 90, D: 30, MIDDLE: 40}, reference, "unique"))
    assert (rows["c"].count, rows["c"].unique) == (90, 90)


def test_reads_stand_behind_counts(reference):
    # Three reads for each count, see the builder.
    rows = describe(*count_inserts({C: 90, D: 30}, reference))
    assert (rows["c"].reads, rows["d"].reads) == (270, 90)


def test_perfect_is_without_mismatch(reference):
    rows = describe(*count_inserts({A: 20, changed(A, 8): 60}, reference))
    assert (rows["a"].count, rows["a"].perfect) == (80, 20)


@pytest.mark.parametrize(("count", "named"), [(1, "x"), (0, "")])
def test_a_look_alike_of_a_hundredth_of_the_count_is_named(reference, count, named):
    counted, whole = count_inserts({A: 100}, reference)
    found = LookAlike(mirna="a", rna_class="tRNA", other="x", count=count, given=0.0)
    (row,) = describe_matures(counted, whole.matures, [found])
    assert row.look_alike == named


def test_rows_are_in_the_order_of_names(reference):
    assert list(describe(*count_inserts({C: 9, A: 5, D: 90}, reference))) == ["a", "c", "d"]
