"""Contrasts of samples that were not made or measured alike."""

from collections.abc import Mapping

import pandas as pd

from mirtrd.design.contrasts import Contrast, Design
from mirtrd.design.formulas import columns_of


def describe_mixtures(
    sheet: pd.DataFrame, design: Design, libraries: Mapping[str, pd.Series]
) -> list[str]:
    """A sentence for each contrast and each thing that its samples differ in and that is not in
    the design, such as the kit.

    ``libraries`` are what is known of each sample, by name; "" is unknown and left out.
    """
    known = columns_of(design.formula)
    return [
        note
        for contrast in design.contrasts
        for name, values in libraries.items()
        if name not in known and (note := _describe(sheet, contrast, values.rename(name)))
    ]


def of_contrast(note: str, contrast: Contrast) -> bool:
    """Whether a sentence is about this contrast."""
    return note.startswith(_beginning(contrast))


def _beginning(contrast: Contrast) -> str:
    return f"{contrast.name} mixes samples of different "


def _describe(sheet: pd.DataFrame, contrast: Contrast, values: pd.Series) -> str:
    values = values.reindex(contrast.samples(sheet)).fillna("")
    values = values[values != ""]
    if values.nunique() < 2:
        return ""
    mixed = f"{_beginning(contrast)}{values.name}"
    if not contrast.factor:
        found = ", ".join(f"{value}: {number}" for value, number in values.value_counts().items())
        return f"{mixed} ({found}): add {values.name} to expression.design"
    table = pd.crosstab(values, sheet[contrast.factor].reindex(values.index))
    found = "; ".join(
        f"{value}: " + ", ".join(f"{row.get(level, 0)} {level}" for level in contrast.levels)
        for value, row in table.iterrows()
    )
    if ((table > 0).sum(axis=1) == 1).all():
        return (
            f"{mixed} ({found}), and each of these is in one group only: what differs between the "
            f"groups may be the {values.name}"
        )
    return f"{mixed} ({found}): add {values.name} to expression.design"
