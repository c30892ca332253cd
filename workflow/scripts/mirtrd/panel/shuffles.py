"""The whole procedure on shuffled labels: what it finds where there is nothing."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from mirtrd.panel.discrimination import pair_up
from mirtrd.panel.folds import shuffle_labels
from mirtrd.panel.leaks import refit_on_itself, select_outside
from mirtrd.panel.training import Training
from mirtrd.panel.validation import SEED, cross_validate
from mirtrd.statistics.arrays import Array

PERMUTATIONS = 200
# Repeats of the folds for each permutation, and for the true labels that are compared with them: a
# statistic is only compared with itself.
REPEATS = 2


class Areas(NamedTuple):
    """The areas of one set of labels: nested, with selection outside the folds, refitted on itself.
    ``permutation`` is 0 for the true labels."""

    permutation: int
    nested: float
    outside: float
    itself: float


def measure(training: Training, permutation: int) -> Areas:
    """The areas of one permutation, each from random numbers of its own."""
    if permutation:
        random = np.random.default_rng([SEED, permutation])
        tested = shuffle_labels(training.tested, training.persons, training.sites, random)
        training = replace(training, tested=tested)
    with threadpool_limits(1):  # else the order of sums hangs on the number of cores
        found = cross_validate(training, repeats=REPEATS, draw=permutation)
        return Areas(
            permutation=permutation,
            nested=pair_up(found.predictors, found.folds, training.tested).auc,
            outside=select_outside(training, REPEATS, permutation),
            itself=refit_on_itself(training, permutation),
        )


def measure_all(training: Training, permutations: int, processes: int) -> Iterator[Areas]:
    """The areas of the true labels and of so many permutations, in order, whatever the number of
    processes."""
    one = partial(measure, training)
    numbers = range(permutations + 1)
    if processes == 1:
        yield from map(one, numbers)
        return
    context = multiprocessing.get_context("fork")  # a script of Snakemake cannot be imported
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(one, numbers, chunksize=4)


def pvalue(observed: float, permuted: Array) -> float:
    """The share of permutations with as large an area, the true labels counted as one of them
    (Phipson & Smyth 2010, doi:10.2202/1544-6115.1585)."""
    return float((1 + (permuted >= observed).sum()) / (1 + len(permuted)))
