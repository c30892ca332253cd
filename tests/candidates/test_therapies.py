"""A direction in blood decides nothing; one in brain is only restated."""

import pytest

from mirtrd.candidates.therapies import HEADING, UNDETERMINED, choose_modality

LOST = {"central_direction": "down", "central_source": "raphe, Issler 2014"}
UNKNOWN = {"central_direction": "", "central_source": ""}


def report(direction: str, tissue: str) -> dict[str, str]:
    return {"direction": direction, "tissue": tissue, "study": "Somebody 2020"}


@pytest.mark.parametrize(
    ("own", "tissue", "curated", "reports", "modality"),
    [
        ("up", "plasma", None, [], UNDETERMINED),
        ("down", "plasma", UNKNOWN, [report("down", "serum")], UNDETERMINED),
        ("down", "PFC", None, [], "mimic"),
        ("up", "amygdala", None, [], "inhibitor"),
        ("", "plasma", LOST, [], "mimic"),
        ("up", "plasma", LOST, [], "mimic"),
        ("up", "brain", LOST, [], UNDETERMINED),
        ("", "plasma", None, [report("up", "ACC + habenula")], "inhibitor"),
        ("", "plasma", None, [report("up", "PFC"), report("down", "PFC")], UNDETERMINED),
        ("", "plasma", LOST, [report("up", "PFC")], UNDETERMINED),
        ("", "plasma", None, [report("up", "amygdala"), report("down", "plasma")], "inhibitor"),
        ("changed", "brain", None, [], UNDETERMINED),
    ],
)
def test_the_modality_of_each_situation(own, tissue, curated, reports, modality):
    assert choose_modality(own, tissue, curated, reports)[0] == modality


def test_the_basis_says_who_says_so_or_why_nothing_is_said():
    assert choose_modality("up", "plasma", None, [])[1] == (
        "up in plasma, nothing known of the brain"
    )
    assert choose_modality("", "plasma", LOST, [])[1] == "down in raphe, Issler 2014"
    told = choose_modality("up", "amygdala", None, [report("up", "PFC")])[1]
    assert told == "up in amygdala of this study; PFC, Somebody 2020"


def test_the_heading_cannot_be_taken_for_advice():
    assert HEADING[0].startswith("Hypotheses for experiments")
    assert "should be given to anyone" in HEADING[0]
