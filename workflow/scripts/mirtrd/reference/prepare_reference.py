"""Check a reference and lay it out: hairpins and other RNAs as DNA, matures on hairpins."""

import itertools
from collections import defaultdict
from pathlib import Path

from mirtrd.core.job import Job, UserError, run
from mirtrd.reference.annotation import Locus, read_annotation
from mirtrd.reference.fasta import as_dna, read_records, several_as_n
from mirtrd.reference.sequences import HAIRPIN, Sequence, clean_id, write_sequences
from mirtrd.reference.tables import MATURES

# The share of matures on no hairpin from which two files do not belong together. Of one release,
# a few of a thousand are on none (mouse, miRBase 21 and 22: 9 of 1,915).
MAX_LOST = 0.05


def read_fasta(path: str, species: str | None) -> dict[str, str]:
    """Sequences by id (the first word of the header), in DNA letters and file order.

    Keeps ids that start with ``species`` and a dash. Letters for several bases become N, which is
    printed. Raises UserError for what is not a FASTA file of nucleotides with unique ids.
    """
    sequences = {identifier: sequence for identifier, _, sequence in read_records(path)}
    start = "" if species is None else f"{species}-"
    kept = {
        name: as_dna(path, name, several_as_n(sequence))
        for name, sequence in sequences.items()
        if name.startswith(start)
    }
    if several := [
        name for name in kept if several_as_n(sequences[name]) != sequences[name].upper()
    ]:
        print(
            f"{path}: letters for several bases (IUPAC) became N in {len(several)} of {len(kept)} "
            f"records: {', '.join(several)}"
        )
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
    such a locus is looked up by its sequence. Matures on no hairpin are printed, and get no counts;
    UserError if there are many, or if there are no others.
    """
    loci: dict[str, list[Locus]] = {}
    for name, sequence in matures.items():
        loci[name] = [
            locus
            for locus in dict.fromkeys(annotated.get(name, []))
            if hairpins.get(locus.sequence, "")[locus.start : locus.end] == sequence
        ] or _find(sequence, hairpins)
    lost = [name for name, found in loci.items() if not found]
    found = f"{len(lost)} of {len(matures)} matures lie on no hairpin of reference.hairpins"
    if len(lost) > MAX_LOST * len(matures):
        raise UserError(
            f"reference.matures: {found}: {', '.join(lost[:5])}: are both of one release and "
            "species?"
        )
    if lost:
        print(f"reference.matures: {found}, they get no counts: {', '.join(lost)}")
    return {name: places for name, places in loci.items() if places}


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
        for group, names in group_matures({name: matures[name] for name in loci}).items()
        for locus in dict.fromkeys(itertools.chain(*(loci[name] for name in names)))
    )
    MATURES.write(job.output.matures, rows)


if __name__ == "__main__":
    run(main)
