"""Principal components of the samples, and what the sample sheet says that could explain them."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from mirtrd.design.formulas import is_grouped
from mirtrd.statistics.abundance import DETECTED

MOST_VARIABLE = 500  # as plotPCA of DESeq2
COMPONENTS = 4
TOP = 10
# Columns that say nothing about a sample.
NAMES = ("sample", "fastq", "accession")
# Whole numbers with fewer distinct values than this may well be groups.
FEW_VALUES = 6
MOST_COLOURS = 20


def principal_components(
    vst: pd.DataFrame, number: int = COMPONENTS
) -> tuple[pd.DataFrame, np.ndarray]:
    """Principal components of the most variable miRNAs, as plotPCA of DESeq2 does.

    ``vst`` is miRNAs x samples. Returns the scores (samples x PC1..., NaN for components
    that so few samples do not have) and the share of the variance that each explains. The
    loading of the largest magnitude is positive, so that signs do not depend on the computer.
    """
    variances = vst.var(axis=1, ddof=0).to_numpy()
    chosen = np.argsort(-variances, kind="stable")[:MOST_VARIABLE]
    values = vst.to_numpy(dtype=float).T[:, chosen]
    scores = np.full((vst.shape[1], number), np.nan)
    shares = np.full(number, np.nan)
    if values.size:
        centred = values - values.mean(axis=0)
        left, singular, loadings = np.linalg.svd(centred, full_matrices=False)
        strongest = loadings[np.arange(len(loadings)), np.abs(loadings).argmax(axis=1)]
        signs = np.where(strongest < 0, -1.0, 1.0)
        kept = max(1, min(number, len(values) - 1, len(singular)))
        scores[:, :kept] = (left * singular * signs)[:, :kept]
        total = (singular**2).sum()
        shares[:kept] = singular[:kept] ** 2 / total if total else 0.0
    names = [f"PC{i + 1}" for i in range(number)]
    return pd.DataFrame(scores, index=vst.columns, columns=names), shares


class Column(NamedTuple):
    """What one column says of the samples that it is filled for: groups (text) or numbers."""

    name: str
    kind: str
    values: pd.Series

    @property
    def drawable(self) -> bool:
        """Whether colours can tell the values apart."""
        return self.kind == "numbers" or self.values.nunique() <= MOST_COLOURS


def sheet_columns(sheet: pd.DataFrame, formula: str) -> list[Column]:
    """The columns of the sheet that can be tested or drawn, in its order.

    Numbers are what holds only numbers, unless they are whole and few, or ``formula`` has the
    column in C(). Left out are names, columns that are the same everywhere, and groups that
    are more than half as many as samples.
    """
    columns = []
    for name in sheet.columns.drop(list(NAMES), errors="ignore"):
        values = sheet[name][sheet[name] != ""]
        numbers = pd.to_numeric(values, errors="coerce")
        few = (numbers % 1 == 0).all() and numbers.nunique() < FEW_VALUES
        if numbers.isna().any() or is_grouped(name, formula) or few:
            if 1 < values.nunique() <= len(values) / 2:
                columns.append(Column(name, "groups", values))
        elif numbers.nunique() > 1:
            columns.append(Column(name, "numbers", numbers.astype(float)))
    return columns


def library_columns(counts: pd.DataFrame) -> list[Column]:
    """What the counts (miRNAs x samples) say of the libraries, whatever their biology."""
    totals = counts.sum()
    described = {
        "miRNA reads (log₁₀)": np.log10(totals.clip(lower=1)),
        f"miRNAs with ≥ {DETECTED} reads": (counts >= DETECTED).sum().astype(float),
        f"share of the top {TOP}": top_share(counts),
    }
    columns = [Column(name, "numbers", values) for name, values in described.items()]
    return [column for column in columns if column.values.nunique() > 1]


def top_share(counts: pd.DataFrame) -> pd.Series:
    """The share of each sample's miRNA reads that its own most abundant TOP miRNAs take."""
    ordered = -np.sort(-counts.to_numpy(dtype=float), axis=0)
    shares = ordered[:TOP].sum(axis=0) / np.maximum(ordered.sum(axis=0), 1)
    return pd.Series(shares, index=counts.columns)
