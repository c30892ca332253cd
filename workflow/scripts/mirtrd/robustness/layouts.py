"""Other layouts of the labels that a contrast is about, within what has to stay as it is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import factorial, prod
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mirtrd.design.contrasts import Question
from mirtrd.design.covariates import covariates, has_groups
from mirtrd.design.formulas import columns_of, formula_without
from mirtrd.design.matrices import make_model

Codes = NDArray[np.intp]
SEED = 1


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """The column of the sheet whose values are exchanged, among which samples, and the columns
    within whose levels; a layout of ``two_groups`` and its mirror image give the same test."""

    column: str
    samples: pd.Index
    blocks: tuple[str, ...]
    two_groups: bool

    def codes(self, sheet: pd.DataFrame) -> Codes:
        """The values of the column, numbered."""
        return pd.factorize(sheet.loc[self.samples, self.column])[0]

    def block_codes(self, sheet: pd.DataFrame) -> Codes:
        """The block of each sample, numbered."""
        return block_codes(sheet.loc[self.samples], self.blocks)

    def with_layouts(self, sheet: pd.DataFrame, wanted: int) -> Self:
        """The same with as few blocks as it takes to have more than ``wanted`` layouts."""
        codes, part = self.codes(sheet), sheet.loc[self.samples]
        chosen = choose_blocks(part, codes, self.blocks, wanted, self.two_groups)
        return replace(self, blocks=tuple(chosen))


def find_exchange(question: Question, sheet: pd.DataFrame) -> Exchange | str:
    """What is exchanged to see what chance alone would call, or in words why nothing can be.

    For levels, the labels of the two groups. Else the one column that the test is about, if the
    design has no more of it than what is tested: its values then mean nothing under the null
    hypothesis, whatever the rest of the design says. Of an interaction, or of one of several
    levels, the rest of the column still means something, and no exchange of labels keeps it. (To
    exchange residuals, as Freedman and Lane 1983, doi:10.1080/07350015.1983.10509354, suits models
    whose errors are alike for all samples; those of counts are not.)
    """
    contrast, formula = question.contrast, question.design.formula
    if contrast.factor and not contrast.reduced:
        return _exchange(question, sheet, contrast.factor, contrast.samples(sheet), two_groups=True)
    if contrast.reduced:
        tested = sorted(set(columns_of(formula)) - set(columns_of(contrast.reduced)))
        what = "a test of an interaction or of several columns"
    else:
        others = covariates(question.design, contrast)
        tested = [name for name in columns_of(formula) if name not in others]
        what = "a contrast of an interaction, of several columns or of one of several levels"
        if len(tested) == 1:
            smaller = replace(contrast, reduced=formula_without(formula, tested))
            model = make_model(sheet, question.design, smaller)
            lost = model.matrix.shape[1] - (0 if model.reduced is None else model.reduced.shape[1])
            tested = tested if lost == 1 else []
    if len(tested) != 1:
        return f"{what} has no labels that could be exchanged without changing the rest"
    return _exchange(question, sheet, tested[0], sheet.index, two_groups=False)


def _exchange(
    question: Question, sheet: pd.DataFrame, column: str, samples: pd.Index, *, two_groups: bool
) -> Exchange:
    formula = question.design.formula
    others = [name for name in columns_of(formula) if name != column]
    blocks = tuple(name for name in others if has_groups(sheet[name], formula))
    return Exchange(column=column, samples=samples, blocks=blocks, two_groups=two_groups)


def possible(codes: Codes, blocks: Codes, two_groups: bool = True) -> int:
    """In how many ways the labels can be laid out within the blocks, the given one included."""
    parts = (codes[blocks == block] for block in set(blocks))
    ways = prod(
        factorial(len(part)) // prod(map(factorial, Counter(part.tolist()).values()))
        for part in parts
    )
    return ways // 2 if two_groups and _mirrored(codes, blocks) else ways


def _mirrored(codes: Codes, blocks: Codes) -> bool:
    """Whether the mirror image of a layout of two labels is a layout, too."""
    return all(2 * codes[blocks == b].sum() == (blocks == b).sum() for b in set(blocks))


def choose_blocks(
    sheet: pd.DataFrame, codes: Codes, columns: Sequence[str], wanted: int, two_groups: bool = True
) -> list[str]:
    """The columns within whose levels labels are exchanged.

    All of them, if that leaves enough layouts; else the one with the fewest levels is given up,
    and so on, but never the last one (patients have the most levels).
    """
    chosen = list(columns)
    while len(chosen) > 1 and possible(codes, block_codes(sheet, chosen), two_groups) <= wanted:
        chosen.remove(min(chosen, key=lambda name: sheet[name].nunique()))
    return chosen


def block_codes(sheet: pd.DataFrame, columns: Sequence[str]) -> Codes:
    """The block of each sample, numbered."""
    if not columns:
        return np.zeros(len(sheet), dtype=int)
    return sheet.groupby(list(columns), sort=False).ngroup().to_numpy()


def layouts(codes: Codes, blocks: Codes, wanted: int, two_groups: bool = True) -> Iterator[Codes]:
    """Other layouts of the labels, no two of them equivalent, none the given one.

    All there are if these are at most ``wanted``; else that many, drawn at random with a fixed
    seed.
    """
    mirrored = two_groups and _mirrored(codes, blocks)

    def key(layout: Codes) -> bytes:
        return (1 - layout if mirrored and layout[0] else layout).tobytes()

    seen = {key(codes)}
    everything = possible(codes, blocks, two_groups) - 1 <= wanted
    source = _all_layouts(codes, blocks) if everything else _random_layouts(codes, blocks)
    for layout in source:
        if len(seen) > wanted:
            return
        if key(layout) not in seen:
            seen.add(key(layout))
            yield layout


def _all_layouts(codes: Codes, blocks: Codes) -> Iterator[Codes]:
    members = [np.flatnonzero(blocks == block) for block in dict.fromkeys(blocks)]
    for chosen in product(*(list(_arrangements(codes[part].tolist())) for part in members)):
        layout = codes.copy()
        for part, values in zip(members, chosen, strict=True):
            layout[part] = values
        yield layout


def _arrangements(values: list[int]) -> Iterator[list[int]]:
    """All orders of values that differ."""
    if not values:
        yield []
    for first in sorted(set(values)):
        rest = values.copy()
        rest.remove(first)
        for tail in _arrangements(rest):
            yield [first, *tail]


def _random_layouts(codes: Codes, blocks: Codes) -> Iterator[Codes]:
    random = np.random.default_rng(SEED)
    members = [np.flatnonzero(blocks == block) for block in dict.fromkeys(blocks)]
    while True:
        layout = codes.copy()
        for part in members:
            layout[part] = codes[random.permutation(part)]
        yield layout
