"""Whole counts from amounts, by largest remainder: totals stay as they are."""

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

from mirtrd.core.arrays import Floats, Ints, sum_by

Name = TypeVar("Name", bound=Any)


def round_to_total(amounts: Mapping[Name, float], total: int | None = None) -> dict[Name, int]:
    """Whole numbers with the given total, or the rounded one of the amounts.

    Of equal remainders, the first by name is rounded up.
    """
    whole = {name: int(amount) for name, amount in amounts.items()}
    missing = (round(sum(amounts.values())) if total is None else total) - sum(whole.values())
    for name in sorted(amounts, key=lambda n: (whole[n] - amounts[n], n))[:missing]:
        whole[name] += 1
    return whole


def round_in_groups(amounts: Floats, group: Ints, totals: Ints) -> Ints:
    """Whole numbers that have the given total in each group; ``group`` numbers them from 0.

    Of equal remainders, the first is rounded up.
    """
    whole = np.floor(amounts).astype(np.int64)
    missing = totals - sum_by(group, whole, len(totals)).astype(np.int64)
    by_rest = np.lexsort((whole - amounts, group))
    rank = np.arange(len(amounts)) - np.searchsorted(group[by_rest], group[by_rest])
    whole[by_rest[rank < missing[group[by_rest]]]] += 1
    return whole
