"""Molecules are counted as they were simulated: PCR copies, errors and collisions removed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import SimpleNamespace

import numpy as np
import pytest

from builders.paths import MIRBASE
from make_libraries import KITS, write_fastq
from make_libraries import simulate as simulate_library
from mirtrd.core.arrays import inside
from mirtrd.core.bases import encode
from mirtrd.counting import counted
from mirtrd.counting.counted import round_counts
from mirtrd.counting.sample import place_sample
from mirtrd.inputs.kits import read_kits
from mirtrd.reference import prepare_reference
from mirtrd.reference.targets import Reference, read_reference
from mirtrd.trimming.adapters import MAX_UMI
from mirtrd.trimming.collapsing import (
    Collapsed,
    Qualities,
    collapse,
    join_all,
    pack,
    pack_umis,
    sequences_of,
)
from mirtrd.trimming.inserts import Insert, Inserts
from mirtrd.trimming.reading import read_blocks
from mirtrd.trimming.trim_reads import Limits, count_inserts, trim_all
from mirtrd.trimming.umis import count_molecules

BASES = np.array(list("ACGT"))
INSERT = "TAGCTTATCAGACTGATGTTGA"
WIDTH = 40


def rows_of(lines: Iterable[str], width: int) -> tuple[np.ndarray, np.ndarray]:
    """The codes of each line as a row, 0 behind its end; the length of each line."""
    lines = list(lines)
    length = np.array([len(line) for line in lines])
    rows = np.array(lines, f"S{width}").view(np.uint8).reshape(-1, width)
    return encode(rows) * inside(length, width), length


def faultless(inserts: int) -> Qualities:
    """Qualities of so many inserts without an error."""
    return Qualities(np.zeros((inserts, WIDTH), np.uint8), np.zeros(256, np.float32))


def collapse_pairs(pairs: Mapping[str, int]) -> Collapsed:
    """What trimming gives for so many reads of each "<insert> <UMI>"."""
    if not pairs:
        return join_all([], WIDTH, True)
    inserts, umis = zip(*(pair.split(" ") for pair in pairs), strict=True)
    words = np.array([*pack(*rows_of(inserts, WIDTH)), pack_umis(*rows_of(umis, MAX_UMI))])
    reads = np.array(list(pairs.values()))
    return collapse(words, faultless(len(pairs)), np.arange(len(pairs)), True, reads)


def count(pairs: Mapping[str, int]) -> tuple[list[Insert], float]:
    """The inserts in molecules, and the share of all UMIs that one uses."""
    collapsed = collapse_pairs(pairs)
    molecules, space_used = count_molecules(collapsed.pairs)
    names = sequences_of(collapsed).astype(str).tolist()
    columns = (names, molecules.tolist(), collapsed.reads.tolist())
    return [Insert(*row) for row in zip(*columns, strict=True)], space_used


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
    inserts, space_used = count(pairs)
    assert sum(insert.reads for insert in inserts) == pairs.total()
    assert abs(sum(insert.count for insert in inserts) / sum(sizes) - 1) < 0.02
    counted = {insert.sequence: insert.count for insert in inserts}
    # A molecule all of whose reads have an error in the insert is one of another insert.
    for insert, size in () if insert_errors else truth.items():
        # What is lost by chance among few molecules varies.
        assert abs(counted[insert] / size - 1) < 0.02 + 0.3 / size**0.5, size
    assert space_used == pytest.approx(max(sizes) / 4**length, rel=0.03)


def molecules(reads_of_umis: dict[str, int], insert: str = INSERT) -> int:
    inserts, _ = count({f"{insert} {umi}": n for umi, n in reads_of_umis.items()})
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


def test_of_single_reads_that_hang_together_one_is_left():
    single = {"AAAATTTTTT": 1, "CAAATTTTTT": 1, "CCAATTTTTT": 1, "CCCATTTTTT": 1}
    assert molecules(single) == 1
    assert molecules(single | {"GGGGTTTTTT": 1, "GGGGTTTTTA": 1}) == 2
    # 2 absorbs CCCA next to it, and through that all others.
    assert molecules(single | {"CCCCTTTTTT": 2}) == 1
    assert molecules(single | {"CCCCTTTTTA": 2}) == 2  # two bases differ


def test_of_equal_umis_both_stand_and_one_below_both_is_lost():
    assert molecules({"AAAATTTTTT": 2, "CAAATTTTTT": 2}) == 2
    assert molecules({"AAAATTTTTT": 3, "CAAATTTTTT": 2, "CCAATTTTTT": 3}) == 2  # 3 = 2 x 2 - 1


def network(reads: Mapping[str, int]) -> int:
    """The UMIs that are left of a network, joined one after the other as UMI-tools does."""
    left, stand = sorted(reads, key=lambda umi: (-reads[umi], umi)), 0
    while left:
        stand, reached = stand + 1, [left.pop(0)]
        while reached:
            parent = reached.pop()
            below = [
                umi
                for umi in left
                if sum(a != b for a, b in zip(parent, umi, strict=True)) == 1
                and reads[parent] >= 2 * reads[umi] - 1
            ]
            reached += below
            left = [umi for umi in left if umi not in below]
    return stand


@pytest.mark.parametrize("seed", range(10))
def test_networks_of_many_inserts_are_those_of_each(seed):
    """UMIs of few different bases, that hang together in many ways; by chance, they would not."""
    rng = np.random.default_rng(seed)
    pairs, expected = {}, {}
    for _ in range(30):
        insert = "".join(rng.choice(BASES, 22))
        umis = {
            "".join(rng.choice(BASES, 4)) + "ACGTACGTACGT": int(rng.geometric(0.4))
            for _ in range(rng.integers(1, 40))
        }
        pairs |= {f"{insert} {umi}": reads for umi, reads in umis.items()}
        expected[insert] = network(umis)
    assert {insert.sequence: insert.count for insert in count(pairs)[0]} == expected


def test_very_long_umis_are_joined_within_inserts_only():
    # More inserts than two UMIs of 24 bases leave bits for, in a number of 64.
    inserts = 70_000
    rng = np.random.default_rng(1)
    codes = np.repeat(rng.integers(0, 4, (inserts, 30), np.uint8), 2, axis=0)
    umis = np.zeros((2 * inserts, MAX_UMI), np.uint8)
    umis[1::2, :12] = 1
    reads = np.full(2 * inserts, 1)
    first = np.lexsort(codes.T[::-1])[
        :inserts
    ]  # half of the inserts: a base differs, and the reads
    umis[first, 0], reads[first] = 2, 5
    words = np.array(
        [*pack(codes, np.full(2 * inserts, 30)), pack_umis(umis, np.full(2 * inserts, 24))]
    )
    collapsed = collapse(words, faultless(2 * inserts), np.arange(2 * inserts), True, reads)
    assert count_molecules(collapsed.pairs).counts.tolist() == [2] * inserts


def test_an_insert_with_the_umis_of_another_is_a_sequencing_error():
    rng = np.random.default_rng(3)
    umis = ["".join(umi) for umi in rng.choice(BASES, (60, 12))]
    error, relative = INSERT[:-1] + "C", INSERT[:-1] + "G"
    pairs = {f"{INSERT} {umi}": 5 for umi in umis[:40]}
    pairs |= {f"{error} {umi}": 1 for umi in umis[:4]}
    pairs |= {f"{relative} {umi}": 1 for umi in umis[40:44]}
    inserts = {i.sequence: (i.count, i.reads) for i in count(pairs)[0]}
    assert inserts == {INSERT: (40, 200), error: (0, 4), relative: (4, 4)}


@pytest.mark.parametrize(
    ("parent", "child", "is_error"),
    [
        (INSERT, "C" + INSERT[1:], True),
        (INSERT, INSERT[:-1] + "T", True),
        ("A" * 40, "A" * 32 + "C" + "A" * 7, True),  # in the second word
        ("A" * 40, "A" * 39 + "G", True),
        ("A" * 20, "A" * 18 + "CC", False),
        ("A" * 20, "A" * 21, False),  # another end is another insert
        ("A" * 20, "A" * 19, False),
        # An unread base of the parent may be any; in the child it is no substitution.
        ("N" + INSERT[1:], INSERT, True),
        (INSERT, "N" + INSERT[1:], False),
        ("N" + INSERT[1:], "N" + INSERT[1:-1] + "T", True),
        ("N" + INSERT[1:], INSERT[:-1] + "T", False),
        ("N" + INSERT[1:], INSERT[:-1] + "N", False),
    ],
)
def test_errors_of_inserts_are_substitutions(parent, child, is_error):
    umis = ["".join(umi) for umi in np.random.default_rng(4).choice(BASES, (20, 12))]
    pairs = {f"{parent} {umi}": 3 for umi in umis} | {f"{child} {umi}": 1 for umi in umis[:4]}
    counted = {insert.sequence: insert.count for insert in count(pairs)[0]}
    assert counted == {parent: 20, child: 0 if is_error else 4}


@pytest.mark.parametrize(
    ("reads", "of_child", "left"),
    [
        (3, [1, 1, 1, 1, 1], 3),  # 5 of 8 UMIs are shared
        (3, [1, 1, 1, 1], 8),  # 4 of 8 are not most
        (3, [2, 2, 2, 2, 2], 3),  # 3 = 2 x 2 - 1
        (2, [2, 2, 2, 2, 2], 8),
        (2, [1, 1, 1, 1, 2], 8),  # one has too many reads to be an error
    ],
)
def test_most_umis_of_an_error_are_shared(reads, of_child, left):
    rng = np.random.default_rng(5)
    umis = ["".join(umi) for umi in rng.choice(BASES, (28, 12))]
    child, own = "C" + INSERT[1:], umis[20 : 28 - len(of_child)]
    pairs = {f"{INSERT} {umi}": reads for umi in umis[:20]}
    shared = zip(umis[:20], of_child, strict=False)
    pairs |= {f"{child} {umi}": number for umi, number in shared}
    pairs |= {f"{child} {umi}": 1 for umi in own}
    counted = {insert.sequence: insert.count for insert in count(pairs)[0]}
    assert counted == {INSERT: 20, child: left}


def test_the_umis_of_the_insert_next_to_the_parent_are_not_the_parents():
    parent, behind, child = "A" * 20, "A" * 18 + "CC", "C" + "A" * 19
    pairs = {f"{parent} AAAACCCCAAAA": 3, f"{behind} CCCCAAAACCCC": 3, f"{child} CCCCAAAACCCC": 1}
    # Others are searched for longer.
    umis = ["".join(umi) for umi in np.random.default_rng(7).choice(BASES, (40, 12))]
    pairs |= {f"{INSERT} {umi}": 3 for umi in umis} | {f"C{INSERT[1:]} {umi}": 1 for umi in umis}
    counted = {insert.sequence: insert.count for insert in count(pairs)[0]}
    assert counted == {parent: 1, behind: 1, child: 1, INSERT: 40, "C" + INSERT[1:]: 0}


def test_an_insert_may_be_an_error_of_several(monkeypatch):
    umis = ["".join(umi) for umi in np.random.default_rng(6).choice(BASES, (60, 12))]
    other, child = "C" + INSERT[1:], "G" + INSERT[1:]
    # Most UMIs of the child are those of either.
    pairs = {f"{INSERT} {umi}": 3 for umi in umis[:40]}
    pairs |= {f"{other} {umi}": 3 for umi in umis[4:60]}
    pairs |= {f"{child} {umi}": 1 for umi in umis[2:45]}
    expected = [INSERT, other, child]
    for searched in (1_000_000, 50, 1):
        monkeypatch.setattr("mirtrd.trimming.umis.SEARCHED", searched)
        counted = {insert.sequence: insert.count for insert in count(pairs)[0]}
        assert [counted[insert] for insert in expected] == [40, 56, 0]


def test_umis_of_different_lengths_are_different():
    assert molecules({"ACGTACGTACGT": 3, "ACGTACGTAC": 3}) == 2
    assert molecules({"ACGTACGTACGT": 3, "": 3}) == 1  # of which nothing was read


def test_no_reads_are_no_molecules():
    assert count({}) == ([], 0.0)


@pytest.fixture(scope="module")
def reference(tmp_path_factory) -> Reference:
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
    return read_reference(made["fasta"], made["sequences"], made["matures"])


@pytest.mark.parametrize("kit", ["qiaseq", "nextflex_v3"])
def test_molecules_of_mirnas_are_within_2_per_cent_of_the_truth(reference, tmp_path, kit):
    """A library with PCR copies and errors in UMIs and inserts, from reads to miRNAs, against one
    insert for each molecule."""
    layout = read_kits(KITS)[kit]
    library = simulate_library(
        layout, reads=60_000, read_length=76, duplication=3, umi_errors=0.002, mirna_share=0.8
    )
    reads = write_fastq(tmp_path / "reads.fastq.gz", library.records)
    trimmed, _ = trim_all(
        read_blocks([reads]), layout, Limits(min_length=16, max_length=40, max_expected_errors=1.0)
    )
    inserts, umi = count_inserts(trimmed, layout.umi_length)
    truth = [
        Insert(insert, number, library.reads[insert])
        for insert, number in library.molecules.items()
        if 16 <= len(insert) <= 40
    ]
    assert umi.reads > 2.5 * umi.molecules

    def mirnas(inserts: Iterable[Insert]) -> dict[str, int]:
        ranked = sorted(inserts, key=lambda insert: (-insert.count, insert.sequence))
        sample = place_sample(Inserts.of(ranked), reference, 2)
        return round_counts(counted.count(sample, reference, "em")).matures

    ours, theirs = mirnas(inserts), mirnas(truth)
    assert abs(sum(ours.values()) / sum(theirs.values()) - 1) < 0.02
    abundant = [name for name in theirs if theirs[name] >= 300]
    assert len(abundant) > 5
    for name in abundant:
        assert abs(ours[name] / theirs[name] - 1) < 0.02 + 0.3 / theirs[name] ** 0.5, name
