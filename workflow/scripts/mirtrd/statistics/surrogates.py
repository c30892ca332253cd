"""Surrogates of what acts on many miRNAs at once and no column of the design knows.

A factor that nobody wrote down (a batch, blood cells, the freezer) leaves its mark in the residuals
of many miRNAs. These tell what the factor is within the groups, but not how far it differs between
them, which the design has taken away; to add only that part to the design (RUVr, Risso et al. 2014,
doi:10.1038/nbt.2931) makes false calls more certain. How far it differs is told by the changes
themselves, as most miRNAs do not change but for the factor: the part of all changes that goes with
the loadings of the factor, by robust regression (Wang et al. 2017, doi:10.1214/16-AOS1511, CATE-RR;
Sun et al. 2012, doi:10.1214/12-AOAS561).

``logs`` is miRNAs x samples on a logarithmic scale, designs are samples x coefficients.
"""

from dataclasses import dataclass

import numpy as np

from mirtrd.statistics.arrays import Array

# Of components as large as those of residuals whose samples are shuffled for each miRNA by itself
# (Buja & Eyuboglu 1992, doi:10.1207/s15327906mbr2704_2), one in 21 passes for a factor.
SHUFFLES, SEED = 20, 1
# No more factors than these, nor than a third of the residual degrees of freedom.
MOST_FACTORS, RESIDUALS_FOR_A_FACTOR = 5, 3
# Changes beyond this many standard deviations count less (Huber 1964: 95 % of the efficiency).
BEND = 1.345
ROUNDS = 50


@dataclass(frozen=True, kw_only=True)
class Residuals:
    """What a design leaves of each miRNA, as multiples of its residual standard deviation
    (``values``, miRNAs x samples; ``deviations`` by miRNA), and the directions among the samples
    that are left (``basis``, orthonormal, samples x residual degrees of freedom)."""

    values: Array
    deviations: Array
    basis: Array

    @classmethod
    def of(cls, logs: Array, design: Array) -> "Residuals":
        """The residuals of miRNAs that vary at all."""
        basis = np.linalg.svd(design, full_matrices=True)[0][:, np.linalg.matrix_rank(design) :]
        left = logs @ basis @ basis.T
        deviations = np.sqrt((left**2).sum(axis=1) / max(basis.shape[1], 1))
        varies = deviations > 1e-9 * max(deviations.max(initial=0.0), 1e-300)
        scaled = np.divide(
            left, deviations[:, None], out=np.zeros_like(left), where=varies[:, None]
        )
        return cls(values=scaled, deviations=np.where(varies, deviations, np.inf), basis=basis)

    @property
    def freedom(self) -> int:
        """The residual degrees of freedom."""
        return int(self.basis.shape[1])

    def shares(self, values: Array) -> Array:
        """The share of the variance of each component within the residual directions."""
        variances = np.linalg.svd(values @ self.basis, compute_uv=False) ** 2
        shares: Array = variances / max(variances.sum(), 1e-300)
        return shares


@dataclass(frozen=True, kw_only=True)
class Components:
    """The share of the residual variance of each component, what it is on average if each miRNA
    varies by itself, and how many of the first are larger than that by more than chance."""

    shares: Array
    by_chance: Array
    number: int


def find_components(residuals: Residuals) -> Components:
    """The components of the residuals, and how many of them are shared by more miRNAs than chance
    has it: parallel analysis."""
    random = np.random.default_rng(SEED)
    observed = residuals.shares(residuals.values)
    shuffled = np.array(
        [residuals.shares(random.permuted(residuals.values, axis=1)) for _ in range(SHUFFLES)]
    )
    most = min(MOST_FACTORS, residuals.freedom // RESIDUALS_FOR_A_FACTOR, len(observed))
    beyond = observed[:most] > shuffled[:, :most].max(axis=0)
    number = int(np.argmin(beyond)) if not beyond.all() else most
    return Components(shares=observed, by_chance=shuffled.mean(axis=0), number=number)


def surrogate_factors(logs: Array, design: Array, reduced: Array, number: int) -> Array:
    """Surrogates (samples x ``number``) of the first factors, with what of them goes with the part
    of the design that the ``reduced`` one lacks, which is tested."""
    residuals = Residuals.of(logs, design)
    samples = len(design)
    scores = np.linalg.svd(residuals.values, full_matrices=False)[2][:number].T * np.sqrt(samples)
    strongest = scores[np.abs(scores).argmax(axis=0), np.arange(number)]
    scores = scores * np.where(strongest < 0, -1.0, 1.0)  # signs do not depend on the computer
    loadings = residuals.values @ scores / samples
    tested = _tested_directions(design, reduced)
    changes = (logs / residuals.deviations[:, None]) @ tested
    factors: Array = scores + tested @ _robust_slopes(loadings, changes)
    return factors


def _tested_directions(design: Array, reduced: Array) -> Array:
    """An orthonormal basis of what the design holds beyond the reduced one."""
    left = design - reduced @ np.linalg.pinv(reduced) @ design
    number = np.linalg.matrix_rank(design) - np.linalg.matrix_rank(reduced)
    directions: Array = np.linalg.svd(left, full_matrices=False)[0][:, :number]
    return directions


def _robust_slopes(loadings: Array, changes: Array) -> Array:
    """For each column of the changes its slopes on the loadings, by Huber's regression (columns x
    factors): miRNAs that truly change are outliers of it."""
    slopes = []
    for change in changes.T:
        weights = np.ones(len(change))
        slope = np.zeros(loadings.shape[1])
        for _ in range(ROUNDS):
            root = np.sqrt(weights)
            before = slope
            slope = np.linalg.lstsq(loadings * root[:, None], change * root, rcond=None)[0]
            off = np.abs(change - loadings @ slope)
            spread = np.median(off) / 0.6745
            weights = np.minimum(1, BEND * spread / np.maximum(off, 1e-300))
            if np.abs(slope - before).max(initial=0.0) < 1e-8:
                break
        slopes.append(slope)
    return np.array(slopes)
