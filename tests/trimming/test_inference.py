"""Most anchors follow the layout of one kit, or there is no verdict."""

import random

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.anchors import Anchor, Anchors
from mirtrd.trimming.inference import Known, infer

TRUSEQ = Layout(adapter="TGGAATTCTCGGGTGCCAAGG")
NEBNEXT = Layout(adapter="AGATCGGAAGAGCACACGTCT")
NEW = Layout(adapter="GTCAGCTTACGTTCAGGACATTCG")
KITS = {"truseq": TRUSEQ, "nextflex_v4": TRUSEQ, "nebnext": NEBNEXT, "trimmed": Layout()}


def reads_of(layout: Layout, number: int, matures: int = 10) -> list[Anchor]:
    draw = random.Random(number)
    sequences = ["".join(draw.choices("ACGT", k=22)) for _ in range(matures)]
    return [
        Anchor(read=sequences[n % matures] + layout.adapter, start=0, end=22, cut=False)
        for n in range(number)
    ]


def anchors_of(*parts: list[Anchor], matures: int = 10) -> Anchors:
    weighed = [anchor for part in parts for anchor in part]
    return Anchors(weighed=weighed, reads=len(weighed), matures=matures, unclear=0)


def test_kits_of_one_layout_go_by_the_name_of_the_first():
    found = infer(anchors_of(reads_of(TRUSEQ, 100)), KITS)
    assert found.found == Known(kit="truseq", layout=TRUSEQ)
    assert found.supports == {"truseq": 1.0, "nebnext": 0.0, "trimmed": 0.0}
    assert (found.reason, found.warning) == (None, None)
    assert found.best_two == ("truseq", None)


def test_a_second_kit_is_no_matter_then_a_warning_then_no_verdict():
    few = infer(anchors_of(reads_of(TRUSEQ, 91), reads_of(NEBNEXT, 9)), KITS)
    assert (few.found.kit, few.warning) == ("truseq", None)
    some = infer(anchors_of(reads_of(TRUSEQ, 70), reads_of(NEBNEXT, 30)), KITS)
    assert some.found.kit == "truseq"
    assert some.warning == (
        "70 % of the reads with a miRNA are truseq, 30 % are nebnext: are there two libraries in "
        "the file?"
    )
    half = infer(anchors_of(reads_of(TRUSEQ, 60), reads_of(NEBNEXT, 40)), KITS)
    assert half.found is None
    assert half.reason.startswith("60 % of the reads with a miRNA are truseq, 40 % are nebnext")


def test_few_anchors_or_matures_are_no_evidence():
    few = infer(anchors_of(reads_of(TRUSEQ, 19)), KITS)
    assert few.found is None
    assert "at least 20 reads of 2 miRNAs are needed" in few.reason
    one = infer(anchors_of(reads_of(TRUSEQ, 100, matures=1), matures=1), KITS)
    assert one.found is None
    # The end of a read is believed behind more of them only.
    trimmed = infer(anchors_of(reads_of(Layout(), 100, matures=4), matures=4), KITS)
    assert "at least 20 reads of 5 miRNAs are needed" in trimmed.reason


def test_a_layout_of_no_table_is_custom():
    found = infer(anchors_of(reads_of(NEW, 100)), KITS)
    assert found.found == Known(kit="custom", layout=NEW)
    assert found.warning == (
        f"no kit of the table explains the reads, they have adapter {NEW.adapter}"
    )


def test_reads_that_agree_on_nothing_have_no_kit():
    parts = [reads_of(TRUSEQ, 30), reads_of(NEBNEXT, 30), reads_of(NEW, 40)]
    found = infer(anchors_of(*parts), KITS)
    assert found.found is None
    assert found.reason == (
        "the reads agree on no kit, of those with a miRNA truseq 30 % and nebnext 30 %"
    )
