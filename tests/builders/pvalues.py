"""Simulated p-values."""

import numpy as np
from scipy.stats import norm


def simulated(kind: str, random: np.random.Generator, number: int = 400) -> np.ndarray:
    """p-values of two-sided tests of which a fifth have a large effect, unless ``kind`` says so."""
    z = random.normal(0, 1, number)
    changed = np.where(random.random(number) < 0.2, random.normal(4, 1, number), z)
    pvalues = {
        "null": 2 * norm.sf(np.abs(z)),
        "well-behaved": 2 * norm.sf(np.abs(changed)),
        "anti-conservative": 2 * norm.sf(np.abs(1.7 * z)),  # standard errors too small
        "conservative": 2 * norm.sf(np.abs(0.7 * z)),  # standard errors too large
    }
    if kind == "bimodal":
        ones = random.random(number) < 0.15
        return np.where(ones, 1 - 0.1 * random.random(number), pvalues["well-behaved"])
    return pvalues[kind]
