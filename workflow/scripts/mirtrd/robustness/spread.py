"""How far the changes of all miRNAs hang on the way libraries are scaled."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

# The median change differs by more than this (log2; a factor of 1.4) between two ways to scale the
# libraries: then signs of changes of that size are a matter of choice. Random halves of the groups
# of a plasma cohort, 15 against 15, stay below.
LARGE = 0.5
MAIN = "main analysis"


def median_changes(table: pd.DataFrame, variants: pd.DataFrame) -> dict[str, float]:
    """The median log2 change of all miRNAs that were fitted, in the main analysis and with each
    other normaliser.

    ``table`` has a row for each miRNA, ``variants`` one for each in each variant, with its kind.
    """
    of_kind = variants[variants["kind"] == "normalisation"]
    medians = of_kind.groupby("variant", sort=False)["log2FoldChange"].median()
    found = {MAIN: table["log2FoldChange"].median(), **medians}
    return {name: round(float(value), 4) for name, value in found.items() if not np.isnan(value)}


def describe_spread(medians: Mapping[str, float], turned: int, called: int) -> str:
    """A sentence if the normalisers disagree, "" else.

    ``turned`` is the number of the ``called`` whose sign depends on the normaliser.
    """
    words = []
    if medians and max(medians.values()) - min(medians.values()) > LARGE:
        low, high = min(medians, key=lambda x: medians[x]), max(medians, key=lambda x: medians[x])
        words.append(
            f"the median change runs from {signed(medians[low])} ({low}) to "
            f"{signed(medians[high])} (log2, {high}) with the way libraries are scaled"
        )
    if turned:
        words.append(f"{turned} of {called} calls change their sign with the normaliser")
    sentence = "; ".join(words)
    return f"{sentence[0].upper()}{sentence[1:]}." if words else ""


def signed(change: float) -> str:
    """A log2 change with its sign."""
    return f"{change:+.2f}".replace("-", "\N{MINUS SIGN}")
