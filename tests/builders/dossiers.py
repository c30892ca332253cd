"""Dossiers of a few miRNAs: calls that nothing speaks against, but for what a test changes."""

from typing import Any

import numpy as np
import pandas as pd

from mirtrd.candidates.tables import DOSSIER

CLEAN = {
    "status": "up",
    "baseMean": 1000.0,
    "log2FoldChange": 1.0,
    "pvalue": 1e-5,
    "padj": 0.001,
    "significant_share": 1.0,
    "detected_tested": 1.0,
    "detected_reference": 1.0,
    "median_cpm_tested": 2000.0,
    "median_cpm_reference": 1000.0,
    "ambiguous_share": 0.0,
    "entry": "accepted",
    "follows_haemolysis": "no",
    "canonical_carries": "yes",
    "sequence": "UGAGGUAGUAGGUUGUAUAGUU",
    "seed": "GAGGUAG",
    "reports": 0,
}
NULL = CLEAN | {"status": "not significant", "log2FoldChange": 0.05, "pvalue": 0.8, "padj": 0.9}
UNTESTED = CLEAN | {
    "status": "not testable", "reason": "below count filter", "log2FoldChange": np.nan,
    "pvalue": np.nan, "padj": np.nan, "significant_share": np.nan,
}  # fmt: skip


def make_dossier(**rows: dict[str, Any]) -> pd.DataFrame:
    """A dossier of rows by name, with "_" for "-"; what a row does not say is empty."""
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index = pd.Index([name.replace("_", "-") for name in table.index], name="mirna")
    for column in DOSSIER.columns[1:]:
        empty = "" if column.kind == "text" else np.nan
        if column.name not in table:
            table[column.name] = empty
        elif column.kind == "text":
            table[column.name] = table[column.name].fillna("")
    return table[list(DOSSIER.header[1:])]
