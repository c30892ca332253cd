"""What became of the inserts of a sample in counting, by fate."""

from dataclasses import asdict, dataclass
from pathlib import Path

from mirtrd.core.documents import read_document, write_document


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The count of each fate of a sample, in its unit (reads or molecules); they add up to all.

    ``mirna`` is counted on matures, ``hairpin`` beside them; ``ambiguous`` fits several matures and
    is dropped; ``other_rna`` is on other RNAs; ``unaligned`` fits nowhere but by chance.
    """

    mirna: int
    hairpin: int
    ambiguous: int
    other_rna: int
    unaligned: int


def write_tally(path: str | Path, tally: Tally) -> None:
    """Write the tally of a sample as JSON."""
    write_document(path, asdict(tally))


def read_tally(path: str | Path) -> Tally:
    """What ``write_tally`` wrote."""
    return Tally(**read_document(path))
