"""How many persons a model of so many candidates needs, by the criteria of Riley et al."""

import math

import numpy as np
from scipy.stats import norm

# Of the criteria (Riley et al. 2019, doi:10.1002/sim.7992, 2020, doi:10.1136/bmj.m441): the least
# shrinkage, the most optimism of Nagelkerke's R squared, the error of the mean risk.
SHRINKAGE, OPTIMISM, ERROR = 0.9, 0.05, 0.05
# Places of the integral over a normal score, and its reach in standard deviations.
PLACES, REACH = 4001, 9.0
# What is anticipated where nothing better is known: a useful test, no more.
ANTICIPATED = 0.75


def cox_snell(area: float, share: float) -> float:
    """Cox-Snell's R squared of a model whose scores are normal in both classes, from its area under
    the ROC curve and the share of the tested class (Riley et al. 2021, doi:10.1002/sim.8806)."""
    apart = math.sqrt(2) * float(norm.ppf(area))
    score = np.linspace(-REACH, REACH + apart, PLACES)
    tested = share * norm.pdf(score, apart)
    other = (1 - share) * norm.pdf(score)
    total = tested + other
    gain = tested * np.log(tested / total) + other * np.log(other / total)
    model = float(np.trapezoid(gain, score))
    return 1 - math.exp(-2 * (model - entropy(share)))


def entropy(share: float) -> float:
    """The mean log likelihood of a model that knows the share of the tested class alone."""
    return share * math.log(share) + (1 - share) * math.log(1 - share)


def needed(area: float, share: float, candidates: int) -> int:
    """The least number of persons that meets all criteria; ``candidates`` are all miRNAs that the
    procedure chooses among, not those that it has chosen."""
    found = cox_snell(area, share)
    largest = 1 - math.exp(2 * entropy(share))
    second = found / (found + OPTIMISM * largest)
    numbers = [
        candidates / ((shrinkage - 1) * math.log(1 - found / shrinkage))
        for shrinkage in (SHRINKAGE, second)
    ]
    numbers.append((norm.ppf(0.975) / ERROR) ** 2 * share * (1 - share))
    return math.ceil(max(numbers))


def in_words(persons: int, share: float, candidates: int, size: int) -> str:
    """What the criteria say of a cohort, in sentences; ``size`` is the number of miRNAs that were
    chosen."""
    all_of, own = (needed(ANTICIPATED, share, max(n, 1)) for n in (candidates, size))
    verdict = "large enough by these criteria" if persons >= all_of else "exploratory"
    words = (
        f"{verdict}: {persons} persons; for an AUC of {ANTICIPATED}, Riley's criteria ask for "
        f"{all_of:,} where {candidates} miRNAs are candidates"
    )
    if persons < all_of:
        words += (
            f", and would for {own:,} if the {size} that were chosen had been fixed beforehand"
            if size
            else ""
        )
    return words
