"""Which miRNAs the figures draw."""

import pandas as pd

from mirtrd.meta.looks import choose, row_of

TABLE = pd.DataFrame(
    {
        "tissue": ["plasma"] * 5 + ["all tissues"],
        "use": ["main"] * 5 + ["sensitivity only"],
        "status": ["inconsistent", "consistent", "not shown", "one study only",
                   "not testable anywhere", "consistent"],
        "padj": [1e-9, 0.01, 0.5, None, None, 1e-20],
        "studies": [3, 3, 2, 1, 0, 3],
    },
    index=["m1", "m2", "m3", "m4", "m5/m6", "m3"],
)  # fmt: skip


def test_consistent_ones_come_first_and_what_nobody_tested_not_at_all():
    assert choose(TABLE, [], 10) == ["m2", "m1", "m3", "m4"]
    assert choose(TABLE, [], 2) == ["m2", "m1"]


def test_those_to_show_are_there_even_if_nobody_tested_them():
    assert choose(TABLE, ["m6", "m3"], 3) == ["m5/m6", "m3", "m2"]
    assert choose(TABLE, ["m6", "m3", "m4"], 1) == ["m5/m6", "m3", "m4"]


def test_a_row_is_of_one_tissue():
    assert row_of(TABLE, "m3", "all tissues")["padj"] == 1e-20
