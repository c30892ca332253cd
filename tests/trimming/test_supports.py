"""Anchors are explained by the layout that fits them best."""

import pytest

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.anchors import Anchor
from mirtrd.trimming.supports import Candidate, Fit, candidates_of, fit, support_of, supports_of

MATURE = "TAGCTTATCAGACTGATGTTGA"
ADAPTER = "TGGAATTCTCGGGTGCCAAGG"
TRUSEQ, FOUR_N = Layout(adapter=ADAPTER), Layout(bases_5p=4, adapter=ADAPTER, bases_3p=4)
UMI = Layout(bases_5p=4, adapter=ADAPTER, bases_3p=4, umi_5p=4, umi_3p=4)


def anchor(behind: str, before: str = "", cut: bool = False) -> Anchor:
    start = len(before)
    return Anchor(read=before + MATURE + behind, start=start, end=start + len(MATURE), cut=cut)


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (ADAPTER, Fit(errors=0, shift=0)),
        (ADAPTER[:5], Fit(errors=0, shift=0)),
        (ADAPTER[:4], None),
        ("A" + ADAPTER, Fit(errors=0, shift=1)),
        ("AA" + ADAPTER, Fit(errors=0, shift=2)),
        ("AAA" + ADAPTER, None),
        ("TGGTATTCTCGGGTGCCAAGG", Fit(errors=1, shift=0)),  # 1 of 21 bases, up to 21 // 12
        ("TGGTATTCTC", None),  # 1 of 10
        ("TGGTATTCTCGCGTGCCAAGG", None),  # 2 of 21
    ],
)
def test_an_adapter_follows_the_mature_or_an_isomir_of_it(behind, expected):
    assert fit(anchor(behind), TRUSEQ) == expected


def test_the_bases_before_the_insert_are_those_of_the_kit():
    assert fit(anchor("ACGT" + ADAPTER, "ACGT"), FOUR_N) == Fit(errors=0, shift=0)
    assert fit(anchor("ACGT" + ADAPTER, "ACG"), FOUR_N) is None


def test_a_trimmed_read_ends_with_the_insert_unless_the_machine_stopped():
    assert fit(anchor(""), Layout()) == Fit(errors=0, shift=0)
    assert fit(anchor("A"), Layout()) == Fit(errors=0, shift=1)
    assert fit(anchor("", cut=True), Layout()) is None


def test_kits_that_trim_alike_are_one_candidate_whose_umi_must_vary():
    found = candidates_of({"truseq": TRUSEQ, "4n": FOUR_N, "umi": UMI})
    assert list(found) == ["truseq", "4n"]
    assert found["4n"] == Candidate(layout=FOUR_N, varied=UMI)


def random_umis(number: int) -> list[str]:
    return ["".join("ACGT"[n >> 2 * i & 3] for i in range(4)) for n in range(number)]


def test_each_anchor_supports_the_layout_that_fits_best():
    kits = candidates_of({"truseq": TRUSEQ, "4n": FOUR_N})
    anchors = [anchor(ADAPTER)] * 6
    anchors += [anchor(umi + ADAPTER, umi) for umi in random_umis(3)] + [anchor("ACGT")]
    assert supports_of(anchors, kits) == {"truseq": 0.6, "4n": 0.3}
    assert supports_of([], kits) == {"truseq": 0, "4n": 0}
    assert support_of(anchors, TRUSEQ) == 0.6


def test_bases_that_are_the_same_in_most_reads_are_no_umi():
    kits = candidates_of({"umi": UMI})
    varied = [anchor(umi + ADAPTER, umi) for umi in random_umis(40)]
    assert supports_of(varied, kits) == {"umi": 1.0}
    template = [anchor("ACGT" + ADAPTER, umi) for umi in random_umis(40)]
    assert supports_of(template, kits) == {"umi": 0.0}


def test_a_shift_in_most_reads_is_another_layout():
    shifted = [anchor("A" + ADAPTER)] * 10
    assert support_of([*shifted, *[anchor(ADAPTER)] * 6], TRUSEQ) == 1.0
    assert support_of([*shifted, *[anchor(ADAPTER)] * 5], TRUSEQ) == 0.0


def test_an_adapter_with_the_same_error_in_most_reads_is_another_one():
    assert support_of([anchor("TGGTATTCTCGGGTGCCAAGG")] * 20, TRUSEQ) == 0.0
    assert support_of([anchor("TGGTATTCTCGGGTGCCAAGG")] * 9 + [anchor(ADAPTER)] * 11, TRUSEQ) == 1
