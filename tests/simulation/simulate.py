"""Simulate a small-RNA library of which the origin of every read is known.

    python tests/simulation/simulate.py OUTPUT_DIR [--reads N] [--seed N] [--made-up]
        [--other CLASS=FASTA ...]

Writes reads.fastq.gz and truth.tsv.gz (one line per read: source, class, miRNA, kind), and
other.<class>.fasta for the other RNAs that a reference would name. The same seed gives the same
bytes.

The model. `simulation.tsv` gives the share of each source of reads and, for miRNA reads, of each
kind of isomiR. 600 matures are there, with log-normal abundances: whole families first (FAMILIES),
then others at random. A mature is cut from one of its hairpins, each as often. Which 3' ends are
preferred is drawn for each mature: it differs between miRNAs in nature too. Substitutions and
editing also occur on 3' shifted isomiRs.

Other RNAs are human: those of the given FASTA files, or of a larger set than the workflow ships
where that is there, or those that ship. What is drawn is not what the reference names: each library
has its own variants of them (a base in 500), as persons and copies of genes have, and classes that
the reference does not know. Or they are made up: random sequences, some with a mature inside, all
known. They have log-normal abundances, and each has a few pile-ups: fragments of nearly the same
ends; of tRNAs mostly the two halves and the 3' end. One in seven of their fragments lies anywhere.
Where another RNA reads 16 nt or more as a mature, it is a look-alike, and extra fragments of it
cover that place.

An insert is followed by the TruSeq 3' adapter and read for 51 cycles. Qualities start near 37 and
fall to the end; one read in 40 is of low quality throughout. Each base errs with the probability
that its quality states. A few bases are not read (N).
"""

import argparse
import csv
import gzip
import io
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from isal import igzip

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from builders.paths import RESOURCES, SHARED
from make_demo import COORDINATES, HAIRPINS, MATURES, read_fasta

COMPOSITION = Path(__file__).with_name("simulation.tsv")
CHUNK = 100_000
READ_LENGTH = 51
ADAPTER = "TGGAATTCTCGGGTGCCAAGGAACTCCAGTCACATCACGATCTCGTATGCCGTCTTCTGCTTGAAAAAAAAAA"
BASES = np.frombuffer(b"ACGT", np.uint8)

MIRNAS = 600
FAMILIES = (
    *("let-7", "miR-98", "miR-15", "miR-16", "miR-17", "miR-18", "miR-19", "miR-20", "miR-93"),
    *("miR-106", "miR-26", "miR-27", "miR-29", "miR-30", "miR-99", "miR-100", "miR-103"),
    *("miR-107", "miR-125", "miR-130", "miR-301", "miR-181", "miR-200", "miR-320", "miR-378"),
    *("miR-548", "miR-515", "miR-517", "miR-518", "miR-519", "miR-520", "miR-1246", "miR-1260"),
)
ABUNDANCE_SPREAD = 2.3  # standard deviation of the natural logarithm
OTHER_SPREAD = 2.0
SHIFTS_5P, WEIGHTS_5P = np.array([-2, -1, 1, 2]), np.array([0.1, 0.35, 0.4, 0.15])
SHIFTS_3P = np.array([-4, -3, -2, -1, 1, 2, 3])
WEIGHTS_3P = np.array([0.03, 0.06, 0.15, 0.33, 0.30, 0.10, 0.03])
TAIL_BASES = np.array([0.50, 0.06, 0.07, 0.37])  # A, C, G, T
# Share of substituted and edited reads whose 3' end is off as well.
SHIFTED_TOO = 0.3
# Other RNAs: share of fragments that lie anywhere; share that one base differs in.
DIFFUSE, OTHER_SUBSTITUTED = 0.15, 0.01
LOOK_ALIKE = 16  # nt that another RNA shares with a mature
LOOK_ALIKES = 60  # matures with extra look-alike fragments
# Share of the bases of human RNAs at which a person, or a copy of a gene, has another one.
VARIED = 0.002
LOW_QUALITY = 0.025
UNREAD = 0.0002
# How far from its ends an insert still counts as an isomiR of a mature (5', 3').
ISOMIR_REACH = (4, 6)

