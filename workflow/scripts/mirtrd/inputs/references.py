"""The files of the reference: those of the config, or the ones that ship with the workflow."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mirtrd.core.job import UserError
from mirtrd.core.paths import is_file
from mirtrd.core.tables import Table
from mirtrd.inputs.others import SPIKE_IN
from mirtrd.reference.tables import ACCEPTED, FORMER_NAMES

SHIPPED = Path("resources") / "mirbase"
SHIPPED_RELEASE = "miRBase22"


def shipped_reference(root: Path) -> dict[str, str]:
    """The files of human miRBase that ship with the workflow."""
    return {
        "hairpins": str(root / SHIPPED / "hsa.hairpins.v22.fasta.gz"),
        "matures": str(root / SHIPPED / "hsa.matures.v22.fasta.gz"),
        "annotation": str(root / SHIPPED / "hsa.v22.gff3.gz"),
    }


def find_reference(
    reference: Mapping[str, Any], others: Mapping[str, str], root: Path
) -> dict[str, str]:
    """The files of the reference: those of the config, or the ones that ship with the workflow.

    ``others`` are the files of other RNAs, which spike-ins have to be among. Raises UserError for
    one that is missing or has no file.
    """
    if reference["spike_ins"]:
        if SPIKE_IN not in others:
            raise UserError("config: reference.spike_ins needs reference.other.spike_in")
        if not is_file(reference["spike_ins"]):
            raise UserError(
                f"config: reference.spike_ins: the file {reference['spike_ins']} does not exist"
            )
    given = {key: reference[key] for key in ("hairpins", "matures", "annotation") if reference[key]}
    if genes := reference["mirgenedb"]:
        if given and "annotation" not in given:
            raise UserError("config: reference.mirgenedb needs reference.annotation")
        if not is_file(genes):
            raise UserError(f"config: reference.mirgenedb: the file {genes} does not exist")
    if not given:
        return shipped_reference(root)
    for key in ("hairpins", "matures"):
        if key not in given:
            raise UserError(f"config: reference.{key} is missing: give hairpins and matures")
    for key, path in given.items():
        if not is_file(path):
            raise UserError(f"config: reference.{key}: the file {path} does not exist")
    return given


def name_sources(reference: Mapping[str, str]) -> dict[str, str]:
    """The files of a reference that tell names, and that of former ones if there is one."""
    files = {part: reference[part] for part in ("matures", "hairpins")}
    return files | shipped_beside(reference, former=FORMER_NAMES)


def entry_sources(reference: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, str]:
    """The files that tell which entries of a reference are miRNAs, as far as there are any."""
    files = shipped_beside(reference, accepted=ACCEPTED)
    if genes := given["mirgenedb"]:
        files |= {"annotation": reference["annotation"], "mirgenedb": genes}
    return files


def shipped_beside(reference: Mapping[str, str], **tables: Table) -> dict[str, str]:
    """Those of the tables that lie beside the matures: they ship with the human reference."""
    paths = {
        part: Path(reference["matures"]).with_name(Path(table.path).name)
        for part, table in tables.items()
    }
    return {part: str(path) for part, path in paths.items() if path.is_file()}
