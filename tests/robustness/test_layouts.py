"""Layouts of labels within what has to stay, and what is exchanged."""

import numpy as np
import pandas as pd
import pytest

from builders.designs import combine, compare, question
from builders.settings import make_sheet
from mirtrd.robustness.layouts import (
    Exchange,
    block_codes,
    choose_blocks,
    find_exchange,
    layouts,
    possible,
)


def labels(text: str) -> np.ndarray:
    return np.array([int(letter == "T") for letter in text])


@pytest.mark.parametrize(
    ("tested", "blocks", "number"),
    [
        ("TTTTCCCC", "aaaaaaaa", 35),  # 8 over 4, each with its mirror image
        ("TTCCC", "aaaaa", 10),  # 5 over 2; no mirror images, as the groups differ in size
        ("TCTCTCTCTCTCTC", "aabbccddeeffgg", 64),  # 7 pairs: 2 to the 7th, halved
        ("TTCCTC", "aaaabb", 6),  # 4 over 2 times 2 over 1, halved
        ("TTCCTCC", "aaaabbb", 18),
        ("TTCC", "aabb", 1),
    ],
)
def test_layouts_are_all_those_that_differ(tested, blocks, number):
    tested, blocks = labels(tested), np.array(list(blocks))
    assert possible(tested, blocks) == number
    found = list(layouts(tested, blocks, 1000))
    assert len(found) == number - 1
    assert not any((layout == tested).all() for layout in found)
    assert len({layout.tobytes() for layout in found}) == number - 1
    for layout in found:
        for block in set(blocks):
            assert layout[blocks == block].sum() == tested[blocks == block].sum()


def test_of_many_layouts_as_many_as_wanted_are_drawn_the_same_ones_each_time():
    tested, blocks = labels("TC" * 20), np.repeat([0, 1], 20)
    first = [layout.tobytes() for layout in layouts(tested, blocks, 50)]
    assert len(set(first)) == 50
    assert first == [layout.tobytes() for layout in layouts(tested, blocks, 50)]


def test_blocks_are_given_up_only_for_want_of_layouts():
    sheet = pd.DataFrame(
        {"batch": list("aabbccdd"), "sex": list("FMFMFMFM"), "x": ["1"] * 8}, list("ABCDEFGH")
    )
    tested = labels("TCCTTCCT")
    assert choose_blocks(sheet, tested, ["batch", "sex"], 5) == ["batch"]
    assert choose_blocks(sheet, tested, ["batch"], 100) == ["batch"]
    assert choose_blocks(sheet, tested, [], 100) == []
    large = pd.concat([sheet] * 4, ignore_index=True)
    many = (np.arange(32) // 8 % 2 == 0).astype(
        int
    )  # two of the four samples in each batch and sex
    assert choose_blocks(large, many, ["batch", "sex"], 100) == ["batch", "sex"]
    assert list(block_codes(sheet, ["batch"])) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_more_than_two_labels_have_no_mirror_image():
    codes, blocks = np.array([0, 1, 2, 0]), np.zeros(4, dtype=int)
    assert possible(codes, blocks, two_groups=False) == 12  # 4! / 2!
    found = {tuple(layout) for layout in layouts(codes, blocks, 100, two_groups=False)}
    assert len(found) == 11
    assert all(sorted(layout) == [0, 0, 1, 2] for layout in found)


@pytest.mark.parametrize(
    ("formula", "contrast", "column", "blocks"),
    [
        ("~ batch + condition", compare(), "condition", ("batch",)),
        ("~ batch + age + condition", combine(age=1), "age", ("batch", "condition")),
        ("~ batch + condition", compare(reduced="~ condition"), "batch", ("condition",)),
        ("~ batch * condition", compare(reduced="~ batch"), "condition", ("batch",)),
    ],
)
def test_the_one_column_that_a_test_is_about_is_exchanged_within_the_others(
    formula, contrast, column, blocks
):
    found = find_exchange(question(formula, contrast), make_sheet(12))
    assert isinstance(found, Exchange)
    assert (found.column, found.blocks) == (column, blocks)
    assert len(found.samples) == 12


@pytest.mark.parametrize(
    ("formula", "contrast", "why"),
    [
        ("~ batch + condition", combine(**{"batch[T.b1]": 1}), "of one of several levels"),
        ("~ age * condition", combine(**{"age:condition[T.TRD]": 1}), "of an interaction"),
        ("~ age * condition", compare(reduced="~ age + condition"), "of an interaction"),
        ("~ age + batch + condition", compare(reduced="~ condition"), "several columns"),
    ],
)
def test_what_is_not_permuted_says_why(formula, contrast, why):
    found = find_exchange(question(formula, contrast), make_sheet(12))
    assert isinstance(found, str)
    assert why in found
