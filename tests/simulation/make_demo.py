"""Make the demo cohort: small-RNA libraries whose true effects are known.

    python tests/simulation/make_demo.py [OUTPUT_DIR]

Writes reads/, truth/ and config/ below OUTPUT_DIR (default: .test beside this folder), the same
bytes on every run.

The model. `demo_abundance.tsv` gives each miRNA its share in a control of batch A, its log2 fold
changes (condition: TRD against control; batch: B against A; haemolysis: haemolysed against
clear plasma) and its biological dispersion. A library's shares are these, times gamma noise of
mean 1 and variance `dispersion`, so that counts are negative binomial given the depth. Each read
belongs to one class (SOURCES). A miRNA read is an isomiR of a mature sequence cut from one of
its hairpins; any insert is followed by the 3' adapter and read for 50 cycles, where each base
gets a quality and errs with the probability that this quality states.

Matures whose sequence is shared with another mature (miR-199a-3p/199b-3p, miR-365a-3p/365b-3p
and others) are refused: a read has no single origin there.
"""

import csv
import gzip
import io
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

SEED = 1
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MIRBASE = ROOT / "resources" / "mirbase"
MATURES = MIRBASE / "hsa.matures.v22.fasta.gz"
HAIRPINS = MIRBASE / "hsa.hairpins.v22.fasta.gz"
COORDINATES = MIRBASE / "hsa.v22.gff3.gz"
ABUNDANCE = HERE / "demo_abundance.tsv"

# TruSeq small RNA: 3' adapter, a 6 nt index, the rest of the primer; then the cycles run empty.
ADAPTER = "TGGAATTCTCGGGTGCCAAGGAACTCCAGTCAC"
AFTER_INDEX = "ATCTCGTATGCCGTCTTCTGCTTG"
READ_LENGTH = 50

# Qualities in bins, as NovaSeq and NextSeq write them: symbol -> probability of an error.
ERROR = {symbol: 10 ** -((ord(symbol) - 33) / 10) for symbol in "F:,#"}
QUALITIES, QUALITY_WEIGHTS = "F:,", (0.970, 0.985, 1.0)  # cumulative; "#" marks lost cycles
OTHER_BASES = {"A": "CGT", "C": "AGT", "G": "ACT", "T": "ACG"}

# Share of each source of reads, before a library's own log-normal variation (sd 0.15).
SOURCES = {
    "mirna": 0.68,
    "other": 0.14,  # degraded RNA of 16 to 40 nt: random, or pieces of tRNA-like sequences
    "dimer": 0.09,  # adapter on adapter: 0 to 3 nt
    "short": 0.05,  # 6 to 14 nt
    "no_adapter": 0.02,  # the insert is as long as the read
    "n_rich": 0.01,  # a miRNA with four to eight N
    "low_quality": 0.01,  # a miRNA of which all cycles are lost
}
FAILED_SOURCES = SOURCES | {"mirna": 0.2, "other": 0.05, "dimer": 6.0}

# 5' ends: shift against the mature, cumulative weights.
FIVE_PRIME, FIVE_PRIME_WEIGHTS = (0, -1, 1), (0.97, 0.985, 1.0)
# 3' ends: (templated shift, non-templated tail) -> weight.
THREE_PRIME = {
    (0, ""): 0.54,
    (-1, ""): 0.12,
    (-2, ""): 0.05,
    (1, ""): 0.10,
    (2, ""): 0.03,
    (0, "A"): 0.06,
    (0, "T"): 0.05,
    (0, "AA"): 0.01,
    (0, "TT"): 0.01,
    (-1, "A"): 0.02,
    (-1, "T"): 0.01,
}
# Share of miRNA reads with one substitution that is no sequencing error (editing, variants).
SUBSTITUTED = 0.008

CONFIG = """\
# The demo cohort: plasma-like libraries with known true effects (see README.md).

samples: config/samples.tsv

library:
  kit: truseq
  matrix: plasma

quality:
  mirna_reads: {warn: 5000}  # the demo is small

expression:
  design: ~ batch + sex + condition
  contrasts:
    TRD_vs_control:
      factor: condition
      tested: TRD
      reference: control
"""


