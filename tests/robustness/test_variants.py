"""What a call hangs on most, by hand."""

import numpy as np
import pytest

from mirtrd.robustness.variants import KINDS, Variant, find_weakest

NAMES = {
    "normalisation": ("TMM", "upper quartile", "poscounts"),
    "covariates": ("without age", "with haemolysis"),
    "samples": ("without s1", "without s2", "without s3"),
    "model": ("DESeq2", "limma-trend"),
}
EMPTY = np.empty(0)
VARIANTS = [
    Variant(kind=kind, name=name, change=EMPTY, padj=EMPTY)
    for kind, names in NAMES.items()
    for name in names
]


def weakest(lost: str = "", turned: str = "") -> str:
    """What is said of a call that is lost, or changes its sign, in these variants."""
    gone, other = (names.split(", ") if names else [] for names in (lost, turned))
    assert {*gone, *other} <= {variant.name for variant in VARIANTS}
    agreeing = np.array([v.name not in (*gone, *other) for v in VARIANTS])
    return find_weakest(VARIANTS, agreeing, np.array([v.name in other for v in VARIANTS]))


def test_all_kinds_are_tried_here():
    assert set(NAMES) == set(KINDS)


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("", ""),
        ("limma-trend", "lost under limma-trend"),
        ("with haemolysis", "lost with haemolysis"),
        ("without age", "lost without age"),
        ("without s2", "lost without s2"),
        ("without s1, without s3", "lost without any one of 2 samples"),
        ("TMM, poscounts", "lost under 2 of 3 other normalisers"),
        ("DESeq2, limma-trend", "lost under 2 of 2 other models"),
        # Half of the covariates are worse than a third of the normalisers.
        ("TMM, with haemolysis", "lost with haemolysis"),
        # Of equals the first.
        ("with haemolysis, limma-trend", "lost with haemolysis"),
    ],
)
def test_the_kind_that_loses_a_call_most_is_named(lost, said):
    assert weakest(lost) == said


@pytest.mark.parametrize(
    ("turned", "said"),
    [
        ("poscounts", "sign depends on the normaliser"),
        ("with haemolysis", "sign depends on a covariate"),
        ("without s1", "sign depends on one sample"),
        ("limma-trend", "sign depends on the model"),
    ],
)
def test_a_sign_that_turns_once_is_worse_than_all_that_is_lost(turned, said):
    """A mean over the kinds would make it 0.93."""
    assert weakest(turned=turned) == said
    assert weakest("DESeq2, without s1, without s2, TMM".replace(turned, "TMM"), turned) == said


def test_nothing_was_tried():
    assert find_weakest([], np.empty(0, dtype=bool), np.empty(0, dtype=bool)) == ""
