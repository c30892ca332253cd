"""Where an annotation places matures on hairpins, as both lie on a chromosome."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import xopen

from mirtrd.core.files import UNREADABLE
from mirtrd.core.job import UserError


class Locus(NamedTuple):
    """A place on a hairpin or a chromosome, 0-based, end excluded."""

    sequence: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A line of a GFF3 file: what it is, where it is on which strand, and its attributes."""

    kind: str
    place: Locus
    strand: str
    attributes: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name, or the id where there is none."""
        return self.attributes.get("Name", self.attributes.get("ID", ""))

    def holds(self, other: "Feature") -> bool:
        """Whether another feature lies in this one, on the same strand."""
        return (
            (self.place.sequence, self.strand) == (other.place.sequence, other.strand)
            and self.place.start <= other.place.start
            and other.place.end <= self.place.end
        )

    def is_parent_of(self, other: "Feature") -> bool:
        """Whether another feature says that it derives from this one."""
        parent = other.attributes.get("Derives_from")
        return parent in (self.attributes.get("ID"), self.attributes.get("Alias"))

    def locate(self, inner: "Feature") -> Locus:
        """Where another feature lies in this one, from its 5' end."""
        if self.strand == "+":
            offset = inner.place.start - self.place.start
        else:
            offset = self.place.end - inner.place.end
        return Locus(self.name, offset, offset + inner.place.end - inner.place.start)


def read_annotation(path: str) -> dict[str, list[Locus]]:
    """Where a GFF3 annotation (miRBase or MirGeneDB) places each mature on hairpins.

    A mature lies on the hairpins that contain it on the same chromosome and strand, and if it
    says from which it derives, on that one only. Keys are the names of the matures.
    """
    hairpins: dict[tuple[str, str], list[Feature]] = defaultdict(list)
    matures = []
    for feature in _read_features(path):
        if feature.kind == "miRNA":
            matures.append(feature)
        else:
            hairpins[feature.place.sequence, feature.strand].append(feature)
    placed: dict[str, list[Locus]] = defaultdict(list)
    for mature in matures:
        near = hairpins[mature.place.sequence, mature.strand]
        around = [hairpin for hairpin in near if hairpin.holds(mature)]
        own = [hairpin for hairpin in around if hairpin.is_parent_of(mature)]
        placed[mature.name] += [hairpin.locate(mature) for hairpin in own or around]
    return {name: loci for name, loci in placed.items() if loci}


def find_members(annotation: str, genes: str) -> frozenset[str]:
    """The matures of an annotation that lie on a gene of another one, such as MirGeneDB's.

    A mature lies on a gene that has its middle base, on the same strand. UserError if none does.
    """
    places: dict[tuple[str, str], list[Locus]] = defaultdict(list)
    for feature in _read_features(genes):
        if feature.kind != "miRNA":
            places[feature.place.sequence, feature.strand].append(feature.place)
    members = set()
    for feature in _read_features(annotation):
        middle = (feature.place.start + feature.place.end) // 2
        near = places[feature.place.sequence, feature.strand]
        if feature.kind == "miRNA" and any(gene.start <= middle < gene.end for gene in near):
            members.add(feature.name)
    if not members:
        raise UserError(
            f"{genes}: no mature of {annotation} lies on one of its genes; expected those of the "
            "same species and assembly"
        )
    return frozenset(members)


def _read_features(path: str) -> Iterator[Feature]:
    for number, line in enumerate(_lines(path), start=1):
        if number == 1 and line.lstrip().startswith("<"):
            raise UserError(f"{path}: is an HTML page, expected a GFF3 file: download it again")
        if line.startswith("#") or not line.strip():
            continue
        try:
            chromosome, _, kind, start, end, _, strand, _, text = line.rstrip("\n").split("\t")
            attributes = dict(item.split("=", 1) for item in text.strip(";").split(";"))
            place = Locus(chromosome, int(start) - 1, int(end))
        except ValueError:
            raise UserError(f"{path}, line {number}: is not a GFF3 feature") from None
        yield Feature(kind=kind, place=place, strand=strand, attributes=attributes)


def _lines(path: str) -> Iterator[str]:
    try:
        with xopen.xopen(path) as file:
            yield from file
    except UNREADABLE as error:
        raise UserError(f"{path}: cannot be read as GFF3 ({error})") from None
