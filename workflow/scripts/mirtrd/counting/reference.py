"""The reference as counting needs it: sequences laid out, and where matures lie on hairpins."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pysam

from mirtrd.counting.arrays import Ints
from mirtrd.counting.placing import Targets, lay_out
from mirtrd.reference import sequences as table
from mirtrd.reference.sequences import HAIRPIN, read_sequences
from mirtrd.reference.tables import MATURES


@dataclass(frozen=True, kw_only=True)
class Matures:
    """Loci of matures on hairpins, sorted by hairpin; ``first[h]`` is the first one on ``h``.

    ``mature`` is the number of each in ``names``.
    """

    names: list[str]
    mature: Ints
    hairpin: Ints
    start: Ints
    end: Ints
    first: Ints


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Hairpins and other RNAs by name, laid out, and the matures on hairpins."""

    hairpin_names: list[str]
    hairpins: Targets
    matures: Matures
    other_rows: list[table.Sequence]
    others: Targets

    @property
    def classes(self) -> list[str]:
        """The classes of other RNAs, in their order."""
        return list(dict.fromkeys(row.rna_class for row in self.other_rows))

    @property
    def class_of(self) -> Ints:
        """The number of the class of each of the other RNAs."""
        number = {rna_class: position for position, rna_class in enumerate(self.classes)}
        return np.array([number[row.rna_class] for row in self.other_rows], np.int64)


def read_matures(path: str, hairpins: Sequence[str]) -> Matures:
    """The matures on the named hairpins, from the table of the reference."""
    number = {name: position for position, name in enumerate(hairpins)}
    names: dict[str, int] = {}
    rows = []
    for mirna, on, first, behind, _ in MATURES.read_rows(path):
        rows.append((number[on], first, behind, names.setdefault(mirna, len(names))))
    hairpin, start, end, mature = np.array(sorted(rows), np.int64).reshape(-1, 4).T
    return Matures(
        names=list(names),
        mature=mature,
        hairpin=hairpin,
        start=start,
        end=end,
        first=np.searchsorted(hairpin, np.arange(len(hairpins) + 1)),
    )


def read_reference(fasta: str, sequences: str, matures: str) -> Reference:
    """Lay out the hairpins and the other RNAs of the reference, with the matures of its table."""
    with pysam.FastxFile(fasta) as file:
        dna = {record.name: record.sequence or "" for record in file}
    rows = read_sequences(sequences)
    hairpins = [row.name for row in rows if row.rna_class == HAIRPIN]
    others = [row for row in rows if row.rna_class != HAIRPIN]
    return Reference(
        hairpin_names=hairpins,
        hairpins=lay_out([dna[name] for name in hairpins]),
        matures=read_matures(matures, hairpins),
        other_rows=others,
        others=lay_out([dna[row.name] for row in others]),
    )
