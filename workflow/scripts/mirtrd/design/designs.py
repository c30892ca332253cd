"""Model matrices of a design formula, and the checks that a design can be fitted."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from formulaic import Formula, SimpleFormula
from formulaic.errors import FormulaicError
from formulaic.transforms import TRANSFORMS
from formulaic.utils.variables import get_required_variables

from mirtrd.core.job import UserError

# A contrast of the config: factor, tested and reference, or coefficients; perhaps reduced.
Contrast = Mapping[str, Any]

MIN_REPLICATES = 2
# Groups of fewer samples are fitted, with a warning: Cook's distance cannot judge them.
FEW_REPLICATES = 3
# With fewer residual degrees of freedom the dispersions rest on the trend alone.
FEW_RESIDUALS = 5
# A covariate that multiplies the variance of a contrast by this is worth a warning.
INFLATION = 4 / 3
# A factor with fewer samples per level than this, such as patients, is no batch.
BATCH_SIZE = 3


def design_columns(formula: str) -> list[str]:
    """The columns of the sheet that a formula names, sorted."""
    return sorted(set().union(*_terms(formula).values()))


def _terms(formula: str) -> dict[str, set[str]]:
    """The columns of the sheet in each term of a formula."""
    try:
        parsed = Formula(formula)
    except (FormulaicError, SyntaxError, ValueError) as error:
        raise UserError(
            f"expression.design: {formula!r} is not a formula ({str(error).splitlines()[0]})"
        ) from None
    if hasattr(parsed, "lhs"):
        raise UserError(
            f"expression.design: {formula!r} has a left side: write it as '~ condition'"
        )
    if not isinstance(parsed, SimpleFormula):
        raise UserError(f"expression.design: {formula!r} has several parts: write it without '|'")
    # Formula.required_variables knows neither the column within scale(age) nor one named center.
    terms: dict[str, set[str]] = {}
    for term in parsed:
        names = terms.setdefault(str(term), set())
        for factor in term.factors:
            if factor.eval_method == factor.EvalMethod.LOOKUP:
                names.add(factor.expr)
            elif factor.eval_method == factor.EvalMethod.PYTHON:
                names |= _variables(factor.expr, formula)
    return terms


def _variables(expression: str, formula: str) -> set[str]:
    """The names in a Python expression of a formula that are not functions of formulaic."""
    try:
        return {str(name.root) for name in get_required_variables(expression)} - set(TRANSFORMS)
    except SyntaxError:
        raise UserError(
            f"expression.design: {formula!r} is not a formula ({expression} is not valid)"
        ) from None


def reference_levels(contrasts: Iterable[Contrast], given: Mapping[str, str]) -> dict[str, str]:
    """The reference level of each factor: the one given, else that of the first contrast of it."""
    found = dict(given)
    for contrast in contrasts:
        if "factor" in contrast:
            found.setdefault(contrast["factor"], contrast["reference"])
    return found


def check_contrast(name: str, contrast: Contrast, lfc_threshold: float) -> None:
    """Refuse a contrast that names neither two levels nor coefficients, or both."""
    levels = [key for key in ("factor", "tested", "reference") if key in contrast]
    where = f"config: expression.contrasts.{name}"
    if levels and "coefficients" in contrast:
        raise UserError(f"{where} has both {levels[0]} and coefficients, expected one of the two")
    if "coefficients" not in contrast and len(levels) < 3:
        missing = next(key for key in ("factor", "tested", "reference") if key not in levels)
        raise UserError(
            f"{where}.{missing} is missing: a contrast has factor, tested and reference, or "
            "coefficients"
        )
    if "reduced" in contrast and lfc_threshold:
        raise UserError(
            f"{where}.reduced: a likelihood-ratio test has no threshold, expected "
            f"expression.lfc_threshold 0, found {lfc_threshold:g}"
        )


def check_expression(sheet: pd.DataFrame, expression: Mapping[str, Any]) -> list[str]:
    """What a reader has to know of the design and its contrasts; UserError if one is impossible.

    ``expression`` is that section of the config.
    """
    contrasts, notes = expression["contrasts"], []
    for name, contrast in contrasts.items():
        check_contrast(name, contrast, expression["lfc_threshold"])
    references = reference_levels(contrasts.values(), expression["references"])
    if unused := [name for name in expression["references"] if name not in sheet]:
        raise UserError(
            f"config: expression.references has {unused[0]!r}, which is no column of the sheet"
        )
    for contrast in contrasts.values():
        design = (sheet, expression["design"], contrast, references)
        model_matrix(*design)
        if "reduced" in contrast:
            reduced_matrix(*design)
        notes += design_notes(*design)
    return [f"expression: {note}" for note in dict.fromkeys(notes)]


def model_matrix(
    sheet: pd.DataFrame,
    formula: str,
    contrast: Contrast,
    references: Mapping[str, str] | None = None,
) -> tuple[pd.DataFrame, str]:
    """The model matrix of a formula and the name of the column whose coefficient is a contrast.

    ``sheet`` is samples x text columns. ``contrast`` has factor, tested and reference, or
    ``coefficients``: weights of coefficients of the design. ``references`` are the first levels
    of factors; others begin with the first in the alphabet, and the factor of the contrast with
    its reference, so no sign depends on the alphabet. Columns that hold numbers are numeric,
    centred and divided by their standard deviation unless the formula transforms them; all
    others are categories. Columns that are 0 in all samples are left out. Returns samples x
    coefficients (float).

    Whatever the contrast, it is one coefficient of the matrix returned: for weights, another
    basis of the same space is taken. So the fit is the same for all contrasts of a design, and
    shrinkage and thresholds, which PyDESeq2 has for single coefficients, work for each of them.

    Raises UserError for what the sheet cannot bear: missing values, unknown levels, too few
    replicates, a rank-deficient or saturated matrix.
    """
    matrix = _full_matrix(sheet, formula, contrast, references or {})
    if "coefficients" in contrast:
        _check_rank(sheet, matrix, formula)
        return _rotate(matrix, contrast["coefficients"], formula)
    coefficient = f"{contrast['factor']}[T.{contrast['tested']}]"
    if coefficient not in matrix:
        raise UserError(
            f"expression.design: {formula!r} gives no coefficient for {contrast['tested']} versus "
            f"{contrast['reference']}; found {', '.join(matrix.columns)}: keep the intercept and "
            f"name {contrast['factor']!r} as a term of its own"
        )
    _check_rank(sheet, matrix, formula)
    return matrix, coefficient


def reduced_matrix(
    sheet: pd.DataFrame,
    formula: str,
    contrast: Contrast,
    references: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The model matrix of ``contrast["reduced"]``, the null hypothesis of a likelihood-ratio test.

    Raises UserError unless it is nested in the design, with fewer coefficients.
    """
    full = _full_matrix(sheet, formula, contrast, references or {})
    small = contrast["reduced"]
    where = "expression.contrasts: reduced"
    if extra := set(design_columns(small)) - set(design_columns(formula)):
        raise UserError(f"{where} {small!r} names {min(extra)}, which {formula!r} does not")
    reduced = _evaluate(_frame(sheet, formula, contrast, references or {})[0], small, sheet)
    reduced = reduced.loc[:, (reduced != 0).any()]
    rank = np.linalg.matrix_rank
    if rank(np.hstack([full, reduced])) > rank(full) or rank(reduced) >= rank(full):
        raise UserError(f"{where} {small!r} is no part of the design {formula!r}: leave out terms")
    _check_rank(sheet, reduced, small)
    return reduced


