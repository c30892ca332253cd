"""Whether a design and its contrasts can be tested on a sheet, before any read is seen."""

import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.design.advice import design_notes
from mirtrd.design.contrasts import Criteria, Design
from mirtrd.design.levels import check_levels
from mirtrd.design.matrices import make_model


def check_design(sheet: pd.DataFrame, design: Design, criteria: Criteria) -> list[str]:
    """What a reader has to know of a design and its contrasts; UserError if one is impossible."""
    for contrast in design.contrasts:
        if contrast.reduced and criteria.lfc_threshold:
            raise UserError(
                f"config: expression.contrasts.{contrast.name}.reduced: a likelihood-ratio test "
                "has no threshold, expected expression.lfc_threshold 0, found "
                f"{criteria.lfc_threshold:g}"
            )
    factors = {contrast.factor for contrast in design.contrasts}
    if unused := [name for name in design.references if name not in sheet and name not in factors]:
        raise UserError(
            f"config: expression.references has {unused[0]!r}, which is no column of the sheet"
        )
    notes = check_levels(sheet, design)
    for contrast in design.contrasts:
        make_model(sheet, design, contrast)
        notes += design_notes(sheet, design, contrast)
    return [f"expression: {note}" for note in dict.fromkeys(notes)]
