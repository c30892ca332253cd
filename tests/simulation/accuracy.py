"""How near the counts of a simulated library are to its truth.

Works on what each distinct insert was counted as, and on the truth of each read, so that a read
counted for the right number but the wrong reason shows.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

# miRNAs of fewer true reads are not asked for their relative error: one read is 1 %.
ENOUGH = 100
SEEN = 10

# Members of one seed family that differ in number.
JOINED = {"miR-98": "let-7", "miR-20": "miR-17", "miR-93": "miR-17", "miR-106": "miR-17"}

Shares = Mapping[str, Mapping[str, float]]


class Origin(NamedTuple):
    """A distinct read after trimming: its insert (none if dropped) and where it comes from."""

    insert: str
    source: str
    mirna: str
    kind: str


class Accuracy(NamedTuple):
    """Shares of miRNA reads, other reads per million reads, errors over miRNAs.

    ``error_90`` is against all reads of a miRNA, ``error_90_kept`` against those that trimming
    keeps, which leaves what counting makes of them.
    """

    right: float
    wrong: float
    false_per_million: float
    error_90: float
    error_90_kept: float
    invented: dict[str, float]
    recall: dict[str, float]
    swapped: dict[str, float]
    sources: dict[str, float]


def trace(
    reads: Iterable[tuple[str, str, str, str]], inserts: Mapping[str, int]
) -> Counter[Origin]:
    """The reads of each origin, from the (insert, source, miRNA, kind) of each read.

    ``inserts`` are the reads of each insert after trimming: what is more has been dropped.
    """
    drawn = Counter(Origin(*read) for read in reads)
    of_insert = Counter()
    for origin, number in drawn.items():
        of_insert[origin.insert] += number
    origins: Counter[Origin] = Counter()
    for origin, number in drawn.items():
        kept = number * min(1.0, inserts.get(origin.insert, 0) / of_insert[origin.insert])
        origins[origin] += kept
        origins[origin._replace(insert="")] += number - kept
    return origins


def family(mirna: str) -> str:
    """The family of a miRNA by its name: let-7a-5p and miR-98-5p are let-7."""
    match = re.match(r"hsa-((?:let|miR)-\d+)", mirna)
    name = match.group(1) if match else mirna
    return JOINED.get(name, name)


def best_of_sequence(origins: Counter[Origin]) -> dict[str, dict[str, float]]:
    """Each insert to the miRNA that most of its reads come from, if most come from miRNAs."""
    of_insert: dict[str, Counter[str]] = defaultdict(Counter)
    for origin, reads in origins.items():
        of_insert[origin.insert][origin.mirna] += reads
    best = {insert: max(names, key=names.__getitem__) for insert, names in of_insert.items()}
    return {insert: {mirna: 1.0} for insert, mirna in best.items() if insert and mirna}


def evaluate(origins: Counter[Origin], shares: Shares) -> Accuracy:
    """Compare shares of inserts over miRNAs with the origins of their reads.

    A miRNA may be a group of identical sequence, its names joined by slashes.
    """
    members = {n: set(n.split("/")) for names in shares.values() for n in names}
    group = {member: name for name, names in members.items() for member in names}
    true, kept, counted = Counter(), Counter(), Counter()
    right_of, reads_of = Counter(), Counter()
    wrong, false = 0.0, 0.0
    in_family, swapped, sources = Counter(), Counter(), Counter()
    for origin, reads in origins.items():
        mine = group.get(origin.mirna, origin.mirna)
        if origin.mirna:
            true[mine] += reads
            kept[mine] += reads if origin.insert else 0
            reads_of[origin.kind] += reads
            in_family[family(origin.mirna)] += reads
        for name, share in shares.get(origin.insert, {}).items():
            amount = reads * share
            counted[name] += amount
            if not origin.mirna:
                false += amount
                sources[origin.source] += amount
            elif name == mine:
                right_of[origin.kind] += amount
            else:
                wrong += amount
                if family(name) == family(origin.mirna):
                    swapped[family(name)] += amount
    mirna_reads, all_reads = sum(reads_of.values()), sum(origins.values())

    def error_90(of: Counter[str], least: int) -> float:
        errors = [abs(counted[n] - reads) / reads for n, reads in of.items() if reads >= least]
        return float(np.quantile(errors, 0.9)) if errors else 0.0

    return Accuracy(
        right=sum(right_of.values()) / mirna_reads,
        wrong=wrong / mirna_reads,
        false_per_million=1e6 * false / all_reads,
        error_90=error_90(true, ENOUGH),
        error_90_kept=error_90(kept, SEEN),
        invented={n: c for n, c in counted.most_common() if c >= SEEN and not true[n]},
        recall={kind: right_of[kind] / reads for kind, reads in sorted(reads_of.items())},
        swapped={
            name: swapped[name] / reads
            for name, reads in in_family.items()
            if reads >= ENOUGH and swapped[name] > 0.001 * reads
        },
        sources={name: 1e6 * reads / all_reads for name, reads in sources.most_common()},
    )


def report(columns: Mapping[str, Accuracy]) -> str:
    """The accuracies side by side, one line each."""
    lines = [f"{'':36}" + "".join(f"{name:>22}" for name in columns)]

    def add(label: str, values: Iterable[str]) -> None:
        lines.append(f"{label:36}" + "".join(f"{value:>22}" for value in values))

    every = list(columns.values())
    add("miRNA reads to the right miRNA", (f"{a.right:.2%}" for a in every))
    add("miRNA reads to a wrong one", (f"{a.wrong:.2%}" for a in every))
    add("other reads as miRNA, per million", (f"{a.false_per_million:,.0f}" for a in every))
    for source in sorted({name for a in every for name in a.sources}):
        add(f"  from {source}", (f"{a.sources.get(source, 0):,.0f}" for a in every))
    add("relative error, 90th percentile", (f"{a.error_90:.2%}" for a in every))
    add("  of kept reads, from 10 on", (f"{a.error_90_kept:.2%}" for a in every))
    add("miRNAs with >= 10 reads, none true", (str(len(a.invented)) for a in every))
    for kind in every[0].recall:
        add(f"  recall, {kind}", (f"{a.recall[kind]:.2%}" for a in every))
    for name in sorted({name for a in every for name in a.swapped}):
        add(f"  within family {name}, swapped", (f"{a.swapped.get(name, 0):.2%}" for a in every))
    return "\n".join(lines)
