"""The simulated cohorts that make_sva_oracles.R looks into: python write_sva_inputs.py FOLDER"""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

from builders.hidden import hide  # noqa: E402


def main(folder: Path) -> None:
    for strength in (0, 1):
        cohort = hide(strength)
        np.savetxt(folder / f"{strength}.logs.tsv", cohort.logs, delimiter="\t")
        np.savetxt(folder / f"{strength}.design.tsv", cohort.design, delimiter="\t")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
