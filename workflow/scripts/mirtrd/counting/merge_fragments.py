"""Join the fragments of other RNAs of all samples to a matrix, and describe them."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pysam

from mirtrd.core.job import Job, run
from mirtrd.counting.isomir_names import license_plate
from mirtrd.counting.parents import Feature, Parents, Part, Rna
from mirtrd.counting.tables import FRAGMENT_COUNTS, FRAGMENTS, SAMPLE_FRAGMENTS
from mirtrd.reference.sequences import HAIRPIN, read_sequences


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The counts of a feature: in each sample, and of each of its parts over all samples."""

    feature: Feature
    samples: "array[int]"
    parts: Counter[Part] = field(default_factory=Counter)


def read_rnas(fasta: str, sequences: str) -> Iterator[Rna]:
    """The other RNAs of the reference, in its order."""
    with pysam.FastxFile(fasta) as file:
        dna = {record.name: record.sequence or "" for record in file}
    for row in read_sequences(sequences):
        if row.rna_class != HAIRPIN:
            name = row.name.partition(":")[2]
            yield Rna(rna_class=row.rna_class, name=name, sequence=dna[row.name])


def join_fragments(paths: Sequence[str], parents: Parents) -> list[Counts]:
    """The counts of all features; classes in the order of the reference, features by name."""
    found: dict[Feature, Counts] = {}
    known: dict[Part, Feature] = {}
    for sample, path in enumerate(paths):
        for *place, count in SAMPLE_FRAGMENTS.read_rows(path):
            part = Part(*place)
            feature = known.get(part) or known.setdefault(part, parents.feature_of(part))
            if feature not in found:
                found[feature] = Counts(feature=feature, samples=array("q", bytes(8 * len(paths))))
            found[feature].samples[sample] += count
            found[feature].parts[part] += count
    rank = {rna_class: number for number, rna_class in enumerate(parents.by_class)}
    return sorted(found.values(), key=lambda row: (rank[row.feature.rna_class], row.feature.name))


def describe_fragments(rows: Iterable[Counts], parents: Parents) -> Iterator[tuple[object, ...]]:
    """The rows of ``FRAGMENTS``."""
    for row in rows:
        feature, total = row.feature, sum(row.samples)
        most, top = min((-count, part) for part, count in row.parts.items())
        sequence = parents.sequence_of(top)
        is_trna = parents.by_name[top[:2]].is_trna and not set(sequence) - set("ACGT")
        yield (
            *(feature.name, feature.rna_class, feature.parent, feature.kind, total),
            sum(count > 0 for count in row.samples),
            *(len(row.parts), sequence, top.rna, top.start + 1, top.end, -most / total),
            license_plate(sequence, "tRF") if is_trna else "",
            ",".join(parents.find_all(top)),
        )


def main(job: Job) -> None:
    parents = Parents(read_rnas(job.input.fasta, job.input.sequences))
    rows = join_fragments(job.input.fragments, parents)
    matrix = ((row.feature.name, row.feature.rna_class, *row.samples) for row in rows)
    FRAGMENT_COUNTS.write(job.output.matrix, matrix, job.params.samples)
    FRAGMENTS.write(job.output.table, describe_fragments(rows, parents))


if __name__ == "__main__":
    run(main)
