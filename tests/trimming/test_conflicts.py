"""A declared kit is held against the inferred one."""

import pytest

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.conflicts import Declared, Finding, compare
from mirtrd.trimming.inference import Inference, Known

TRUSEQ, NEBNEXT = Layout(adapter="TGGAATTCTC"), Layout(adapter="AGATCGGAAG")
INFERRED = Inference(
    found=Known(kit="nebnext", layout=NEBNEXT),
    supports={"nebnext": 0.9, "truseq": 0.0},
    warning="a remark",
)
UNKNOWN = Inference(found=None, supports={"nebnext": 0.2}, reason="no kit explains the reads")


def declare(kit: str, layout: Layout | None, on_conflict: str = "fail") -> Declared:
    return Declared(kit=kit, layout=layout, on_conflict=on_conflict, unit="auto")


@pytest.mark.parametrize(
    ("declared", "inference", "expected"),
    [
        (declare("auto", None), INFERRED, Finding(warning="a remark")),
        (declare("nebnext", NEBNEXT), INFERRED, Finding(warning="a remark")),
        (
            declare("truseq", TRUSEQ),
            INFERRED,
            Finding(
                failure="truseq is declared (adapter TGGAATTCTC: 1 % of the reads with a miRNA), "
                "but the reads are nebnext (adapter AGATCGGAAG: 90 %): mend the kit, or set "
                "library.on_conflict to warn"
            ),
        ),
        (
            declare("truseq", TRUSEQ, "warn"),
            INFERRED,
            Finding(
                warning="truseq is declared (adapter TGGAATTCTC: 1 % of the reads with a miRNA), "
                "but the reads are nebnext (adapter AGATCGGAAG: 90 %): truseq is taken as declared"
            ),
        ),
        (
            declare("auto", None),
            UNKNOWN,
            Finding(
                failure="the kit cannot be told from the reads: no kit explains the reads; dimers. "
                "Name the kit in library.kit or the sheet to go on"
            ),
        ),
        (
            declare("truseq", TRUSEQ),
            UNKNOWN,
            Finding(
                warning="the kit cannot be told from the reads: no kit explains the reads; dimers. "
                "truseq is taken as declared"
            ),
        ),
    ],
)
def test_what_a_declared_and_an_inferred_kit_come_to(declared, inference, expected):
    assert compare(declared, inference, "dimers", 0.01) == expected


def test_a_layout_that_was_asked_for_needs_no_remark():
    layout = Layout(adapter="ACGGGCTAAT")
    custom = Inference(found=Known(kit="custom", layout=layout), supports={}, warning="new")
    assert compare(declare("custom", layout), custom, "", 0.9) == Finding()
    assert compare(declare("auto", None), custom, "", 0.0) == Finding(warning="new")
