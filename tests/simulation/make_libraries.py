"""Simulate small-RNA libraries of any kit, for tests; run as a script, try kit inference on them.

    python tests/simulation/make_libraries.py [SEEDS]

simulates every kit of the table in reads of 36, 50, 76 and 101 nt, with 5, 20 and 90 % miRNA, with
and without adapter dimers, 20,000 reads each, once for each of SEEDS seeds (default: 1), infers
the kit and prints what was not right.

The model. A library has 400 miRNAs of log-normal abundance and pieces of other RNAs that pile up
at some places. An insert is an isomiR, another RNA or, in a dimer, 0 to 3 nt; kit and insert make
a molecule, PCR copies it, and errs in the UMI; the machine reads it as far as it goes, each base
with the chance of error that its quality states. Ends of fragments are read as G (two colours).
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from make_demo import HAIRPINS, MATURES, random_bases, read_fasta, substitute, write_gzip

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "workflow" / "scripts"))

from mirtrd.inputs.kits import Layout, read_kits
from mirtrd.reference import tables
from mirtrd.trimming.conflicts import Declared
from mirtrd.trimming.infer_kit import judge
from mirtrd.trimming.sampling import Reads

KITS = Path(__file__).resolve().parents[2] / "resources" / "kits.tsv"

# What follows the adapter, and the UMI behind it, to the end of the fragment.
PCR_PRIMER = "AACTCCAGTCACACTGATATCTCGTATGCCGTCTTCTGCTTG"
READ_2 = "AGATCGGAAGAGCACACGTCTG" + PCR_PRIMER
NEXT = {"TGGAATTCTC": PCR_PRIMER, "AGATCGGAAG": "G" + PCR_PRIMER, "AACTGTAGGC": READ_2}

SHIFTS_5P = {0: 0.93, -1: 0.03, 1: 0.04}
SHIFTS_3P = {0: 0.52, -1: 0.18, -2: 0.07, 1: 0.14, 2: 0.06, 3: 0.03}
TAILS = {"": 0.85, "A": 0.07, "T": 0.05, "AA": 0.01, "TT": 0.01, "C": 0.01}
QUALITIES = np.array([37, 25, 11])
BAD_READS = 0.04

# The grid: lengths of reads in nt, shares of miRNA, shares of dimers.
LENGTHS = (36, 50, 76, 101)
SHARES = (0.05, 0.2, 0.9)
DIMERS = (0.0, 0.6)


class Library(NamedTuple):
    """Records (name, sequence, qualities) and the truth: molecules and reads of each insert."""

    records: list[tuple[str, str, str]]
    molecules: Counter[str]
    reads: Counter[str]


def simulate(
    layout: Layout,
    *,
    reads: int = 20_000,
    mirna_share: float = 0.5,
    read_length: int = 50,
    dimers: float = 0.0,
    duplication: float = 1.0,
    umi_errors: float = 0.001,
    seed: int = 0,
) -> Library:
    """A library of a layout; an adapter of A is a poly-A tail with template-switch bases at 5'.

    ``dimers`` is a share of all molecules, ``mirna_share`` of the others; ``duplication`` the
    mean number of reads of a molecule (geometric), ``umi_errors`` the chance that PCR changes a
    base of the UMI in a read. Reads without an adapter are the inserts.
    """
    rng = random.Random(f"{seed} {layout} {mirna_share} {read_length} {dimers}")
    draw = inserts(rng, mirna_share, dimers if layout.adapter else 0.0)
    molecules: Counter[str] = Counter()
    copies: Counter[str] = Counter()
    fragments: list[str] = []
    while len(fragments) < reads:
        insert = next(draw)
        fragment, umi_places = build(rng, layout, insert)
        molecules[insert] += 1
        number = min(_geometric(rng, duplication), reads - len(fragments))
        copies[insert] += number
        for _ in range(number):
            copy = fragment
            for place in umi_places:
                if rng.random() < umi_errors:
                    copy = substitute(rng, copy, place)
            fragments.append(copy)
    rng.shuffle(fragments)
    return Library(
        list(sequence_all(fragments, read_length, seed, bool(layout.adapter))), molecules, copies
    )


def inserts(rng: random.Random, mirna_share: float, dimers: float) -> Iterator[str]:
    """Inserts of a library without end: isomiRs, pieces of other RNAs, dimers."""
    hairpins, matures = reference()
    expressed = rng.sample(matures, 400)
    abundance = _cumulative(rng.lognormvariate(0, 2) for _ in expressed)
    others = [random_bases(rng, rng.randint(70, 500)) for _ in range(200)]
    of_others = _cumulative(rng.lognormvariate(0, 1.5) for _ in others)
    while True:
        if rng.random() < dimers:
            yield random_bases(rng, rng.randint(0, 3))
        elif rng.random() < mirna_share:
            start, end = rng.choices(expressed, cum_weights=abundance)[0]
            start += _pick(rng, SHIFTS_5P)
            insert = hairpins[start : end + _pick(rng, SHIFTS_3P)]
            if "#" not in insert:
                yield insert + _pick(rng, TAILS)
        else:
            other = rng.choices(others, cum_weights=of_others)[0]
            start = rng.choice((0, len(other) // 3, rng.randrange(len(other) - 45)))
            yield other[start : start + rng.randint(15, 45)]


@cache
def reference() -> tuple[str, list[tuple[int, int]]]:
    """The human hairpins of the shipped reference, "#" between them, and where matures are."""
    text = "#".join(seq for name, _, seq in read_fasta(HAIRPINS) if name.startswith("hsa"))
    text = f"###{text}###".replace("U", "T")
    sequences = sorted({sequence.replace("U", "T") for _, _, sequence in read_fasta(MATURES)})
    places = [(text.find(sequence), len(sequence)) for sequence in sequences]
    return text, [(start, start + length) for start, length in places if start >= 0]


def build(rng: random.Random, layout: Layout, insert: str) -> tuple[str, list[int]]:
    """A fragment from the first base that is read, and the places of its UMI."""
    if not layout.adapter:
        before, behind = random_bases(rng, layout.bases_5p), random_bases(rng, layout.bases_3p)
        return before + insert + behind, []
    if set(layout.adapter) == {"A"}:
        switch = "".join(rng.choices("GGGGGGCAT", k=layout.bases_5p))
        tail = random_bases(rng, layout.bases_3p) + "A" * rng.randint(15, 30)
        return switch + insert + tail + READ_2, []
    before, behind = random_bases(rng, layout.bases_5p), random_bases(rng, layout.bases_3p)
    end = len(before) + len(insert) + len(behind)
    after = end + len(layout.adapter)
    fragment = (
        before
        + insert
        + behind
        + layout.adapter
        + random_bases(rng, layout.umi_after)
        + NEXT.get(layout.adapter[:10], "")
    )
    umi = [
        *range(layout.umi_5p),
        *range(end - layout.umi_3p, end),
        *range(after, after + layout.umi_after),
    ]
    return fragment, umi


def sequence_all(
    fragments: list[str], cycles: int, seed: int, fill: bool
) -> Iterator[tuple[str, str, str]]:
    """Reads of fragments, with qualities and errors; with G from their end on if ``fill``."""
    rng = np.random.default_rng(seed)
    lengths = [cycles if fill else min(len(fragment), cycles) for fragment in fragments]
    text = "".join(fragment[:cycles].ljust(cycles, "G") for fragment in fragments)
    bases = np.frombuffer(text.encode(), dtype=np.uint8).reshape(-1, cycles).copy()
    decay = (
        np.linspace(0, 0.06, cycles) + np.where(rng.random(len(bases)) < BAD_READS, 0.4, 0)[:, None]
    )
    luck = rng.random(bases.shape)
    qualities = QUALITIES[(luck < 0.03 + decay).astype(int) + (luck < 0.01 + decay / 2)]
    wrong = np.flatnonzero(rng.random(bases.shape) < 10 ** (-qualities / 10))
    letters = np.frombuffer(b"ACGT", dtype=np.uint8)
    codes = np.searchsorted(letters, bases.flat[wrong])
    bases.flat[wrong] = letters[(codes + rng.integers(1, 4, len(wrong))) % 4]
    text = bases.tobytes().decode()
    symbols = (qualities + 33).astype(np.uint8).tobytes().decode()
    for number, length in enumerate(lengths):
        first = number * cycles
        yield f"read{number}", text[first : first + length], symbols[first : first + length]


def write_fastq(path: Path, records: list[tuple[str, str, str]]) -> str:
    """Write gzipped FASTQ; the path as text."""
    write_gzip(path, "".join(f"@{name}\n{bases}\n+\n{q}\n" for name, bases, q in records))
    return str(path)


def write_matures(path: Path) -> str:
    """Write the matures of the shipped reference as prepare_reference does; the path as text."""
    text, places = reference()
    rows = ((f"mature{i}", "hairpin", 0, 0, text[s:e]) for i, (s, e) in enumerate(places))
    tables.MATURES.write(path, rows)
    return str(path)


def _pick(rng: random.Random, weights: Mapping):
    return rng.choices(list(weights), list(weights.values()))[0]


def _cumulative(weights: Iterator[float]) -> list[float]:
    return list(np.cumsum(list(weights)))


def _geometric(rng: random.Random, mean: float) -> int:
    number = 1
    while rng.random() > 1 / mean:
        number += 1
    return number


def main(seeds: int) -> None:
    """Infer the kit of each library of the full grid and print what is not right."""
    text, places = reference()
    matures = {text[start:end] for start, end in places}
    kits = read_kits(KITS)
    declared = Declared(kit="auto", layout=None, on_conflict="fail", unit="auto")
    counts: Counter[str] = Counter()
    for kit, *setting in product(kits, LENGTHS, SHARES, DIMERS, range(seeds)):
        length, share, dimers, seed = setting
        library = simulate(
            kits[kit], mirna_share=share, read_length=length, dimers=dimers, seed=seed
        )
        reads = Reads(sequences=[record[1] for record in library.records], q30_share=None)
        verdict = judge(reads, matures, kits, declared)
        if verdict.inferred_layout is None:
            result = "undecided"
        elif verdict.inferred_layout.trims_as(kits[kit]):
            result = "right"
        else:
            result = "wrong, with a warning" if verdict.warning else "wrong, no warning"
        counts[result] += 1
        if result != "right":
            print(
                f"{kit}, {length} nt, {share:.0%} miRNA, {dimers:.0%} dimers, seed {seed}: ", end=""
            )
            print(f"{result}: {verdict.failure or verdict.warning}")
    print(dict(counts), f"{counts['right'] / counts.total():.2%} right")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
