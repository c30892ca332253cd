"""What the samples of a contrast differ in besides what is tested, and that the design lacks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.stats import f as f_distribution

from mirtrd.cohort.components import TOP, Column, sheet_columns
from mirtrd.design.advice import counts_in_words
from mirtrd.design.contrasts import Contrast, Design
from mirtrd.design.covariates import BATCH_SIZE, covariates
from mirtrd.design.formulas import columns_of
from mirtrd.design.matrices import Model, first_of, make_model
from mirtrd.inputs.materials import HAEMOLYSIS
from mirtrd.statistics.arrays import Array
from mirtrd.statistics.multiple_testing import adjust

# What is known of each library from its counts, in words, and how its numbers are written.
LIBRARY = {
    "size_factor": ("the size factor", "{:.3g}"),
    "mirna_reads": ("the number of reads", "{:,.0f}"),
    "top_share": (f"the share of the top {TOP}", "{:.2f}"),
}
# Columns of the sheet of which the cohort's notes have a sentence of their own.
OF_THE_LIBRARY = ("kit", "matrix")
# Fewer samples than this show nothing; a direction that holds less of the variance is lost to
# rounding.
MIN_SAMPLES, SMALLEST = 6, 1e-8


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something that goes with a contrast: what, how in words, and the p-value ``given`` the other
    columns of the design, raw and adjusted for all that was tried; ``of_library`` if the counts say
    it, not the sheet."""

    what: str
    found: str
    pvalue: float
    given: tuple[str, ...] = ()
    padj: float = float("nan")
    of_library: bool = False

    def as_note(self, contrast: Contrast) -> str:
        """The sentence for the notes of a contrast."""
        p = f"p = {self.pvalue:.1g}" if self.pvalue > 0 else "one follows from the other"
        p += f" given {first_of(self.given)}" if self.given else ""
        found = f"{self.found}; {p}" if self.found else p
        return f"{_beginning(contrast)} {self.what} ({found}): {self._meaning()}"

    def _meaning(self) -> str:
        if self.of_library:
            return "how libraries are scaled may make changes, or hide them"
        if self.what == HAEMOLYSIS:
            return "changes may come from broken red blood cells; the design lacks it"
        return f"changes may be those of {self.what}, which the design lacks"


def describe_differences(differences: Iterable[Difference], contrast: Contrast) -> str:
    """All of them in one sentence; "" if there are none."""
    names = [difference.what for difference in differences]
    if not names:
        return ""
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{_beginning(contrast)} {listed}: this may make changes, or hide them."


def _beginning(contrast: Contrast) -> str:
    if contrast.factor:
        return f"{contrast.tested} and {contrast.reference} differ in"
    return f"{contrast.name} goes with"


def find_differences(
    libraries: pd.DataFrame, sheet: pd.DataFrame, design: Design, contrast: Contrast, alpha: float
) -> list[Difference]:
    """What goes with a contrast at ``alpha``, adjusted over all that is tried.

    ``libraries`` are samples x LIBRARY. Tried are these, and every column of the sheet that is not
    in the design, the score of haemolysis among them; not what has few samples for each level, such
    as patients. Samples of other groups take no part.
    """
    samples, model = contrast.samples(sheet), make_model(sheet, design, contrast)
    levels = sheet.loc[samples, contrast.factor] if contrast.factor else None
    found = []
    for column in _candidates(libraries.loc[samples], sheet.loc[samples], design.formula):
        pvalue = _test(column, model)
        if not np.isnan(pvalue):
            what, _ = LIBRARY.get(column.name, (column.name, ""))
            difference = Difference(
                what=what,
                found="" if levels is None else _in_words(column, levels, contrast),
                pvalue=pvalue,
                given=tuple(covariates(design, contrast)),
                of_library=column.name in LIBRARY,
            )
            found.append(difference)
    adjusted = adjust(np.array([difference.pvalue for difference in found]))
    return [
        replace(difference, padj=float(padj))
        for difference, padj in zip(found, adjusted, strict=True)
        if padj < alpha
    ]


def _candidates(libraries: pd.DataFrame, sheet: pd.DataFrame, formula: str) -> Iterator[Column]:
    for name in LIBRARY:
        yield Column(name, "numbers", libraries[name].astype(float))
    for column in sheet_columns(sheet, formula):
        if column.name in columns_of(formula) or column.name in OF_THE_LIBRARY:
            continue
        # Persons and the like are in one group each by nature.
        if column.kind == "numbers" or column.values.nunique() * BATCH_SIZE <= len(column.values):
            yield column


def _test(column: Column, model: Model) -> float:
    """The p-value of no association between a column and what a contrast tests, given the rest of
    the design; NaN if that cannot be told.

    Numbers count by their ranks (Conover & Iman 1981, doi:10.1080/00031305.1981.10479327). Both
    sides are freed of the rest of the design, and Pillai's trace of their canonical correlations is
    tested as F, which is exact where one side is a single column: then it is the F-test of a
    regression.
    """
    values = column.values
    matrix = model.matrix.loc[values.index]
    if model.reduced is None:
        tested, rest = matrix[[model.coefficient]], matrix.drop(columns=model.coefficient)
    else:
        tested, rest = matrix, model.reduced.loc[values.index]
    own = values.rank().to_frame() if column.kind == "numbers" else pd.get_dummies(values)
    base = _basis(_scaled(np.column_stack([np.ones(len(values)), rest.to_numpy(dtype=float)])))
    one, other = (
        _basis(side - base @ (base.T @ side))
        for side in (_scaled(own.to_numpy(dtype=float)), _scaled(tested.to_numpy(dtype=float)))
    )
    fewer, more = sorted([one.shape[1], other.shape[1]])
    left = len(values) - base.shape[1] - more
    if not fewer or left < 1 or len(values) < MIN_SAMPLES:
        return float("nan")
    trace = float(((one.T @ other) ** 2).sum())
    if trace > fewer * (1 - SMALLEST):
        return 0.0
    statistic = trace / more / ((fewer - trace) / left)
    return float(f_distribution.sf(statistic, fewer * more, fewer * left))


def _scaled(values: Array) -> Array:
    """The columns with length 1, those of zeros as they are."""
    lengths = np.linalg.norm(values, axis=0)
    scaled: Array = values / np.where(lengths > 0, lengths, 1)
    return scaled


def _basis(values: Array) -> Array:
    """An orthonormal basis of the space of the columns (rows x its dimension)."""
    left, singular, _ = np.linalg.svd(values, full_matrices=False)
    return left[:, singular > SMALLEST]


def _in_words(column: Column, levels: pd.Series, contrast: Contrast) -> str:
    """The medians of both groups, or how many samples of each have which value."""
    levels = levels[column.values.index]
    if column.kind == "groups":
        return counts_in_words(pd.crosstab(column.values, levels), contrast)
    _, form = LIBRARY.get(column.name, ("", "{:.3g}"))
    medians = column.values.groupby(levels).median()
    return "medians " + " and ".join(form.format(medians[level]) for level in contrast.levels)
