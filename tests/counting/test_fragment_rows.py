"""Fragments of other RNAs, where they lie, with whole counts that add up."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.counting import OTHERS, A, changed, count_inserts, write_reference
from mirtrd.counting.class_counts import count_others
from mirtrd.counting.fragment_rows import find_fragment_rows
from mirtrd.reference.targets import Reference

ONE, TWO = OTHERS["other1"], OTHERS["other2"]


@pytest.fixture(scope="module")
def named(tmp_path_factory) -> Reference:
    """A reference of the tRNAs one and two."""
    others = {"tRNA:one": ONE, "tRNA:two": TWO}
    return write_reference(tmp_path_factory.mktemp("named"), others=others).read()


def fragments_of(counts: dict[str, int], reference: Reference) -> dict[tuple[str, int, int], int]:
    """The count of each fragment by transcript, start and end; they add up to the transcripts."""
    counted, whole = count_inserts(counts, reference)
    transcripts = {name: n for _, name, n in count_others(counted, whole.classes)}
    rows = list(find_fragment_rows(counted, {f"tRNA:{name}": n for name, n in transcripts.items()}))
    assert {row[0] for row in rows} <= {"tRNA"}
    added = Counter()
    for _, name, _, _, count in rows:
        added[name] += count
    assert added == Counter(transcripts)
    assert added.total() == whole.classes["tRNA"]
    return {(name, start, end): count for _, name, start, end, count in rows}


def test_a_fragment_is_one_start_and_one_end(named):
    found = fragments_of({TWO[5:40]: 8, TWO[6:40]: 2, TWO[50:80]: 3, ONE[5:28]: 4}, named)
    assert found == {
        ("one", 5, 28): 4,
        ("two", 5, 40): 8,
        ("two", 6, 40): 2,
        ("two", 50, 80): 3,
    }


def test_mismatches_and_tails_make_no_other_fragment(named):
    # A tail begins with a base that differs from the next one of the RNA.
    tail = "A" if TWO[40] != "A" else "C"
    inserts = {TWO[5:40]: 100, changed(TWO[5:40], 17): 4, TWO[5:40] + tail: 3, A: 7}
    assert fragments_of(inserts, named) == {("two", 5, 40): 107}


def test_bases_over_the_5p_end_are_none_of_the_rna(named):
    over = ("C" if TWO[0] != "C" else "G") + TWO[:34]
    assert fragments_of({TWO[:34]: 50, over: 5}, named) == {("two", 0, 34): 55}


def test_a_sample_without_other_rnas_has_no_fragments(named):
    assert fragments_of({A: 7}, named) == {}


# Inserts of both RNAs: where they start, and how long and how many they are.
INSERTS = st.dictionaries(
    st.tuples(st.integers(0, 50), st.integers(16, 39)), st.integers(1, 999), max_size=12
)


@settings(max_examples=25)
@given(INSERTS)
def test_fragments_add_up_to_the_transcripts(named, inserts):
    counts: Counter[str] = Counter()
    for (start, length), number in inserts.items():
        for rna in (ONE, TWO):
            counts[rna[start : start + length]] += number
    fragments_of(counts, named)
