"""Model matrices of a design formula, and the checks that a design can be fitted."""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
from formulaic import Formula, SimpleFormula
from formulaic.errors import FormulaicError
from formulaic.transforms import TRANSFORMS
from formulaic.utils.variables import get_required_variables

from mirtrd.jobs import UserError

MIN_REPLICATES = 2


def design_columns(formula: str) -> list[str]:
    """The columns of the sheet that a formula names, sorted."""
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
    names: set[str] = set()
    for factor in (factor for term in parsed for factor in term.factors):
        if factor.eval_method == factor.EvalMethod.LOOKUP:
            names.add(factor.expr)
        elif factor.eval_method == factor.EvalMethod.PYTHON:
            names |= _variables(factor.expr, formula)
    return sorted(names)


def _variables(expression: str, formula: str) -> set[str]:
    """The names in a Python expression of a formula that are not functions of formulaic."""
    try:
        return {str(name.root) for name in get_required_variables(expression)} - set(TRANSFORMS)
    except SyntaxError:
        raise UserError(
            f"expression.design: {formula!r} is not a formula ({expression} is not valid)"
        ) from None


def model_matrix(
    sheet: pd.DataFrame, formula: str, contrast: Mapping[str, str]
) -> tuple[pd.DataFrame, str]:
    """The model matrix of a formula and the name of the column that a contrast tests.

    ``sheet`` is samples x text columns; ``contrast`` has factor, tested and reference. The
    reference level comes first in its factor, so that the one column named in the result is
    tested versus reference and no sign depends on the alphabet. Columns that hold numbers are
    numeric, all others are categories. Returns samples x coefficients (float).

    Raises UserError for what the sheet cannot bear: missing values, unknown levels, too few
    replicates, a rank-deficient or saturated matrix.
    """
    factor = contrast["factor"]
    columns = design_columns(formula)
    frame = pd.DataFrame({name: _column(sheet, name, formula, factor) for name in columns})
    if factor not in columns:
        raise UserError(f"expression.contrasts: factor {factor!r} is not in the design {formula!r}")
    frame[factor] = _categories(sheet[factor], contrast)
    try:
        matrix = pd.DataFrame(Formula(formula).get_model_matrix(frame), index=sheet.index)
    except Exception as error:  # formulaic passes on whatever an expression in a formula raises
        raise UserError(
            f"expression.design: {formula!r} cannot be evaluated on the sheet "
            f"({str(error).splitlines()[0]})"
        ) from None
    coefficient = f"{factor}[T.{contrast['tested']}]"
    if coefficient not in matrix:
        raise UserError(
            f"expression.design: {formula!r} gives no coefficient for {contrast['tested']} versus "
            f"{contrast['reference']}; found {', '.join(matrix.columns)}: keep the intercept and "
            f"name {factor!r} as a term of its own"
        )
    matrix = matrix.astype(float)
    _check_rank(sheet, matrix, formula)
    return matrix, coefficient


def _column(sheet: pd.DataFrame, name: str, formula: str, factor: str) -> pd.Series:
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
    if name == factor:
        return values
    numbers = pd.to_numeric(values, errors="coerce")
    wrapped = re.search(rf"\(\s*`?{re.escape(name)}`?\s*[,)]", formula)
    if not wrapped and numbers.isna().any() and numbers.notna().mean() > 0.5:
        odd = values.index[numbers.isna()][0]
        raise UserError(
            f"sample sheet, column {name!r}: {values[odd]!r} (sample {odd}) is not a number, the "
            f"others are; mend it, or write C({name}) in expression.design for groups"
        )
    if numbers.isna().any():
        return values.astype("category")
    if not wrapped and (numbers % 1 == 0).all() and numbers.nunique() <= len(numbers) / 2:
        raise UserError(
            f"expression.design: column {name!r} holds {numbers.nunique()} different whole "
            f"numbers: write C({name}) for groups or scale({name}) for a measurement"
        )
    return numbers.astype(float)


def _categories(values: pd.Series, contrast: Mapping[str, str]) -> pd.Series:
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
            cause = f"follows from {', '.join(partners)}" if partners else "is 0 in all samples"
            raise UserError(
                f"expression.design: {formula!r} is confounded: {column} {cause}"
                f"{_nested(sheet, formula)}"
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


def _some(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
