"""A cohort of any size that starts from a table of counts: config, sheet and counts.

    python tests/simulation/make_counts.py FOLDER [--samples 1000] [--seed N]
    snakemake --snakefile Snakefile --directory FOLDER --cores 2

All miRNAs of miRBase get negative binomial counts (Robinson & Smyth 2007,
doi:10.1093/bioinformatics/btm453): most of them few, libraries of different size, and one in fifty
of the expressed ones changes in TRD. Half the samples are patients; batches are in all groups.
"""

import argparse
import gzip
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
MATURES = ROOT / "resources" / "mirbase" / "hsa.matures.v22.fasta.gz"
CONFIG = """\
samples: config/samples.tsv
counts:
  path: config/counts.tsv
library:
  matrix: plasma
expression:
  design: "~ batch + condition"
  contrasts:
    TRD_vs_control: {factor: condition, tested: TRD, reference: control}
"""
READS = 1e6  # of a library
SPREAD = 2.5  # standard deviation of the logarithm of abundance: a few miRNAs have most reads
DISPERSION = 0.2  # and 1 / mean more
CHANGED, CHANGE = 50, 1.0  # one in so many miRNAs, by so much (log2)


def simulate(mirnas: int, samples: int, seed: int) -> np.ndarray:
    """Counts (miRNAs x samples); every second sample is a patient."""
    random = np.random.default_rng(seed)
    abundance = np.exp(random.normal(0, SPREAD, mirnas))
    sizes = READS * np.exp(random.normal(0, 0.3, samples))
    change = np.where(np.arange(mirnas) % CHANGED == 0, random.choice([-CHANGE, CHANGE], mirnas), 0)
    means = abundance[:, None] / abundance.sum() * sizes
    means = means * 2.0 ** (change[:, None] * (np.arange(samples) % 2))
    size = 1 / (DISPERSION + 1 / np.maximum(means, 1))
    return random.negative_binomial(size, size / (size + means))


def write_cohort(folder: Path, samples: int = 1000, seed: int = 1) -> None:
    """Write the config, the sheet and the table of counts of a cohort."""
    with gzip.open(MATURES, "rt") as file:
        mirnas = [line[1:].split()[0] for line in file if line.startswith(">")]
    counts = simulate(len(mirnas), samples, seed)
    names = [f"S{number + 1:04d}" for number in range(samples)]
    (folder / "config").mkdir(parents=True, exist_ok=True)
    (folder / "config" / "config.yaml").write_text(CONFIG)
    rows = [
        (name, ("control", "TRD")[number % 2], "AB"[number // 2 % 2])
        for number, name in enumerate(names)
    ]
    sheet = [("sample", "condition", "batch"), *rows]
    (folder / "config" / "samples.tsv").write_text("".join("\t".join(row) + "\n" for row in sheet))
    with (folder / "config" / "counts.tsv").open("w") as file:
        file.write("\t".join(["mirna", *names]) + "\n")
        for mirna, row in zip(mirnas, counts.tolist(), strict=True):
            file.write("\t".join([mirna, *map(str, row)]) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write_cohort(given.folder, given.samples, given.seed)


if __name__ == "__main__":
    main()
