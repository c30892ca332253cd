"""The training cohort: its covariates as numbers, its persons, its count filter."""

import numpy as np
import pandas as pd
import pytest

from builders.panels import make_training
from mirtrd.panel.training import code_covariates, number_persons


def test_covariates_by_hand():
    sheet = pd.DataFrame({"age": ["30", "41", "30"], "sex": ["F", "M", "F"],
                          "batch": ["B", "A", "C"]})  # fmt: skip
    values, names = code_covariates(sheet, ["age", "sex", "batch"])
    assert names == ["age", "sex: M", "batch: B", "batch: C"]
    assert values.tolist() == [[30, 0, 1, 0], [41, 1, 0, 0], [30, 0, 0, 1]]
    assert code_covariates(sheet, [])[0].shape == (3, 0)


def test_a_sample_without_a_person_is_one_of_its_own():
    sheet = pd.DataFrame(
        {"patient": ["a", "", "a", "S2", ""]}, index=["S1", "S2", "S3", "S4", "S5"]
    )
    assert number_persons(sheet, "patient").tolist() == [0, 1, 0, 2, 3]
    assert number_persons(sheet, "").tolist() == [0, 1, 2, 3, 4]


def test_the_count_filter_knows_the_sizes_of_the_classes_alone():
    counts = np.array([[10, 9], [10, 10], [0, 10], [0, 0], [0, 10.0]])
    training = make_training(counts, np.array([1, 0, 1, 0, 0], dtype=bool))
    assert training.filtered().tolist() == [True, True]
    assert training.take(np.arange(4)).filtered().tolist() == [True, True]
    assert training.take(np.array([1, 2, 3])).filtered().tolist() == [True, True]
    assert training.take(np.array([0, 2, 3, 4])).filtered().tolist() == [False, True]


def test_some_samples_keep_what_is_theirs():
    training = make_training(np.arange(8.0).reshape(4, 2), np.array([1, 0, 1, 0], dtype=bool),
                             persons=np.array([3, 1, 1, 0]))  # fmt: skip
    part = training.take(np.array([3, 0]))
    assert part.samples == ["S004", "S001"]
    assert part.counts.tolist() == [[6, 7], [0, 1]]
    assert part.persons.tolist() == [0, 1]
    with pytest.raises(AttributeError):
        part.samples = []  # type: ignore[misc]
