"""Studies by tissue: only those of one tissue are put together to a result."""

from collections.abc import Sequence
from dataclasses import dataclass

from mirtrd.inputs.synthesis import Study

ALL = "all tissues"
MAIN, SENSITIVITY = "main", "sensitivity only"
UNTOLD = "not told"


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """Studies that are put together, and whether the result is one, or shows what mixing does."""

    tissue: str
    use: str
    studies: tuple[str, ...]


def find_strata(studies: Sequence[Study]) -> list[Stratum]:
    """One stratum for each tissue, in the order of the table, and of all where there are several.

    Tissues that differ in capitals only are the same.
    """
    spelled: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for study in studies:
        tissue = " ".join(study.tissue.split())
        spelled.setdefault(tissue.lower(), tissue or UNTOLD)
        members.setdefault(tissue.lower(), []).append(study.name)
    strata = [
        Stratum(tissue=spelled[tissue], use=MAIN, studies=tuple(names))
        for tissue, names in members.items()
    ]
    if len(strata) > 1:
        every = tuple(study.name for study in studies)
        strata.append(Stratum(tissue=ALL, use=SENSITIVITY, studies=every))
    return strata
