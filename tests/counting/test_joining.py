"""The isomiRs of samples, miRNA by miRNA."""

import pytest

from builders.isomirs import LET7, MIR16, rows_of
from mirtrd.counting.joining import join_counts, join_groups, read_groups
from mirtrd.counting.tables import SAMPLE_ISOMIRS


def test_groups_are_the_mirnas_of_a_table(tmp_path):
    cells = [("let-7", LET7, "NA", 60, ""), ("let-7", LET7[1:], "iso_5p:+1", 5, "")]
    cells += [("miR-16", MIR16, "NA", 7, "")]
    SAMPLE_ISOMIRS.write(tmp_path / "x", cells)
    groups = dict(read_groups(str(tmp_path / "x")))
    assert [row.insert for row in groups["let-7"]] == [LET7, LET7[1:]]
    assert [row.count for row in groups["miR-16"]] == [7]


def test_mirnas_come_in_the_order_of_the_names():
    first = iter([("a", rows_of(("", "NA", 1, ""))), ("c", rows_of(("", "NA", 2, "")))])
    second = iter([("c", rows_of(("", "NA", 3, "")))])
    joined = [
        (name, {sample: members[0].count for sample, members in rows.items()})
        for name, rows in join_groups(["a", "b", "c"], [first, second])
    ]
    assert joined == [("a", {0: 1}), ("c", {0: 2, 1: 3})]


def test_tables_in_another_order_are_no_silent_loss():
    groups = iter([("miR-16", rows_of((MIR16, "NA", 7, ""))), ("let-7", [])])
    with pytest.raises(KeyError, match="let-7"):
        list(join_groups(["let-7", "miR-16"], [groups]))


def test_the_variant_of_the_highest_count_wins():
    rows = {0: rows_of(("AC", "iso_snv", 2, "")), 3: rows_of(("AC", "iso_add3p:2", 5, ""))}
    assert list(join_counts(rows)) == [("AC", "iso_add3p:2", {0: 2, 3: 5})]


def test_the_most_abundant_come_first():
    rows = {0: rows_of(("A", "NA", 2, ""), ("C", "NA", 1, "")), 1: rows_of(("C", "NA", 3, ""))}
    assert [insert for insert, *_ in join_counts(rows)] == ["C", "A"]
