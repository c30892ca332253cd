"""Gene sets as people have them: GMT, a set to a line with tabs between its cells."""

from collections.abc import Mapping
from pathlib import Path

from mirtrd.core.job import UserError
from mirtrd.core.texts import NotTextError, decode, shorten
from mirtrd.inputs.grids import read_bytes

EXPECTED = "a GMT file: on each line the name of a set, a description and genes, tabs between them"


def read_gene_sets(path: str | Path, where: str) -> dict[str, frozenset[str]]:
    """The genes of each set of a GMT file, by its name, in the order of the file.

    Raises UserError, which begins with ``where`` and names the line.
    """
    try:
        text = decode(read_bytes(path, where))
    except NotTextError as error:
        raise UserError(f"{where}: {path}, {error}: save it as UTF-8") from None
    sets: dict[str, frozenset[str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        name, *rest = (cell.strip() for cell in line.split("\t"))
        if not line.strip():
            continue
        genes = frozenset(filter(None, rest[1:]))
        if not name or not genes:
            raise UserError(
                f"{where}: {path}, line {number}: found {shorten(repr(line), 60)}, expected "
                f"{EXPECTED}"
            )
        if name in sets:
            raise UserError(f"{where}: {path}, line {number}: set {shorten(name)} is there twice")
        sets[name] = genes
    if not sets:
        raise UserError(f"{where}: {path} is empty, expected {EXPECTED}")
    return sets


def join_gene_sets(
    parts: Mapping[str, Mapping[str, frozenset[str]]],
) -> dict[str, frozenset[str]]:
    """The sets of several files by name; of a name that two files have, the later one says which
    file it is of."""
    joined: dict[str, frozenset[str]] = {}
    for path, sets in parts.items():
        for name, genes in sets.items():
            joined[f"{name} ({Path(path).name})" if name in joined else name] = genes
    return joined
