"""The columns of a design next to those that a contrast is about: batches, patients, others."""

import re

import pandas as pd

from mirtrd.design.contrasts import Contrast, Design
from mirtrd.design.formulas import columns_of, is_grouped

# A column with fewer samples per level than this, such as patients, is no batch.
BATCH_SIZE = 3


def covariates(design: Design, contrast: Contrast) -> list[str]:
    """The columns of the design but for those that the contrast is about."""
    columns = columns_of(design.formula)
    if contrast.factor:
        return [name for name in columns if name != contrast.factor]
    tested = " ".join(contrast.coefficients)
    return [name for name in columns if not re.search(rf"\b{re.escape(name)}\b", tested)]


def group_covariates(sheet: pd.DataFrame, design: Design, contrast: Contrast) -> list[str]:
    """The covariates that part the samples into groups."""
    columns = covariates(design, contrast)
    return [name for name in columns if _has_groups(sheet[name], design.formula)]


def optional_covariates(sheet: pd.DataFrame, design: Design, contrast: Contrast) -> list[str]:
    """The covariates that one might have left out: not patients, whose pairing is no option."""
    groups = group_covariates(sheet, design, contrast)
    return [
        name
        for name in covariates(design, contrast)
        if name not in groups or sheet[name].nunique() * BATCH_SIZE <= len(sheet)
    ]


def patient_column(sheet: pd.DataFrame, formula: str, factor: str) -> str:
    """The column of the design that says whose sample it is; "" if the design is not paired.

    It has few samples in each level, and several of them in at least some.
    """
    for name in columns_of(formula):
        sizes = sheet[name].value_counts()
        few = name != factor and len(sizes) * BATCH_SIZE > len(sheet) and (sizes > 1).any()
        if few and _has_groups(sheet[name], formula):
            return name
    return ""


def _has_groups(values: pd.Series, formula: str) -> bool:
    grouped = is_grouped(str(values.name), formula)
    return grouped or bool(pd.to_numeric(values, errors="coerce").isna().any())
