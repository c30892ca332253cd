"""The reference as its files say."""

import pytest

from builders.counting import ENDS, HAIRPINS, OTHERS, write_reference
from mirtrd.reference.targets import GAP, Reference, lay_out


@pytest.fixture
def reference(tmp_path) -> Reference:
    return write_reference(tmp_path).read()


def test_matures_are_sorted_by_hairpin(reference):
    matures = reference.matures
    assert matures.names == ["a", "b", "c", "d", "e", "f"]
    loci = [
        (matures.names[mature], reference.hairpin_names[hairpin], start, end)
        for mature, hairpin, start, end in zip(
            *(matures.mature.tolist(), matures.hairpin.tolist()),
            *(matures.start.tolist(), matures.end.tolist()),
            strict=True,
        )
    ]
    assert loci[-2:] == [("e", "ends", 0, 22), ("f", "ends", 40, 62)]
    assert [name for name, *_ in loci] == ["a", "a", "b", "c", "d", "e", "f"]
    # One locus on each hairpin, but two on the last.
    assert matures.first.tolist() == [0, 1, 2, 3, 4, 5, 7]


def test_sequences_are_laid_out_in_the_order_of_the_table(reference):
    assert reference.hairpin_names == list(HAIRPINS)
    sizes = (reference.hairpins.end - reference.hairpins.start).tolist()
    assert sizes == [len(sequence) for sequence in HAIRPINS.values()]
    assert sizes[-1] == len(ENDS)
    assert [row.name for row in reference.other_rows] == list(OTHERS)


def test_classes_keep_their_order(tmp_path):
    others = {"rRNA:x": OTHERS["other1"], "tRNA:y": OTHERS["other2"], "rRNA:z": ENDS}
    classes = {"rRNA:x": "rRNA", "rRNA:z": "rRNA"}
    reference = write_reference(tmp_path, others=others, classes=classes).read()
    assert reference.classes == ["rRNA", "tRNA"]
    assert reference.class_of.tolist() == [0, 1, 0]


def test_a_reference_may_have_no_other_rnas(tmp_path):
    reference = write_reference(tmp_path, others={}).read()
    assert reference.classes == []
    assert len(reference.class_of) == 0


def test_a_mature_on_a_hairpin_that_there_is_not_is_no_silent_loss(tmp_path):
    files = write_reference(tmp_path, {"h1": HAIRPINS["h1"]}, {}, [("a", "h1", 20, 42)])
    with open(files.matures, "a") as file:  # noqa: PTH123
        file.write("b\th9\t0\t3\tACG\n")
    with pytest.raises(KeyError, match="h9"):
        files.read()


def test_sequences_lie_end_to_end_with_gaps():
    targets = lay_out(["ACGT", "NA"])
    assert targets.start.tolist() == [GAP, 2 * GAP + 4]
    assert targets.end.tolist() == [GAP + 4, 2 * GAP + 6]
    assert targets.codes[GAP : GAP + 5].tolist() == [0, 1, 2, 3, 4]
    # The word of a place: A is 0, C 1, G 2 and T 3, the first base in the lowest bits.
    assert int(targets.word[GAP + 1]) & 63 == 1 + 4 * 2 + 16 * 3
    # On the first, and in front of the second.
    assert targets.sequence[[GAP, GAP + 3, GAP + 4]].tolist() == [0, 0, 1]
