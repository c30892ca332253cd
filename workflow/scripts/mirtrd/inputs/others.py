"""The other RNAs that compete with miRNAs: those that ship, those of the config, or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mirtrd.core.job import UserError
from mirtrd.core.paths import is_file

SHIPPED = Path("resources") / "other_rna"
# In the order in which an insert that fits several classes equally well is given to the first.
CLASSES = ("tRNA", "Mt_tRNA", "rRNA", "Y_RNA", "snoRNA", "snRNA", "vault_RNA", "misc_RNA")
# What the config has for no other RNAs, and the class that comes to those that ship, as spike-ins
# are of no species.
NO_OTHERS, SPIKE_IN = "none", "spike_in"
HUMAN = "hsa"
# What a run without other RNAs is told.
MISSING = (
    "no other RNAs are named: fragments of tRNA, rRNA and others that fit a miRNA are counted as "
    "it; a human set ships, for other species name files in reference.other (or none, which is "
    "silent)"
)


@dataclass(frozen=True, kw_only=True)
class Others:
    """The FASTA files of other RNAs by class, in the order in which ties are decided, and what is
    to be told of them, if anything."""

    files: Mapping[str, str]
    note: str = ""


def find_others(reference: Mapping[str, Any], root: Path) -> Others:
    """The other RNAs of a config's section ``reference``; ``root`` is the workflow's folder.

    Nothing said: the human set where the reference is human, and nothing with a note where it is
    not known to be. Spike-ins alone come in addition. Raises UserError for a missing file.
    """
    given = reference["other"]
    if given == NO_OTHERS:
        return Others(files={})
    given = given or {}
    for name, path in given.items():
        if not is_file(path):
            raise UserError(f"config: reference.other.{name}: the file {path} does not exist")
    if set(given) - {SPIKE_IN}:
        return Others(files=given)
    if is_human(reference):
        return Others(files=shipped_others(root) | given)
    return Others(files=given, note=f"reference.other: {MISSING}")


def is_human(reference: Mapping[str, Any]) -> bool:
    """Whether miRNAs are human: those that ship, or those of a file whose names start so."""
    return reference["species"] == HUMAN or not reference["hairpins"]


def shipped_others(root: Path) -> dict[str, str]:
    """The files of human RNAs that ship with the workflow, by class."""
    return {name: str(root / SHIPPED / f"{name}.fasta") for name in CLASSES}
