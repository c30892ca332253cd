"""What may stand in a formula: columns, numbers, operators and a few functions, nothing else.

formulaic evaluates the calls in a formula as Python. Without this check the formula of a config
could start processes, write files or run for ever, and would do so in a dry run already.
"""

import ast
from dataclasses import dataclass
from typing import NoReturn

from formulaic.parser import DefaultFormulaParser
from formulaic.parser.types import ASTNode, Token
from formulaic.utils.code import sanitize_variable_names

# Characters of a formula, its terms before equal ones are merged, and exponents.
MAX_LENGTH = 1000
MAX_TERMS = 1000
MAX_POWER = 5
# Degrees of freedom of a spline or polynomial.
MAX_DEGREE = 20
# Functions of one column or expression.
PLAIN = (
    *("I", "center", "log", "log2", "log10", "exp"),
    *("np.log", "np.log1p", "np.log2", "np.log10", "np.exp", "np.sqrt"),
)
# Functions that take options as well, such as C(batch, contr.sum) or bs(age, df=4).
SPLINES = ("poly", "bs", "cr", "cs", "cc")
FUNCTIONS = (*PLAIN, "scale", "standardize", "C", *SPLINES)
# How C() codes categories.
CODINGS = (
    *("contr.treatment", "contr.sum", "contr.helmert", "contr.diff", "contr.poly", "contr.SAS"),
    *("Treatment", "Sum", "Helmert", "Diff", "Poly"),
)
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div)


class NotAllowedError(Exception):
    """A piece of a formula that may not stand in one; says which."""


@dataclass(frozen=True, kw_only=True)
class Use:
    """A place where a formula names a column, and the functions around it, outermost first."""

    column: str
    functions: tuple[str, ...] = ()


def check_formula(formula: str) -> None:
    """Raises NotAllowedError for a formula that holds something else, is too long or has too many
    terms; whatever formulaic raises for what it cannot read."""
    if len(formula) > MAX_LENGTH:
        raise NotAllowedError(f"more than {MAX_LENGTH} characters")
    _count_terms(DefaultFormulaParser().get_ast(formula))


def _count_terms(node: ASTNode | Token | None) -> int:
    """How many terms formulaic makes of a node, before it merges equal ones."""
    if node is None:
        return 0
    if isinstance(node, Token):
        if node.kind is Token.Kind.PYTHON:
            read_call(node.token)
        if node.kind is Token.Kind.VALUE and node.token != "1":
            raise NotAllowedError(f"{node.token} (numbers are 0 or 1, or within a function)")
        return 1
    symbol = node.operator.symbol
    if symbol == ".":
        raise NotAllowedError("'.' (name the columns)")
    first, *others = node.args
    number = _count_terms(first)
    if symbol in ("**", "^"):
        number **= _exponent(others[0])
    else:
        for other in map(_count_terms, others):
            product = {":": number * other, "*": number * other + number + other}
            number = product.get(symbol, number + other)
    if number > MAX_TERMS:
        raise NotAllowedError(f"more than {MAX_TERMS} terms")
    return number


def _exponent(node: ASTNode | Token) -> int:
    text = node.token if isinstance(node, Token) else "an expression"
    if text.isascii() and text.isdecimal() and len(text) == 1 and 1 <= int(text) <= MAX_POWER:
        return int(text)
    raise NotAllowedError(f"the exponent {text}, expected a number from 1 to {MAX_POWER}")


def read_call(text: str) -> list[Use]:
    """The columns in a call of a function, such as scale(np.log(age)).

    Raises NotAllowedError that names the first piece that is not allowed, SyntaxError for what is
    no expression.
    """
    aliases: dict[str, str] = {}
    tree = ast.parse(sanitize_variable_names(text, {}, aliases), mode="eval").body
    if not isinstance(tree, ast.Call):
        _refuse(tree)
    return [
        Use(column=aliases.get(use.column, use.column), functions=use.functions)
        for use in _read_function(tree, ())
    ]


def _refuse(node: ast.AST) -> NoReturn:
    piece = ast.unparse(node).replace("\n", " ")
    raise NotAllowedError(piece if len(piece) <= 60 else f"{piece[:57]}...")


def _read_function(node: ast.Call, around: tuple[str, ...]) -> list[Use]:
    """The columns in a call within other functions."""
    name = _dotted(node.func)
    if name not in FUNCTIONS or not node.args:
        _refuse(node)
    data, *options = node.args
    named = [keyword.value for keyword in node.keywords]
    if name in PLAIN and (options or named):
        _refuse(node)
    for keyword in node.keywords:
        if keyword.arg is None or keyword.arg.startswith("_"):
            _refuse(node)
    for option in (*options, *named):
        _check_option(option)
    if name in SPLINES:
        sizes = [word.value for word in node.keywords if word.arg in ("df", "degree")]
        for size in (*options, *sizes):
            _check_degree(size)
    return _read_expression(data, (*around, name))


def _read_expression(node: ast.expr, around: tuple[str, ...]) -> list[Use]:
    """The columns in an expression over columns."""
    if isinstance(node, ast.Name):
        return [Use(column=node.id, functions=around)]
    if _number(node) is not None:
        return []
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        return _read_expression(node.operand, around)
    if isinstance(node, ast.Call):
        return _read_function(node, around)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC):
        return _read_expression(node.left, around) + _read_expression(node.right, around)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base, power = _read_expression(node.left, around), _number(node.right)
        # Of columns only: 9 ** 9 ** 9 would be computed to its last digit.
        if base and power is not None and abs(power) <= MAX_POWER:
            return base
    _refuse(node)


def _check_option(node: ast.expr) -> None:
    """Numbers, text, lists of them, and the ways to code categories."""
    if isinstance(node, ast.List | ast.Tuple):
        for element in node.elts:
            _check_option(element)
    elif isinstance(node, ast.Call):
        if _dotted(node.func) not in CODINGS or any(word.arg is None for word in node.keywords):
            _refuse(node)
        for option in (*node.args, *(word.value for word in node.keywords)):
            _check_option(option)
    elif not (
        _dotted(node) in CODINGS
        or _number(node) is not None
        or (isinstance(node, ast.Constant) and isinstance(node.value, str | bool | None))
    ):
        _refuse(node)


def _check_degree(node: ast.expr) -> None:
    number = _number(node)
    if number is not None and not 0 <= number <= MAX_DEGREE:
        raise NotAllowedError(f"{number:g}, expected a number from 0 to {MAX_DEGREE}")


def _number(node: ast.expr) -> float | None:
    """A number as it is written, with its sign; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = _number(node.operand)
        return None if number is None else -number
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _dotted(node: ast.expr) -> str:
    """A name such as C or np.log; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""
