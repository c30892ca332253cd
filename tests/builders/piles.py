"""Hairpins, and reads on them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pysam

from mirtrd.candidates.piles import Locus, Pile, Read

#         0         1         2         3         4
#         0123456789012345678901234567890123456789012345
HAIRPIN = "GGCTACAGTCTTTCTTCATGTGACTCGTGGACTTCCCTTTGTCATC"
A5, A3 = Locus("x-miR-1-5p", "h1", 2, 20), Locus("x-miR-1-3p", "h1", 26, 44)
# The same mature and its whole hairpin again, without the other arm.
TWIN = Locus("x-miR-1-5p", "h2", 2, 20)
B = Locus("x-miR-2-5p", "h3", 2, 20)
LOCI = [A5, A3, TWIN, B]
HAIRPINS = {"h1": HAIRPIN, "h2": HAIRPIN[:24], "h3": HAIRPIN[::-1], "other": "ACGT" * 20}
MATURE = HAIRPIN[2:20]


def write_bam(path, *records: tuple[str, int, str, str, int, float]) -> str:
    """A sorted, indexed BAM of (hairpin, start, CIGAR, bases, count, share counted there)."""
    names = list(HAIRPINS)
    sizes = [{"SN": name, "LN": len(HAIRPINS[name])} for name in names]
    header = {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": sizes}
    with pysam.AlignmentFile(str(path), "wb", header=header) as bam:
        for number, row in enumerate(sorted(records, key=lambda r: (names.index(r[0]), r[1]))):
            hairpin, start, cigar, bases, count, share = row
            record = pysam.AlignedSegment(bam.header)
            record.query_name, record.query_sequence = f"seq_{number}_x{count}", bases
            record.reference_id, record.reference_start = names.index(hairpin), start
            record.cigarstring, record.mapping_quality = cigar, 255
            record.set_tags([("ZC", count), ("ZR", 3 * count), ("ZS", share)])
            bam.write(record)
    pysam.index(str(path))
    return str(path)


def rna(bases: str) -> str:
    return bases.replace("T", "U")


def pile_of(own, others=(), **changes) -> Pile:
    coverage = pd.DataFrame(np.zeros((2, 46)), index=["TRD", "control"])
    coverage.loc["TRD", 2:19] = 5.0
    pile = Pile(
        locus=A5, said="up, adjusted p = 0.01", called=True, hairpins=1, fitting=1.0,
        sequence=rna(HAIRPIN), structure="", energy="", arms=[(A5, 9.0), (A3, 0.0)],
        coverage=coverage, own=list(own), others=list(others),
    )  # fmt: skip
    return replace(pile, **changes)


def long_pile(length: int, number: int = 0, structure: bool = False) -> Pile:
    """A crowded pile: reads over both ends, mismatches, tails, large counts, a long name."""
    random = np.random.default_rng(number)
    sequence = "".join(random.choice([*"ACGU"], length))
    locus = Locus(f"hsa-miR-{number}a-5p/hsa-miR-{number}b-5p/hsa-miR-{number}c-5p", "h", 0, 22)
    star = Locus(f"hsa-miR-{number}a-3p", "h", length - 22, length)
    own = [(Read(-2, 22, "AC" + sequence[:22] + "AAA", 3), 1e7)]
    own += [(Read(0, 22, sequence[:9] + "N" + sequence[10:22], 0), 1e6 - i) for i in range(20)]
    others = [(Read(length - 22, length, sequence[-22:] + "UUU", 3), 12_345.5)] * 9
    values = random.uniform(0, 9e5, (2, length))
    return Pile(
        locus=locus, said="not testable (independent filtering)", called=False, hairpins=14,
        fitting=0.999, sequence=sequence, structure="." * length if structure else "", energy="",
        arms=[(locus, 4e7), (star, 12_345.5)],
        coverage=pd.DataFrame(values, index=["TRD", "control"]), own=own, others=others,
    )  # fmt: skip


LISTED = pd.DataFrame(
    [
        ("x-miR-9-5p", "up", np.nan, 1e-9),
        ("x-miR-1-5p", "down", np.nan, 0.00123),
        ("x-miR-1-3p", "not significant", np.nan, 0.5),
        ("x-miR-2-5p", "not testable", "below count filter", np.nan),
    ],
    columns=["mirna", "status", "reason", "padj"],
)
