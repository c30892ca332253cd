"""Names of miRNAs as they are written in the world, looked up in a release of miRBase.

A name can be that of an older release, lack the species, be joined with others, or be an
accession. What it stands for is found by the accession of the mature (MIMAT...), which keeps
while names change. What cannot be told is said, never guessed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mirtrd.reference.fasta import read_records
from mirtrd.reference.tables import FORMER_NAMES

ACCESSION = re.compile(r"MIMAT\d{7}")
# What may stand between names that a tool has joined into one.
BETWEEN = re.compile(r"[/|;,&+\s]+")
# A part that repeats nothing of the name before it but what differs, as in hsa-let-7a-5p/7c-5p.
SHORT_PART = re.compile(r"\d\w*(-\d+)?(-[35]p|\*)?")
FAMILY = re.compile(r"(?P<family>(?:[A-Za-z]{3,4}-)?(?:miR|mir|let|lin)-)", re.IGNORECASE)
# A hairpin, as tools put it before or behind its mature: hsa-mir-21, hsa-let-7a-1.
HAIRPIN_NAME = re.compile(r"(?P<stem>(?:\w+-)?(?:mir|let|lin|bantam)-?[^_|/\s]*?)(-\d+)?")
NUMBER = re.compile(r"(\w+-)?mir-\d+", re.IGNORECASE)
ARM = re.compile(r"([-._][35]p|\*)$", re.IGNORECASE)
# The symbol of a gene, as HGNC writes it: MIR21, MIRLET7A1.
GENE = re.compile(r"MIR(LET)?\d\w*(-\d+)?")


@dataclass(frozen=True, kw_only=True)
class Match:
    """What was found for a name: the names in the reference, and how.

    ``how`` is "known" (as it is), "lifted" (from another way to write it), "ambiguous" (an
    older name of several matures), "dead" (of one that miRBase has taken out), "hairpin" (a
    stem-loop, no mature) or "unknown". ``names`` is empty but for the first two.
    """

    how: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Names:
    """The matures of a reference by name and by accession, with their former names.

    ``former`` has the accessions that a name stood for in older releases. ``species`` is the
    part that names begin with, such as hsa, or "" where there are several.
    """

    accessions: Mapping[str, str]
    former: Mapping[str, frozenset[str]]
    hairpins: frozenset[str]
    species: str

    def look_up(self, written: str) -> Match:
        """What a name stands for; a joined one stands for all of its parts, or for none."""
        if (match := self._look_up_one(written)).how != "unknown":
            return match
        if accessions := ACCESSION.findall(written):
            found = [self.by_accession.get(accession) for accession in dict.fromkeys(accessions)]
            names = tuple(name for name in found if name)
            return Match(how="lifted", names=names) if names == tuple(found) else Match(how="dead")
        parts = split_joined(written)
        if len(parts) == 1:
            return match
        matches = [self._look_up_one(part) for part in parts]
        if failed := [m for m in matches if not m.names]:
            return failed[0]
        joined = tuple(dict.fromkeys(name for m in matches for name in m.names))
        how = "known" if written == "/".join(joined) else "lifted"
        return Match(how=how, names=joined)

    def look_up_all(self, written: Iterable[str]) -> dict[str, Match]:
        """What each name of a table stands for.

        hsa-let-7b is a hairpin, and in older releases a mature: a hairpin if the table has others.
        """
        matches = {name: self.look_up(name) for name in written}
        if any(match.how == "hairpin" for match in matches.values()):
            both = [name for name in matches if name in self.hairpins and name in self.former]
            matches |= dict.fromkeys(both, Match(how="hairpin"))
        return matches

    def _look_up_one(self, written: str) -> Match:
        candidates = [written]
        if self.species and not written.startswith(f"{self.species}-"):
            candidates.append(f"{self.species}-{written}")
        for name in candidates:
            if name in self.accessions:
                return Match(how="known" if name == written else "lifted", names=(name,))
            if name in self.former:
                found = [self.by_accession.get(accession) for accession in self.former[name]]
                if len(found) > 1:
                    return Match(how="ambiguous")
                return Match(how="lifted", names=(found[0],)) if found[0] else Match(how="dead")
            if name in self.hairpins or GENE.fullmatch(name):
                return Match(how="hairpin")
        if ARM.search(written):
            for name in map(_loosened, candidates):
                if name in self.by_loosened:
                    return Match(how="lifted", names=(self.by_loosened[name],))
        return Match(how="unknown")

    @cached_property
    def by_accession(self) -> dict[str, str]:
        """The name of each accession."""
        return {accession: name for name, accession in self.accessions.items()}

    @cached_property
    def by_loosened(self) -> dict[str, str]:
        """The names that have an arm, whatever their capitals and signs: HSA.MIR.21.5P."""
        return {_loosened(name): name for name in self.accessions if ARM.search(name)}


def _loosened(name: str) -> str:
    return re.sub("[._]", "-", name).lower()


def read_names(
    matures: str | Path, hairpins: str | Path, former: str | Path | None = None
) -> Names:
    """The names of a reference: FASTA files of miRBase, and a table of former names.

    The accession stands behind the name in the header, as miRBase writes it. Where it does not,
    the name stands for itself.
    """
    accessions = {}
    for name, description, _ in read_records(str(matures)):
        found = ACCESSION.search(description)
        accessions[name] = found[0] if found else name
    stems = frozenset(name for name, _, _ in read_records(str(hairpins)))
    starts = {name.split("-")[0] for name in accessions}
    species = starts.pop() if len(starts) == 1 else ""
    return Names(
        accessions=accessions,
        former=read_former_names(former, accessions) if former else {},
        hairpins=stems,
        species=species,
    )


def read_former_names(path: str | Path, current: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The accessions that each name stood for that is not a current one."""
    former: dict[str, set[str]] = defaultdict(set)
    for row in FORMER_NAMES.read(path):
        if row["name"] not in current:
            former[row["name"]].add(row["accession"])
    return {name: frozenset(accessions) for name, accessions in former.items()}


