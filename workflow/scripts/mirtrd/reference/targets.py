"""The reference laid out to be searched: sequences end to end, and the loci of matures on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pysam

from mirtrd.core.arrays import Bytes, Ints, Words
from mirtrd.core.bases import encode
from mirtrd.core.packing import windows
from mirtrd.reference import sequences as table
from mirtrd.reference.sequences import HAIRPIN, read_sequences
from mirtrd.reference.tables import MATURES

# Bases between sequences, so that no place reaches from one into the next.
GAP = 256


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Sequences laid end to end with gaps between them.

    ``word[p]`` holds the 32 bases from ``p`` on and ``outside[p]`` a bit for each that is none;
    ``sequence[p]`` says on which sequence or in front of which one ``p`` lies.
    """

    codes: Bytes
    start: Ints
    end: Ints
    sequence: Ints
    word: Words
    outside: Words


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


def lay_out(sequences: Sequence[str]) -> Targets:
    """Lay sequences end to end."""
    sizes = np.array([len(sequence) for sequence in sequences], np.int64)
    start = np.cumsum(sizes + GAP) - sizes
    gap = b" " * GAP
    text = gap + gap.join(sequence.encode() for sequence in sequences) + gap
    codes = encode(np.frombuffer(text, np.uint8))
    size = len(codes)
    ends = np.concatenate([start + sizes, [size]]) if len(sizes) else np.array([size])
    return Targets(
        codes=codes,
        start=start,
        end=start + sizes,
        sequence=np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0)),
        word=windows((codes & 3).astype(np.uint64)),
        outside=windows((codes >> 2).astype(np.uint64)),
    )


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


def read_targets(fasta: str, sequences: str) -> tuple[Targets, Targets]:
    """Lay out the hairpins and the other RNAs of the reference."""
    with pysam.FastxFile(fasta) as file:
        dna = {record.name: record.sequence or "" for record in file}
    hairpins, others = _split(read_sequences(sequences))
    return lay_out([dna[row.name] for row in hairpins]), lay_out([dna[row.name] for row in others])


def make_reference(hairpins: Targets, others: Targets, sequences: str, matures: str) -> Reference:
    """The reference of sequences that are laid out, by its tables."""
    hairpin_rows, other_rows = _split(read_sequences(sequences))
    names = [row.name for row in hairpin_rows]
    return Reference(
        hairpin_names=names,
        hairpins=hairpins,
        matures=read_matures(matures, names),
        other_rows=other_rows,
        others=others,
    )


def read_reference(fasta: str, sequences: str, matures: str) -> Reference:
    """Lay out the hairpins and the other RNAs of the reference, with the matures of its table."""
    return make_reference(*read_targets(fasta, sequences), sequences, matures)


def _split(rows: Sequence[table.Sequence]) -> tuple[list[table.Sequence], list[table.Sequence]]:
    """Hairpins, and other RNAs."""
    hairpins = [row for row in rows if row.rna_class == HAIRPIN]
    return hairpins, [row for row in rows if row.rna_class != HAIRPIN]
