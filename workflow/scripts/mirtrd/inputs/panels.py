"""What panel is to be trained, or to score by: the sections panel and score of the config."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mirtrd.core.documents import read_document
from mirtrd.core.job import UserError
from mirtrd.core.paths import is_file
from mirtrd.design.contrasts import Contrast
from mirtrd.design.formulas import columns_of
from mirtrd.design.persons import names_persons
from mirtrd.inputs.reserved import check_paths

# The section of a panel that is there already: with it, a run needs no groups.
SCORE = "score"
# What a column of sites is called; the first that the sheet has counts.
SITE = re.compile(r"(site|cent(er|re)|clinic|hospital)s?([_. ]?id)?|batch", re.IGNORECASE)
# How such a file is marked, and its version.
KIND, FORMAT = "mirtrd panel", 1
# Of a class: one for each fold.
LEAST_PERSONS = 5


@dataclass(frozen=True, kw_only=True)
class SheetColumns:
    """The columns of the sheet that a panel goes by; ``person`` and ``site`` may be ""."""

    covariates: Sequence[str]
    person: str
    site: str


def columns_of_panel(sheet: pd.DataFrame, formula: str, factor: str) -> SheetColumns:
    """Whose a sample is and where it comes from, by the names of columns, and the covariates: what
    the design has besides the factor and the persons."""
    person = next(filter(names_persons, sheet.columns), "")
    sites = sorted(filter(SITE.fullmatch, sheet.columns), key=lambda name: name.lower() == "batch")
    covariates = [
        name
        for name in columns_of(formula)
        if name in sheet and name != factor and not names_persons(name)
    ]
    return SheetColumns(covariates=covariates, person=person, site=sites[0] if sites else "")


def find_trained(
    settings: Mapping[str, Any], contrasts: Mapping[str, Contrast], sheet: pd.DataFrame
) -> str:
    """The contrast whose panel is to be trained, "" for none. UserError for one that is not there,
    or whose levels have too few samples."""
    name = settings["panel"]["contrast"]
    if name is None:
        return ""
    if name not in contrasts:
        raise UserError(
            f"config: panel.contrast is {name!r}, expected one of {', '.join(contrasts)}"
        )
    contrast = contrasts[name]
    if not contrast.factor:
        raise UserError(
            f"config: panel.contrast: {name} has no levels; a panel tells two levels of a factor "
            "apart"
        )
    for level in contrast.levels:
        number = int((sheet[contrast.factor] == level).sum())
        if number < LEAST_PERSONS:
            raise UserError(
                f"config: panel.contrast: {level} has {number} samples, at least {LEAST_PERSONS} "
                "persons are needed"
            )
    return str(name)


def find_frozen(settings: Mapping[str, Any]) -> str:
    """The file of the panel to score by, "" for none. UserError for what is none."""
    path = settings[SCORE]["panel"]
    if path is None:
        return ""
    check_paths([path])
    if not is_file(path):
        raise UserError(
            f"config: score.panel: the file {path} does not exist; expected a panel, such as "
            "results/panel/….panel.json of another run"
        )
    try:
        content = read_document(path)
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise UserError(f"config: score.panel: {path} is no panel of this workflow")
    if content.get("format_version") != FORMAT:
        raise UserError(
            f"config: score.panel: {path} has format {content.get('format_version')}, this "
            f"version reads {FORMAT}"
        )
    return str(path)
