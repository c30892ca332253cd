"""What the samples are made of, and the covariate that follows from it."""

import numpy as np
import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.design.formulas import columns_of

# Material in which broken red blood cells show as haemolysis.
CELL_FREE = ("plasma", "serum")
# Material that consists of blood cells, so that their miRNAs are no sign of anything.
BLOOD_CELLS = ("whole_blood", "blood", "blood_cells", "buffy_coat", "pbmc", "pbmcs", "leukocytes",
               "lymphocytes", "monocytes", "platelets", "erythrocytes", "cells")  # fmt: skip
# The covariate that the workflow itself supplies.
HAEMOLYSIS = "haemolysis"


def matrix_of(sheet: pd.DataFrame, default: str | None) -> pd.Series:
    """The material of each sample in lower case, by the sheet or else by the config; "" if
    neither says."""
    given = sheet.get("matrix", pd.Series("", index=sheet.index))
    return given.mask(given == "", default or "").str.lower()


def material_of(sheet: pd.DataFrame, default: str | None) -> str:
    """The material of all samples; "" if they are of several, or it is not said."""
    found = set(matrix_of(sheet, default))
    return found.pop() if len(found) == 1 else ""


def cell_free_samples(sheet: pd.DataFrame, default: str | None) -> list[str]:
    """The samples of plasma or serum, in the order of the sheet."""
    matrix = matrix_of(sheet, default)
    return list(matrix.index[matrix.isin(CELL_FREE)])


def are_blood_cells(sheet: pd.DataFrame, default: str | None) -> bool:
    """Whether all samples are whole blood or blood cells."""
    words = matrix_of(sheet, default).str.replace(r"[\s-]+", "_", regex=True)
    return bool(len(words)) and bool(words.isin(BLOOD_CELLS).all())


def with_stand_in(sheet: pd.DataFrame, formula: str, default: str | None) -> pd.DataFrame:
    """The sheet with arbitrary numbers as ``haemolysis`` if the formula has that term and the
    sheet does not, so that a design can be checked before any read is seen.

    Numbers drawn at random are confounded with nothing. Raises UserError if a sample is neither
    plasma nor serum, because then it gets no score.
    """
    if HAEMOLYSIS in sheet or HAEMOLYSIS not in columns_of(formula):
        return sheet
    others = sheet.index.difference(cell_free_samples(sheet, default), sort=False)
    if len(others):
        raise UserError(
            f"expression.design: the term {HAEMOLYSIS!r} is scored in plasma and serum only, and "
            f"sample {others[0]} is neither: set library.matrix or the column 'matrix' of the "
            f"sheet, or give a column {HAEMOLYSIS!r}"
        )
    numbers = np.random.default_rng(0).normal(size=len(sheet))
    return sheet.assign(**{HAEMOLYSIS: [repr(float(number)) for number in numbers]})