class Library(NamedTuple):
    """One library to simulate; `haemolysis` scales the log2 effects of the abundance table."""

    sample: str
    condition: str
    batch: str
    sex: str
    reads: int
    index: str
    haemolysis: float = 0.0
    lanes: int = 1
    failed: bool = False


LIBRARIES = (
    Library("TRD01", "TRD", "A", "F", 20_000, "ATCACG"),
    Library("TRD02", "TRD", "A", "F", 26_000, "CGATGT"),
    Library("TRD03", "TRD", "A", "M", 17_000, "TTAGGC"),
    Library("TRD04", "TRD", "A", "F", 27_000, "TGACCA", haemolysis=1.0),
    Library("TRD05", "TRD", "B", "F", 15_000, "ACAGTG"),
    Library("TRD06", "TRD", "B", "M", 31_000, "GCCAAT"),
    Library("TRD07", "TRD", "B", "F", 8_000, "CAGATC", failed=True),
    Library("TRD08", "TRD", "B", "M", 22_000, "ACTTGA"),
    Library("TRD09", "TRD", "B", "F", 18_000, "GATCAG"),
    Library("CTL01", "control", "A", "F", 19_000, "TAGCTT"),
    Library("CTL02", "control", "A", "M", 24_000, "GGCTAC", haemolysis=0.9),
    Library("CTL03", "control", "A", "F", 33_000, "CTTGTA", lanes=2),
    Library("CTL04", "control", "A", "M", 16_000, "AGTCAA"),
    Library("CTL05", "control", "A", "F", 21_000, "AGTTCC"),
    Library("CTL06", "control", "B", "M", 11_000, "ATGTCA"),
    Library("CTL07", "control", "B", "F", 23_000, "CCGTCC"),
    Library("CTL08", "control", "B", "M", 18_000, "GTAGAG"),
    Library("CTL09", "control", "B", "F", 22_000, "GTCCGC"),
)


class MiRNA(NamedTuple):
    """A row of the abundance table."""

    name: str
    per_million: float
    condition: float
    batch: float
    haemolysis: float
    dispersion: float


class Locus(NamedTuple):
    """Where a mature sequence lies in a hairpin: hairpin[start:end]."""

    hairpin: str
    start: int
    end: int


