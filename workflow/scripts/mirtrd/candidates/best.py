"""The best candidates of a contrast: those that figures draw."""

import pandas as pd

from mirtrd.figures.numbers import power_of_ten, with_power

NOT_TESTED = "not testable"
# Statuses of what is not significant.
NOT_CALLED = ("not significant", NOT_TESTED)
# A p-value below this is written as below it.
SMALLEST_P = 1e-99


def choose_best(
    candidates: pd.DataFrame, drawable: pd.Series, *, fewest: int, most: int
) -> pd.DataFrame:
    """The calls at the top of the list, at most ``most``, and with fewer than ``fewest`` of them
    also those that follow.

    ``candidates`` is the list, in its order; ``drawable`` (bool, in that order) says which of them
    a figure can show at all.
    """
    ranked = candidates[drawable.to_numpy()]
    return ranked.head(min(max(int(is_called(ranked).sum()), fewest), most))


def is_tested(candidates: pd.DataFrame) -> pd.Series:
    """Which candidates have a p-value."""
    return candidates["status"] != NOT_TESTED


def is_called(candidates: pd.DataFrame) -> pd.Series:
    """Which candidates are significant."""
    return ~candidates["status"].isin(NOT_CALLED)


def describe_p(padj: float) -> str:
    """An adjusted p-value as it stands in a figure."""
    found = padj >= SMALLEST_P
    return f"adjusted p = {with_power(padj)}" if found else f"adjusted p < {power_of_ten(-99)}"
