"""DESeq2's negative-binomial test for all miRNAs at once, fast enough to be run hundreds of times.

The same steps as the main fit (Love et al. 2014, doi:10.1186/s13059-014-0550-8), written for
whole matrices: a refit of 500 miRNAs in 120 samples takes a fraction of a second. The main
results come from PyDESeq2; this module serves refits under other labels, samples or settings.
Everywhere, ``counts`` is miRNAs x samples, ``design`` samples x coefficients, and effects are
natural logarithms.
"""

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.special import digamma, gammaln, polygamma
from scipy.stats import chi2, norm, rankdata, trim_mean
from scipy.stats import f as f_distribution
from scipy.stats import t as t_distribution

from mirtrd.statistics.moderated import inverse_trigamma
from mirtrd.statistics.trend import fit_trend

LEAST_MEAN = 0.5
LEAST_DISPERSION = 1e-8
RIDGE = 1e-6
# As DESeq2: outliers are replaced in groups of at least 7, and give no p-value in those of 3 to 6.
MIN_REPLACE, MIN_COOKS = 7, 3
LEAST_PRIOR_VARIANCE = 0.25


class Refit(NamedTuple):
    """Wald tests of one contrast: arrays over miRNAs, changes in log2 units.

    ``pvalue`` is NaN for what an outlier makes untestable, ``padj`` also for what independent
    filtering leaves out.
    """

    change: np.ndarray
    error: np.ndarray
    pvalue: np.ndarray
    padj: np.ndarray

    def called(self, alpha: float) -> np.ndarray:
        """Which miRNAs are significant (bool)."""
        return np.nan_to_num(self.padj, nan=1.0) < alpha


