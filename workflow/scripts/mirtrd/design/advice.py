"""What a reader has to know about a design that can be fitted."""

import numpy as np
import pandas as pd

from mirtrd.design.contrasts import Contrast, Design
from mirtrd.design.covariates import BATCH_SIZE
from mirtrd.design.formulas import columns_by_term, is_transformed
from mirtrd.design.matrices import evaluate, first_of, type_columns
from mirtrd.design.persons import person_notes

# Groups of fewer samples are fitted, with a warning: Cook's distance cannot judge them.
FEW_REPLICATES = 3
# With fewer residual degrees of freedom the dispersions rest on the trend alone.
FEW_RESIDUALS = 5
# A covariate that multiplies the variance of a contrast by this is worth a warning.
INFLATION = 4 / 3


def design_notes(sheet: pd.DataFrame, design: Design, contrast: Contrast) -> list[str]:
    """What a reader has to know about a design that can be fitted, a line each.

    How columns were coded, what the contrast means next to interactions, and what is weak: few
    replicates, levels of one sample, several samples of a person, groups unevenly spread over a
    covariate, few residual degrees of freedom.
    """
    frame, notes = type_columns(sheet, design, contrast)
    matrix = evaluate(frame, design.formula)
    if empty := list(matrix.columns[(matrix == 0).all()]):
        notes.append(f"left out because they are 0 in all samples: {', '.join(empty)}")
    notes += _interaction_notes(frame, design.formula, contrast)
    notes += _replicate_notes(frame, contrast)
    notes += person_notes(sheet, design, contrast)
    if contrast.factor:
        notes += _balance_notes(frame, contrast)
    residual = len(matrix) - int(np.linalg.matrix_rank(matrix))
    if residual < FEW_RESIDUALS:
        notes.append(
            f"only {residual} residual degrees of freedom ({len(matrix)} samples, "
            f"{len(matrix) - residual} coefficients): too few to judge the dispersion of a miRNA"
        )
    return notes


def _interaction_notes(frame: pd.DataFrame, formula: str, contrast: Contrast) -> list[str]:
    """In which level of the other columns a contrast of a factor that interacts holds."""
    factor = contrast.factor
    terms = columns_by_term(formula).values()
    partners = sorted(set().union(*(names - {factor} for names in terms if factor in names)))
    if not partners:
        return []
    places = [
        f"{name} = {frame[name].cat.categories[0]}"
        if frame[name].dtype == "category"
        else f"{name} at {'0, as transformed' if is_transformed(name, formula) else 'its mean'}"
        for name in partners
    ]
    return [
        f"{factor} interacts with {', '.join(partners)}: {contrast.tested} versus "
        f"{contrast.reference} is the effect for {' and '.join(places)}, not an average"
    ]


def _replicate_notes(frame: pd.DataFrame, contrast: Contrast) -> list[str]:
    notes = []
    for name, values in frame.select_dtypes("category").items():
        sizes = values.value_counts(sort=False)
        if name == contrast.factor:
            notes += [
                f"group {level} has {sizes[level]} samples: an outlier among fewer than "
                f"{FEW_REPLICATES} cannot be told"
                for level in contrast.levels
                if sizes[level] < FEW_REPLICATES
            ]
        elif single := list(sizes.index[sizes == 1]):
            notes.append(
                f"one sample each in {name} {first_of(single)}: it is used up by the coefficient "
                "of its level"
            )
    return notes


def _balance_notes(frame: pd.DataFrame, contrast: Contrast) -> list[str]:
    """The covariates over which the two groups of a contrast are unevenly spread.

    Measured by how much adjusting for the covariate alone inflates the variance of the
    contrast: 1 where the groups are balanced.
    """
    pair, notes = frame.loc[contrast.samples(frame)], []
    for name in frame.columns.drop(contrast.factor):
        values = pair[name]
        categorical = values.dtype == "category"
        if categorical and len(values) < BATCH_SIZE * values.nunique():
            continue
        inflation = _variance_inflation(values, pair[contrast.factor] == contrast.tested)
        table = pd.crosstab(values, pair[contrast.factor]) if categorical else None
        if inflation < INFLATION and (table is None or (table > 0).all(axis=None)):
            continue
        found = (
            _differing_means(values, pair[contrast.factor] == contrast.tested)
            if table is None
            else counts_in_words(table, contrast)
        )
        notes.append(
            f"{name} x {contrast.factor} is unbalanced ({found}): adjusting for {name} multiplies "
            f"the variance of {contrast.tested} versus {contrast.reference} by {inflation:.2g}"
        )
    return notes


def _variance_inflation(values: pd.Series, tested: pd.Series) -> float:
    """By how much adjusting for a covariate multiplies the variance of a difference of groups."""
    if values.dtype == "category":
        others = pd.get_dummies(values, dtype=float).to_numpy()
    else:
        others = np.column_stack([np.ones(len(values)), values.to_numpy(dtype=float)])
    groups = tested.to_numpy(dtype=float)
    residual = groups - others @ np.linalg.lstsq(others, groups, rcond=None)[0]
    total = ((groups - groups.mean()) ** 2).sum()
    return float(total / max((residual**2).sum(), 1e-12 * total))


def _differing_means(values: pd.Series, tested: pd.Series) -> str:
    means = values.groupby(tested).mean()
    return f"means differ by {abs(means[True] - means[False]) / values.std():.2g} of its SD"


def counts_in_words(table: pd.DataFrame, contrast: Contrast) -> str:
    return "; ".join(
        f"{level}: " + ", ".join(f"{row[group]} {group}" for group in contrast.levels)
        for level, row in table.iterrows()
        if row.sum()
    )
