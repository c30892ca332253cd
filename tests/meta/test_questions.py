"""Studies that do not ask the same question."""

import pytest

from mirtrd.core.job import UserError
from mirtrd.inputs.synthesis import Study
from mirtrd.meta.questions import check_questions, compared_levels


def summary(tested: str, reference: str) -> dict:
    return {"coefficient": f"group[T.{tested}]", "samples": {reference: 4, tested: 5}}


def ask(*summaries: dict) -> list[str]:
    studies = [Study(name=name, table=f"{name}.tsv", contrast="c") for name in "ABC"]
    given = dict(zip("ABC", summaries, strict=False))
    return check_questions(studies[: len(summaries)], given)


def test_the_levels_of_a_contrast_are_in_its_summary():
    assert compared_levels(summary("TRD", "control")) == ("TRD", "control")
    assert compared_levels({"coefficient": "madrs", "samples": {}}) is None
    assert compared_levels({}) is None


def test_studies_with_the_same_levels_are_fine():
    assert ask(summary("TRD", "control"), summary("trd", "Control")) == []


def test_a_contrast_the_other_way_round_is_refused():
    with pytest.raises(UserError, match="A compares TRD against control, study B the other way"):
        ask(summary("TRD", "control"), summary("control", "TRD"))


def test_other_levels_and_levels_that_are_not_told_are_doubted():
    first, second = ask(summary("TRD", "control"), summary("MDD", "HC"), {})
    assert "A: TRD against control; B: MDD against HC" in first
    assert second.startswith("what is compared in C is not told")
