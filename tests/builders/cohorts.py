"""Simulated cohorts with known changes."""

import numpy as np
import pandas as pd


def simulate(mirnas: int, samples: int, pairs: bool = False, outliers: int = 0, seed: int = 0):
    """Counts (miRNAs x samples), groups (0, 1 in turn) and true log2 changes (the first 30)."""
    random = np.random.default_rng(seed)
    means = np.exp(random.normal(5.5, 1.5, mirnas))
    dispersions = (0.15 + 1 / means) * np.exp(random.normal(0, 0.4, mirnas))
    group = np.arange(samples) % 2
    change = np.zeros(mirnas)
    change[:30] = random.choice([-1, 1], 30) * random.uniform(0.8, 2, 30)
    expected = means[:, None] * np.exp(random.normal(0, 0.4, samples))
    expected = expected * 2 ** (change[:, None] * group)
    if pairs:
        patients = np.exp(random.normal(0, 0.5, (mirnas, samples // 2)))
        expected = expected * patients[:, np.arange(samples) // 2]
    size = 1 / dispersions[:, None]
    counts = random.negative_binomial(size, size / (size + expected))
    for row in range(40, 40 + outliers):
        counts[row, random.integers(samples)] *= 80
    counts = pd.DataFrame(counts, [f"m{i}" for i in range(mirnas)])
    return counts.set_axis([f"s{i}" for i in range(samples)], axis=1), group, change


def make_designs(samples: int, group: np.ndarray) -> dict[str, pd.DataFrame]:
    """Model matrices with a column "group": of groups alone, with covariates, with pairs."""
    index = [f"s{i}" for i in range(samples)]
    age = np.random.default_rng(1).normal(0, 1, samples)
    base = pd.DataFrame({"Intercept": 1.0, "group": group.astype(float)}, index=index)
    patients = pd.get_dummies(pd.Series(np.arange(samples) // 2, index), drop_first=True)
    patients = patients.astype(float).add_prefix("p")
    return {
        "groups": base,
        "covariate": base.assign(age=age, batch=(np.arange(samples) % 3 == 0).astype(float)),
        "pairs": base[["Intercept"]].join(patients).join(base[["group"]]),
    }