def read_abundance(path: Path) -> list[MiRNA]:
    """The simulated miRNAs, most abundant first."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))[1:]
    return [MiRNA(name, *map(float, numbers)) for name, *numbers in rows]


def read_fasta(path: Path) -> list[tuple[str, str, str]]:
    """(name, accession, sequence) of each record of a gzipped miRBase FASTA file."""
    with gzip.open(path, "rt", encoding="ascii") as file:
        records = file.read().split(">")[1:]
    heads_and_bodies = (record.split("\n", 1) for record in records)
    return [(*head.split()[:2], "".join(body.split())) for head, body in heads_and_bodies]


def find_loci(names: Iterable[str]) -> dict[str, list[Locus]]:
    """All loci of each named mature, in the hairpins that miRBase derives it from.

    Raises ValueError for a mature that has no locus or shares its sequence with another.
    """
    matures = {name: sequence for name, _, sequence in read_fasta(MATURES)}
    hairpins = {accession: sequence for _, accession, sequence in read_fasta(HAIRPINS)}
    parents = defaultdict(set)
    with gzip.open(COORDINATES, "rt", encoding="ascii") as file:
        for line in file:
            if "Derives_from=" in line:
                attributes = dict(pair.split("=") for pair in line.split()[-1].split(";"))
                parents[attributes["Name"]].add(attributes["Derives_from"])
    owners = Counter(matures.values())
    loci = {}
    for name in names:
        mature = matures[name]
        found = [(hairpins[parent], hairpins[parent].find(mature)) for parent in parents[name]]
        loci[name] = sorted(
            Locus(hairpin, start, start + len(mature)) for hairpin, start in found if start >= 0
        )
        if not loci[name] or owners[mature] > 1:
            raise ValueError(f"{name} cannot be simulated: no locus, or not the only name")
    return loci


def draw_shares(rng: random.Random, mirnas: list[MiRNA], library: Library) -> list[float]:
    """The true share of each miRNA in a library (sum not 1): design effects times noise."""
    shares = []
    for mirna in mirnas:
        log2_effect = (
            mirna.condition * (library.condition == "TRD")
            + mirna.batch * (library.batch == "B")
            + mirna.haemolysis * library.haemolysis
        )
        noise = rng.gammavariate(1 / mirna.dispersion, mirna.dispersion)
        shares.append(mirna.per_million * 2**log2_effect * noise)
    return shares


def draw_sources(rng: random.Random, library: Library) -> list[str]:
    """The class of each read of a library, in the order of the file."""
    weights = FAILED_SOURCES if library.failed else SOURCES
    varied = [weight * rng.lognormvariate(0, 0.15) for weight in weights.values()]
    return rng.choices(list(SOURCES), varied, k=library.reads)


def random_bases(rng: random.Random, length: int) -> str:
    """A random sequence."""
    return "".join(rng.choices("ACGT", k=length))


def substitute(rng: random.Random, bases: str, position: int) -> str:
    """The sequence with another base at a position."""
    return bases[:position] + rng.choice(OTHER_BASES[bases[position]]) + bases[position + 1 :]


def draw_isomir(rng: random.Random, loci: list[Locus]) -> str:
    """An isomiR of a mature, from one of its hairpins; it never leaves the hairpin."""
    hairpin, start, end = rng.choice(loci)
    (shift,) = rng.choices(FIVE_PRIME, cum_weights=FIVE_PRIME_WEIGHTS)
    ((extension, tail),) = rng.choices(list(THREE_PRIME), list(THREE_PRIME.values()))
    insert = hairpin[max(0, start + shift) : end + extension] + tail
    if rng.random() < SUBSTITUTED:
        insert = substitute(rng, insert, rng.randrange(1, len(insert) - 3))
    return insert


def draw_other(rng: random.Random, trnas: list[str]) -> str:
    """A degradation product of 16 to 40 nt: a tRNA half or fragment, or any sequence."""
    length = rng.randint(16, 40)
    if rng.random() < 0.3:
        return random_bases(rng, length)
    trna = rng.choice(trnas)
    start = rng.choice((0, 0, 0, len(trna) - length, rng.randint(0, len(trna) - length)))
    return trna[start : start + rng.choice((length, length, 31))]


def sequence_insert(
    rng: random.Random, insert: str, index: str, lost: Iterable[int] = ()
) -> tuple[str, str]:
    """Bases and qualities of the read of an insert; the `lost` cycles have the worst quality."""
    bases = (insert + ADAPTER + index + AFTER_INDEX).ljust(READ_LENGTH, "A")[:READ_LENGTH]
    qualities = rng.choices(QUALITIES, cum_weights=QUALITY_WEIGHTS, k=READ_LENGTH)
    for cycle in lost:
        qualities[cycle] = "#"
    for cycle, quality in enumerate(qualities):
        if rng.random() < ERROR[quality]:
            bases = substitute(rng, bases, cycle)
    return bases, "".join(qualities)


def draw_read(
    rng: random.Random, source: str, insert: str, index: str, trnas: list[str]
) -> tuple[str, str]:
    """Bases and qualities of a read of one source; `insert` is the isomiR at hand."""
    match source:
        case "mirna":
            return sequence_insert(rng, insert, index)
        case "other":
            return sequence_insert(rng, draw_other(rng, trnas), index)
        case "dimer":
            return sequence_insert(rng, random_bases(rng, rng.randint(0, 3)), index)
        case "short":
            return sequence_insert(rng, random_bases(rng, rng.randint(6, 14)), index)
        case "no_adapter":
            return sequence_insert(rng, random_bases(rng, READ_LENGTH), index)
        case "low_quality":
            return sequence_insert(rng, insert, index, lost=range(len(insert)))
        case "n_rich":
            unread = rng.sample(range(len(insert)), rng.randint(4, 8))
            bases, qualities = map(list, sequence_insert(rng, insert, index))
            for cycle in unread:
                bases[cycle], qualities[cycle] = "N", "#"
            return "".join(bases), "".join(qualities)
    raise ValueError(f"no such source of reads: {source}")


def simulate_library(
    library: Library, mirnas: list[MiRNA], loci: dict[str, list[Locus]], trnas: list[str]
) -> tuple[list[str], Counter[str], Counter[str]]:
    """The FASTQ records of a library, its reads per mature and its reads per source.

    Each library has its own random numbers: to change one leaves the others as they are. Only
    the reads of source "mirna" count for a mature, not those made unreadable on purpose.
    """
    rng = random.Random(f"{SEED} {library.sample}")
    shares = draw_shares(rng, mirnas, library)
    sources = draw_sources(rng, library)
    origins = rng.choices([mirna.name for mirna in mirnas], shares, k=library.reads)
    records, counts = [], Counter()
    for number, (source, origin) in enumerate(zip(sources, origins, strict=True), start=1):
        insert = draw_isomir(rng, loci[origin])
        bases, qualities = draw_read(rng, source, insert, library.index, trnas)
        records.append(f"@{library.sample}.{number}\n{bases}\n+\n{qualities}\n")
        counts[origin] += source == "mirna"
    return records, counts, Counter(sources)


def lane_paths(library: Library) -> list[str]:
    """The FASTQ files of a library, relative to the output folder."""
    if library.lanes == 1:
        return [f"reads/{library.sample}.fastq.gz"]
    return [f"reads/{library.sample}_L{lane:03}.fastq.gz" for lane in range(1, library.lanes + 1)]


def write_gzip(path: Path, text: str) -> None:
    """Write gzipped text without the time and the name, so that the bytes repeat."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write(text.encode("ascii"))
    path.write_bytes(buffer.getvalue())


