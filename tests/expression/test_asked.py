"""Below the title of a figure stands of whom a contrast asks, and by which test."""

from builders.designs import TRD, combine
from mirtrd.expression.asked import describe_question

FIT = {"design": "~ batch + condition", "test": "F-test"}


def test_the_groups_of_the_contrast_come_first():
    fit = FIT | {"samples": {"MDD": 3, "TRD": 8, "control": 1200}}
    said = "8 TRD, 1,200 control, 3 MDD. Design ~ batch + condition, F-test."
    assert describe_question(fit, TRD) == said


def test_a_contrast_of_coefficients_is_of_all_samples():
    said = "17 samples. Design ~ batch + condition, F-test."
    assert describe_question(FIT | {"samples": {"samples": 17}}, combine(age=1)) == said
