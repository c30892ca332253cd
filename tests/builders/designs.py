"""Sheets, contrasts and designs in a few words."""

import pandas as pd

from mirtrd.design.contrasts import Contrast, Criteria, Design, Question, reference_levels

CRITERIA = Criteria(alpha=0.05)


def compare(tested: str = "TRD", reference: str = "control", factor: str = "condition", **others):
    """A contrast of two levels."""
    name = f"{tested}_vs_{reference}"
    return Contrast(name=name, factor=factor, tested=tested, reference=reference, **others)


def combine(**coefficients: float) -> Contrast:
    """A contrast of coefficients."""
    return Contrast(name="sum", coefficients=coefficients)


TRD = compare()


def design(formula: str, *contrasts: Contrast, **references: str) -> Design:
    """A design with contrasts, TRD if there are none, and reference levels."""
    contrasts = contrasts or (TRD,)
    given = reference_levels(contrasts, references)
    return Design(formula=formula, references=given, contrasts=contrasts)


def question(formula: str, contrast: Contrast = TRD) -> Question:
    """A contrast of a design."""
    return Question(contrast=contrast, design=design(formula, contrast), criteria=CRITERIA)


def table(**columns: str) -> pd.DataFrame:
    """A sheet from columns of cells separated by blanks."""
    cells = {name: text.split() for name, text in columns.items()}
    size = len(next(iter(cells.values())))
    return pd.DataFrame(cells, index=[f"s{number}" for number in range(1, size + 1)], dtype=str)
