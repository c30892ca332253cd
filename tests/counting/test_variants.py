"""Bases at which other RNAs of a sample are otherwise than the reference."""

import numpy as np
import pytest

from builders.counting import HAIRPINS, OTHERS, as_inserts, changed, count_inserts
from mirtrd.counting.sample import place_sample
from mirtrd.counting.variants import ENOUGH, find_variants

RNA = OTHERS["other2"]


def variants_of(counts: dict[str, int], reference) -> dict[str, bool]:
    """Whether the best place of each insert has a variant."""
    sample = place_sample(as_inserts(counts), reference, 2)
    found = find_variants(
        sample.packed, sample.counts.astype(float), reference.others, sample.on_others
    )
    inserts = list(counts)
    return {inserts[n]: True for n in sample.on_others.insert[found].tolist()}


def test_a_base_that_many_reads_have_is_a_variant(reference):
    same, other = RNA[10:35], changed(RNA[10:35], 9)
    assert variants_of({same: 10, other: ENOUGH}, reference) == {other: True}
    # A read with the same other base and other ends has the variant too.
    longer = changed(RNA[8:36], 11)
    assert variants_of({other: ENOUGH, longer: 1}, reference) == {other: True, longer: True}


@pytest.mark.parametrize(("of_rna", "of_other"), [(10, ENOUGH - 1), (1000, 100)])
def test_what_few_reads_have_is_an_error(reference, of_rna, of_other):
    counts = {RNA[10:35]: of_rna, changed(RNA[10:35], 9): of_other}
    assert variants_of(counts, reference) == {}


def test_what_may_be_a_tail_is_no_variant(reference):
    assert variants_of({changed(RNA[10:35], 23): 100}, reference) == {}


def test_two_mismatches_are_no_variant(reference):
    assert variants_of({changed(changed(RNA[10:35], 9), 12): 100}, reference) == {}


def test_fragments_with_a_variant_that_fits_a_hairpin_are_judged(reference):
    """Where the hairpin reads as the variant does, its miRNA does not get the fragments as such."""
    rna = OTHERS["other1"]
    assert HAIRPINS["h3"][20:42] == rna[30:52]
    # The person has another base within the place that b shares, and b is not there.
    piles = {changed(rna[30 + a : 52 + b], 10 - a): 200 for a, b in ((0, 0), (-5, 0), (0, 5))}
    _, whole = count_inserts(piles, reference)
    assert whole.matures.get("b", 0) < 10
    assert whole.classes["tRNA"] > 590
    assert np.sum(list(whole.classes.values())) == 600
