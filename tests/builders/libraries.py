"""What quality knows of libraries: fates, classes and lengths of inserts, kits, haemolysis."""

import numpy as np
import pandas as pd

from builders.samples import make_sheet
from mirtrd.core.fates import FATES
from mirtrd.trimming.verdicts import Verdict

CLASSES = ["mirna", "hairpin", "ambiguous", "tRNA", "Y_RNA", "rRNA", "mRNA", "unaligned"]


def make_fate(samples) -> pd.DataFrame:
    sheet = make_sheet(samples)
    counts = np.random.default_rng(2).integers(0, 10**6, (len(sheet), len(FATES)))
    fate = pd.DataFrame(counts, index=sheet.index, columns=FATES)
    fate.insert(0, "reads", fate.sum(axis=1))
    return fate


def make_classes(samples) -> pd.DataFrame:
    sheet = make_sheet(samples)
    counts = np.random.default_rng(3).integers(1, 10**6, (len(sheet), len(CLASSES)))
    return pd.DataFrame(counts, index=sheet.index, columns=CLASSES)


def make_lengths(samples) -> pd.DataFrame:
    """Lengths of inserts: miRNA around 22 nt, all else spread over 16 to 40 nt."""
    span = np.arange(16, 41)
    mirna = (1000 * np.exp(-((span - 22) ** 2))).astype(int)
    rows = [
        pd.DataFrame(
            {
                "sample": sample,
                "class": name,
                "length": span,
                "count": mirna if name == "mirna" else 10 + number,
            }
        )
        for number, sample in enumerate(make_sheet(samples).index)
        for name in CLASSES
    ]
    return pd.concat(rows, ignore_index=True)


def make_scores(samples) -> pd.DataFrame:
    random = np.random.default_rng(4)
    index = make_sheet(samples).index
    table = pd.DataFrame({"ratio": random.normal(5, 1.5, len(index))}, index=index)
    table["score"] = 0.3 * table["ratio"] + random.normal(0, 0.3, len(index))
    table["depth"] = np.where(np.arange(len(index)) % 3, "ok", "low")
    return table


def make_verdicts(samples) -> dict[str, Verdict]:
    """Verdicts of which the second contradicts what is declared and the third warns."""
    return {
        sample: Verdict(
            declared=("auto", "nebnext", "truseq")[min(number, 2)],
            kit=None if number == 1 else "truseq",
            inferred="truseq",
            failure="nebnext is declared, the reads are truseq" if number == 1 else None,
            warning="two libraries" if number == 2 else None,
            supports={"truseq": 0.9, "nebnext": 0.0, "4n": 0.01, "qiaseq": 0.06},
        )
        for number, sample in enumerate(make_sheet(samples).index)
    }
