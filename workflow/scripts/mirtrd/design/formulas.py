"""Formulas of designs, in the notation of R: the columns they name, and what is done to these."""

import re
from collections.abc import Collection

from formulaic import Formula, SimpleFormula
from formulaic.errors import FormulaicError
from formulaic.transforms import TRANSFORMS
from formulaic.utils.variables import get_required_variables

from mirtrd.core.job import UserError


def columns_of(formula: str) -> list[str]:
    """The columns of the sheet that a formula names, sorted."""
    return sorted(set().union(*columns_by_term(formula).values()))


def columns_by_term(formula: str) -> dict[str, set[str]]:
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


def is_transformed(name: str, formula: str, function: str = "") -> bool:
    """Whether a formula has a column within a function, as in C(batch) or scale(age)."""
    return bool(re.search(rf"{function}\(\s*`?{re.escape(name)}`?\s*[,)]", formula))


def is_grouped(name: str, formula: str) -> bool:
    """Whether a formula says that the numbers of a column mean groups, as in C(batch)."""
    return is_transformed(name, formula, r"\bC")


def formula_without(formula: str, columns: Collection[str]) -> str:
    """The formula without all terms that one of the columns is part of."""
    kept = [term for term, names in columns_by_term(formula).items() if not names & set(columns)]
    return f"~ {' + '.join(kept)}"
