"""How stable features are against each other: what may serve as a reference of qPCR."""

import numpy as np

from mirtrd.statistics.arrays import Array


def genorm(logs: Array) -> tuple[Array, Array]:
    """geNorm's M of each row and the order in which it is left out (Vandesompele et al. 2002,
    doi:10.1186/gb-2002-3-7-research0034).

    ``logs`` is features x samples on a log2 scale; what scales a whole sample does not matter. M is
    the mean standard deviation of the log ratios with all other rows. The least stable row is
    left out, M is found anew, and so on: the M of a row is that when it is left out, the last two
    share one. The place is 1 for these two.
    """
    number = len(logs)
    measures, places = np.full(number, np.nan), np.full(number, 1)
    if number < 2:
        return measures, places
    centred = logs - logs.mean(axis=1, keepdims=True)
    products = centred @ centred.T
    own = np.diag(products)
    squares = np.maximum(own[:, None] + own[None, :] - 2 * products, 0)
    spread = np.sqrt(squares / max(logs.shape[1] - 1, 1))
    np.fill_diagonal(spread, 0)
    left = np.arange(number)
    while len(left) > 2:
        means = spread[np.ix_(left, left)].sum(axis=1) / (len(left) - 1)
        worst = int(np.argmax(means))
        measures[left[worst]], places[left[worst]] = means[worst], len(left) - 1
        left = np.delete(left, worst)
    measures[left] = spread[left[0], left[1]]
    return measures, places


def normfinder(logs: Array, groups: Array) -> Array:
    """NormFinder's stability value of each row (Andersen et al. 2004,
    doi:10.1158/0008-5472.CAN-04-0496); the less, the more stable.

    ``logs`` is features x samples on a log2 scale, ``groups`` says the group of each sample. It
    joins what a row varies within groups and, drawn towards 0, what it differs between them. Of one
    group it is the standard deviation within it. NaN for fewer than three rows, or a group of one
    sample.
    """
    number, names = len(logs), np.unique(groups)
    if number < 3 or min((groups == name).sum() for name in names) < 2:
        return np.full(number, np.nan)
    within = np.column_stack([_variances(logs[:, groups == name]) for name in names])
    if len(names) == 1:
        return np.sqrt(within[:, 0])
    means = np.column_stack([logs[:, groups == name].mean(axis=1) for name in names])
    between = means - means.mean(axis=1, keepdims=True) - means.mean(axis=0) + means.mean()
    errors = within / np.array([(groups == name).sum() for name in names])
    expected = (between**2).sum() / ((len(names) - 1) * (number - 1)) - errors.mean()
    spread = max(float(expected), 0.0)
    kept = np.divide(spread, spread + errors, out=np.zeros_like(errors), where=errors > 0)
    kept = np.where(errors > 0, kept, 1.0)
    return (np.abs(between * kept) + np.sqrt(errors * (1 + kept))).mean(axis=1)


def _variances(logs: Array) -> Array:
    """The variance of each row within one group, that of the samples as a whole taken out.

    An estimate below 0 is replaced by a quarter of the least variance of its ratio with another
    row, as in the program of the authors.
    """
    number = len(logs)
    left = logs - logs.mean(axis=1, keepdims=True) - logs.mean(axis=0) + logs.mean()
    raw = (left**2).sum(axis=1) / (logs.shape[1] - 1)
    found = (raw - raw.sum() / (number * (number - 1))) / (1 - 2 / number)
    for row in np.flatnonzero(found < 0):
        ratios = np.delete(logs[row] - logs, row, axis=0)
        found[row] = ratios.var(axis=1, ddof=1).min() / 4
    return found
