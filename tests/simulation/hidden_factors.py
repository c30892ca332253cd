"""How often a hidden factor is suspected, and what surrogate factors do to the calls.

Run from the checkout: python tests/simulation/hidden_factors.py COHORTS [--real COUNTS[:WORD]]
Of cohorts with a factor that no column tells (as often in both groups, or in 75 and 25 % of their
samples) and of cohorts without one, or of random halves of real groups, with and without changes of
40 miRNAs put into them: false-discovery rate and power with and without surrogates in the design,
and the share of cohorts with calls in which the surrogates make a hidden factor suspected.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from judge_nulls import make_setting, read_group, split_group

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from mirtrd.robustness.refits import Setting  # noqa: E402
from mirtrd.robustness.surrogates import find_factors, refit_with  # noqa: E402
from mirtrd.robustness.suspicion import Suspicion  # noqa: E402

ALPHA, MIRNAS, CHANGED = 0.05, 300, 40
# The share of control and of tested samples that have the hidden factor.
HIDDEN = {"none": (0.0, 0.0), "even": (0.5, 0.5), "uneven": (0.25, 0.75)}


def simulate(size: int, hidden: str, change: float, seed: int) -> tuple[Setting, pd.Series]:
    """A cohort of two groups, and its true changes: CHANGED miRNAs by ``change`` (log2), half up
    and half down; a hidden factor shifts a third of all by a normal amount of standard deviation
    0.9 (log2)."""
    random = np.random.default_rng([seed, size])
    tested = np.arange(size) % 2 == 1
    effects = np.zeros(MIRNAS)
    chosen = random.choice(MIRNAS, CHANGED, replace=False)
    effects[chosen] = np.where(np.arange(CHANGED) % 2, change, -change)
    level = random.random(size) < np.where(tested, *HIDDEN[hidden][::-1])
    shifts = random.normal(0, 0.9, MIRNAS) * (random.random(MIRNAS) < 1 / 3)
    logs = random.uniform(np.log2(3), np.log2(3e4), MIRNAS)[:, None]
    logs = logs + np.outer(effects, tested) + np.outer(shifts, level)
    means = 2**logs * np.exp(random.normal(0, 0.5, size))
    shape = 1 / ((0.1 + 3 / means.mean(axis=1)) * np.exp(random.normal(0, 0.4, MIRNAS)))[:, None]
    counts = random.negative_binomial(shape, shape / (shape + means))
    names = [f"m{number}" for number in range(MIRNAS)]
    labels = np.where(tested, "TRD", "control")
    sheet = pd.DataFrame({"condition": labels}, [f"s{number}" for number in range(size)])
    setting = make_setting(pd.DataFrame(counts, names, sheet.index), sheet, "~ condition")
    return setting, pd.Series(effects, names)


def change_half(setting: Setting, change: float, seed: int) -> tuple[Setting, pd.Series]:
    """The halves of a group, the counts of CHANGED miRNAs in one of them multiplied."""
    random = np.random.default_rng(seed)
    effects = pd.Series(0.0, setting.counts.index)
    if change:
        chosen = random.choice(setting.mirnas, CHANGED, replace=False)
        effects[chosen] = np.where(np.arange(CHANGED) % 2, change, -change)
    tested = setting.sheet["condition"] == "TRD"
    counts = setting.counts.astype(float)
    counts.loc[:, tested] = counts.loc[:, tested].mul(2**effects, axis=0)
    return replace(setting, counts=counts.round().astype(int)), effects


def examine(setting: Setting, effects: pd.Series) -> dict[str, float]:
    """Rates with and without surrogates."""
    factors, truth = find_factors(setting), effects[setting.mirnas].to_numpy() != 0
    main = setting.refit().called(ALPHA)
    other = refit_with(setting, factors).called(ALPHA) if factors.number else main
    suspicion = Suspicion.of_surrogates(
        called=int(main.sum()), kept=int((main & other).sum()), factors=factors.number
    )
    row = {"factors": factors.number, "with calls": main.any()}
    row["suspected"] = suspicion.suspected if main.any() else np.nan
    for name, called in (("main", main), ("surrogates", other)):
        row[f"FDR {name}"] = (called & ~truth).sum() / max(called.sum(), 1)
        row[f"power {name}"] = called[truth].mean() if truth.any() else np.nan
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cohorts", type=int, nargs="?", default=20)
    parser.add_argument("--real", nargs="+", default=[], metavar="COUNTS[:WORD]")
    parser.add_argument("--sizes", type=int, nargs="+", default=(6, 20), help="of each group")
    parser.add_argument("--changes", type=float, nargs="+", default=(0, 1), help="log2")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    seeds = range(given.seed, given.seed + given.cohorts)
    groups = {name: read_group(name) for name in given.real}
    for size in given.sizes:
        for change in given.changes:
            for hidden in HIDDEN if not groups else ():
                rows = [examine(*simulate(2 * size, hidden, change, seed)) for seed in seeds]
                report(f"{size}+{size}, hidden {hidden}, change {change:g}", rows)
            for name, counts in groups.items():
                half = min(size, counts.shape[1] // 2)
                halves = ((split_group(counts, half, seed), seed) for seed in seeds)
                rows = [examine(*change_half(one, change, seed)) for one, seed in halves]
                report(f"{half}+{half} of {Path(name).name}, change {change:g}", rows)


def report(what: str, rows: list[dict[str, float]]) -> None:
    """Print the means, with the number of cohorts that have calls."""
    table = pd.DataFrame(rows)
    means = {name: round(value, 3) for name, value in table.astype(float).mean().items()}
    print(
        f"{what}: {int(table['with calls'].sum())} of {len(table)} with calls, {means}", flush=True
    )


if __name__ == "__main__":
    main()
