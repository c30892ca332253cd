"""Fates and classes have a name and a colour each, from useful to lost."""

from mirtrd.core.fates import FATES
from mirtrd.quality.looks import FATE_LOOKS, class_looks


def test_every_fate_has_a_look_of_its_own():
    assert set(FATE_LOOKS) == set(FATES)
    assert len({name for name, _ in FATE_LOOKS.values()}) == len(FATES)
    assert len({colour for _, colour in FATE_LOOKS.values()}) == len(FATES)


def test_classes_go_from_mirna_over_other_rnas_to_what_is_not_aligned():
    looks = class_looks(["unaligned", "rRNA", "mirna", "Y_RNA", "hairpin"])
    assert [name for name, _ in looks.values()] == [
        "miRNA", "miRNA hairpin", "rRNA", "Y RNA", "not aligned",
    ]  # fmt: skip
    assert len({colour for _, colour in looks.values()}) == 5
