"""Say of each entry of the reference whether it is a miRNA, as far as that is known."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from mirtrd.core.job import Job, run
from mirtrd.counting.tables import HAIRPIN_COUNTS, ISOMIR_SUMMARY, MATURE_AMBIGUITY, MATURE_COUNTS
from mirtrd.quality.arms import Arms
from mirtrd.quality.entries import Entry, Reads, judge
from mirtrd.quality.nearest import find_within
from mirtrd.quality.tables import ENTRIES
from mirtrd.reference.annotation import find_members
from mirtrd.reference.fasta import as_dna, read_records, several_as_n
from mirtrd.reference.names import Names, read_names
from mirtrd.reference.tables import ACCEPTED, MATURES


@dataclass(frozen=True, kw_only=True)
class Lists:
    """What is known of matures before any read: why some are accepted, by accession; the members of
    MirGeneDB by name; and the other RNAs that hold the sequence of a mature. None is not given."""

    accepted: Mapping[str, str] | None
    members: Collection[str] | None
    within: Mapping[str, list[str]]

    def look_up(self, matures: tuple[str, ...], names: Names, reads: Reads | None) -> Entry:
        """The entry of matures of one sequence: what holds for one of them holds for all. Without
        any, as of a name that is not known, lists tell nothing."""
        accepted = is_member = None
        if matures and self.accepted is not None:
            reasons = (self.accepted.get(names.accessions[name], "") for name in matures)
            accepted = next(filter(None, reasons), "")
        if matures and self.members is not None:
            is_member = any(name in self.members for name in matures)
        others = (rna for name in matures for rna in self.within.get(name, ()))
        return Entry(
            accepted=accepted, is_member=is_member, others=tuple(dict.fromkeys(others)), reads=reads
        )


def read_dna(path: str) -> dict[str, str]:
    """The sequences of a FASTA file by id, as DNA."""
    return {name: as_dna(path, name, several_as_n(dna)) for name, _, dna in read_records(path)}


def read_lists(job: Job) -> Lists:
    """What is known of the matures of the reference."""
    accepted = members = None
    if path := getattr(job.input, "accepted", None):
        accepted = {row["accession"]: row["reason"] for row in ACCEPTED.read(path)}
    if path := getattr(job.input, "mirgenedb", None):
        members = find_members(job.input.annotation, path)
    others = {
        f"{rna_class}:{name}": dna
        for rna_class, path in zip(job.params.classes, job.input.other, strict=True)
        for name, dna in read_dna(path).items()
    }
    within = find_within(read_dna(job.input.matures), others)
    return Lists(accepted=accepted, members=members, within=within)


def read_arms(job: Job) -> dict[str, Reads]:
    """What the reads show of the matures; nothing in a run from a table of counts."""
    if not job.input.isomirs:
        return {}
    shapes = {
        row["mirna"]: (
            row["count"],
            max(1 - row["shifted_5p_share"], row["top_5p_share"]),
            row["tailed_share"],
        )
        for row in ISOMIR_SUMMARY.read(job.input.isomirs)
    }
    ambiguity = MATURE_AMBIGUITY.read(job.input.ambiguity)
    return Arms(
        loci=[row[:4] for row in MATURES.read_rows(job.input.loci)],
        shapes=shapes,
        hairpins={name: sum(counts) for name, *counts in HAIRPIN_COUNTS.read_rows(job.input.arms)},
        look_alikes={row["mirna"]: row["look_alike"] for row in ambiguity},
    ).read()


def describe(
    listed: list[str], lists: Lists, names: Names, reads: Mapping[str, Reads]
) -> Iterator[tuple[object, ...]]:
    """The rows of ``ENTRIES`` for the miRNAs of the table of counts."""
    matches = names.look_up_all(listed)
    for mirna in listed:
        entry = lists.look_up(matches[mirna].names, names, reads.get(mirna))
        verdict, reasons = judge(entry)
        shown: tuple[object, ...] = (None,) * 5
        if found := entry.reads:
            shown = (found.count, found.same_5p, found.tailed, found.star, found.star_same_5p)
        yield mirna, verdict, ",".join(reasons), ",".join(entry.others), *shown


def main(job: Job) -> None:
    names = read_names(job.input.matures, job.input.hairpins, getattr(job.input, "former", None))
    listed = [mirna for mirna, *_ in MATURE_COUNTS.read_rows(job.input.counts)]
    ENTRIES.write(job.output.table, describe(listed, read_lists(job), names, read_arms(job)))


if __name__ == "__main__":
    run(main)
