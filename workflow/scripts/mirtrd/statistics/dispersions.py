"""Dispersions of a negative-binomial model: of each miRNA alone, and drawn to their trend."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln, polygamma
from scipy.stats import norm, trim_mean

from mirtrd.statistics.arrays import Array, Mask
from mirtrd.statistics.effects import LEAST_MEAN, fit_effects
from mirtrd.statistics.model_matrix import ModelMatrix
from mirtrd.statistics.trend import INFORMATIVE_DISPERSION, LEAST_DISPERSION, fit_trend

# The least variance of the log dispersions around their trend, as DESeq2 (natural logarithms).
LEAST_PRIOR_VARIANCE = 0.25
# So far (natural logarithms) from that of another fit to nearly the same counts a dispersion is
# looked for first.
NEAR = 0.2


@dataclass(frozen=True, kw_only=True)
class Prior:
    """What the dispersions of all miRNAs say of each: the trend over the mean, whether it is
    ``parametric`` (else flat), and on natural logarithms the ``spread`` of those seen around it (a
    robust standard deviation) and the ``variance`` of the true ones."""

    trend: Callable[[Array], Array]
    parametric: bool
    spread: float
    variance: float

    def beyond(self, dispersions: Array, base_means: Array) -> Mask:
        """Which dispersions are so far above the trend that they are not drawn towards it."""
        far: Mask = np.log(dispersions) > np.log(self.trend(base_means)) + 2 * self.spread
        return far


def genewise_dispersions(
    counts: Array, model: ModelMatrix, guess: Array | None = None
) -> tuple[Array, Array]:
    """The means that the dispersions are estimated at, and the dispersion of each miRNA; near a
    ``guess`` they are found sooner."""
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
    near = None if guess is None else (np.log(guess) - NEAR, np.log(guess) + NEAR)
    dispersions = maximise_dispersion(counts, means, model, near=near)
    # DESeq2 climbs from the estimate by moments, and where that is least it finds no slope.
    return means, np.where(start <= LEAST_DISPERSION, LEAST_DISPERSION, dispersions)


@dataclass(frozen=True, kw_only=True)
class Profile:
    """The likelihood of each miRNA over its dispersion, at given means, with Cox and Reid's
    adjustment (1987) and a normal prior on the logarithm of the dispersion."""

    counts: Array
    means: Array
    model: ModelMatrix
    middle: Array
    variance: float

    def of(self, rows: NDArray[np.intp]) -> "Profile":
        """The same of some miRNAs."""
        return replace(
            self, counts=self.counts[rows], means=self.means[rows], middle=self.middle[rows]
        )

    def height(self, log_dispersion: Array) -> Array:
        """Adjusted profile log-likelihood plus log prior at one dispersion for each miRNA."""
        dispersion = np.exp(log_dispersion)[:, None]
        size = 1 / dispersion
        likelihood = (gammaln(self.counts + size) - gammaln(size)).sum(axis=1)
        likelihood += (self.counts * np.log(dispersion)).sum(axis=1)
        likelihood -= ((self.counts + size) * np.log1p(self.means * dispersion)).sum(axis=1)
        weights = self.means / (1 + self.means * dispersion)
        prior = (log_dispersion - self.middle) ** 2 / (2 * self.variance)
        height: Array = likelihood - self.model.adjustment(weights) - prior
        return height

    def slope(self, log_dispersion: Array) -> Array:
        """Derivative of the height with respect to the logarithm of the dispersion."""
        dispersion = np.exp(log_dispersion)[:, None]
        size = 1 / dispersion
        grown = 1 + self.means * dispersion
        by_size = digamma(self.counts + size) - digamma(size) - np.log(grown) + 1
        by_size -= (self.counts + size) / (self.means + size)
        likelihood = -(size * by_size).sum(axis=1)
        weights = self.means / grown
        adjustment = self.model.adjustment_slope(weights, -(weights**2) * dispersion)
        slope: Array = likelihood - adjustment - (log_dispersion - self.middle) / self.variance
        return slope


def maximise_dispersion(
    counts: Array,
    means: Array,
    model: ModelMatrix,
    centre: Array | None = None,
    variance: float = np.inf,
    near: tuple[Array, Array] | None = None,
) -> Array:
    """The dispersion of each miRNA that maximises the likelihood with Cox and Reid's adjustment.

    With ``centre``, log dispersions have a normal prior around its logarithm. A grid over the
    allowed range brackets the maximum, the root of the derivative is found within. No grid is
    needed where the slope changes its sign between the log dispersions ``near``.
    """
    middle = np.zeros(len(counts)) if centre is None else np.log(centre)
    profile = Profile(counts=counts, means=means, model=model, middle=middle, variance=variance)
    places: Array = np.zeros(len(counts))
    found: Mask = np.zeros(len(counts), dtype=bool)
    if near is not None:
        places, found = _climb(profile, *near)
    rest = np.flatnonzero(~found)
    if rest.size:
        part = profile.of(rest)
        places[rest], _ = _climb(part, *_search(part))
    return np.exp(places)


def _search(profile: Profile) -> tuple[Array, Array]:
    """Log dispersions on both sides of the highest point of a grid over the allowed range."""
    least, most = np.log(LEAST_DISPERSION), np.log(profile.model.most_dispersion)
    grid = np.linspace(least, most, 14)
    values = np.array([profile.height(np.full(len(profile.counts), x)) for x in grid])
    best = values.argmax(axis=0)
    return grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, len(grid) - 1)]


def _climb(profile: Profile, low: Array, high: Array) -> tuple[Array, Mask]:
    """Where between two points the profile is highest: the root of its falling slope, by regula
    falsi with the Illinois rule; and whether there is one: else it is the higher end."""
    at_low, at_high = profile.slope(low), profile.slope(high)
    highest = np.where(at_low <= 0, low, high)
    found = (at_low > 0) & (at_high < 0)
    active = np.flatnonzero(found)
    highest[active] = ((low + high) / 2)[active]
    for _ in range(40):
        if not active.size:
            break
        a, b, at_a, at_b = low[active], high[active], at_low[active], at_high[active]
        point = b - at_b * (b - a) / (at_b - at_a)
        value = profile.of(active).slope(point)
        right = value < 0
        at_low[active] = np.where(right, at_a / 2, value)
        at_high[active] = np.where(right, value, at_b / 2)
        low[active], high[active] = np.where(right, a, point), np.where(right, point, b)
        done = (np.abs(value) < 1e-6) | (np.abs(point - highest[active]) < 1e-7)
        highest[active] = point
        active = active[~done]
    return highest, found


def fit_prior(dispersions: Array, base_means: Array, model: ModelMatrix) -> Prior:
    """What the dispersions of all miRNAs, each alone, say of each."""
    coefficients = fit_trend(base_means, dispersions)
    trend = _make_trend(coefficients, dispersions)
    spread, variance = _fit_scatter(dispersions, trend(base_means), model)
    parametric = coefficients is not None
    return Prior(trend=trend, parametric=parametric, spread=spread, variance=variance)


def _make_trend(coefficients: Array | None, dispersions: Array) -> Callable[[Array], Array]:
    """The trend of dispersion over mean: parametric, or flat where that fails."""
    if coefficients is not None:
        intercept, slope = coefficients
        return lambda x: intercept + slope / x
    usable = dispersions[dispersions > 10 * LEAST_DISPERSION]
    level = trim_mean(usable, 0.001) if usable.size else LEAST_DISPERSION
    return lambda x: np.full_like(x, level)


def _fit_scatter(dispersions: Array, fitted: Array, model: ModelMatrix) -> tuple[float, float]:
    """Spread of the log dispersions around their trend, and the prior variance."""
    informative = dispersions >= INFORMATIVE_DISPERSION
    if not informative.any():
        return np.inf, LEAST_PRIOR_VARIANCE
    residuals = np.log(dispersions[informative] / fitted[informative])
    deviations = np.abs(residuals - np.median(residuals))
    spread = np.median(deviations) / norm.ppf(0.75)
    noise = polygamma(1, (model.samples - model.coefficients) / 2)
    return spread, max(spread**2 - noise, LEAST_PRIOR_VARIANCE)


def shrink_dispersions(
    counts: Array,
    model: ModelMatrix,
    means: Array,
    raw: Array,
    prior: Prior,
    between: bool = False,
) -> Array:
    """The dispersions ``raw`` drawn to the trend, except those far above it, which stay.

    ``between`` the two they are found sooner than on a grid, and with other last digits.
    """
    base_means = (counts / model.factors).mean(axis=1)
    trend = prior.trend(base_means)
    ends = (np.log(np.minimum(raw, trend)), np.log(np.maximum(raw, trend))) if between else None
    shrunken = maximise_dispersion(counts, means, model, trend, prior.variance, ends)
    return np.where(prior.beyond(raw, base_means), raw, shrunken)
