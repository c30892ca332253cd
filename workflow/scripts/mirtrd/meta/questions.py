"""Whether studies ask the same question, as far as their summaries tell."""

import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from mirtrd.core.job import UserError
from mirtrd.inputs.synthesis import Study

# A coefficient for a level of a factor, as formulas name it.
LEVEL = re.compile(r"[^:]+\[T\.(?P<level>[^\]]+)\]")


def compared_levels(summary: Mapping[str, Any]) -> tuple[str, str] | None:
    """The tested and the reference level of a contrast of two levels; None for any other."""
    levels = list(summary.get("samples") or {})
    found = LEVEL.fullmatch(str(summary.get("coefficient", "")))
    if found is None or len(levels) != 2 or found["level"] not in levels:
        return None
    return found["level"], next(level for level in levels if level != found["level"])


def check_questions(
    studies: Sequence[Study], summaries: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """What to doubt of putting the studies together. UserError if two of them compare the same
    levels the other way round, so that a change up in one is a change down in the other."""
    asked = {study.name: compared_levels(summaries[study.name]) for study in studies}
    for (one, first), (other, second) in combinations(asked.items(), 2):
        if first and second and _lower(first) == _lower(second)[::-1]:
            raise UserError(
                f"study {one} compares {first[0]} against {first[1]}, study {other} the other way "
                f"round, {second[0]} against {second[1]}: turn one of the contrasts"
            )
    notes = []
    distinct = {_lower(levels): levels for levels in asked.values() if levels}
    if len(distinct) > 1:
        told = "; ".join(
            f"{name}: {levels[0]} against {levels[1]}" for name, levels in asked.items() if levels
        )
        notes.append(f"the studies do not compare the same levels ({told}): is it one question?")
    if untold := [name for name, levels in asked.items() if levels is None]:
        notes.append(
            f"what is compared in {', '.join(untold)} is not told by a summary next to the table: "
            "make sure that up means the same in all studies"
        )
    return notes


def _lower(levels: tuple[str, str]) -> tuple[str, str]:
    return levels[0].lower(), levels[1].lower()
