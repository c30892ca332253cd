"""Simulated libraries of which the origin of every read is known, ready to be counted."""

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import simulate
from accuracy import Origin
from builders.counting import write_reference
from mirtrd.counting.sample import Sample, place_sample
from mirtrd.reference.targets import Reference
from mirtrd.trimming.inserts import Insert, Inserts

# Lengths of the inserts that trimming keeps.
KEPT = (15, 40)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A simulated library: its reads by origin, and its inserts, placed on the reference."""

    origins: Counter[Origin]
    sample: Sample
    reference: Reference


def draw_library(library: simulate.Library, reads: int) -> Drawn:
    """Draw reads, cut them at the true ends of their inserts, and place these."""
    origins: Counter[Origin] = Counter()
    for inserts, truth in library.draw(reads):
        letters, _ = simulate.sequence_inserts(library.rng, inserts)
        columns = (truth.source, truth.mirna, truth.kind)
        for row, length, *origin in zip(
            letters, inserts.length.tolist(), *(c.tolist() for c in columns), strict=True
        ):
            insert = row[:length].tobytes().decode() if KEPT[0] <= length <= KEPT[1] else ""
            origins[Origin(insert, *origin)] += 1
    counts: Counter[str] = Counter()
    for origin, number in origins.items():
        counts[origin.insert] += number
    del counts[""]
    reference = lay_out_library(library)
    rows = [Insert(insert, number, number) for insert, number in counts.items()]
    sample = place_sample(Inserts.of(rows), reference, max_mismatches=2)
    return Drawn(origins=origins, sample=sample, reference=reference)


def lay_out_library(library: simulate.Library) -> Reference:
    """The reference of a library; matures of identical sequence are one."""
    hairpins, loci = simulate.find_loci()
    others = {name: s for rnas in library.known.values() for name, s in rnas.items()}
    classes = {name: c for c, rnas in library.known.items() for name in rnas}
    groups: dict[str, list[simulate.Locus]] = {}
    for locus in loci:
        groups.setdefault(hairpins[locus.hairpin][locus.start : locus.end], []).append(locus)
    named = [
        ("/".join(dict.fromkeys(member.mirna for member in members)), *locus[1:])
        for members in groups.values()
        for locus in members
    ]
    with tempfile.TemporaryDirectory() as folder:
        return write_reference(Path(folder), hairpins, others, named, classes).read()
