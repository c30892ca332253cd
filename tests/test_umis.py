"""Molecules are counted as they were simulated: PCR copies, errors and collisions removed."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import count_mirnas
import prepare_reference
from make_libraries import KITS, write_fastq
from make_libraries import simulate as simulate_library
from mirtrd.fastq import read_blocks
from mirtrd.inserts import Insert, Inserts
from mirtrd.kits import read_kits
from mirtrd.umis import count_molecules
from trim_reads import Limits, count_inserts, trim_all

MIRBASE = Path(__file__).resolve().parents[1] / "resources" / "mirbase"
BASES = np.array(list("ACGT"))
INSERT = "TAGCTTATCAGACTGATGTTGA"


def simulate(sizes: list[int], length: int, insert_errors: float = 0.0) -> tuple[Counter, dict]:
    """Reads of each "<insert> <UMI>" and the true molecules of each insert.

    Each molecule has 1 or more reads, 3 on average, and each base of the UMI is misread in one of
    500 reads.
    """
    rng = np.random.default_rng([length, *sizes])
    pairs: Counter[str] = Counter()
    truth = {}
    for size in sizes:
        insert = "".join(rng.choice(BASES, 22))
        truth[insert] = size
        reads = 1 + rng.negative_binomial(2, 0.5, size)
        umis = np.repeat(rng.integers(0, 4, (size, length)), reads, axis=0)
        misread = rng.random(umis.shape) < 1 / 500
        umis = np.where(misread, (umis + rng.integers(1, 4, umis.shape)) % 4, umis)
        wrong = rng.random(len(umis)) < 22 * insert_errors
        for umi, is_wrong in zip(BASES[umis], wrong, strict=True):
            read = insert
            if is_wrong:
                position = rng.integers(22)
                other = rng.choice([base for base in "ACGT" if base != read[position]])
                read = read[:position] + other + read[position + 1 :]
            pairs[f"{read} {''.join(umi)}"] += 1
    return pairs, truth


@pytest.mark.parametrize(
    ("length", "sizes", "insert_errors"),
    [
        (12, [10, 100, 1000, 10_000], 0),
        (12, [10, 100, 1000, 10_000], 0.001),
        (12, [100, 1000, 80_000], 0),  # a fifth of the UMIs have a neighbour by chance
        (8, [50, 100, 500, 1000], 0),
        (8, [100, 500, 1000, 3000, 20_000], 0),  # a quarter of all UMIs
        (8, [100, 500, 1000, 3000, 20_000], 0.001),
    ],
)
def test_molecules_are_within_2_per_cent_of_the_truth(length, sizes, insert_errors):
    pairs, truth = simulate(sizes, length, insert_errors)
    assert pairs.total() > 2.8 * sum(sizes)
    inserts, space_used = count_molecules(pairs)
    assert sum(insert.reads for insert in inserts) == pairs.total()
    assert abs(sum(insert.count for insert in inserts) / sum(sizes) - 1) < 0.02
    counted = {insert.sequence: insert.count for insert in inserts}
    # A molecule all of whose reads have an error in the insert is one of another insert.
    for insert, size in () if insert_errors else truth.items():
        # What is lost by chance among few molecules varies.
        assert abs(counted[insert] / size - 1) < 0.02 + 0.3 / size**0.5, size
    assert space_used == pytest.approx(max(sizes) / 4**length, rel=0.03)


def molecules(reads_of_umis: dict[str, int], insert: str = INSERT) -> int:
    inserts, _ = count_molecules({f"{insert} {umi}": n for umi, n in reads_of_umis.items()})
    assert len(inserts) == 1
    return inserts[0].count


def test_the_network_is_directional():
    # The example of Smith et al. 2017, figure 1: 456 absorbs its neighbours with 72, 2 and 90
    # reads, and through ACAT and ACAG that of 1 behind it; 90 stands when it is not near 456.
    umis = {"ACGTTTTTTT": 456, "TCGTTTTTTT": 2, "CCGTTTTTTT": 2, "ACATTTTTTT": 72}
    umis |= {"ACAGTTTTTT": 1, "AAATTTTTTT": 90}
    assert molecules(umis) == 2
    assert molecules({"ACGTTTTTTT": 10, "ACGTTTTTTA": 6}) == 2  # 10 < 2 x 6 - 1
    assert molecules({"ACGTTTTTTT": 11, "ACGTTTTTTA": 6}) == 1  # 11 = 2 x 6 - 1
    assert molecules({"ACGTTTTTTT": 1, "ACGTTTTTTA": 1}) == 1
    assert molecules({"ACGTTTTTTT": 100, "ACGTTTTTAA": 1}) == 2  # two bases differ


def test_an_insert_with_the_umis_of_another_is_a_sequencing_error():
    rng = np.random.default_rng(3)
    umis = ["".join(umi) for umi in rng.choice(BASES, (60, 12))]
    error, relative = INSERT[:-1] + "C", INSERT[:-1] + "G"
    pairs = {f"{INSERT} {umi}": 5 for umi in umis[:40]}
    pairs |= {f"{error} {umi}": 1 for umi in umis[:4]}
    pairs |= {f"{relative} {umi}": 1 for umi in umis[40:44]}
    inserts = {i.sequence: (i.count, i.reads) for i in count_molecules(pairs).inserts}
    assert inserts == {INSERT: (40, 200), error: (0, 4), relative: (4, 4)}


def test_umis_of_different_lengths_are_different():
    assert molecules({"ACGTACGTACGT": 3, "ACGTACGTAC": 3}) == 2


def test_no_reads_are_no_molecules():
    assert count_molecules({}) == ([], 0.0)


@pytest.fixture(scope="module")
def reference(tmp_path_factory) -> count_mirnas.Reference:
    folder = tmp_path_factory.mktemp("reference")
    names = ("fasta", "sequences", "matures", "dictionary")
    made = {name: str(folder / name) for name in names}
    given = {"hairpins": "hsa.hairpins.v22.fasta.gz", "matures": "hsa.matures.v22.fasta.gz"}
    inputs = {name: str(MIRBASE / file) for name, file in given.items()}
    job = SimpleNamespace(
        input=SimpleNamespace(other=[], get=lambda _: None, **inputs),
        output=SimpleNamespace(**made),
        params=SimpleNamespace(species=None, classes=[]),
    )
    prepare_reference.main(job)
    return count_mirnas.read_reference(made["fasta"], made["sequences"], made["matures"])


@pytest.mark.parametrize("kit", ["qiaseq", "nextflex_v3"])
def test_molecules_of_mirnas_are_within_2_per_cent_of_the_truth(reference, tmp_path, kit):
    """A library with PCR copies and errors in UMIs and inserts, from reads to miRNAs, against one
    insert for each molecule."""
    layout = read_kits(KITS)[kit]
    library = simulate_library(
        layout, reads=60_000, read_length=76, duplication=3, umi_errors=0.002, mirna_share=0.8
    )
    reads = write_fastq(tmp_path / "reads.fastq.gz", library.records)
    trimmed, _ = trim_all(read_blocks([reads]), layout, Limits(16, 40, 1.0))
    inserts, umi = count_inserts(trimmed, layout.umi_length)
    truth = [
        Insert(insert, number, library.reads[insert])
        for insert, number in library.molecules.items()
        if 16 <= len(insert) <= 40
    ]
    assert umi["reads"] > 2.5 * umi["molecules"]

    def mirnas(inserts: Iterable[Insert]) -> dict[str, int]:
        ranked = sorted(inserts, key=lambda insert: (-insert.count, insert.sequence))
        counted = count_mirnas.count(Inserts.of(ranked), reference, 2, "em")
        return count_mirnas.round_counts(counted, reference)[0]

    ours, theirs = mirnas(inserts), mirnas(truth)
    assert abs(sum(ours.values()) / sum(theirs.values()) - 1) < 0.02
    abundant = [name for name in theirs if theirs[name] >= 300]
    assert len(abundant) > 5
    for name in abundant:
        assert abs(ours[name] / theirs[name] - 1) < 0.02 + 0.3 / theirs[name] ** 0.5, name
