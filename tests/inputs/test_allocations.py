"""What a job asks of a scheduler."""

import pytest

from mirtrd.inputs.allocations import Allocation


@pytest.mark.parametrize(("samples", "megabytes"), [(0, 500), (18, 527), (1000, 2000)])
def test_a_job_asks_for_more_where_there_are_more_samples(samples, megabytes):
    allocation = Allocation(samples=samples)
    assert allocation.memory(500, 1.5)(None, attempt=1) == megabytes
    assert allocation.runtime(500, 1.5)(None, attempt=1) == megabytes


def test_a_job_that_is_tried_again_asks_for_more():
    allocation = Allocation(samples=100)
    assert [allocation.memory(500, 1)(None, attempt) for attempt in (1, 2, 3)] == [600, 1200, 1800]
    assert [allocation.runtime(5, 0.05)(None, attempt) for attempt in (1, 2)] == [10, 20]
