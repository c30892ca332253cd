"""A formula holds nothing that could do harm, whoever wrote the config."""

import sys

import numpy as np
import pandas as pd
import pytest
from formulaic.transforms import TRANSFORMS
from hypothesis import given
from hypothesis import strategies as st

from builders.designs import design
from mirtrd.core.job import UserError
from mirtrd.design.contrasts import Contrast
from mirtrd.design.formulas import parse
from mirtrd.design.grammar import CODINGS, FUNCTIONS, MAX_LENGTH, Use, read_call
from mirtrd.design.matrices import evaluate, type_columns

NUMBERS = np.random.default_rng(1).normal(45, 12, 40).round(2)
SHEET = pd.DataFrame(
    {
        "age": NUMBERS.astype(str),
        "time of day": (NUMBERS**2).round(1).astype(str),
        "sex": ["F", "M", "M", "F"] * 10,
        "site": ["a", "b", "c", "d", "e"] * 8,
    },
    index=[f"s{number}" for number in range(40)],
)
AGE = Contrast(name="age", coefficients={"Intercept": 1})


def matrix_of(formula: str) -> pd.DataFrame:
    return evaluate(type_columns(SHEET, design(formula, AGE), AGE)[0], formula)


@pytest.mark.parametrize("name", [*FUNCTIONS, *CODINGS])
def test_all_that_is_allowed_is_there(name):
    first, _, rest = name.partition(".")
    assert first in TRANSFORMS
    assert not rest or hasattr(TRANSFORMS[first], rest)


@pytest.mark.parametrize(
    ("formula", "columns"),
    [
        ("~ age + sex", ["Intercept", "age", "sex[T.M]"]),
        ("~ 0 + sex", ["sex[F]", "sex[M]"]),
        ("~ age * sex - 1", ["age", "sex[F]", "sex[M]", "age:sex[T.M]"]),
        ("~ (age + sex) ** 2", ["Intercept", "age", "sex[T.M]", "age:sex[T.M]"]),
        ("~ age + I(age ** 2)", ["Intercept", "age", "I(age ** 2)"]),
        ("~ np.log(age + 1) - 1", ["np.log(age + 1)"]),
        ("~ scale(`time of day`)", ["Intercept", "scale(`time of day`)"]),
        ("~ poly(age, 2)", ["Intercept", "poly(age, 2)[1]", "poly(age, 2)[2]"]),
        (
            "~ bs(age, df=4, degree=3) - 1",
            [f"bs(age, df=4, degree=3)[{i}]" for i in (1, 2, 3, 4)],
        ),
        ("~ C(sex, Treatment('M'))", ["Intercept", "C(sex, Treatment('M'))[T.F]"]),
        (
            "~ C(sex, contr.treatment(base='M'))",
            ["Intercept", "C(sex, contr.treatment(base='M'))[T.F]"],
        ),
        ("~ C(sex, contr.sum)", ["Intercept", "C(sex, contr.sum)[S.F]"]),
    ],
)
def test_what_statistics_need_is_allowed(formula, columns):
    assert list(matrix_of(formula)) == columns


HARMFUL = [
    "().__class__.__base__.__subclasses__()",
    "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'Popen'][0]('touch gone')",
    "np.savetxt('gone', age)",
    "I(np.ones(6).tofile('gone'))",
    "age.to_csv('gone')",
    "scale(age.to_csv('gone'))",
    "__import__('os').system('touch gone')",
    "I(__import__('os').system('touch gone'))",
    "__import__('os').system('touch gone')()",
    "(lambda: open('gone', 'w'))()()",
    "I((lambda: open('gone', 'w'))())",
    "I(open('gone', 'w'))",
    "C(age, open('gone', 'w'))",
    "C(age, levels=open('gone', 'w'))",
    "C(age, contr.treatment(base=open('gone', 'w')))",
    "C(age, contr.custom({'a': [1]}))",
    "scale(age, *[open('gone', 'w')])",
    "scale(age, **{'center': open('gone', 'w')})",
    "scale(age, _state=open('gone', 'w'))",
    "I([x for x in age])",
    "I((y := age))",
    'I(f\'{open("gone", "w")}\')',
    "I(age if age.to_csv('gone') else age)",
    "I(age[open('gone', 'w')])",
    "age[0]",
    "I('text')",
    "'text'",
    "I(age and open('gone', 'w'))",
    "I(age > 50)",
    "I(9 ** 9 ** 9 ** 9)",
    "I(age ** 99999999)",
    "I(age ** age)",
    "I(1 << 99999999)",
    "{open('gone', 'w')}",
    "{age + 1}",
    "{scale(age.to_csv('gone'))}",
    "Q('age')",
    "hashed(age, levels=99999999)",
    "lag(age, 5)",
    "np.ones(99999999)",
    "exec('1')",
    "I()",
    "log(age, 2)",
    "np.log(age, out=age)",
    "poly(age, 99999)",
    "poly(age, degree=99999)",
    "bs(age, df=1e9)",
    "(age + sex) ** 9999999",
    "(age + sex) ** 2 ** 9",
    "(age + sex) ** age",
    "(age + sex) ^ 6",
    ".",
    "2",
    "3 * age",
    " * ".join(f"x{number}" for number in range(20)),
    "((age + sex + site + a + b) ** 5) ** 5",
]


