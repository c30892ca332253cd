"""The calls as lists, and their targets by support."""

from mirtrd.targets.lists import gather_targets, lists_of, themes_of

ROWS = [
    ("m1", "A", "strong", 1, "x"),
    ("m1", "B", "weak", 1, "x"),
    ("m2", "C", "predicted", 0, "x"),
    ("m9", "D", "strong", 1, "x"),
]


def test_a_test_with_a_direction_has_two_lists_and_one_without_has_one():
    assert lists_of(["up", "not significant"], "") == ("up", "down")
    assert lists_of(["not significant"], "") == ("up", "down")
    assert lists_of(["changed", "not significant"], "~ batch") == ("changed",)
    assert lists_of(["not significant"], "~ batch") == ("changed",)
    # One term of one coefficient has a direction, whatever its test.
    assert lists_of(["down"], "~ batch") == ("up", "down")


def test_targets_that_were_measured_and_those_that_are_predicted_stay_apart():
    found = gather_targets(ROWS, ["m2", "m1"])
    assert list(found) == ["strong", "measured", "predicted"]
    assert found["strong"].genes == ["A"]
    assert found["measured"].genes == ["A", "B"]
    assert list(found["measured"].mirnas) == ["m1"]
    assert found["measured"].matrix.tolist() == [[1, 1]]
    assert list(found["predicted"].mirnas) == ["m2"]


def test_what_is_not_tested_has_no_part():
    assert gather_targets(ROWS, ["m7"]) == {}


def test_a_gene_says_its_themes():
    themes = {"one": frozenset("AB"), "two": frozenset("B")}
    assert themes_of(["A", "B", "C"], themes) == {"A": "one", "B": "one,two"}
