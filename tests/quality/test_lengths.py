"""Lengths of all samples are one table, whatever the samples are called."""

import pandas as pd

from builders.tables import NAMES
from mirtrd.counting.tables import SAMPLE_LENGTHS
from mirtrd.quality.lengths import length_shares, read_lengths


def test_length_shares_by_hand():
    lengths = pd.DataFrame(
        {"sample": ["a", "a", "b"], "class": ["mirna", "rRNA", "mirna"], "length": [22, 30, 22],
         "count": [30, 10, 0]}
    )  # fmt: skip
    assert list(length_shares(lengths)["share"]) == [0.75, 0.25, 0]


def test_lengths_are_read_with_the_names_of_their_samples(tmp_path):
    paths = [tmp_path / name for name in NAMES]
    for count, path in enumerate(paths):
        SAMPLE_LENGTHS.write(path, [("NA", 22, count)])
    SAMPLE_LENGTHS.write(paths[0], [])  # nothing was read
    table = read_lengths(paths, NAMES)
    assert list(table["sample"]) == list(NAMES[1:])
    assert list(table["class"]) == ["NA"] * 5
    assert list(table["count"]) == [1, 2, 3, 4, 5]
