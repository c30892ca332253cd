"""Samples of one person: no independent persons, told from the sheet, said, and summed when asked.

Two libraries of one person are more alike than those of two persons. Where the design does not know
that, a test takes them for more persons than there are, and p-values are too small. With the person
in the design they are compared within persons; where a contrast is between persons, so that these
cannot be in the design, the libraries of each can be summed to one sample.
"""

import re
from collections.abc import Mapping

import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.design.contrasts import Contrast, Design
from mirtrd.design.formulas import columns_of

# What a column of persons is called.
PERSON = re.compile(r"(patient|person|subject|individual|participant|donor)s?([_. ]?id)?", re.I)
# How to sum the libraries of a person: a key of the config.
SUM = "expression.sum_libraries_of"


def names_persons(column: str) -> bool:
    """Whether a column says whose sample it is, by its name."""
    return bool(PERSON.fullmatch(column))


def person_notes(sheet: pd.DataFrame, design: Design, contrast: Contrast) -> list[str]:
    """What has to be known of persons with several samples, for a contrast; nothing without a
    column of persons."""
    notes = []
    for column in filter(names_persons, sheet.columns):
        samples = sheet.loc[contrast.samples(sheet)]
        samples = samples[samples[column] != ""]
        in_design = column in columns_of(design.formula)
        if contrast.factor:
            levels = samples.groupby(column, sort=False)[contrast.factor]
            both = int((levels.nunique() == 2).sum())
            notes += _pairing_note(column, both, levels.ngroups, contrast, in_design=in_design)
        notes += _repeat_note(samples, column, design, contrast, in_design=in_design)
    return notes


def _pairing_note(
    column: str, both: int, persons: int, contrast: Contrast, *, in_design: bool
) -> list[str]:
    """How many persons have samples of both levels."""
    levels = f"{contrast.tested} and {contrast.reference}"
    if in_design and both < persons:
        return [
            f"{both} of {persons} in {column} have samples of both {levels}: the comparison within "
            "persons rests on these"
        ]
    if both and not in_design:
        return [
            f"{both} of {persons} in {column} have samples of both {levels}, which are taken for "
            f"independent persons: add {column} to expression.design"
        ]
    return []


def _repeat_note(
    samples: pd.DataFrame, column: str, design: Design, contrast: Contrast, *, in_design: bool
) -> list[str]:
    """How many persons have several samples that are compared as if they were of as many."""
    keys = [column, contrast.factor] if contrast.factor else [column]
    if in_design:
        # Within a person, only samples that the design cannot tell apart are repeats.
        keys = _keys(samples, column, design)
    repeated = samples.loc[samples.duplicated(keys, keep=False), column].nunique()
    if not repeated:
        return []
    where = f"{repeated} of {samples[column].nunique()} in {column} have several samples"
    alike = samples.duplicated(_keys(samples, column, design), keep=False).any()
    taken = "visits" if in_design else "persons"
    remedy = (
        f"set {SUM} to {column}, which adds up the libraries of each"
        if alike
        else f"compare one visit at a time (keep: no for others), or leave the visit out of "
        f"expression.design and set {SUM} to {column}"
    )
    return [
        f"{where} of one group, which are taken for independent {taken}, so that p-values are too "
        f"small: {remedy}"
    ]


def _keys(sheet: pd.DataFrame, column: str, design: Design) -> list[str]:
    """The columns in which libraries that are added up are equal: the person, all columns of the
    design, and the factors of contrasts."""
    factors = [contrast.factor for contrast in design.contrasts]
    names = [column, *columns_of(design.formula), *factors]
    return [name for name in dict.fromkeys(names) if name in sheet]


def libraries_to_sum(
    sheet: pd.DataFrame, column: str, design: Design, measured: str = ""
) -> Mapping[str, list[str]]:
    """The samples of which several libraries are to be added up, by the first of them.

    These are of one person (``column`` of the sheet) and equal in all columns of the design and in
    the factors of the contrasts, but for the one that is ``measured`` of each library. An empty
    cell is nobody. Raises UserError if the sheet has no such column.
    """
    if not column:
        return {}
    if column not in sheet:
        raise UserError(
            f"config: {SUM}: column {column!r} is not in the sample sheet, which has "
            f"{', '.join(sheet.columns)}"
        )
    keys = [name for name in _keys(sheet, column, design) if name != measured]
    known = sheet[sheet[column] != ""]
    groups = [list(part.index) for _, part in known.groupby(keys, sort=False)]
    return {names[0]: names for names in groups if len(names) > 1}


def summed_samples(sheet: pd.DataFrame, groups: Mapping[str, list[str]]) -> pd.DataFrame:
    """The sheet with the first library of each group in the place of all."""
    others = [name for names in groups.values() for name in names[1:]]
    return sheet.drop(index=others)


def describe_sums(groups: Mapping[str, list[str]], column: str) -> dict[str, str]:
    """A sentence for each sample that is a sum."""
    return {
        first: f"{first} is the sum of {len(names)} libraries of one {column}: {', '.join(names)}"
        for first, names in groups.items()
    }
