"""What became of the inserts of a sample in counting, by fate."""

from collections.abc import Mapping
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

    @property
    def total(self) -> int:
        """The count of all inserts of the sample."""
        return self.mirna + self.hairpin + self.ambiguous + self.other_rna + self.unaligned


def tally_classes(classes: Mapping[str, int]) -> Tally:
    """The tally of a sample by the count of each of its classes of RNA."""
    fates = {"mirna": 0, "hairpin": 0, "ambiguous": 0, "other_rna": 0, "unaligned": 0}
    for name, number in classes.items():
        fates[name if name in fates else "other_rna"] += number
    return Tally(**fates)


def write_tally(path: str | Path, tally: Tally) -> None:
    """Write the tally of a sample as JSON."""
    write_document(path, asdict(tally))


def read_tally(path: str | Path) -> Tally:
    """What ``write_tally`` wrote."""
    return Tally(**read_document(path))
