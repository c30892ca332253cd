"""The reads of a mature, and those of the other arm of its hairpins."""

import math

from mirtrd.quality.arms import Arms

# h1 has two arms; a is on h2 as well, whose other arm is c; lone has no other arm, twin lies over
# it on the same arm.
LOCI = [
    ("a", "h1", 10, 32),
    ("b", "h1", 50, 72),
    ("a", "h2", 12, 34),
    ("c", "h2", 52, 74),
    ("lone", "h3", 5, 27),
    ("x", "h4", 5, 27),
    ("twin", "h4", 8, 29),
]
SHAPES = {
    "a": (1000, 0.9, 0.2),
    "b": (30, 0.7, 0.0),
    "c": (4, 0.4, 0.0),
    "lone": (80, 1.0, 0.1),
    "x": (60, 0.8, 0.0),
    "twin": (5, 0.8, 0.0),
}
HAIRPINS = {"h1": 700, "h2": 334, "h3": 83, "h4": 65}


def read(look_alikes=None):
    arms = Arms(loci=LOCI, shapes=SHAPES, hairpins=HAIRPINS, look_alikes=look_alikes or {})
    return arms.read()


def test_the_star_of_a_mature_on_two_hairpins_is_that_of_both():
    found = read()["a"]
    assert (found.count, found.same_5p, found.tailed) == (1000, 0.9, 0.2)
    assert (found.star, found.star_same_5p) == (34, 0.7)
    assert (read()["b"].star, read()["b"].star_same_5p) == (1000, 0.9)


def test_where_no_other_arm_is_annotated_it_is_what_is_beside_the_mature():
    found = read()["lone"]
    assert found.star == 3
    assert math.isnan(found.star_same_5p)


def test_a_mature_that_lies_over_another_is_no_star_of_it():
    """All 60 + 5 counts of the hairpin are on one arm; those beside x are the twin's."""
    found = read()["x"]
    assert found.star == 5
    assert math.isnan(found.star_same_5p)


def test_look_alikes_are_other_rnas_not_other_mirnas():
    named = {"a": "hsa-miR-2", "b": "mismatched", "c": "snRNA:U2,hsa-miR-2"}
    assert {name: found.look_alike for name, found in read(named).items()} == {
        "a": False,
        "b": True,
        "c": True,
        "lone": False,
        "x": False,
        "twin": False,
    }
