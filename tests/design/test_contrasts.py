"""A contrast says what it compares, in one place."""

import pandas as pd
import pytest

from mirtrd.core.job import UserError
from mirtrd.design.contrasts import Contrast, Criteria, Design, reference_levels

LEVELS = {"factor": "condition", "tested": "TRD", "reference": "control"}
GROUPS = Contrast(name="TRD_vs_control", **LEVELS)
SUM = Contrast(name="in_men", coefficients={"condition[T.TRD]": 1, "sex[T.M]": 0.5})
SHEET = pd.DataFrame({"condition": ["TRD", "other", "control"]}, index=["NA", "001", "TRUE"])


def test_a_contrast_of_levels_in_words():
    assert GROUPS.levels == ("TRD", "control")
    assert GROUPS.title == "TRD vs control"
    assert GROUPS.axis_label == "log₂ fold change (TRD / control)"
    assert GROUPS.status_labels == {"up": "up in TRD", "down": "down in TRD"}


def test_a_contrast_of_coefficients_in_words():
    assert SUM.levels == ()
    assert SUM.title == "in men"
    assert SUM.axis_label == "log₂ change (in_men)"
    assert SUM.status_labels == {"up": "up", "down": "down"}


def test_the_samples_of_a_contrast():
    assert list(GROUPS.samples(SHEET)) == ["NA", "TRUE"]
    assert list(SUM.samples(SHEET)) == ["NA", "001", "TRUE"]


@pytest.mark.parametrize(
    ("section", "message"),
    [
        (
            {"factor": "condition", "tested": "TRD"},
            r"contrasts\.one\.reference is missing: a contr",
        ),
        ({"reduced": "~ sex"}, r"contrasts\.one\.factor is missing: a contrast has"),
        (
            {**LEVELS, "coefficients": {"x": 1}},
            r"contrasts\.one has both factor and coefficients, expected one of the two$",
        ),
    ],
)
def test_a_contrast_is_of_one_kind(section, message):
    with pytest.raises(UserError, match=f"^config: expression.*{message}") as raised:
        Contrast.from_config("one", section)
    assert "\n" not in str(raised.value)


def test_references_come_from_the_config_then_from_the_first_contrast():
    first = Contrast(name="first", **{**LEVELS, "reference": "HC"})
    found = reference_levels([first, GROUPS, SUM], {"sex": "M"})
    assert found == {"sex": "M", "condition": "HC"}


SECTION = {
    "design": "~ sex * condition",
    "references": {"sex": "M"},
    "contrasts": {
        "any": LEVELS | {"reduced": "~ sex"},
        "in_men": {"coefficients": {"sex[T.F]": 1}},
    },
    "alpha": 0.1,
    "lfc_threshold": 0.5,
    "distribution": "t",
    "min_count": 10,
}


@pytest.mark.parametrize("made", [Design.from_config(SECTION), Criteria.from_config(SECTION), SUM])
def test_what_rules_hand_over_is_plain_and_comes_back(made):
    # Snakemake compares only built-in types between runs, and those by their repr.
    assert type(made.as_param()) is dict
    plain = repr(made.as_param())
    assert type(made).__name__ not in plain
    assert "Contrast" not in plain
    assert type(made).from_param(made.as_param()) == made
    assert repr(type(made).from_param(made.as_param()).as_param()) == plain


def test_a_design_is_read_from_the_config():
    design = Design.from_config(SECTION)
    assert [contrast.name for contrast in design.contrasts] == ["any", "in_men"]
    assert design.references == {"sex": "M", "condition": "control"}
    assert design.contrasts[0].reduced == "~ sex"