# Y RNAs (RNY1, RNY3, RNY4, RNY5), of which blood holds many fragments.
Y_RNAS = {
    "RNY1": "GGCTGGTCCGAAGGTAGTGAGTTATCTCAATTGATTGTTCACAGTCAGTTACAGATCGAACTCCTTGTTCTACTCTTTCC"
    "CCCCTTCTCACTACTGCACTTGACTAGTCTTTT",
    "RNY3": "GGCTGGTCCGAGTGCAGTGGTGTTTACAACTAATTGATCACAACCAGTTACAGATTTCTTTGTTCCTTCTCCACTCCCAC"
    "TGCTTCACTTGACTAGCCTTTT",
    "RNY4": "GGCTGGTCCGATGGTAGTGGGTTATCAGAACTTATTAACATTAGTGTCACTAAAGTTGGTATACAACCCCCCACTGCTAA"
    "ATTTGACTGGCTTTTT",
    "RNY5": "AGTTGGTCCGAGTGTTGTGGGTTATTGTTAAGTTGATTTAACATTGTCTCCCCCCACAACCGCGCTTGACTAGCTTGCTGTTTT",
}


class Locus(NamedTuple):
    """A mature on a hairpin, 0-based, end excluded."""

    mirna: str
    hairpin: str
    start: int
    end: int


class Spots(NamedTuple):
    """Places that fragments come from: sequence, start, length and weight of each."""

    sequence: np.ndarray
    start: np.ndarray
    length: np.ndarray
    weight: np.ndarray


class Inserts(NamedTuple):
    """Inserts as rows of letters, of which the first ``length`` count."""

    letters: np.ndarray
    length: np.ndarray


class Truth(NamedTuple):
    """For each read: source, and where it applies class of other RNA, miRNA and isomiR kind.

    In a table of truth, the length of the insert follows.
    """

    source: np.ndarray
    other: np.ndarray
    mirna: np.ndarray
    kind: np.ndarray


def read_composition(path: Path = COMPOSITION) -> tuple[dict[str, float], dict[str, float]]:
    """The share of each source of reads, and of each kind of isomiR."""
    with path.open(newline="") as file:
        rows = {row["kind"]: float(row["share"]) for row in csv.DictReader(file, delimiter="\t")}
    sources = {kind: share for kind, share in rows.items() if "." not in kind}
    kinds = {kind.partition(".")[2]: share for kind, share in rows.items() if "." in kind}
    return sources, kinds


def find_loci() -> tuple[dict[str, str], list[Locus]]:
    """The hairpins of miRBase and the places of all matures on those they derive from."""
    matures = {name: sequence for name, _, sequence in read_fasta(MATURES)}
    hairpins = {accession: (name, sequence) for name, accession, sequence in read_fasta(HAIRPINS)}
    loci = set()
    with gzip.open(COORDINATES, "rt", encoding="ascii") as file:
        for line in file:
            if "Derives_from=" in line:
                attributes = dict(pair.split("=") for pair in line.split()[-1].split(";"))
                name, parent = attributes["Name"], attributes["Derives_from"]
                hairpin, sequence = hairpins.get(parent, ("", ""))
                start = sequence.find(matures.get(name, "-"))
                if start >= 0:
                    loci.add(Locus(name, hairpin, start, start + len(matures[name])))
    return dict(hairpins.values()), sorted(loci)


