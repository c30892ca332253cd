"""Work on several threads gives the results in order."""

import time
from itertools import count, islice

import pytest

from mirtrd.core.threads import AHEAD, map_ahead


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_are_in_the_order_of_the_items(threads):
    def slow_at_first(item: int) -> int:
        time.sleep(0.02 / (item + 1))
        return item * item

    assert list(map_ahead(slow_at_first, range(20), threads)) == [n * n for n in range(20)]


def test_few_items_are_read_ahead():
    seen = []
    items = (seen.append(n) or n for n in count())
    assert list(islice(map_ahead(abs, items, 2), 3)) == [0, 1, 2]
    assert len(seen) <= 3 + 2 * AHEAD + 1


@pytest.mark.parametrize("threads", [1, 2])
def test_the_first_error_is_raised(threads):
    def fail(item: int) -> int:
        if item >= 3:
            raise ValueError(f"item {item}")
        return item

    results = map_ahead(fail, range(10), threads)
    assert list(islice(results, 3)) == [0, 1, 2]
    with pytest.raises(ValueError, match="item 3"):
        next(results)
