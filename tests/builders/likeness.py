"""Libraries of one tissue, and draws from them."""

import numpy as np
import pandas as pd


def library(seed=0, mirnas=400):
    """Shares of miRNAs as in a tissue: a few abundant ones, many rare ones."""
    shares = np.random.default_rng(seed).lognormal(0, 2.2, mirnas)
    return shares / shares.sum()


def people(number, cv, seed=1):
    """Shares in different people, each miRNA with this coefficient of variation."""
    noise = np.random.default_rng(seed).gamma(1 / cv**2, cv**2, (400, number))
    shares = library()[:, None] * noise
    return shares / shares.sum(axis=0)


def draw(shares, reads, seed=2):
    """Counts of libraries of so many reads, miRNAs x samples."""
    random = np.random.default_rng(seed)
    counts = np.column_stack(
        [random.multinomial(n, p) for n, p in zip(reads, shares.T, strict=True)]
    )
    return pd.DataFrame(counts, columns=[f"S{number}" for number in range(len(reads))])
