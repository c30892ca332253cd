"""What the cells of a column of the design cannot mean: numbers that may be groups, levels that
are one level, words for a missing value."""

import re
import unicodedata

import numpy as np
import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.design.contrasts import Design
from mirtrd.design.covariates import BATCH_SIZE
from mirtrd.design.formulas import columns_of, is_grouped, is_transformed
from mirtrd.design.persons import names_persons

# A cohort may well have so many batches.
MOST_BATCHES = 30
# How often ages are there varies as much as chance has it, or more; how often patients are there
# varies less, as most have all their visits. Of 400 simulated cohorts each (tests/design/
# test_levels.py has some of them), ages of 50 people (18 to 70 years) are refused in 1 %, of 200 in
# none; 20 patients of three visits pass in 0.5 % if two in ten visits are missing, in 14 % if
# three in ten are. Columns that say by their name that they hold persons never pass.
LEAST_VARIATION = 1 / 2
# Words for a missing value, in lower case: https://www.insdc.org/submitting-standards/
# missing-value-reporting/, and what spreadsheets and R write. "none" is none of them: no treatment
# is a level.
MISSING = frozenset(
    (
        *("na", "n/a", "n.a.", "nan", "null", "#n/a", "#na", "<na>", "missing", "nd", "n.d."),
        *("not applicable", "not available", "not collected", "not provided", "not determined"),
        *("not recorded", "restricted access", ".", "-", "--", "?"),
    )
)
# Words for a missing value that may be a level of their own.
DOUBTFUL = frozenset(("unknown", "undetermined", "unclear"))
DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")
WITH_UNIT = re.compile(r"[-+]?\d+(?:[.,]\d+)?\s*([A-Za-zµ°%][A-Za-zµ°%/.]*)")
FEW = 5


def check_levels(sheet: pd.DataFrame, design: Design) -> list[str]:
    """Notes on cells of the design that may not be what they seem; UserError for those that are
    not. Made of the whole sheet: what is asked of the user does not hang on samples that fail."""
    notes: list[str] = []
    factors = {contrast.factor for contrast in design.contrasts}
    named = {level for contrast in design.contrasts for level in contrast.levels}
    named |= set(design.references.values())
    for name in columns_of(design.formula):
        if name not in sheet:
            continue
        values = sheet[name]
        grouped = name in factors or is_grouped(name, design.formula)
        numbers = pd.to_numeric(values, errors="coerce")
        if numbers.notna().all():
            if not grouped and not is_transformed(name, design.formula):
                _check_numbers(name, numbers)
            continue
        _refuse_one_level_written_twice(values, named)
        notes += _check_missing(values, named)
        if not grouped:
            notes += _check_units(values)
    return notes


def may_be_groups(numbers: pd.Series) -> bool:
    """Whether whole numbers may stand for people or batches rather than be measured.

    They are measured if all are different. Else they are only if how often each is there is as
    irregular as ages are: some three times or more, and the frequencies varying at least half as
    much as by chance (Fisher's index of dispersion, against a Poisson distribution without its
    zeros); and if they are too many for batches, or too rare.
    """
    if (numbers % 1 != 0).any():
        return False
    frequencies = numbers.value_counts().to_numpy()
    values, most = len(frequencies), frequencies.max()
    if most == 1:
        return False
    batches = values <= MOST_BATCHES and BATCH_SIZE * values <= len(numbers)
    if most == 2 or batches:
        return True
    return bool(frequencies.var(ddof=1) < LEAST_VARIATION * chance_variance(frequencies.mean()))


def chance_variance(mean: float) -> float:
    """The variance of a Poisson distribution without its zeros that has this mean, over 1."""
    # Not at the top: few sheets need it, and each job of a cluster would wait for it.
    from scipy.optimize import brentq

    # The mean of such a distribution is rate / (1 - exp(-rate)).
    rate = brentq(lambda rate: rate / -np.expm1(-rate) - mean, 1e-9, mean)
    return float(mean * (1 + rate - mean))


def _check_numbers(name: str, numbers: pd.Series) -> None:
    if not np.isfinite(numbers).all():
        odd = numbers.index[~np.isfinite(numbers)][0]
        raise UserError(
            f"sample sheet, column {name!r}: the number of sample {odd} is infinite: mend it"
        )
    if names_persons(name):
        raise UserError(
            f"expression.design: column {name!r} holds numbers, and by its name these stand for "
            f"people: write C({name}) for groups or scale({name}) for a measurement"
        )
    if numbers.nunique() > 1 and may_be_groups(numbers):
        raise UserError(
            f"expression.design: column {name!r} holds {numbers.nunique()} different whole numbers "
            f"in {len(numbers)} samples, which may be measured or stand for people or batches: "
            f"write C({name}) for groups or scale({name}) for a measurement"
        )


def _refuse_one_level_written_twice(values: pd.Series, named: set[str]) -> None:
    """Levels that differ in capitals, blanks, dashes or the code of a letter only are one, unless
    the config names both."""
    alike: dict[str, str] = {}
    for level in values.unique():
        text = unicodedata.normalize("NFKC", level).casefold()
        other = alike.setdefault(re.sub(r"(?<=\w)[\s_-]+(?=\w)", " ", text).strip(), level)
        if other != level and not {other, level} <= named:
            raise UserError(
                f"sample sheet, column {values.name!r}: {other!r} and {level!r} look like one "
                "level written in two ways: write it in one, or give the two different names"
            )


def _check_missing(values: pd.Series, named: set[str]) -> list[str]:
    """Levels that say that there is no value, unless the config names them."""
    notes = []
    for level in values.unique():
        if level in named:
            continue
        if level.casefold() in MISSING:
            samples = list(values.index[values == level])
            more = f" and {len(samples) - FEW} more" if len(samples) > FEW else ""
            raise UserError(
                f"sample sheet, column {values.name!r}: {level!r} ({', '.join(samples[:FEW])}"
                f"{more}) says that there is no value, but the design needs one: fill it in, leave "
                "the sample out (keep: no), or give the level a name of its own"
            )
        if level.casefold() in DOUBTFUL:
            notes.append(
                f"{level!r} in column {values.name!r} is a level like any other, shared by "
                f"{(values == level).sum()} samples"
            )
    return notes


def _check_units(values: pd.Series) -> list[str]:
    """Numbers that are not read as such, because of a decimal comma or a unit."""
    name = str(values.name)
    commas = values.map(lambda cell: bool(DECIMAL_COMMA.fullmatch(cell)))
    numbers = pd.to_numeric(values.str.replace(",", ".", regex=False), errors="coerce")
    if commas.any() and numbers.notna().all():
        raise UserError(
            f"sample sheet, column {name!r}: {values[commas].iloc[0]!r} has a decimal comma: write "
            f"{values[commas].iloc[0].replace(',', '.')}, or C({name}) in expression.design for "
            "groups"
        )
    units = {found[1] if (found := WITH_UNIT.fullmatch(cell)) else None for cell in values}
    if None in units or len({unit.casefold().rstrip("s.") for unit in units if unit}) != 1:
        return []
    told = f"column {name!r}: {values.iloc[0]!r} is a number with a unit"
    if BATCH_SIZE * values.nunique() > len(values):
        raise UserError(
            f"sample sheet, {told}: leave the unit out, or write C({name}) in expression.design "
            "for groups"
        )
    return [f"{told}, taken for one of {values.nunique()} groups"]