@pytest.mark.parametrize("piece", HARMFUL)
def test_all_else_is_refused_in_a_line_that_names_it(piece, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for formula in (f"~ {piece}", f"~ age + {piece}", f"~ sex:({piece})"):
        with pytest.raises(
            UserError, match=r"^expression\.design.* (may not hold .+: a form|is not a f)"
        ) as found:
            matrix_of(formula)
        assert "\n" not in str(found.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("formula", "piece"),
    [
        ("~ np.savetxt('x', age)", r"np\.savetxt\('x', age\)"),
        ("~ I(age.mean())", r"age\.mean\(\)"),
        ("~ scale(age, ddof=len(age))", r"len\(age\)"),
        ("~ (age + sex) ** 999", "the exponent 999, expected a number from 1 to 5"),
        ("~ bs(age, df=400)", "400, expected a number from 0 to 20"),
        ("~ 2 * age", r"2 \(numbers are 0 or 1, or within a function\)"),
        ("~ .", r"'\.' \(name the columns\)"),
        ("~ " + " * ".join(f"x{i}" for i in range(11)), "more than 1000 terms"),
        ("~ " + "a+" * MAX_LENGTH + "b", "more than 1000 characters"),
    ],
)
def test_the_piece_is_named(formula, piece):
    with pytest.raises(
        UserError, match=f"^expression.design.* may not hold {piece}: a formula has"
    ):
        parse(formula)


@pytest.mark.parametrize(
    "text", ["~ " + "(" * 400, "~ I(" + "-" * 900 + "age)", "~ C(``)", "~ C(`a", ""]
)
def test_what_cannot_be_read_is_refused_too(text):
    with pytest.raises(UserError, match=r"expression\.design.* is not a formula|may not hold"):
        matrix_of(text or "~ %")


def test_levels_that_interact_must_fit_into_memory():
    many = pd.DataFrame({name: [f"{name}{i}" for i in range(40)] for name in "abcd"}, SHEET.index)
    contrast = Contrast(name="x", coefficients={"Intercept": 1})
    frame, _ = type_columns(many, design("~ a:b:c:d", contrast), contrast)
    with pytest.raises(UserError, match=r"'~ a:b:c:d' makes up to 2560001 coefficients of the"):
        evaluate(frame, "~ a:b:c:d")


def test_the_functions_around_a_column_are_told():
    assert read_call("scale(np.log(`time of day`) + age)") == [
        Use(column="time of day", functions=("scale", "np.log")),
        Use(column="age", functions=("scale",)),
    ]


# Pieces of formulas, put together at random.

WATCHED = {"open", "os.", "subprocess.", "socket.", "shutil.", "tempfile.", "ctypes."}
SEEN: list[str] = []
WATCHING = [False]


def watch(event: str, arguments: tuple) -> None:
    if WATCHING[0] and any(event.startswith(name) for name in WATCHED):
        # Modules that formulaic and pandas import late are read.
        if event == "open" and not str(arguments[1]).startswith(("w", "a", "x")):
            return
        SEEN.append(f"{event} {arguments}")


sys.addaudithook(watch)

LEAVES = st.sampled_from(["age", "sex", "site", "`time of day`", "1", "0", "gone"])
CALLS = st.sampled_from(
    [
        "scale({})", "center({})", "C({})", "I({} * 2 + 1)", "I({} ** 2)", "np.log({})", "log2({})",
        "poly({}, 2)", "bs({}, df=4)", "C({}, contr.sum)", "C({}, Treatment('F'))", "I({}.mean())",
        "np.savetxt('gone', {})", "open('gone', 'w').write(str({}))", "I({}.to_csv('gone'))",
        "__import__('os').system('touch {}')", "[{} for x in 'ab']", "{}.to_csv('gone')",
        "{{open('gone', 'w').write('{}')}}", "I((lambda: open('gone', 'w'))() or {})",
        "I({} ** 9 ** 9 ** 9)", "({}) ** 99999", "hashed({})", "lag({})", "{}[0]", "f'{{{}}}'",
    ]
)  # fmt: skip
OPERATORS = st.sampled_from(
    [" + ", " - ", ":", " * ", " / ", " ** ", "^", " %in% ", "|", "~", ", "]
)
FORMULAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, OPERATORS, inner).map("".join),
        st.tuples(CALLS, inner).map(lambda pair: pair[0].format(pair[1])),
        inner.map("({})".format),
    ),
    max_leaves=6,
)


def matrix_or_refusal(formula: str) -> str:
    """The names of the coefficients, or why the formula is refused."""
    try:
        return repr(list(matrix_of(formula)))
    except UserError as error:
        return str(error)


@given(FORMULAS)
def test_a_random_formula_is_refused_or_evaluated_without_side_effects(right):
    SEEN.clear()
    WATCHING[0] = True
    try:
        with np.errstate(all="ignore"):
            result = matrix_or_refusal(f"~ {right}")
    finally:
        WATCHING[0] = False
    assert SEEN == []
    assert "\n" not in result


@given(st.text(max_size=30))
def test_random_text_is_refused_or_evaluated(text):
    assert len(matrix_or_refusal(f"~ age + {text}").splitlines()) == 1
