"""How often the tests call anything in random halves of one real group, where nothing differs.

Run from the checkout: python tests/simulation/split_groups.py COUNTS --only WORD --sizes 6 15
COUNTS is a table of miRNAs x samples, of which those with WORD in their name are taken.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from mirtrd.cohort.filtering import passes_filter  # noqa: E402
from mirtrd.cohort.size_factors import size_factors  # noqa: E402
from mirtrd.statistics.model_matrix import ModelMatrix  # noqa: E402
from mirtrd.statistics.negbin import Hypothesis, ask, fit_negbin  # noqa: E402

ALPHA = 0.05


def split(counts: pd.DataFrame, size: int, seed: int) -> dict[str, dict[str, float]]:
    """By test, the number of calls and the share of p < 0.05 between two groups of ``size``."""
    random = np.random.default_rng([seed, size])
    part = counts[random.permutation(counts.columns)[: 2 * size]]
    part = part[(part > 0).any(axis=1)]
    kept = part[passes_filter(part, 10, size)].to_numpy()
    design = np.column_stack([np.ones(2 * size), np.arange(2 * size) < size]).astype(float)
    fit = fit_negbin(kept, ModelMatrix(design, size_factors(part)[0].to_numpy()))
    rows = {}
    for test in ("quasi", "normal"):
        found = ask(fit, Hypothesis(coefficient=1, alpha=ALPHA, distribution=test))
        small = (found.pvalue[~np.isnan(found.pvalue)] < 0.05).mean()
        rows[test] = {"calls": int(found.called(ALPHA).sum()), "p < 0.05": float(small)}
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--sizes", type=int, nargs="+", required=True)
    parser.add_argument("--splits", type=int, default=60)
    given = parser.parse_args()
    separator = "\t" if given.counts.suffix == ".tsv" else ","
    counts = pd.read_csv(given.counts, sep=separator, index_col=0)
    counts = counts[[name for name in counts if given.only in name]]
    print(f"{given.counts.name}: {counts.shape[1]} samples")
    for size in given.sizes:
        found = [split(counts, size, seed) for seed in range(given.splits)]
        for test in found[0]:
            table = pd.DataFrame([one[test] for one in found])
            print(
                f"{size}+{size} {test}: a call in {(table['calls'] > 0).mean():.3f} of "
                f"{len(table)} splits, mean calls {table['calls'].mean():.2f}, "
                f"p < 0.05 {table['p < 0.05'].mean():.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
