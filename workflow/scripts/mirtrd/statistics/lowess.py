"""Smooth curves through points."""

import numpy as np

from mirtrd.statistics.arrays import Array


def lowess(x: Array, y: Array, share: float, rounds: int = 3) -> Array:
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
