"""Formulas of designs, in the notation of R: the columns they name, and what is done to these."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from formulaic import Formula, SimpleFormula
from formulaic.parser.types import Factor

from mirtrd.core.job import UserError
from mirtrd.design.grammar import FUNCTIONS, NotAllowedError, Use, check_formula, read_call


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A formula that is safe to evaluate, and by term the places where it names columns."""

    formula: SimpleFormula
    terms: Mapping[str, tuple[Use, ...]]

    def uses(self, column: str) -> list[Use]:
        """The places where a column is named."""
        return [use for uses in self.terms.values() for use in uses if use.column == column]


@cache
def parse(formula: str) -> Parsed:
    """Read a formula. Raises UserError unless it is one, with a right side only, and holds
    nothing but what ``grammar`` allows."""
    where = f"expression.design: {formula!r}" if len(formula) < 200 else "expression.design"
    try:
        check_formula(formula)
        parsed = Formula(formula)
        if hasattr(parsed, "lhs"):
            raise UserError(f"{where} has a left side: write it as '~ condition'")
        if not isinstance(parsed, SimpleFormula):
            raise UserError(f"{where} has several parts: write it without '|'")
        # Formula.required_variables evaluates what a call calls, and knows neither the column
        # within scale(age) nor one named center.
        terms = {
            str(term): tuple(use for factor in term.factors for use in _uses(factor))
            for term in parsed
        }
    except UserError:
        raise
    except NotAllowedError as error:
        raise UserError(
            f"{where} may not hold {error}: a formula has columns, 0, 1, + - : * / ** ( ) and "
            f"the functions {', '.join(FUNCTIONS)}"
        ) from None
    except Exception as error:  # of many kinds, for text that is no formula
        raise UserError(f"{where} is not a formula ({first_line(error)})") from None
    return Parsed(formula=parsed, terms=terms)


def _uses(factor: Factor) -> list[Use]:
    if factor.eval_method == factor.EvalMethod.LOOKUP:
        return [Use(column=factor.expr)]
    if factor.eval_method == factor.EvalMethod.PYTHON:
        return read_call(factor.expr)
    return []


def columns_of(formula: str) -> list[str]:
    """The columns of the sheet that a formula names, sorted."""
    return sorted(set().union(*columns_by_term(formula).values()))


def columns_by_term(formula: str) -> dict[str, set[str]]:
    """The columns of the sheet in each term of a formula."""
    return {term: {use.column for use in uses} for term, uses in parse(formula).terms.items()}


def is_transformed(name: str, formula: str) -> bool:
    """Whether a formula itself brings the numbers of a column to their scale, as scale(age).

    I() changes no scale, so age next to I(age ** 2) is not transformed, but I(age / 10) alone is.
    """
    uses = parse(formula).uses(name)
    return any(set(use.functions) - {"I"} for use in uses) or (
        bool(uses) and all(use.functions for use in uses)
    )


def is_grouped(name: str, formula: str) -> bool:
    """Whether a formula says that the numbers of a column mean groups, as in C(batch)."""
    return any("C" in use.functions for use in parse(formula).uses(name))


def formula_without(formula: str, columns: Collection[str]) -> str:
    """The formula without all terms that one of the columns is part of."""
    kept = [term for term, names in columns_by_term(formula).items() if not names & set(columns)]
    return f"~ {' + '.join(kept)}"


def first_line(error: Exception) -> str:
    """What an exception says, in one line."""
    return (str(error).splitlines() or [type(error).__name__])[0]
