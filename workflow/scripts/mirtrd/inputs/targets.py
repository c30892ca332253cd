"""What targets are to be looked up in: the section targets of the config, and its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mirtrd.core.job import UserError
from mirtrd.core.paths import is_file
from mirtrd.inputs.gene_sets import read_gene_sets
from mirtrd.inputs.reserved import check_paths
from mirtrd.inputs.target_tables import FAMILIES, GENE_NAMES, recognise

WHERE_TABLES, WHERE_SETS = "config: targets.tables", "config: targets.gene_sets"
# The sets that ship: the themes of which is asked first.
THEMES = Path("resources") / "gene_sets" / "themes.gmt"


@dataclass(frozen=True, kw_only=True)
class TargetSources:
    """The tables of targets, and gene sets besides the themes; without a table nothing is looked
    up."""

    tables: Sequence[str] = ()
    gene_sets: Sequence[str] = ()

    @property
    def megabytes(self) -> float:
        """The size of all files."""
        return sum(Path(path).stat().st_size for path in (*self.tables, *self.gene_sets)) / 1e6

    @property
    def said(self) -> str:
        """What was looked up, in a sentence."""
        if not self.tables:
            return "No targets were looked up: targets.tables of the config names no table."
        return f"Targets were looked up in {', '.join(self.tables)}: see results/targets/."


def find_targets(settings: Mapping[str, Any]) -> TargetSources:
    """What a checked config names. Raises UserError for a file that is missing or of another kind,
    and for tables that need one beside them."""
    section = settings["targets"]
    tables, sets = section["tables"], section["gene_sets"]
    if sets and not tables:
        raise UserError("config: targets.gene_sets is given, but targets.tables is missing")
    check_paths([*tables, *sets])
    for path, where in [(p, WHERE_TABLES) for p in tables] + [(p, WHERE_SETS) for p in sets]:
        if not is_file(path):
            raise UserError(f"{where}: the file {path} does not exist")
    found = [recognise(path, WHERE_TABLES) for path in tables]
    formats = [table.format for table in found]
    for table in found:
        if table.format.keys == "family" and FAMILIES not in formats:
            raise UserError(
                f"{WHERE_TABLES}: {table.path} has families of TargetScan: name its "
                "miR_Family_Info.txt, too, which says what is in them"
            )
        if table.format.genes == "refseq" and GENE_NAMES not in formats:
            raise UserError(
                f"{WHERE_TABLES}: {table.path} has transcripts of RefSeq: name a table with the "
                "columns refseq and symbol, too"
            )
    if tables and all(one in (FAMILIES, GENE_NAMES) for one in formats):
        raise UserError(f"{WHERE_TABLES}: {', '.join(tables)} has no targets, only names")
    for path in sets:
        read_gene_sets(path, WHERE_SETS)
    return TargetSources(tables=tables, gene_sets=sets)
