"""Where sequences lie, whatever they were counted as."""

from builders.counting import HAIRPINS, OTHERS, A, B, C, changed, random_bases, write_reference
from mirtrd.quality.nearest import Hit, find_nearest, find_within


def test_a_sequence_is_within_what_holds_it_with_one_difference_at_most():
    piece = OTHERS["other2"][30:52]
    sequences = {
        "exact": piece,
        "one": changed(piece, 9),
        "two": changed(piece, 4, 9),
        "b": B,
        "nowhere": random_bases(22),
    }
    found = find_within(sequences, OTHERS | {"copy": "T" + OTHERS["other2"]})
    assert found == {"exact": ["other2", "copy"], "one": ["other2", "copy"], "b": ["other1"]}


def test_a_tail_is_no_part_of_another_rna():
    """What ends in three other bases hangs over the RNA: it is no piece of it."""
    end = OTHERS["other2"][-19:]
    assert find_within({"over": end + "GGG"}, OTHERS) == {}


def test_nothing_is_within_no_other_rnas():
    assert find_within({"a": A}, {}) == {}
    assert find_within({}, OTHERS) == {}


def test_the_nearest_place_has_the_fewest_differences_and_hairpins_come_first(tmp_path):
    reference = write_reference(tmp_path).read()
    other = OTHERS["other2"][30:55]
    sequences = [
        changed(C, 5, 16),
        changed(other, 4, 12),
        other,
        B,  # on h3, and within other1
        changed(C, 3, 8, 14),
        random_bases(22),
    ]
    found = find_nearest(sequences, reference)
    assert found == {
        sequences[0]: Hit(name="h4", mismatches=2, tail=0),
        other: Hit(name="other2", mismatches=0, tail=0),
        sequences[1]: Hit(name="other2", mismatches=2, tail=0),
        B: Hit(name="h3", mismatches=0, tail=0),
    }


def test_bases_that_hang_over_are_a_tail(tmp_path):
    reference = write_reference(tmp_path).read()
    longer = HAIRPINS["h4"][-20:] + "CC"
    assert find_nearest([longer], reference)[longer] == Hit(name="h4", mismatches=0, tail=2)


def test_what_fits_no_better_than_chance_is_nowhere(tmp_path):
    """Sixteen bases with two mismatches leave what any sixteen bases have somewhere."""
    reference = write_reference(tmp_path).read()
    short = HAIRPINS["h4"][2:18]
    assert find_nearest([short, changed(short, 3, 14)], reference).keys() == {short}


def test_without_sequences_there_is_nothing(tmp_path):
    assert find_nearest([], write_reference(tmp_path).read()) == {}
