"""A layout of no table is found from what follows the miRNAs of most reads."""

import random

import pytest

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.anchors import Anchor
from mirtrd.trimming.discovery import discover

ADAPTER = "GTCAGCTTACGTTCAGGACATTCGA"


def library(layout: Layout, reads: int = 100, matures: int = 10, after: str = "") -> list[Anchor]:
    """Anchors of random matures, with random bases where a layout has some."""
    draw = random.Random(1)

    def bases(number: int) -> str:
        return "".join(draw.choices("ACGT", k=number))

    anchors = []
    for mature in (bases(22) for _ in range(matures)):
        for _ in range(reads // matures):
            read = bases(layout.bases_5p) + mature + bases(layout.bases_3p) + layout.adapter
            read += bases(layout.umi_after) + after
            start = layout.bases_5p
            anchors.append(Anchor(read=read, start=start, end=start + 22, cut=False))
    return anchors


@pytest.mark.parametrize(
    "layout",
    [
        Layout(adapter=ADAPTER[:24]),
        Layout(bases_5p=8, adapter=ADAPTER[:24], bases_3p=3),
        Layout(adapter=ADAPTER[:12]),
        Layout(bases_5p=3, adapter="A" * 10),
        Layout(bases_5p=4, bases_3p=4),
        Layout(),
    ],
)
def test_a_layout_is_what_reads_have_in_common(layout):
    assert discover(library(layout)) == layout


def test_random_bases_between_an_adapter_and_more_are_a_umi():
    layout = Layout(adapter=ADAPTER[:20], umi_after=8)
    assert discover(library(layout, after="CCTTGGAACC")) == layout
    # Too short for one.
    found = discover(library(Layout(adapter=ADAPTER[:20], umi_after=4), after="CCTTGGAACC"))
    assert found == Layout(adapter=ADAPTER[:20])


def test_an_adapter_is_cut_to_about_the_length_of_others():
    assert discover(library(Layout(adapter=ADAPTER + "CCATG"))).adapter == ADAPTER[:24]


def test_few_matures_may_share_a_template():
    anchors = library(Layout(adapter=ADAPTER), matures=4)
    assert discover(anchors) is None or not discover(anchors).adapter


def test_what_agrees_in_fewer_than_half_of_the_reads_is_nothing():
    random_ends = library(Layout(bases_3p=30))
    assert discover(random_ends) is None
    assert discover([*random_ends, *library(Layout(adapter=ADAPTER), reads=80)]) is None
