"""Check a reference and lay it out: hairpins and other RNAs as DNA, matures on hairpins."""

import itertools
from collections import defaultdict
from pathlib import Path

from mirtrd.core.job import Job, UserError, run
from mirtrd.reference.annotation import Locus, read_annotation
from mirtrd.reference.fasta import as_dna, read_records, several_as_n
from mirtrd.reference.sequences import HAIRPIN, Sequence, clean_id, write_sequences
from mirtrd.reference.tables import MATURES


def read_fasta(path: str, species: str | None) -> dict[str, str]:
    """Sequences by id (the first word of the header), in DNA letters and file order.

    Keeps ids that start with ``species`` and a dash. Raises UserError for what is not a FASTA
    file of nucleotides with unique ids.
    """
    sequences = {identifier: sequence for identifier, _, sequence in read_records(path)}
    start = "" if species is None else f"{species}-"
    kept = {
        name: as_dna(path, name, sequence)
        for name, sequence in sequences.items()
        if name.startswith(start)
    }
    if not kept:
        found = sorted({name.split("-")[0] for name in sequences})
        raise UserError(
            f"{path}: no id starts with reference.species {species!r}; "
            f"found {', '.join(found[:10])}"
        )
    return kept


def read_other(path: str) -> dict[str, str]:
    """Sequences of other RNAs by id, as ``read_fasta``; letters for several bases become N."""
    return {
        name: as_dna(path, name, several_as_n(sequence)) for name, _, sequence in read_records(path)
    }


def place_matures(
    matures: dict[str, str], hairpins: dict[str, str], annotated: dict[str, list[Locus]]
) -> dict[str, list[Locus]]:
    """The loci of each mature on the hairpins, in reference order.

    An annotated locus counts if the hairpin reads the mature's sequence there. A mature without
    such a locus is looked up by its sequence. Raises UserError for matures on no hairpin.
    """
    loci: dict[str, list[Locus]] = {}
    for name, sequence in matures.items():
        loci[name] = [
            locus
            for locus in dict.fromkeys(annotated.get(name, []))
            if hairpins.get(locus.sequence, "")[locus.start : locus.end] == sequence
        ] or _find(sequence, hairpins)
    if lost := [name for name, found in loci.items() if not found]:
        raise UserError(
            f"reference.matures: {len(lost)} of {len(matures)} matures lie on no hairpin of "
            f"reference.hairpins: {', '.join(lost[:5])}: are both of one release and species?"
        )
    return loci


def _find(sequence: str, hairpins: dict[str, str]) -> list[Locus]:
    return [
        Locus(name, start, start + len(sequence))
        for name, hairpin in hairpins.items()
        if (start := hairpin.find(sequence)) >= 0
    ]


def by_sequence(records: dict[str, str]) -> dict[str, list[str]]:
    """The ids of the records of each distinct sequence, which no read can tell apart."""
    ids: dict[str, list[str]] = defaultdict(list)
    for identifier, sequence in records.items():
        ids[sequence].append(identifier)
    return dict(ids)


def group_matures(matures: dict[str, str]) -> dict[str, list[str]]:
    """Matures of identical sequence under their joined name."""
    return {"/".join(names): names for names in by_sequence(matures).values()}


def name_other(rna_class: str, records: dict[str, str]) -> dict[Sequence, str]:
    """The distinct sequences of a class of other RNAs, named ``class:id`` after their first id.

    An id whose cleaned form is taken gets underscores until it is unique.
    """
    named: dict[Sequence, str] = {}
    taken: set[str] = set()
    for sequence, ids in by_sequence(records).items():
        first, *identical = map(clean_id, ids)
        while first in taken:
            first += "_"
        taken.add(first)
        row = Sequence(f"{rna_class}:{first}", rna_class, len(sequence), tuple(identical))
        named[row] = sequence
    return named


def main(job: Job) -> None:
    species = job.params.species
    hairpins = read_fasta(job.input.hairpins, species)
    matures = read_fasta(job.input.matures, species)
    annotated = read_annotation(job.input.annotation) if job.input.get("annotation") else {}
    loci = place_matures(matures, hairpins, annotated)
    sequences = {Sequence(name, HAIRPIN, len(dna)): dna for name, dna in hairpins.items()}
    for rna_class, path in zip(job.params.classes, job.input.other, strict=True):
        sequences |= name_other(rna_class, read_other(path))
    with Path(job.output.fasta).open("w") as file:
        file.writelines(f">{row.name}\n{dna}\n" for row, dna in sequences.items())
    write_sequences(job.output.sequences, sequences)
    rows = (
        (group, locus.sequence, locus.start, locus.end, matures[names[0]])
        for group, names in group_matures(matures).items()
        for locus in dict.fromkeys(itertools.chain(*(loci[name] for name in names)))
    )
    MATURES.write(job.output.matures, rows)


if __name__ == "__main__":
    run(main)
