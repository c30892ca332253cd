"""How often the verdict on the p-values is right where nothing differs.

Run from the checkout: python tests/simulation/judge_nulls.py COHORTS [--real COUNTS[:WORD] ...]
As many null cohorts: simulated ones (calibrate.py) in turn with random halves of real groups, of
which COUNTS is a table of miRNAs x samples and WORD in the names of those that are taken. Of each
the verdict on its p-values, by PERMUTATIONS permuted labels; then the same where all standard
errors are 40 % too small and 40 % too large: the same tests with other p-values.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from calibrate import CONTRAST, KINDS, simulate  # noqa: E402
from mirtrd.cohort.filtering import kept_mirnas  # noqa: E402
from mirtrd.cohort.size_factors import Scaling, size_factors  # noqa: E402
from mirtrd.design.contrasts import Criteria, Design, Question  # noqa: E402
from mirtrd.robustness.layouts import find_exchange, layouts  # noqa: E402
from mirtrd.robustness.pvalues import count_bins, judge  # noqa: E402
from mirtrd.robustness.refits import Setting  # noqa: E402
from mirtrd.statistics.multiple_testing import adjust  # noqa: E402

ALPHA, PERMUTATIONS, MIN_COUNT = 0.05, 40, 10
# Standard errors as multiples of what they should be.
ERRORS = {"as they are": 1.0, "40 % too small": 0.6, "40 % too large": 1.4}
RIGHT = {
    "as they are": "well-behaved",
    "40 % too small": "anti-conservative",
    "40 % too large": "conservative",
}


def make_setting(counts: pd.DataFrame, sheet: pd.DataFrame, formula: str) -> Setting:
    """A cohort of which TRD against control is asked."""
    design = Design(formula=formula, references={"condition": "control"}, contrasts=(CONTRAST,))
    factors, words = size_factors(counts)
    return Setting(
        counts=counts,
        scaling=Scaling(factors=factors, words=words),
        min_count=MIN_COUNT,
        sheet=sheet,
        question=Question(contrast=CONTRAST, design=design, criteria=Criteria(alpha=ALPHA)),
        mirnas=kept_mirnas(counts, sheet, design, MIN_COUNT)[0].index,
    )


def split_group(counts: pd.DataFrame, size: int, seed: int) -> Setting:
    """Two random halves of a group, of ``size`` samples each."""
    random = np.random.default_rng([seed, size])
    part = counts[random.permutation(counts.columns)[: 2 * size]]
    part = part[(part > 0).any(axis=1)]
    labels = np.where(np.arange(2 * size) < size, "TRD", "control")
    return make_setting(part, pd.DataFrame({"condition": labels}, part.columns), "~ condition")


def simulated(size: int, kind: str, seed: int) -> Setting:
    """A simulated cohort in which nothing changes."""
    cohort = simulate(np.random.default_rng([seed, size]), size, kind, changing=False)
    return make_setting(cohort.counts, cohort.sheet, KINDS[kind])


def null_cohorts(groups: Sequence[pd.DataFrame], seed: int) -> Iterator[tuple[str, Setting]]:
    """Simulated cohorts and, where there are real groups, halves of these, in turn."""
    kinds = cycle([(size, kind) for kind in KINDS if kind != "changes" for size in (12, 40)])
    halves = cycle([(g, s) for g in groups for s in (6, min(20, g.shape[1] // 2))])
    while True:
        seed += 1
        size, kind = next(kinds)
        yield "simulated", simulated(size, kind, seed)
        if groups:
            yield "real", split_group(*next(halves), seed)


@dataclass(frozen=True, kw_only=True)
class Tested:
    """The p-values with the true labels, and a list of those with permuted ones."""

    observed: np.ndarray
    permuted: Sequence[np.ndarray]

    @classmethod
    def of(cls, setting: Setting) -> "Tested":
        exchange = find_exchange(setting.question, setting.sheet)
        exchange = exchange.with_layouts(setting.sheet, PERMUTATIONS)
        codes, blocks = exchange.codes(setting.sheet), exchange.block_codes(setting.sheet)
        names = pd.factorize(setting.sheet.loc[exchange.samples, exchange.column])[1]
        permuted = []
        for layout in layouts(codes, blocks, PERMUTATIONS, exchange.two_groups):
            sheet = setting.sheet.copy()
            sheet.loc[exchange.samples, exchange.column] = names[layout].to_numpy()
            permuted.append(replace(setting, sheet=sheet).refit().pvalue)
        return cls(observed=setting.refit().pvalue, permuted=permuted)

    def verdict(self, error: float) -> str:
        """The verdict if all standard errors are so many times what they are."""

        def other(pvalue: np.ndarray) -> np.ndarray:
            pvalue = pvalue[~np.isnan(pvalue)]
            return pvalue if error == 1 else 2 * norm.sf(norm.isf(pvalue / 2) / error)

        rows = [other(pvalue) for pvalue in self.permuted]
        return judge(
            count_bins(other(self.observed)),
            np.array([count_bins(row) for row in rows]),
            np.array([(adjust(row) < ALPHA).sum() for row in rows]),
        )


def read_group(given: str) -> pd.DataFrame:
    """The samples of a table of counts that have a word in their names."""
    path, _, word = given.partition(":")
    counts = pd.read_csv(path, sep="\t" if path.endswith(".tsv") else ",", index_col=0)
    return counts[[name for name in counts if word in name]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cohorts", type=int, nargs="?", default=40)
    parser.add_argument("--real", nargs="+", default=[], metavar="COUNTS[:WORD]")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    groups = [read_group(name) for name in given.real]
    found = {(source, error): Counter() for source in ("simulated", "real") for error in ERRORS}
    for source, setting in islice(null_cohorts(groups, given.seed), given.cohorts):
        tested = Tested.of(setting)
        for name, error in ERRORS.items():
            found[source, name][tested.verdict(error)] += 1
    for (source, name), verdicts in found.items():
        if number := verdicts.total():
            right = verdicts[RIGHT[name]] / number
            print(f"{source}, {name}: {right:.1%} of {number} right; {dict(verdicts)}", flush=True)


if __name__ == "__main__":
    main()