class Model:
    """A design with what the fits of all miRNAs share."""

    def __init__(self, design: np.ndarray, factors: np.ndarray):
        self.design = np.asarray(design, dtype=float)
        self.factors = np.asarray(factors, dtype=float)
        self.samples, self.coefficients = self.design.shape
        # Of a design with a column for each patient nearly all products are 0.
        self._products = sparse.csc_array(_products(self.design, self.design))
        rows, cells = np.unique(self.design, axis=0, return_inverse=True)
        self.cells = cells.ravel()
        self.cell_sizes = np.bincount(self.cells)[self.cells]
        self.is_groups = len(rows) == self.coefficients
        self.most_dispersion = max(10.0, self.samples)
        self._apart, self._rest = _split(self.design)
        self._mixed_products = _products(self._rest, self._apart)
        self._rest_products = _products(self._rest, self._rest)

    def information(self, weights: np.ndarray) -> np.ndarray:
        """X'WX of each miRNA (miRNAs x coefficients x coefficients)."""
        shape = (-1, self.coefficients, self.coefficients)
        return (weights @ self._products).reshape(shape)

    def adjustment(self, weights: np.ndarray) -> np.ndarray:
        """Half the log determinant of X'WX of each miRNA, up to a constant of the design."""
        own, mixed, rest = self._blocks(weights)
        left = rest - (mixed / own[:, None]) @ mixed.transpose(0, 2, 1)
        return (np.log(own).sum(axis=1) + np.linalg.slogdet(left)[1]) / 2

    def adjustment_slope(self, weights: np.ndarray, changes: np.ndarray) -> np.ndarray:
        """The derivative of ``adjustment``, given that of the weights."""
        own, mixed, rest = self._blocks(weights)
        own_change, mixed_change, rest_change = self._blocks(changes)
        ratio = mixed / own[:, None]
        turned = ratio.transpose(0, 2, 1)
        left = rest - mixed @ turned
        left_change = rest_change - 2 * mixed_change @ turned
        left_change += (ratio * own_change[:, None]) @ turned
        trace = np.einsum("gij,gji->g", np.linalg.inv(left), left_change)
        return ((own_change / own).sum(axis=1) + trace) / 2

    def _blocks(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The parts of X'WX: the diagonal one of the disjoint columns, the mixed one, the rest."""
        many, more = self._apart.shape[1], self._rest.shape[1]
        mixed = (weights @ self._mixed_products).reshape(len(weights), more, many)
        rest = (weights @ self._rest_products).reshape(len(weights), more, more)
        return weights @ self._apart, mixed, rest

    def means(self, effects: np.ndarray) -> np.ndarray:
        """Expected counts (miRNAs x samples)."""
        return self.factors * self.folds(effects)

    def folds(self, effects: np.ndarray) -> np.ndarray:
        """Expected counts of a library with the size factor 1 (miRNAs x samples)."""
        return np.exp(np.clip(effects @ self.design.T, -30, 30))

    def leverages(self, weights: np.ndarray) -> np.ndarray:
        """The diagonal of the hat matrix of each miRNA (miRNAs x samples)."""
        inverse = np.linalg.inv(self.information(weights) + RIDGE * np.eye(self.coefficients))
        return weights * (inverse.reshape(len(weights), -1) @ self._products.T)


def _products(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Products of each column of one matrix with each of another (samples x pairs)."""
    return (left[:, :, None] * right[:, None, :]).reshape(len(left), -1)


def _split(design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns that span the design: indicators no two of which share a sample, and the rest.

    A design with a column for each patient has a large X'WX that is nearly diagonal. Taken
    apart like this, its determinant needs the inverse of a small matrix only.
    """
    binary = np.isin(design, (0, 1)).all(axis=0)
    constant = binary & (design == 1).all(axis=0)
    taken: list[int] = []
    free = np.ones(len(design), dtype=bool)
    for column in np.argsort(design.sum(axis=0), kind="stable"):
        members = design[:, column] == 1
        if binary[column] and not constant[column] and members.any() and free[members].all():
            taken.append(column)
            free &= ~members
    apart = design[:, taken]
    rest = np.delete(design, taken, axis=1)
    if constant.any() and free.any():
        apart = np.column_stack([apart, free.astype(float)])
        rest = np.delete(design, [*taken, int(np.argmax(constant))], axis=1)
    return apart, rest


def refit(
    counts: np.ndarray,
    factors: np.ndarray,
    design: np.ndarray,
    coefficient: int,
    alpha: float,
    threshold: float = 0.0,
    reduced: np.ndarray | None = None,
    compared: np.ndarray | None = None,
    distribution: str = "normal",
) -> Refit:
    """Test a coefficient of the design with the whole procedure of DESeq2.

    Gene-wise dispersions, their trend and its prior, shrunken dispersions, effects, replaced
    outliers, test, Cook's filter and independent filtering. The test is Wald's, of a change
    beyond ``threshold`` (log2 units) in either direction, with a "normal" or a "t"
    ``distribution``; or the likelihood-ratio test against a ``reduced`` design. A miRNA without
    reads in the samples that are ``compared`` (bool; default: all) gets no p-value.
    """
    counts = np.asarray(counts, dtype=float)
    model = Model(design, factors)
    base_means = (counts / model.factors).mean(axis=1)
    means, raw = genewise_dispersions(counts, model)
    trend = _trend(base_means, raw)
    spread, prior = _prior(raw, trend(base_means), model)
    shrinkage = (trend, spread, prior)
    dispersions = _shrunken(counts, model, means, raw, *shrinkage)
    effects = fit_effects(counts, model, dispersions)
    cooks = cooks_distances(counts, model, dispersions, effects)
    outlying = cooks > f_distribution.ppf(
        0.99, model.coefficients, model.samples - model.coefficients
    )
    used = _replace_outliers(counts, model, outlying)
    again = np.flatnonzero((used != counts).any(axis=1))
    if again.size:
        part = used[again]
        means, raw[again] = genewise_dispersions(part, model)
        dispersions[again] = _shrunken(part, model, means, raw[again], *shrinkage)
        effects[again] = fit_effects(part, model, dispersions[again])
        base_means[again] = (part / model.factors).mean(axis=1)
    change, error = wald(model, dispersions, effects, coefficient)
    change, error = change / np.log(2), error / np.log(2)
    if reduced is None:
        beyond = np.maximum(np.abs(change) - threshold, 0) / error
        tail = norm.sf(beyond)
        if distribution == "t":
            alone = np.log(raw) > np.log(trend(base_means)) + 2 * spread
            added = np.where(alone, 0, 2 * inverse_trigamma(prior))
            tail = t_distribution.sf(beyond, model.samples - model.coefficients + added)
        pvalue = np.minimum(2 * tail, 1)
    else:
        pvalue = _likelihood_ratio(used, model, Model(reduced, factors), dispersions, effects)
    outlying[again] &= model.cell_sizes < MIN_REPLACE
    flagged = outlying[:, model.cell_sizes >= MIN_COOKS].any(axis=1)
    pvalue[_untestable(counts, cooks, flagged)] = np.nan
    pvalue[~(counts if compared is None else counts[:, compared]).any(axis=1)] = np.nan
    return Refit(change, error, pvalue, adjust_filtered(pvalue, base_means, alpha))


def _replace_outliers(counts: np.ndarray, model: Model, outlying: np.ndarray) -> np.ndarray:
    """The counts, outlying ones in large enough groups replaced by what is usual for the miRNA:
    the trimmed mean over all samples. A miRNA that has no reads then keeps its own."""
    replaceable = outlying & (model.cell_sizes >= MIN_REPLACE)
    usual = trim_mean(counts / model.factors, 0.2, axis=1)[:, None] * model.factors
    used = np.where(replaceable, np.floor(usual), counts)
    return np.where(used.any(axis=1, keepdims=True), used, counts)


def _likelihood_ratio(
    counts: np.ndarray, full: Model, reduced: Model, dispersions: np.ndarray, effects: np.ndarray
) -> np.ndarray:
    spread = dispersions[:, None]
    small = reduced.means(fit_effects(counts, reduced, dispersions))
    gain = log_likelihoods(counts, full.means(effects), spread) - log_likelihoods(counts, small, spread)
    return chi2.sf(2 * gain, full.coefficients - reduced.coefficients)


def fit_effects(
    counts: np.ndarray,
    model: Model,
    dispersions: np.ndarray,
    offsets: np.ndarray | None = None,
) -> np.ndarray:
    """Effects (miRNAs x coefficients) by reweighted least squares, as DESeq2; steps that make
    the fit worse are halved. ``offsets`` (miRNAs x samples, logarithms) are added to what the
    effects give."""
    factors = model.factors if offsets is None else model.factors * np.exp(offsets)
    factors = np.broadcast_to(factors, counts.shape)

    def fitted(rows: np.ndarray, effects: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        means = np.maximum(factors[rows] * model.folds(effects), LEAST_MEAN)
        return means, log_likelihoods(counts[rows], means, dispersions[rows, None])

    logs = np.log(counts / factors + 0.1)
    effects = np.linalg.lstsq(model.design, logs.T, rcond=None)[0].T
    ridge = RIDGE * np.eye(model.coefficients)
    active = np.arange(len(counts))
    means, height = fitted(active, effects)
    for _ in range(100):
        weights = means / (1 + means * dispersions[active, None])
        responses = np.log(means / factors[active]) + (counts[active] - means) / means
        moments = (weights * responses) @ model.design
        left = model.information(weights) + ridge
        step = np.linalg.solve(left, moments[:, :, None])[:, :, 0] - effects[active]
        for _ in range(8):
            means, reached = fitted(active, effects[active] + step)
            worse = reached < height[active] - 1e-6 * np.abs(height[active])
            if not worse.any():
                break
            step[worse] /= 2
        effects[active] += step
        moved = np.abs(reached - height[active]) / (np.abs(reached) + 0.1) > 1e-9
        height[active] = reached
        active, means = active[moved], means[moved]
        if not active.size:
            break
    return effects


def log_likelihoods(counts: np.ndarray, means: np.ndarray, dispersions: np.ndarray) -> np.ndarray:
    """The log-likelihood as far as it depends on the means."""
    grown = np.log1p(means * dispersions)
    return (counts * (np.log(means) - grown) - grown / dispersions).sum(axis=1)


def genewise_dispersions(counts: np.ndarray, model: Model) -> tuple[np.ndarray, np.ndarray]:
    """The means that the dispersions are estimated at, and the dispersion of each miRNA."""
    scaled = counts / model.factors
    fitted = np.linalg.lstsq(model.design, scaled.T, rcond=None)[0].T @ model.design.T
    floor = np.maximum(fitted, 1)
    freedom = model.samples - model.coefficients
    rough = (((scaled - floor) ** 2 - floor) / (freedom * floor**2)).sum(axis=1)
    average = scaled.mean(axis=1)
    noise = (1 / model.factors).mean() * average
    moments = (scaled.var(axis=1, ddof=1) - noise) / np.maximum(average, 1e-300) ** 2
    start = np.clip(np.minimum(rough, moments), LEAST_DISPERSION, model.most_dispersion)
    if model.is_groups:
        means = fitted * model.factors
    else:
        means = model.means(fit_effects(counts, model, start))
    means = np.maximum(means, LEAST_MEAN)
    dispersions = maximise_dispersion(counts, means, model)
    # DESeq2 climbs from the estimate by moments, and where that is least it finds no slope.
    return means, np.where(start <= LEAST_DISPERSION, LEAST_DISPERSION, dispersions)


def maximise_dispersion(
    counts: np.ndarray,
    means: np.ndarray,
    model: Model,
    centre: np.ndarray | None = None,
    variance: float = np.inf,
) -> np.ndarray:
    """The dispersion of each miRNA that maximises the likelihood with Cox and Reid's adjustment.

    With ``centre``, log dispersions have a normal prior around its logarithm. A grid over the
    allowed range brackets the maximum, the root of the derivative is found within.
    """
    ends = np.log([LEAST_DISPERSION, model.most_dispersion])
    middle = np.zeros(len(counts)) if centre is None else np.log(centre)
    constant = {"counts": counts, "means": means, "model": model}
    constant |= {"middle": middle, "variance": variance}
    grid = np.linspace(*ends, 14)
    values = np.array([_profile(np.full(len(counts), x), **constant) for x in grid])
    best = values.argmax(axis=0)
    low, high = grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, len(grid) - 1)]
    at_low, at_high = _slope(low, **constant), _slope(high, **constant)
    # Without a sign change the maximum is at the end of the allowed range.
    inside = (at_low > 0) & (at_high < 0)
    result = np.where(at_low <= 0, low, high)
    root = _root(low, high, at_low, at_high, constant, inside)
    return np.exp(np.where(inside, root, result))


def _root(low, high, at_low, at_high, constant, inside) -> np.ndarray:
    """Root of the falling slope between two points: regula falsi with the Illinois rule."""
    root = (low + high) / 2
    active = np.flatnonzero(inside)
    low, high, at_low, at_high = (x.copy() for x in (low, high, at_low, at_high))
    for _ in range(40):
        if not active.size:
            break
        a, b, at_a, at_b = low[active], high[active], at_low[active], at_high[active]
        point = b - at_b * (b - a) / (at_b - at_a)
        part = constant | {k: constant[k][active] for k in ("counts", "means", "middle")}
        value = _slope(point, **part)
        right = value < 0
        at_low[active] = np.where(right, at_a / 2, value)
        at_high[active] = np.where(right, value, at_b / 2)
        low[active], high[active] = np.where(right, a, point), np.where(right, point, b)
        done = (np.abs(value) < 1e-6) | (np.abs(point - root[active]) < 1e-7)
        root[active] = point
        active = active[~done]
    return root


def _profile(log_dispersion, counts, means, model, middle, variance) -> np.ndarray:
    """Adjusted profile log-likelihood plus log prior at one dispersion for each miRNA."""
    dispersion = np.exp(log_dispersion)[:, None]
    size = 1 / dispersion
    likelihood = (gammaln(counts + size) - gammaln(size)).sum(axis=1)
    likelihood += (counts * np.log(dispersion)).sum(axis=1)
    likelihood -= ((counts + size) * np.log1p(means * dispersion)).sum(axis=1)
    weights = means / (1 + means * dispersion)
    return likelihood - model.adjustment(weights) - (log_dispersion - middle) ** 2 / (2 * variance)


def _slope(log_dispersion, counts, means, model, middle, variance) -> np.ndarray:
    """Derivative of the profile with respect to the logarithm of the dispersion."""
    dispersion = np.exp(log_dispersion)[:, None]
    size = 1 / dispersion
    grown = 1 + means * dispersion
    by_size = digamma(counts + size) - digamma(size) - np.log(grown) + 1
    by_size -= (counts + size) / (means + size)
    likelihood = -(size * by_size).sum(axis=1)
    weights = means / grown
    adjustment = model.adjustment_slope(weights, -(weights**2) * dispersion)
    return likelihood - adjustment - (log_dispersion - middle) / variance


def _trend(means: np.ndarray, dispersions: np.ndarray):
    """The trend of dispersion over mean, a function: parametric, or flat where that fails."""
    coefficients = fit_trend(means, dispersions)
    if coefficients is not None:
        return lambda x: coefficients[0] + coefficients[1] / x
    usable = dispersions[dispersions > 10 * LEAST_DISPERSION]
    level = trim_mean(usable, 0.001) if usable.size else LEAST_DISPERSION
    return lambda x: np.full_like(x, level)


def _prior(dispersions: np.ndarray, fitted: np.ndarray, model: Model) -> tuple[float, float]:
    """Spread of the log dispersions around their trend, and the prior variance."""
    informative = dispersions >= 100 * LEAST_DISPERSION
    if not informative.any():
        return np.inf, LEAST_PRIOR_VARIANCE
    residuals = np.log(dispersions[informative] / fitted[informative])
    deviations = np.abs(residuals - np.median(residuals))
    spread = np.median(deviations) / norm.ppf(0.75)
    noise = polygamma(1, (model.samples - model.coefficients) / 2)
    return spread, max(spread**2 - noise, LEAST_PRIOR_VARIANCE)


def _shrunken(counts, model, means, raw, trend, spread, prior) -> np.ndarray:
    """Dispersions drawn to the trend, except those far above it, which stay as they are."""
    fitted = trend((counts / model.factors).mean(axis=1))
    shrunken = maximise_dispersion(counts, means, model, fitted, prior)
    return np.where(np.log(raw) > np.log(fitted) + 2 * spread, raw, shrunken)


def cooks_distances(
    counts: np.ndarray, model: Model, dispersions: np.ndarray, effects: np.ndarray
) -> np.ndarray:
    """Cook's distance of each count (miRNAs x samples), with DESeq2's robust variance."""
    means = model.means(effects)
    weights = np.maximum(means, LEAST_MEAN)
    weights = weights / (1 + weights * dispersions[:, None])
    leverages = model.leverages(weights)
    scaled = counts / model.factors
    average = scaled.mean(axis=1)
    robust = np.maximum((_robust_variance(scaled, model) - average) / average**2, 0.04)
    variances = means + robust[:, None] * means**2
    leverages = np.minimum(leverages, 1 - 1e-9)
    residuals = (counts - means) ** 2 / variances
    return residuals / model.coefficients * leverages / (1 - leverages) ** 2


def _robust_variance(scaled: np.ndarray, model: Model) -> np.ndarray:
    """The largest trimmed variance of the cells of the design that have three samples or more."""
    cells = np.unique(model.cells[model.cell_sizes >= MIN_COOKS])
    if not cells.size:
        centred = (scaled - trim_mean(scaled, 1 / 8, axis=1)[:, None]) ** 2
        return 1.51 * trim_mean(centred, 1 / 8, axis=1)
    largest = np.zeros(len(scaled))
    for cell in cells:
        values = scaled[:, model.cells == cell]
        size = values.shape[1]
        cut, scale = (1 / 8, 1.51) if size >= 24 else (1 / 4, 1.86) if size >= 4 else (1 / 3, 2.04)
        centred = (values - trim_mean(values, cut, axis=1)[:, None]) ** 2
        largest = np.maximum(largest, scale * trim_mean(centred, cut, axis=1))
    return largest


def _untestable(counts: np.ndarray, cooks: np.ndarray, flagged: np.ndarray) -> np.ndarray:
    """Flagged miRNAs, but for those with three or more counts above that of the outlier."""
    rows = np.flatnonzero(flagged)
    outliers = counts[rows, cooks[rows].argmax(axis=1)]
    return rows[(counts[rows] > outliers[:, None]).sum(axis=1) < 3]


def wald(
    model: Model, dispersions: np.ndarray, effects: np.ndarray, coefficient: int
) -> tuple[np.ndarray, np.ndarray]:
    """Estimate and standard error of a coefficient for each miRNA."""
    means = np.maximum(model.means(effects), LEAST_MEAN)
    information = model.information(means / (1 + means * dispersions[:, None]))
    chosen = np.zeros((len(means), model.coefficients, 1))
    chosen[:, coefficient] = 1
    half = np.linalg.solve(information + RIDGE * np.eye(model.coefficients), chosen)
    variance = half.transpose(0, 2, 1) @ information @ half
    return effects[:, coefficient], np.sqrt(variance[:, 0, 0])


def adjust(pvalue: np.ndarray) -> np.ndarray:
    """Benjamini and Hochberg's adjusted p-values; NaN stays NaN and does not count."""
    adjusted = np.full(len(pvalue), np.nan)
    there = ~np.isnan(pvalue)
    values = pvalue[there]
    if values.size:
        order = np.argsort(-values, kind="stable")
        ranks = rankdata(values, method="ordinal")[order]
        steps = np.minimum.accumulate(values[order] * len(values) / ranks)
        adjusted[np.flatnonzero(there)[order]] = np.minimum(steps, 1)
    return adjusted


def adjust_filtered(pvalue: np.ndarray, base_means: np.ndarray, alpha: float) -> np.ndarray:
    """Adjusted p-values after DESeq2's independent filtering on the mean of normalised counts."""
    least = (base_means == 0).mean()
    quantiles = np.linspace(least, 0.95 if least < 0.95 else 1, 50)
    cutoffs = np.quantile(base_means, quantiles)
    results = [adjust(np.where(base_means >= cutoff, pvalue, np.nan)) for cutoff in cutoffs]
    found = np.array([(np.nan_to_num(r, nan=1.0) < alpha).sum() for r in results])
    chosen = 0
    if found.max() > 10:
        smooth = lowess(quantiles, found.astype(float), 0.2)
        residuals = (found - smooth)[found > 0]
        enough = found > smooth.max() - np.sqrt((residuals**2).mean())
        chosen = int(np.argmax(enough))
    return results[chosen]


def lowess(x: np.ndarray, y: np.ndarray, share: float, rounds: int = 3) -> np.ndarray:
    """Robust locally linear regression (Cleveland 1979, doi:10.1080/01621459.1979.10481038)."""
    apart = np.abs(x[:, None] - x)
    reach = np.maximum(np.sort(apart, axis=1)[:, int(np.ceil(share * len(x)))], 1e-12)
    near = (1 - np.clip(apart / reach[:, None], 0, 1) ** 3) ** 3
    robust = np.ones(len(x))
    for _ in range(rounds):
        weights = near * robust
        total = np.maximum(weights.sum(axis=1), 1e-300)  # all neighbours can be outliers
        middle = weights @ x / total
        height = weights @ y / total
        offset = x - middle[:, None]
        across = (weights * offset**2).sum(axis=1)
        slope = (weights * offset * y).sum(axis=1) / np.maximum(across, 1e-300)
        fitted = height + slope * (x - middle)
        residuals = np.abs(y - fitted)
        middling = np.median(residuals)
        if middling == 0:
            break
        robust = (1 - np.clip(residuals / (6 * middling), 0, 1) ** 2) ** 2
    return fitted