def write_table(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write tab-separated values."""
    lines = ("\t".join(map(str, row)) for row in (header, *rows))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main(output: Path) -> None:
    """Simulate every library and write reads, truth and configuration."""
    mirnas = read_abundance(ABUNDANCE)
    loci = find_loci(mirna.name for mirna in mirnas)
    trna_rng = random.Random(f"{SEED} tRNA")
    trnas = [random_bases(trna_rng, 72) + "CCA" for _ in range(12)]
    for folder in ("reads", "truth", "config"):
        (output / folder).mkdir(parents=True, exist_ok=True)

    counts, fates = {}, {}
    for library in LIBRARIES:
        records, counts[library.sample], fates[library.sample] = simulate_library(
            library, mirnas, loci, trnas
        )
        for lane, path in enumerate(lane_paths(library)):
            write_gzip(output / path, "".join(records[lane :: library.lanes]))

    samples = [library.sample for library in LIBRARIES]
    write_table(
        output / "truth/effects.tsv",
        ("mirna", "log2FoldChange", "expected_share"),
        ((mirna.name, mirna.condition, mirna.per_million / 1e6) for mirna in mirnas),
    )
    write_table(
        output / "truth/mature.counts.tsv",
        ("mirna", *samples),
        ((mirna.name, *(counts[sample][mirna.name] for sample in samples)) for mirna in mirnas),
    )
    write_table(
        output / "truth/read_fate.tsv",
        ("sample", "reads", *SOURCES),
        ((lib.sample, lib.reads, *(fates[lib.sample][s] for s in SOURCES)) for lib in LIBRARIES),
    )
    (output / "config/config.yaml").write_text(CONFIG, encoding="utf-8", newline="\n")
    write_table(
        output / "config/samples.tsv",
        ("sample", "condition", "batch", "sex", "fastq"),
        (
            (lib.sample, lib.condition, lib.batch, lib.sex, ",".join(lane_paths(lib)))
            for lib in LIBRARIES
        ),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".test")