def smallest_group(
    sheet: pd.DataFrame,
    formula: str,
    contrasts: Iterable[Contrast],
    references: Mapping[str, str] | None = None,
) -> int:
    """The number of samples in the smallest group that any of the contrasts rests on.

    For levels, the smaller group. For a coefficient, the samples that have it (or those that do
    not, if they are fewer); half of the samples if it belongs to a measurement.
    """
    sizes = []
    for contrast in contrasts:
        if "factor" in contrast:
            groups = sheet[contrast["factor"]]
            sizes += [int((groups == contrast[role]).sum()) for role in ("tested", "reference")]
            continue
        matrix = _full_matrix(sheet, formula, contrast, references or {})
        for name, weight in contrast["coefficients"].items():
            if weight and name in matrix:
                ones = int(matrix[name].sum())
                binary = matrix[name].isin([0, 1]).all()
                sizes.append(min(ones, len(sheet) - ones) if binary else len(sheet) // 2)
    return min(sizes)


def _full_matrix(
    sheet: pd.DataFrame, formula: str, contrast: Contrast, references: Mapping[str, str]
) -> pd.DataFrame:
    frame, _ = _frame(sheet, formula, contrast, references)
    matrix = _evaluate(frame, formula, sheet)
    return matrix.loc[:, (matrix != 0).any()]


def _evaluate(frame: pd.DataFrame, formula: str, sheet: pd.DataFrame) -> pd.DataFrame:
    try:
        matrix = pd.DataFrame(Formula(formula).get_model_matrix(frame), index=sheet.index)
    except Exception as error:  # formulaic passes on whatever an expression in a formula raises
        raise UserError(
            f"expression.design: {formula!r} cannot be evaluated on the sheet "
            f"({str(error).splitlines()[0]})"
        ) from None
    return matrix.astype(float)


def _frame(
    sheet: pd.DataFrame, formula: str, contrast: Contrast, references: Mapping[str, str]
) -> tuple[pd.DataFrame, list[str]]:
    """The columns that a formula names, typed, and notes on what was done to them."""
    factor = contrast.get("factor")
    columns = design_columns(formula)
    if factor is not None and factor not in columns:
        raise UserError(f"expression.contrasts: factor {factor!r} is not in the design {formula!r}")
    typed, notes = {}, []
    for name in columns:
        values = _column(sheet, name, formula, name == factor)
        if name == factor:
            values = _categories(sheet[factor], contrast)
        elif values.dtype == "category":
            values = _reorder(values, references.get(name))
        elif not _wrapped(name, formula):
            mean, spread = values.mean(), values.std(ddof=1)
            values = (values - mean) / spread
            notes.append(
                f"{name} is centred at {mean:.4g} and divided by its standard deviation, "
                f"{spread:.4g}: its coefficient is the change for one standard deviation"
            )
        typed[name] = values
    return pd.DataFrame(typed, index=sheet.index), notes


def _wrapped(name: str, formula: str, function: str = "") -> bool:
    """Whether a formula has a column within a function, as in C(batch) or scale(age)."""
    return bool(re.search(rf"{function}\(\s*`?{re.escape(name)}`?\s*[,)]", formula))


def _column(sheet: pd.DataFrame, name: str, formula: str, is_factor: bool) -> pd.Series:
    if name not in sheet:
        raise UserError(
            f"expression.design: column {name!r} is not in the sample sheet, which has "
            f"{', '.join(sheet.columns)}"
        )
    values = sheet[name]
    if empty := list(values.index[values == ""]):
        raise UserError(
            f"sample sheet, column {name!r}: no value for {_some(empty)}, but the design "
            f"{formula!r} needs one"
        )
    if is_factor:
        return values
    numbers = pd.to_numeric(values, errors="coerce")
    wrapped = _wrapped(name, formula)
    if not wrapped and numbers.isna().any() and numbers.notna().mean() > 0.5:
        odd = values.index[numbers.isna()][0]
        raise UserError(
            f"sample sheet, column {name!r}: {values[odd]!r} (sample {odd}) is not a number, the "
            f"others are; mend it, or write C({name}) in expression.design for groups"
        )
    if numbers.isna().any():
        return values.astype("category")
    if _wrapped(name, formula, r"\bC"):
        levels = sorted(values.unique(), key=float)
        return pd.Series(pd.Categorical(values, categories=levels), index=values.index)
    if not wrapped and numbers.nunique() == 1:
        raise UserError(
            f"expression.design: column {name!r} is {values.iloc[0]} in all usable samples: leave "
            "it out"
        )
    if not wrapped and (numbers % 1 == 0).all() and numbers.nunique() <= len(numbers) / 2:
        raise UserError(
            f"expression.design: column {name!r} holds {numbers.nunique()} different whole "
            f"numbers: write C({name}) for groups or scale({name}) for a measurement"
        )
    return numbers.astype(float)


def _categories(values: pd.Series, contrast: Contrast) -> pd.Series:
    """The factor of a contrast, its reference level first, the others in sheet order."""
    found = values.value_counts()
    for role in ("reference", "tested"):
        level = contrast[role]
        if level not in found:
            raise UserError(
                f"expression.contrasts: {role} level {level!r} is not in column {values.name!r}, "
                f"which has {', '.join(values.unique())}"
            )
        if found[level] < MIN_REPLICATES:
            raise UserError(
                f"expression.contrasts: group {level!r} has {found[level]} usable sample, at least "
                f"{MIN_REPLICATES} are needed"
            )
    levels = [contrast["reference"], *(v for v in values.unique() if v != contrast["reference"])]
    return pd.Series(pd.Categorical(values, categories=levels), index=values.index)


def _reorder(values: pd.Series, first: str | None) -> pd.Series:
    """A category with a level put first."""
    levels = list(values.cat.categories)
    if first is None:
        return values
    if first not in levels:
        raise UserError(
            f"expression.references: level {first!r} is not in column {values.name!r}, which has "
            f"{', '.join(levels)}"
        )
    return values.cat.reorder_categories([first, *(v for v in levels if v != first)])


def _rotate(
    matrix: pd.DataFrame, weights: Mapping[str, float], formula: str
) -> tuple[pd.DataFrame, str]:
    """A matrix of the same space, one of whose coefficients is the weighted sum of these.

    With the weights c in place of row k of the unit matrix, T, the coefficients of X T^-1 are
    T b, of which the k-th is c'b.
    """
    if unknown := [name for name in weights if name not in matrix]:
        raise UserError(
            f"expression.contrasts: {formula!r} has no coefficient {unknown[0]!r}; it has "
            f"{', '.join(matrix.columns)}"
        )
    used = {name: weight for name, weight in weights.items() if weight}
    if not used:
        raise UserError("expression.contrasts: all weights of coefficients are 0")
    pivot = next(iter(used))
    rotated = matrix.copy()
    rotated[pivot] = matrix[pivot] / used[pivot]
    for name, weight in used.items():
        if name != pivot:
            rotated[name] = matrix[name] - weight * rotated[pivot]
    label = pivot if used == {pivot: 1} else _sum_in_words(used)
    return rotated.rename(columns={pivot: label}), label


def _sum_in_words(weights: Mapping[str, float]) -> str:
    terms = "".join(
        f" {'-' if weight < 0 else '+'} {'' if abs(weight) == 1 else f'{abs(weight):g} '}{name}"
        for name, weight in weights.items()
    )
    return terms.removeprefix(" + ").strip()


def _check_rank(sheet: pd.DataFrame, matrix: pd.DataFrame, formula: str) -> None:
    samples, coefficients = matrix.shape
    if samples <= coefficients:
        raise UserError(
            f"expression.design: {formula!r} has {coefficients} coefficients but there are only "
            f"{samples} usable samples: leave out covariates"
        )
    for position, column in enumerate(matrix.columns):
        before = matrix.iloc[:, :position]
        if position and np.linalg.matrix_rank(matrix.iloc[:, : position + 1]) == position:
            weights = np.linalg.lstsq(before, matrix[column], rcond=None)[0]
            partners = [n for n, w in zip(before, weights, strict=True) if abs(w) > 1e-8]
            raise UserError(
                f"expression.design: {formula!r} is confounded: {column} follows from "
                f"{', '.join(partners)}{_nested(sheet, formula)}"
            )


def _nested(sheet: pd.DataFrame, formula: str) -> str:
    """Name, for a reader, a level of one factor all of whose samples share one of another."""
    factors = [c for c in design_columns(formula) if sheet[c].nunique() <= len(sheet) / 2]
    for inner in factors:
        for level, group in sheet.groupby(inner, sort=False):
            for outer in factors:
                if outer != inner and group[outer].nunique() == 1 and sheet[outer].nunique() > 1:
                    return f" ({inner} {level} holds only {outer} {group[outer].iloc[0]})"
    return ""


def design_notes(
    sheet: pd.DataFrame,
    formula: str,
    contrast: Contrast,
    references: Mapping[str, str] | None = None,
) -> list[str]:
    """What a reader has to know about a design that can be fitted, a line each.

    How columns were coded, what the contrast means next to interactions, and what is weak: few
    replicates, levels of one sample, groups unevenly spread over a covariate, few residual
    degrees of freedom.
    """
    frame, notes = _frame(sheet, formula, contrast, references or {})
    matrix = _evaluate(frame, formula, sheet)
    if empty := list(matrix.columns[(matrix == 0).all()]):
        notes.append(f"left out because they are 0 in all samples: {', '.join(empty)}")
    notes += _interaction_notes(frame, formula, contrast)
    notes += _replicate_notes(frame, contrast)
    if "factor" in contrast:
        notes += _balance_notes(frame, formula, contrast)
    residual = len(matrix) - int(np.linalg.matrix_rank(matrix))
    if residual < FEW_RESIDUALS:
        notes.append(
            f"only {residual} residual degrees of freedom ({len(matrix)} samples, "
            f"{len(matrix) - residual} coefficients): too few to judge the dispersion of a miRNA"
        )
    return notes


def _interaction_notes(frame: pd.DataFrame, formula: str, contrast: Contrast) -> list[str]:
    """In which level of the other columns a contrast of a factor that interacts holds."""
    factor = contrast.get("factor")
    partners = sorted(
        set().union(*(names - {factor} for names in _terms(formula).values() if factor in names))
    )
    if not partners:
        return []
    places = [
        f"{name} = {frame[name].cat.categories[0]}"
        if frame[name].dtype == "category"
        else f"{name} at {'its mean' if not _wrapped(name, formula) else '0, as transformed'}"
        for name in partners
    ]
    return [
        f"{factor} interacts with {', '.join(partners)}: {contrast['tested']} versus "
        f"{contrast['reference']} is the effect for {' and '.join(places)}, not an average"
    ]


def _replicate_notes(frame: pd.DataFrame, contrast: Contrast) -> list[str]:
    notes = []
    for name, values in frame.select_dtypes("category").items():
        sizes = values.value_counts(sort=False)
        if name == contrast.get("factor"):
            for level in (contrast["tested"], contrast["reference"]):
                if sizes[level] < FEW_REPLICATES:
                    notes.append(
                        f"group {level} has {sizes[level]} samples: an outlier among fewer than "
                        f"{FEW_REPLICATES} cannot be told"
                    )
        elif single := list(sizes.index[sizes == 1]):
            notes.append(
                f"one sample each in {name} {_some(single)}: it is used up by the coefficient of "
                "its level"
            )
    return notes


def _balance_notes(frame: pd.DataFrame, formula: str, contrast: Contrast) -> list[str]:
    """The covariates over which the two groups of a contrast are unevenly spread.

    Measured by how much adjusting for the covariate alone inflates the variance of the
    contrast: 1 where the groups are balanced.
    """
    factor, notes = contrast["factor"], []
    groups = frame[factor].isin([contrast["tested"], contrast["reference"]])
    pair = frame.loc[groups]
    tested = (pair[factor] == contrast["tested"]).to_numpy(dtype=float)
    for name in frame.columns.drop(factor):
        values = pair[name]
        categorical = values.dtype == "category"
        if categorical and len(values) < BATCH_SIZE * values.nunique():
            continue
        if categorical:
            others = pd.get_dummies(values, dtype=float).to_numpy()
        else:
            others = np.column_stack([np.ones(len(values)), values.to_numpy(dtype=float)])
        residual = tested - others @ np.linalg.lstsq(others, tested, rcond=None)[0]
        total = ((tested - tested.mean()) ** 2).sum()
        inflation = total / max((residual**2).sum(), 1e-12 * total)
        table = pd.crosstab(values, pair[factor]) if categorical else None
        if inflation < INFLATION and (table is None or (table > 0).all(axis=None)):
            continue
        if table is None:
            means = values.groupby(tested).mean()
            found = f"means differ by {abs(means[1] - means[0]) / values.std():.2g} of its SD"
        else:
            found = "; ".join(
                f"{level}: " + ", ".join(f"{row[g]} {g}" for g in (contrast["tested"],
                                                                  contrast["reference"]))
                for level, row in table.iterrows() if row.sum()
            )  # fmt: skip
        notes.append(
            f"{name} x {factor} is unbalanced ({found}): adjusting for {name} multiplies the "
            f"variance of {contrast['tested']} versus {contrast['reference']} by {inflation:.2g}"
        )
    return notes


def _some(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
