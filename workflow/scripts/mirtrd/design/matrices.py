"""Model matrices of a design and a contrast, and the checks that they can be fitted."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.design.contrasts import Contrast, Design
from mirtrd.design.formulas import columns_of, first_line, is_grouped, is_transformed, parse
from mirtrd.design.grammar import MAX_DEGREE, Use

MIN_REPLICATES = 2
# Columns of a matrix before those of zeros are left out: many levels that interact can make more
# than fit into memory.
MAX_COLUMNS = 10_000


@dataclass(frozen=True, kw_only=True)
class Model:
    """A contrast as a coefficient of a model matrix (samples x coefficients), and the matrix of
    the null hypothesis if it is tested by likelihood ratio."""

    matrix: pd.DataFrame
    coefficient: str
    reduced: pd.DataFrame | None = None

    @property
    def directed(self) -> bool:
        """Whether the test is about the sign of the coefficient: not if a likelihood-ratio test
        is also about others."""
        if self.reduced is None:
            return True
        others = np.hstack([self.matrix.drop(columns=self.coefficient), self.reduced])
        return bool(np.linalg.matrix_rank(others) == np.linalg.matrix_rank(self.reduced))


def make_model(sheet: pd.DataFrame, design: Design, contrast: Contrast) -> Model:
    """The matrices of a contrast. Raises UserError for what the sheet cannot bear."""
    matrix, coefficient = model_matrix(sheet, design, contrast)
    reduced = reduced_matrix(sheet, design, contrast) if contrast.reduced else None
    return Model(matrix=matrix, coefficient=coefficient, reduced=reduced)


def model_matrix(
    sheet: pd.DataFrame, design: Design, contrast: Contrast
) -> tuple[pd.DataFrame, str]:
    """The model matrix of a design and the name of the column whose coefficient is a contrast.

    ``sheet`` is samples x text columns. The first levels of factors are the references of the
    design; others begin with the first in the alphabet, and the factor of the contrast with its
    reference, so no sign depends on the alphabet. Columns that hold numbers are numeric, centred
    and divided by their standard deviation unless the formula transforms them; all others are
    categories. Columns that are 0 in all samples are left out. Returns samples x coefficients
    (float).

    Whatever the contrast, it is one coefficient of the matrix returned: for weights, another
    basis of the same space is taken. So the fit is the same for all contrasts of a design, and
    shrinkage and thresholds, which PyDESeq2 has for single coefficients, work for each of them.

    Raises UserError for what the sheet cannot bear: missing values, unknown levels, too few
    replicates, a rank-deficient or saturated matrix.
    """
    formula = design.formula
    matrix = _full_matrix(sheet, design, contrast)
    if contrast.coefficients:
        _check_rank(sheet, matrix, formula)
        return _rotate(matrix, contrast, formula)
    coefficient = f"{contrast.factor}[T.{contrast.tested}]"
    if coefficient not in matrix:
        raise UserError(
            f"expression.design: {formula!r} gives no coefficient for {contrast.tested} versus "
            f"{contrast.reference}; found {', '.join(matrix.columns)}: keep the intercept and "
            f"name {contrast.factor!r} as a term of its own"
        )
    _check_rank(sheet, matrix, formula)
    return matrix, coefficient


def reduced_matrix(sheet: pd.DataFrame, design: Design, contrast: Contrast) -> pd.DataFrame:
    """The model matrix of ``contrast.reduced``, the null hypothesis of a likelihood-ratio test.

    Raises UserError unless it is nested in the design, with fewer coefficients.
    """
    full = _full_matrix(sheet, design, contrast)
    formula, small = design.formula, contrast.reduced
    where = f"expression.contrasts.{contrast.name}: reduced"
    if extra := set(columns_of(small)) - set(columns_of(formula)):
        raise UserError(f"{where} {small!r} names {min(extra)}, which {formula!r} does not")
    reduced = evaluate(type_columns(sheet, design, contrast)[0], small)
    reduced = reduced.loc[:, (reduced != 0).any()]
    rank = np.linalg.matrix_rank
    if rank(np.hstack([full, reduced])) > rank(full) or rank(reduced) >= rank(full):
        raise UserError(f"{where} {small!r} is no part of the design {formula!r}: leave out terms")
    _check_rank(sheet, reduced, small)
    return reduced


def smallest_group(sheet: pd.DataFrame, design: Design) -> int:
    """The number of samples in the smallest group that any contrast of the design rests on; all
    samples without contrasts.

    For levels, the smaller group. For a coefficient, the samples that have it (or those that do
    not, if they are fewer); half of the samples if it belongs to a measurement.
    """
    sizes = []
    for contrast in design.contrasts:
        if contrast.factor:
            sizes += [int((sheet[contrast.factor] == level).sum()) for level in contrast.levels]
            continue
        matrix = _full_matrix(sheet, design, contrast)
        for name, weight in contrast.coefficients.items():
            if weight and name in matrix:
                ones = int(matrix[name].sum())
                binary = matrix[name].isin([0, 1]).all()
                sizes.append(min(ones, len(sheet) - ones) if binary else len(sheet) // 2)
    return min(sizes, default=len(sheet))


def _full_matrix(sheet: pd.DataFrame, design: Design, contrast: Contrast) -> pd.DataFrame:
    frame, _ = type_columns(sheet, design, contrast)
    matrix = evaluate(frame, design.formula)
    return matrix.loc[:, (matrix != 0).any()]


def evaluate(frame: pd.DataFrame, formula: str) -> pd.DataFrame:
    """The matrix of a formula over typed columns, columns of zeros included."""
    parsed = parse(formula)
    most = sum(_most_columns(frame, uses) for uses in parsed.terms.values())
    if most > MAX_COLUMNS:
        raise UserError(
            f"expression.design: {formula!r} makes up to {most} coefficients of the sheet, of "
            f"which {MAX_COLUMNS} at most can be tried: leave out interactions"
        )
    try:
        matrix = pd.DataFrame(parsed.formula.get_model_matrix(frame), index=frame.index)
    except Exception as error:  # formulaic passes on whatever an expression in a formula raises
        raise UserError(
            f"expression.design: {formula!r} cannot be evaluated on the sheet ({first_line(error)})"
        ) from None
    return matrix.astype(float)


def _most_columns(frame: pd.DataFrame, uses: Iterable[Use]) -> int:
    """The most columns that a term can make of the columns that it uses."""
    numbers = {True: MAX_DEGREE, False: 1}
    return math.prod(
        frame[use.column].nunique()
        if frame[use.column].dtype == "category"
        else numbers[bool(use.functions)]
        for use in uses
    )


def type_columns(
    sheet: pd.DataFrame, design: Design, contrast: Contrast
) -> tuple[pd.DataFrame, list[str]]:
    """The columns that a design names as numbers or categories, and notes on how they are coded."""
    factor, formula = contrast.factor, design.formula
    columns = columns_of(formula)
    if factor and factor not in columns:
        raise UserError(
            f"expression.contrasts.{contrast.name}: factor {factor!r} is not in the design "
            f"{formula!r}"
        )
    typed, notes = {}, []
    for name in columns:
        if name == factor:
            values = _categories(_filled(sheet, name, formula), contrast)
        else:
            values = _column(_filled(sheet, name, formula), formula)
            if values.dtype == "category":
                values = _reorder(values, design.references.get(name))
            elif not is_transformed(name, formula):
                mean, spread = values.mean(), values.std(ddof=1)
                values = (values - mean) / spread
                notes.append(
                    f"{name} is centred at {mean:.4g} and divided by its standard deviation, "
                    f"{spread:.4g}: its coefficient is the change for one standard deviation"
                )
        typed[name] = values
    return pd.DataFrame(typed, index=sheet.index), notes


def _filled(sheet: pd.DataFrame, name: str, formula: str) -> pd.Series:
    """A column of the sheet, filled for each sample."""
    if name not in sheet:
        raise UserError(
            f"expression.design: column {name!r} is not in the sample sheet, which has "
            f"{', '.join(sheet.columns)}"
        )
    values = sheet[name]
    if empty := list(values.index[values == ""]):
        raise UserError(
            f"sample sheet, column {name!r}: no value for {first_of(empty)}, but the design "
            f"{formula!r} needs one"
        )
    return values


def _column(values: pd.Series, formula: str) -> pd.Series:
    """Numbers if a column holds only these and the formula does not group them, else categories."""
    name = str(values.name)
    numbers = pd.to_numeric(values, errors="coerce")
    transformed = is_transformed(name, formula)
    if not transformed and numbers.isna().any() and numbers.notna().mean() > 0.5:
        odd = values.index[numbers.isna()][0]
        raise UserError(
            f"sample sheet, column {name!r}: {values[odd]!r} (sample {odd}) is not a number, the "
            f"others are; mend it, or write C({name}) in expression.design for groups"
        )
    if numbers.isna().any():
        return values.astype("category")
    if is_grouped(name, formula):
        levels = sorted(values.unique(), key=float)
        return pd.Series(pd.Categorical(values, categories=levels), index=values.index)
    if not transformed and numbers.nunique() == 1:
        raise UserError(
            f"expression.design: column {name!r} is {values.iloc[0]} in all usable samples: leave "
            "it out"
        )
    return numbers.astype(float)


def _categories(values: pd.Series, contrast: Contrast) -> pd.Series:
    """The factor of a contrast, its reference level first, the others in sheet order."""
    found = values.value_counts()
    for role, level in (("reference", contrast.reference), ("tested", contrast.tested)):
        if level not in found:
            raise UserError(
                f"expression.contrasts.{contrast.name}: {role} level {level!r} is not in column "
                f"{values.name!r}, which has {', '.join(values.unique())}"
            )
        if found[level] < MIN_REPLICATES:
            raise UserError(
                f"expression.contrasts.{contrast.name}: group {level!r} has {found[level]} usable "
                f"sample, at least {MIN_REPLICATES} are needed"
            )
    levels = [contrast.reference, *(v for v in values.unique() if v != contrast.reference)]
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


def _rotate(matrix: pd.DataFrame, contrast: Contrast, formula: str) -> tuple[pd.DataFrame, str]:
    """A matrix of the same space, one of whose coefficients is the weighted sum of these.

    With the weights c in place of row k of the unit matrix, T, the coefficients of X T^-1 are
    T b, of which the k-th is c'b.
    """
    where, weights = f"expression.contrasts.{contrast.name}", contrast.coefficients
    if unknown := [name for name in weights if name not in matrix]:
        raise UserError(
            f"{where}: {formula!r} has no coefficient {unknown[0]!r}; it has "
            f"{', '.join(matrix.columns)}"
        )
    used = {name: weight for name, weight in weights.items() if weight}
    if not used:
        raise UserError(f"{where}: all weights of coefficients are 0")
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
    factors = [c for c in columns_of(formula) if sheet[c].nunique() <= len(sheet) / 2]
    for inner in factors:
        for level, group in sheet.groupby(inner, sort=False):
            for outer in factors:
                if outer != inner and group[outer].nunique() == 1 and sheet[outer].nunique() > 1:
                    return f" ({inner} {level} holds only {outer} {group[outer].iloc[0]})"
    return ""


def first_of(names: Sequence[str], most: int = 5) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
