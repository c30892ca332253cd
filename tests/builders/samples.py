"""Samples for figures: sheets, counts and values of any number of them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from builders.tables import write
from mirtrd.quality.tables import STATUS


def sample_names(samples: int) -> list[str]:
    return [f"S{number + 1}" for number in range(samples)]


def make_sheet(samples: int | Sequence[str]) -> pd.DataFrame:
    """So many samples, or samples of these names, by turns controls and patients."""
    names = sample_names(samples) if isinstance(samples, int) else list(samples)
    columns = {
        "condition": ["TRD" if i % 2 else "control" for i in range(len(names))],
        "batch": [f"b{i % 3}" for i in range(len(names))],
    }
    return pd.DataFrame(columns, index=pd.Index(names, name="sample"))


def make_rich_sheet(samples: int) -> pd.DataFrame:
    """Samples with columns of all kinds: pairs, numbers, codes, gaps, and columns of no use."""
    numbers = np.arange(samples)
    columns = {
        "condition": np.where(numbers % 2, "TRD", "control"),
        "batch": [f"b{i // 2 % 3}" for i in numbers],
        "patient": [f"p{i // 2}" for i in numbers],
        "age": [str(30 + 0.5 * (13 * i % 47)) for i in numbers],
        "site": ["one"] * samples,
        "barcode": [f"ACGT{i}" for i in numbers],
        "rin": ["" if i == 1 else str(6 + (i % 5) / 2) for i in numbers],
        "plate": [str(1 + i % 3) for i in numbers],
        "fastq": [f"{i}.fastq.gz" for i in numbers],
    }
    return pd.DataFrame(columns, index=pd.Index(sample_names(samples), name="sample"))


def make_vst(samples: int | Sequence[str], mirnas: int = 40, spread: float = 2.0) -> pd.DataFrame:
    """Variance-stabilised counts, miRNAs x samples."""
    columns = make_sheet(samples).index
    values = np.random.default_rng(1).normal(8, spread, (mirnas, len(columns)))
    names = pd.Index([f"hsa-miR-{i}-5p" for i in range(mirnas)], name="mirna")
    return pd.DataFrame(values, index=names, columns=columns)


def make_counts(samples: int | Sequence[str], mirnas: int = 60) -> pd.DataFrame:
    """Counts, miRNAs x samples."""
    return (2 ** make_vst(samples, mirnas, spread=1.0)).round().astype(int)


def make_expression(mirnas: int, called: int) -> pd.DataFrame:
    """The table of a contrast, by p-value: of 60 miRNAs so many tested, so many of these called."""
    random = np.random.default_rng(3)
    table = pd.DataFrame(
        {
            "log2FoldChange": random.normal(0, 1, 60),
            "pvalue": np.sort(random.uniform(0, 1, 60)),
            "padj": np.where(np.arange(60) < called, 0.001, 0.5),
            "status": "not significant",
            "reason": "",
        },
        index=pd.Index([f"hsa-miR-{i}-5p" for i in range(60)], name="mirna"),
    )
    way = np.where(table["log2FoldChange"] > 0, "up", "down")
    table.iloc[:called, table.columns.get_loc("status")] = way[:called]
    table.iloc[mirnas:, [1, 2]] = np.nan
    table.iloc[mirnas:, 3] = "not testable"
    return table


def write_sheet(path: Path, sheet: pd.DataFrame) -> str:
    """A sheet as a user writes it; returns its path."""
    full = sheet if "fastq" in sheet else sheet.assign(fastq="reads.fastq.gz")
    full.to_csv(path, sep="\t", index_label="sample")
    return str(path)


def write_status(path: Path, samples: Sequence[str], failed: Sequence[str] = ()) -> str:
    """The table of samples, all of them good but those that failed; returns its path."""
    states = [("fail", "no") if sample in failed else ("ok", "yes") for sample in samples]
    index = pd.Index(samples, name="sample")
    return write(STATUS, path, pd.DataFrame(states, index, columns=["status", "used"]))