def split_joined(written: str) -> list[str]:
    """The names that one joined name is made of, each written in full.

    A part that leaves out what it has in common with the first gets it back:
    hsa-let-7a-5p/7c-5p is hsa-let-7a-5p and hsa-let-7c-5p.
    """
    parts = [part for part in BETWEEN.split(written.strip()) if part]
    if len(parts) < 2:
        return [written]
    family = FAMILY.match(parts[0])
    start = family["family"] if family else ""
    return [start + part if SHORT_PART.fullmatch(part) else part for part in parts]


def split_precursor(written: str, names: Names | None = None) -> tuple[str, str]:
    """The mature and the precursor of a name that joins the two; the name and "" if it does not.

    Two parts with "_" or "|" between them, in either order. One has to be a hairpin: by the
    reference, or by its spelling (mir in small letters, no arm) and the number that they share.
    """
    for between in ("_", "|"):
        parts = written.split(between)
        if len(parts) != 2:
            continue
        for precursor, mature in (parts, parts[::-1]):
            if _is_precursor(precursor, mature, names):
                return mature, precursor
    return written, ""


def _is_precursor(precursor: str, mature: str, names: Names | None) -> bool:
    if ARM.search(precursor) or mature == precursor:
        return False
    spelled = HAIRPIN_NAME.fullmatch(precursor)
    if spelled is None and not (names and precursor in names.hairpins):
        return False
    family = FAMILY.match(mature)
    if family is None:
        return False
    without_arm = ARM.sub("", mature).lower()
    stem = spelled["stem"] if spelled else precursor
    if without_arm in (stem.lower(), precursor.lower()):
        return True
    # hsa-mir-517a has hsa-miR-517-5p, and hsa-mir-550b-1 hsa-miR-550b-2-5p.
    numbers = NUMBER.match(precursor), NUMBER.match(mature)
    written_alike = bool(numbers[0] and numbers[1]) and "mir-" in precursor and "miR-" in mature
    return written_alike and numbers[0][0].lower() == numbers[1][0].lower()  # type: ignore[index]


def describe_matches(matches: Mapping[str, Match]) -> list[str]:
    """What was found for the names of a table, a line each; nothing where all are known."""
    number, lines = len(matches), []
    by_how: dict[str, list[str]] = defaultdict(list)
    for written, match in matches.items():
        by_how[match.how].append(written)
    if lifted := by_how["lifted"]:
        first = lifted[0]
        lines.append(
            f"{len(lifted)} of {number} names were lifted to those of the reference, such as "
            f"{first} to {'/'.join(matches[first].names)}"
        )
    told = {
        "ambiguous": "stood for several miRNAs in older releases",
        "dead": "are no longer in miRBase",
        "hairpin": "are hairpins (stem-loops) or genes, no matures",
        "unknown": "are unknown",
    }
    for how, what in told.items():
        if found := by_how[how]:
            lines.append(f"{len(found)} of {number} names {what}: {some(found)}")
    return [*lines, *lost_names(matches)]


def lost_names(matches: Mapping[str, Match]) -> list[str]:
    """A line that says how many names could not be looked up, if any could not."""
    if not (lost := sum(not match.names for match in matches.values())):
        return []
    return [
        f"{lost} of {len(matches)} names are no mature miRNA of the reference: literature and "
        "haemolysis cannot be looked up for them"
    ]


def some(names: Iterable[str], most: int = 5) -> str:
    """The first few of some names, and how many more there are."""
    listed = list(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
