"""Contrasts of libraries that were not made alike are named."""

from builders.designs import combine, compare, design, table
from mirtrd.design.mixtures import describe_mixtures, of_contrast

SHEET = table(condition="TRD TRD control control other")


def notes(kits: str, formula: str = "~ condition", *contrasts) -> list[str]:
    libraries = table(kit=kits)["kit"].replace("-", "")
    return describe_mixtures(SHEET, design(formula, *contrasts), {"kit": libraries})


def test_one_kit_or_none_that_is_known_is_no_mixture():
    assert notes("a a a a b") == []
    assert notes("a a - - -") == []


def test_a_kit_for_each_group_cannot_be_told_from_the_group():
    assert notes("a a b b a") == [
        "TRD_vs_control mixes samples of different kit (a: 2 TRD, 0 control; b: 0 TRD, 2 control), "
        "and each of these is in one group only: what differs between the groups may be the kit"
    ]


def test_kits_within_groups_belong_in_the_design():
    assert notes("a b a b a") == [
        "TRD_vs_control mixes samples of different kit (a: 1 TRD, 1 control; b: 1 TRD, 1 control): "
        "add kit to expression.design"
    ]
    assert notes("a b a b a", "~ kit + condition") == []


def test_a_contrast_of_coefficients_is_of_all_samples():
    [note] = notes("a a a a b", "~ condition", combine(**{"condition[T.TRD]": 1}))
    assert note == "sum mixes samples of different kit (a: 4, b: 1): add kit to expression.design"


def test_a_note_knows_its_contrast():
    [note] = notes("a b a b a")
    assert of_contrast(note, compare())
    assert not of_contrast(note, compare("TRD", "other"))