def read_others(paths: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The sequences of FASTA files, by class and name, in DNA letters; N becomes A."""
    others = {}
    for name, path in paths.items():
        records = Path(path).read_text().split(">")[1:]
        heads_and_bodies = (record.split("\n", 1) for record in records)
        others[name] = {
            head.split()[0]: "".join(body.split()).upper().replace("U", "T").replace("N", "A")
            for head, body in heads_and_bodies
        }
    return others


def shipped_others() -> dict[str, dict[str, str]]:
    """The other RNAs that the workflow ships, by class and name."""
    paths = sorted((RESOURCES / "other_rna").glob("*.fasta"))
    return read_others({path.stem: str(path) for path in paths})


def human_others() -> dict[str, dict[str, str]]:
    """The human RNAs to draw from: a larger set than ships where it is there, else what ships."""
    paths = [*sorted((SHARED / "other_rna").glob("*.fasta"))]
    paths += sorted((SHARED / "other_rna" / "alternative").glob("*.fasta"))
    found = read_others({path.stem: str(path) for path in paths})
    seen: set[str] = set()
    different = {}
    for rna_class, members in found.items():
        new = {name: s for name, s in members.items() if s not in seen and len(s) > LOOK_ALIKE}
        seen.update(new.values())
        different |= {rna_class: new} if new else {}
    return different or shipped_others()


def vary(
    rng: np.random.Generator, others: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Other RNAs with variants of one base."""
    varied: dict[str, dict[str, str]] = {}
    for rna_class, members in others.items():
        varied[rna_class] = {}
        for name, sequence in members.items():
            letters = np.frombuffer(sequence.encode(), np.uint8).copy()
            at = np.flatnonzero(rng.random(len(letters)) < VARIED)
            code = np.searchsorted(BASES, letters[at])
            letters[at] = BASES[(code + rng.integers(1, 4, len(at))) % 4]
            varied[rna_class][name] = letters.tobytes().decode()
    return varied


def make_up_others(
    rng: np.random.Generator, hairpins: Mapping[str, str], loci: Sequence[Locus]
) -> dict[str, dict[str, str]]:
    """Random other RNAs: of 60, every fifth has a mature in it, between bases of its own."""
    made = {}
    for number in range(60):
        sequence = "".join(rng.choice(list("ACGT"), 95))
        if number % 5 == 0:
            locus = loci[rng.integers(len(loci))]
            mature = hairpins[locus.hairpin][locus.start : locus.end]
            sequence = sequence[:30] + mature + sequence[30 + len(mature) :]
        made[f"made_up_{number + 1}"] = sequence
    return {"madeup": made, "yRNA": dict(Y_RNAS)}


def pick(rng: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
    """Indices drawn in proportion to weights."""
    cumulative = np.cumsum(weights)
    return np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right")


def pick_in_rows(rng: np.random.Generator, weights: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """For each entry of ``rows``, a column drawn in proportion to the weights of that row."""
    cumulative = np.cumsum(weights, axis=1)
    cumulative /= cumulative[:, -1:]
    return (rng.random(len(rows))[:, None] > cumulative[rows]).sum(axis=1)


class Library:
    """What reads are drawn from: miRNAs and other RNAs with their abundances.

    ``others`` are human RNAs, of which the library has variants, while a reference names those
    that ship; without them, they are made up, and a reference names the same. ``known`` are those
    of the reference.
    """

    def __init__(self, seed: int, others: dict[str, dict[str, str]] | None = None) -> None:
        self.rng = rng = np.random.default_rng(seed)
        self.hairpins, loci = find_loci()
        if others:
            self.others, self.known = vary(rng, others), shipped_others()
        else:
            self.others = self.known = make_up_others(rng, self.hairpins, loci)
        sequences = [*self.hairpins.values()]
        number = {name: position for position, name in enumerate(self.hairpins)}
        self.classes = ["", *self.others]
        class_of = [0] * len(sequences)
        for position, members in enumerate(self.others.values(), start=1):
            sequences.extend(members.values())
            class_of.extend([position] * len(members))
        self.class_of = np.array(class_of)
        self.letters = np.frombuffer("".join(sequences).encode(), np.uint8)
        self.sizes = np.array([len(sequence) for sequence in sequences])
        self.offsets = np.cumsum(self.sizes) - self.sizes
        self.sequences = sequences
        self._draw_mirnas(loci, number)
        self.spots = self._draw_pile_ups()
        self.look_alikes = self._find_look_alikes(loci)

    def _draw_mirnas(self, loci: list[Locus], number: dict[str, int]) -> None:
        rng = self.rng
        of_mature = defaultdict(list)
        for locus in loci:
            of_mature[locus.mirna].append(locus)
        family = [n for n in of_mature if n.removeprefix("hsa-").startswith(FAMILIES)]
        rest = sorted(set(of_mature) - set(family))
        wanted = max(0, MIRNAS - len(family))
        self.mirnas = sorted(family) + [rest[i] for i in rng.permutation(len(rest))[:wanted]]
        count = len(self.mirnas)
        self.abundance = rng.lognormal(0, ABUNDANCE_SPREAD, count)
        self.three_prime = WEIGHTS_3P * rng.gamma(1.5, size=(count, len(SHIFTS_3P)))
        chosen = [of_mature[name] for name in self.mirnas]
        self.copies = np.array([len(places) for places in chosen])
        self.first_copy = np.cumsum(self.copies) - self.copies
        flat = [locus for places in chosen for locus in places]
        self.copy_hairpin = np.array([number[locus.hairpin] for locus in flat])
        self.copy_start = np.array([locus.start for locus in flat])
        self.copy_end = np.array([locus.end for locus in flat])
        # Places of all matures of the hairpins in use, to keep loop fragments off them.
        used = set(self.copy_hairpin.tolist())
        self.matures_on = defaultdict(list)
        for locus in loci:
            if number[locus.hairpin] in used:
                self.matures_on[number[locus.hairpin]].append((locus.start, locus.end))

    def _draw_pile_ups(self) -> Spots:
        rng = self.rng
        rows = []
        for number in range(len(self.hairpins), len(self.sequences)):
            size = int(self.sizes[number])
            if size < LOOK_ALIKE + 4:
                continue
            weight = rng.lognormal(0, OTHER_SPREAD) / len(self.others[self._class(number)])
            if "trna" in self._class(number).lower():
                half = int(rng.integers(30, 36))
                places = [(0, half), (0, 18), (size - 18, 18), (half, size - half)]
            else:
                places = [
                    (int(rng.integers(0, size - 16)), int(rng.integers(16, 36)))
                    for _ in range(1 + size // 100)
                ]
            shares = rng.dirichlet([0.7] * len(places))
            rows += [(number, *p, weight * s) for p, s in zip(places, shares, strict=True)]
        return _as_spots(rows)

    def _class(self, number: int) -> str:
        return self.classes[self.class_of[number]]

    def _find_look_alikes(self, loci: list[Locus]) -> Spots:
        rng = self.rng
        starts = {
            self.hairpins[locus.hairpin][locus.start : locus.start + LOOK_ALIKE]: locus.mirna
            for locus in loci
        }
        found = defaultdict(list)
        for number in range(len(self.hairpins), len(self.sequences)):
            sequence = self.sequences[number]
            for place in range(len(sequence) - LOOK_ALIKE + 1):
                mirna = starts.get(sequence[place : place + LOOK_ALIKE])
                if mirna:
                    found[mirna].append((number, place))
        rows = []
        self.look_alike_mirnas = sorted(found)
        chosen = rng.permutation(len(self.look_alike_mirnas))[:LOOK_ALIKES]
        for mirna in (self.look_alike_mirnas[i] for i in chosen):
            total = rng.lognormal(0, 1.5)
            places = found[mirna]
            for number, place in (places[i] for i in rng.permutation(len(places))[:3]):
                for _ in range(3):
                    start = max(0, place + int(rng.integers(-4, 4)))
                    rows.append((number, start, int(rng.integers(17, 34)), total * rng.random()))
        return _as_spots(rows)

    def draw(self, reads: int) -> Iterator[tuple[Inserts, Truth]]:
        """Inserts and their truth, in chunks, the sources mixed."""
        sources, kinds = read_composition()
        if not len(self.look_alikes.weight):
            sources = sources | {"look_alike": 0}
        names = np.array(list(sources))
        for start in range(0, reads, CHUNK):
            count = min(CHUNK, reads - start)
            source = np.sort(pick(self.rng, np.array(list(sources.values())), count))
            parts, blank = [], np.full(count, "", "U24")
            truth = Truth(names[source], blank.copy(), blank.copy(), blank.copy())
            for code, name in enumerate(names):
                where = np.flatnonzero(source == code)
                match name:
                    case "mirna":
                        drawn, mirna, kind = self._draw_isomirs(len(where), kinds)
                        truth.mirna[where], truth.kind[where] = mirna, kind
                    case "other" | "look_alike":
                        spots = self.spots if name == "other" else self.look_alikes
                        drawn, other = self._draw_fragments(len(where), spots)
                        truth.other[where] = other
                    case "loop":
                        drawn = self._draw_loops(len(where))
                    case "junk":
                        drawn = self._draw_random(self.rng.integers(15, 41, len(where)))
                    case "dimer":
                        drawn = self._draw_random(self.rng.integers(0, 4, len(where)))
                    case "short":
                        drawn = self._draw_random(self.rng.integers(6, 15, len(where)))
                    case "no_adapter":
                        drawn = self._draw_random(np.full(len(where), READ_LENGTH))
                    case _:
                        raise ValueError(f"no such source of reads: {name}")
                parts.append(drawn)
            order = self.rng.permutation(count)
            inserts = Inserts(
                *(np.concatenate(column)[order] for column in zip(*parts, strict=True))
            )
            yield inserts, Truth(*(column[order] for column in truth))

    def _draw_random(self, length: np.ndarray) -> Inserts:
        letters = BASES[self.rng.integers(0, 4, (len(length), READ_LENGTH))]
        return Inserts(letters, length)

    def _cut(self, sequence: np.ndarray, start: np.ndarray, end: np.ndarray) -> Inserts:
        """Pieces of sequences."""
        place = self.offsets[sequence] + start
        columns = place[:, None] + np.arange(READ_LENGTH)
        letters = self.letters[np.minimum(columns, len(self.letters) - 1)]
        return Inserts(letters, end - start)

    def _substitute(self, inserts: Inserts, rows: np.ndarray, places: np.ndarray) -> None:
        code = np.searchsorted(BASES, inserts.letters[rows, places])
        inserts.letters[rows, places] = BASES[(code + self.rng.integers(1, 4, len(rows))) % 4]

    def _draw_isomirs(
        self, count: int, kinds: Mapping[str, float]
    ) -> tuple[Inserts, np.ndarray, np.ndarray]:
        rng = self.rng
        names = np.array(list(kinds))
        mirna = pick(rng, self.abundance, count)
        copy = self.first_copy[mirna] + (rng.random(count) * self.copies[mirna]).astype(int)
        hairpin = self.copy_hairpin[copy]
        kind = names[pick(rng, np.array(list(kinds.values())), count)]
        off_5p = np.isin(kind, ["shift_5p", "shift_both"])
        off_3p = np.isin(kind, ["shift_3p", "shift_both", "shift_3p_tail"])
        changed = np.isin(kind, ["seed_substitution", "internal_substitution", "editing"])
        off_3p |= changed & (rng.random(count) < SHIFTED_TOO)
        start = self.copy_start[copy] + off_5p * SHIFTS_5P[pick(rng, WEIGHTS_5P, count)]
        end = self.copy_end[copy] + off_3p * SHIFTS_3P[pick_in_rows(rng, self.three_prime, mirna)]
        start, end = np.maximum(start, 0), np.minimum(end, self.sizes[hairpin])
        inserts = self._cut(hairpin, start, end)
        rows = np.arange(count)
        # Tails: the first base is not what the hairpin has there, else it would be template.
        tails = np.zeros(count, int)
        for size in (1, 2, 3):
            tails[kind == f"tail_{size}"] = size
        tails[kind == "shift_3p_tail"] = rng.integers(1, 3, (kind == "shift_3p_tail").sum())
        template = np.where(end < self.sizes[hairpin], inserts.letters[rows, inserts.length], 0)
        first = BASES[pick(rng, TAIL_BASES, count)]
        while (same := first == template).any():
            first[same] = BASES[pick(rng, TAIL_BASES, int(same.sum()))]
        for place in range(3):
            base = first if place == 0 else BASES[pick(rng, TAIL_BASES, count)]
            longer = tails > place
            inserts.letters[rows[longer], inserts.length[longer] + place] = base[longer]
        length = inserts.length + tails
        seed = np.flatnonzero(kind == "seed_substitution")
        self._substitute(inserts, seed, rng.integers(1, 8, len(seed)))
        body = np.flatnonzero(kind == "internal_substitution")
        self._substitute(
            inserts, body, 8 + (rng.random(len(body)) * (length[body] - 9)).astype(int)
        )
        for row in np.flatnonzero(kind == "editing"):
            adenines = np.flatnonzero(inserts.letters[row, 1 : length[row] - 1] == ord("A")) + 1
            if len(adenines):
                inserts.letters[row, rng.choice(adenines)] = ord("G")
            else:
                kind[row] = "canonical"
        return Inserts(inserts.letters, length), np.array(self.mirnas)[mirna], kind

    def _draw_fragments(self, count: int, spots: Spots) -> tuple[Inserts, np.ndarray]:
        rng = self.rng
        spot = pick(rng, spots.weight, count)
        sequence = spots.sequence[spot]
        size = self.sizes[sequence]
        start = spots.start[spot] + rng.choice([-1, 0, 0, 0, 0, 0, 0, 0, 0, 1], count)
        length = spots.length[spot] + rng.choice([-2, -1, 0, 0, 0, 0, 0, 1, 1, 2], count)
        anywhere = rng.random(count) < DIFFUSE
        length[anywhere] = rng.integers(15, 41, anywhere.sum())
        start[anywhere] = (rng.random(anywhere.sum()) * (size - length)[anywhere]).astype(int)
        start = np.clip(start, 0, None)
        end = np.minimum(start + np.minimum(length, 41), size)
        inserts = self._cut(sequence, start, end)
        rows = np.flatnonzero(rng.random(count) < OTHER_SUBSTITUTED)
        places = (rng.random(len(rows)) * inserts.length[rows]).astype(int)
        self._substitute(inserts, rows, places)
        return inserts, np.array(self.classes)[self.class_of[sequence]]

    def _draw_loops(self, count: int) -> Inserts:
        rng = self.rng
        copy = self.first_copy[pick(rng, self.abundance, count)]
        hairpin = self.copy_hairpin[copy]
        length = rng.integers(15, 31, count)
        start = np.zeros(count, int)
        for row in range(count):
            for _ in range(100):
                place = int(rng.integers(0, max(1, self.sizes[hairpin[row]] - length[row])))
                end = place + int(length[row])
                if not any(
                    abs(place - a) <= ISOMIR_REACH[0] and abs(end - b) <= ISOMIR_REACH[1]
                    for a, b in self.matures_on[int(hairpin[row])]
                ):
                    break
            start[row] = place
        return self._cut(hairpin, start, np.minimum(start + length, self.sizes[hairpin]))


def _as_spots(rows: Sequence[tuple[int, int, int, float]]) -> Spots:
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return Spots(*(np.array(c, int) for c in columns[:3]), np.array(columns[3], float))


def sequence_inserts(rng: np.random.Generator, inserts: Inserts) -> tuple[np.ndarray, np.ndarray]:
    """Letters and qualities (Phred scores) of the reads of inserts."""
    count = len(inserts.length)
    cycles = np.arange(READ_LENGTH)
    adapter = np.frombuffer(ADAPTER.encode(), np.uint8)
    behind = cycles - inserts.length[:, None]
    letters = np.where(behind >= 0, adapter[np.maximum(behind, 0)], inserts.letters)
    mean = 37 - 0.08 * cycles - 6 * (cycles / READ_LENGTH) ** 4
    shift = np.minimum(rng.normal(0, 1.5, count), 1)
    shift[rng.random(count) < LOW_QUALITY] -= rng.uniform(8, 20)
    noise = -rng.exponential(2.0, (count, READ_LENGTH)).astype(np.float32)
    qualities = np.clip(np.rint(mean + shift[:, None] + noise + 2), 2, 38).astype(np.uint8)
    error = (10 ** (-np.arange(64) / 10)).astype(np.float32)
    wrong = rng.random((count, READ_LENGTH), np.float32) < error[qualities]
    rows, places = np.nonzero(wrong)
    code = np.searchsorted(BASES, letters[rows, places])
    letters[rows, places] = BASES[(code + rng.integers(1, 4, len(rows))) % 4]
    unread = rng.random((count, READ_LENGTH), np.float32) < UNREAD
    letters[unread], qualities[unread] = ord("N"), 2
    return letters, qualities


def as_fastq(first: int, letters: np.ndarray, qualities: np.ndarray) -> bytes:
    """FASTQ records named ``r`` and the number of the read."""
    count = len(letters)
    names = [b"@r%09d\n" % number for number in range(first, first + count)]
    name = np.frombuffer(b"".join(names), np.uint8).reshape(count, -1)
    between = np.tile(np.frombuffer(b"\n+\n", np.uint8), (count, 1))
    line_end = np.full((count, 1), ord("\n"), np.uint8)
    return np.hstack([name, letters, between, qualities + 33, line_end]).tobytes()


def write_library(library: Library, reads: int, fastq: Path, truth: Path) -> None:
    """Write the reads of a library and their truth, both gzipped."""
    with (
        fastq.open("wb") as raw,
        igzip.IGzipFile("", "wb", 1, raw, mtime=0) as out,
        truth.open("wb") as raw_truth,
        igzip.IGzipFile("", "wb", 1, raw_truth, mtime=0) as table,
    ):
        table.write(b"source\tclass\tmirna\tkind\tlength\n")
        first = 1
        for inserts, origin in library.draw(reads):
            out.write(as_fastq(first, *sequence_inserts(library.rng, inserts)))
            first += len(inserts.length)
            columns = [*origin, np.minimum(inserts.length, READ_LENGTH).astype(str)]
            rows = zip(*(column.tolist() for column in columns), strict=True)
            table.write("".join("\t".join(row) + "\n" for row in rows).encode())


def read_truth(path: Path) -> Iterator[tuple[str, str, str, str, int]]:
    """Source, class, miRNA, kind and length of the insert of each read."""
    with igzip.open(path, "rt") as file:
        next(file)
        for line in file:
            source, other, mirna, kind, length = line.rstrip("\n").split("\t")
            yield source, other, mirna, kind, int(length)


def drawn_from(given: Sequence[str]) -> dict[str, dict[str, str]]:
    """The other RNAs of arguments CLASS=FASTA, or those that are human."""
    return read_others(dict(item.split("=", 1) for item in given)) or human_others()


def write_others(folder: Path, others: dict[str, dict[str, str]]) -> dict[str, Path]:
    """Write other RNAs as one FASTA file per class."""
    paths = {name: folder / f"other.{name}.fasta" for name in others}
    for name, path in paths.items():
        out = io.StringIO()
        out.writelines(f">{identifier}\n{s}\n" for identifier, s in others[name].items())
        path.write_text(out.getvalue())
    return paths


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--reads", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--other", action="append", default=[], metavar="CLASS=FASTA")
    parser.add_argument("--made-up", action="store_true")
    given = parser.parse_args(arguments)
    given.output.mkdir(parents=True, exist_ok=True)
    library = Library(given.seed, None if given.made_up else drawn_from(given.other))
    write_others(given.output, library.known)
    paths = given.output / "reads.fastq.gz", given.output / "truth.tsv.gz"
    write_library(library, given.reads, *paths)


if __name__ == "__main__":
    main()
