"""What inserts are counted as, on cases worked out by hand."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.counting import (
    ENDS,
    HAIRPINS,
    NOWHERE,
    OTHERS,
    A,
    B,
    C,
    D,
    as_inserts,
    changed,
    count_inserts,
    not_base,
    random_bases,
    write_reference,
)
from mirtrd.counting.counted import count, round_counts
from mirtrd.counting.sample import place_sample
from mirtrd.reference.targets import Reference
from mirtrd.trimming.inserts import Insert, Inserts


def test_each_read_is_counted_once(reference):
    tail = not_base(HAIRPINS["h1"][42])
    inserts = {
        A: 100,
        HAIRPINS["h1"][20:43]: 10,
        A + tail: 20,
        HAIRPINS["h3"][45:65]: 5,  # beside the mature
        OTHERS["other2"][10:35]: 7,
        NOWHERE: 3,
    }
    _, whole = count_inserts(inserts, reference)
    assert whole.matures == {"a": 130}
    assert whole.classes == {"mirna": 130, "hairpin": 5, "ambiguous": 0, "tRNA": 7, "unaligned": 3}


@pytest.mark.parametrize(("start", "end"), [(16, 42), (24, 42), (20, 48), (20, 38), (19, 40)])
def test_shifted_ends_are_isomirs(reference, start, end):
    _, whole = count_inserts({HAIRPINS["h1"][start:end]: 10}, reference)
    assert whole.matures == {"a": 10}


@pytest.mark.parametrize(("start", "end"), [(14, 42), (26, 42), (20, 50)])
def test_ends_too_far_off_are_none(reference, start, end):
    _, whole = count_inserts({HAIRPINS["h4"][start:end]: 10}, reference)
    assert whole.matures == {}
    assert whole.classes["hairpin"] == 10


def test_few_reads_of_an_abundant_neighbour_are_its_errors(reference):
    # One base in some hundreds is misread, as one of three: of 30,000 reads of c, about ten to
    # forty look like d.
    _, whole = count_inserts({C: 30_000, D: 10}, reference)
    assert whole.matures["c"] == 30_010
    _, whole = count_inserts({C: 30_000, D: 3_000}, reference)
    assert abs(whole.matures["d"] - 3_000) < 60


@pytest.mark.parametrize(("quality", "errors"), [("5", True), ("I", False)])
def test_a_base_of_low_quality_is_an_error(reference, quality, errors):
    # An error of Q20 makes a certain other base in 1 of 300 reads, that of 3,000 reads of c look
    # like d in 10; of Q40 in 1 of 30,000, which leaves what is altered before sequencing.
    [place] = [at for at in range(len(C)) if C[at] != D[at]]
    qualities = "I" * place + quality + "I" * (len(D) - place - 1)
    inserts = Inserts.of([Insert(C, 3_000, 3_000), Insert(D, 10, 10, qualities)])
    whole = round_counts(count(place_sample(inserts, reference, 2), reference, "em"))
    assert (whole.matures.get("d", 0) == 0) == errors
    assert sum(whole.matures.values()) == 3_010


def test_two_bases_off_and_many_reads_is_another_rna(reference):
    # Errors of the mature are few: one in a thousand of the reads that have one error already.
    other = changed(A, 8, 15)
    _, whole = count_inserts({other: 50}, reference)
    assert whole.matures == {}
    assert whole.classes["unaligned"] == 50
    _, whole = count_inserts({A: 20_000, other: 3}, reference)
    assert whole.matures == {"a": 20_003}
    _, whole = count_inserts({A: 20_000, other: 5_000}, reference)
    assert whole.matures == {"a": 20_000}


@pytest.fixture(scope="module")
def twins(tmp_path_factory) -> tuple[Reference, str]:
    """Matures of which one is as the other, and one C longer; the hairpins go on differently."""
    mature = random_bases(20)
    ends = {"s": mature + "TAC", "l": mature + "CAG"}
    hairpins = {name: random_bases(20) + s + random_bases(30) for name, s in ends.items()}
    loci = [("short", "s", 20, 40), ("long", "l", 20, 41)]
    folder = tmp_path_factory.mktemp("twins")
    return write_reference(folder, hairpins, {}, loci).read(), mature


@pytest.mark.parametrize("swapped", [False, True])
def test_two_that_share_nearly_all_do_not_swap_their_reads(twins, swapped):
    # Few tails for so many reads: as 3' ends one base short of the longer mature they would fit as
    # well, were it not for the longer one itself, which is hardly there.
    reference, mature = twins
    own = mature + ("C" if swapped else "")
    short_by = {0: 150_000, 1: 9_000, 2: 26_000, 3: 5_000}
    inserts = Counter({own[: len(own) - bases]: n for bases, n in short_by.items()})
    behind = "A" if swapped else "T"
    inserts[own + behind] += 3_000  # as the hairpin goes on
    inserts[own + "G"] += 1_500
    if not swapped:
        inserts[mature + "A"] += 11_000
        inserts[mature + "C"] += 1_000
    _, whole = count_inserts(inserts, reference)
    wrong = whole.matures.get("short" if swapped else "long", 0)
    assert wrong < 0.02 * inserts.total()


def test_fragments_of_an_abundant_rna_are_no_mirna(reference):
    # The other RNA has fragments with other ends around b, and none is an isomiR of b.
    fragments = {OTHERS["other1"][30 + a : 52 + b]: 200 for a, b in ((-5, 0), (0, 5), (2, 6))}
    _, whole = count_inserts({B: 1000, **fragments}, reference)
    # They begin where b does, which is the one thing that speaks for it.
    assert whole.matures.get("b", 0) <= 40
    assert whole.classes["tRNA"] >= 1560


def test_policies(reference):
    # The base in which c and d differ is not read.
    inserts = {C: 90, D: 30, C[:11] + "N" + C[12:]: 40}
    _, whole = count_inserts(inserts, reference)
    assert whole.matures == pytest.approx({"c": 120, "d": 40}, abs=1)
    _, whole = count_inserts(inserts, reference, "fractional")
    assert whole.matures == {"c": 110, "d": 50}
    _, whole = count_inserts(inserts, reference, "unique")
    assert whole.matures == {"c": 90, "d": 30}
    assert whole.classes["ambiguous"] == 40


def test_no_inserts(reference):
    _, whole = count_inserts({}, reference)
    assert whole.matures == {}
    assert set(whole.classes.values()) == {0}


# Pieces of the reference that compete with each other, and some that fit nowhere.
PIECES = [
    *(A, B, C, D, ENDS[:22], ENDS[40:], C[:11] + "N" + C[12:], C + "A", changed(A, 8), NOWHERE),
    *(HAIRPINS["h1"][16:42], HAIRPINS["h2"][20:44], HAIRPINS["h3"][45:65]),
    *(OTHERS["other1"][25:52], OTHERS["other1"][30:57], OTHERS["other2"][10:35]),
]
SAMPLES = st.dictionaries(st.sampled_from(PIECES), st.integers(1, 3_000), min_size=1)


@settings(max_examples=40)
@given(counts=SAMPLES, policy=st.sampled_from(["em", "fractional", "unique"]))
def test_no_read_is_lost_or_counted_twice(reference, counts, policy):
    counted, whole = count_inserts(counts, reference, policy)
    assert sum(whole.classes.values()) == sum(counts.values())
    assert sum(whole.matures.values()) == whole.classes["mirna"]
    assert min(whole.classes.values()) >= 0
    assert (counted.amounts >= 0).all()


@settings(max_examples=25)
@given(counts=SAMPLES, seed=st.integers(0, 1000))
def test_counts_do_not_depend_on_the_order_of_the_inserts(reference, counts, seed):
    shuffled = list(counts.items())
    random.Random(seed).shuffle(shuffled)
    counted, whole = count_inserts(counts, reference)
    other, of_shuffled = count_inserts(dict(shuffled), reference)
    assert other.of_matures == pytest.approx(counted.of_matures, rel=1e-9, abs=1e-9)
    # Amounts of exactly the same remainder may be rounded another way.
    for name in whole.matures.keys() | of_shuffled.matures.keys():
        assert abs(whole.matures.get(name, 0) - of_shuffled.matures.get(name, 0)) <= 1


def test_counts_stand_for_reads_or_molecules(reference):
    counted, whole = count_inserts({A: 7}, reference)
    assert whole.matures == {"a": 7}
    assert counted.sample.inserts.reads.tolist() == as_inserts({A: 7}).reads.tolist() == [21]
