"""The simulated cohorts that make_edger_oracles.R tests: python write_edger_inputs.py FOLDER"""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[2] / "workflow" / "scripts")]

from builders.cohorts import make_designs, simulate  # noqa: E402
from mirtrd.statistics.normalisers import median_of_ratios  # noqa: E402


def main(folder: Path) -> None:
    for name in ("groups", "pairs"):
        counts, group, _ = simulate(150, 16, pairs=name == "pairs", seed=16)
        counts.to_csv(folder / f"{name}.counts.tsv", sep="\t")
        make_designs(16, group)[name].to_csv(folder / f"{name}.design.tsv", sep="\t")
        factors = median_of_ratios(counts.to_numpy(dtype=float))
        np.savetxt(folder / f"{name}.factors.tsv", factors)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
