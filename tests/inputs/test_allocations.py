"""What a job asks of a scheduler."""

import pytest

from mirtrd.inputs.allocations import Allocation


@pytest.mark.parametrize(("samples", "megabytes"), [(0, 800), (18, 833), (1000, 2600)])
def test_a_job_asks_for_memory_by_the_samples_and_for_that_of_snakemake(samples, megabytes):
    # 300 + 0.3 for each sample are Snakemake's.
    assert Allocation(samples=samples).memory(500, 1.5)(None, attempt=1) == megabytes


@pytest.mark.parametrize(("samples", "minutes"), [(0, 10), (18, 11), (1000, 60)])
def test_a_job_asks_for_run_time_by_the_samples(samples, minutes):
    assert Allocation(samples=samples).runtime(10, 0.05)(None, attempt=1) == minutes


def test_a_job_that_is_tried_again_asks_for_more():
    allocation = Allocation(samples=100)
    assert [allocation.memory(500, 1)(None, attempt) for attempt in (1, 2, 3)] == [930, 1860, 2790]
    assert [allocation.runtime(5, 0.05)(None, attempt) for attempt in (1, 2)] == [10, 20]
