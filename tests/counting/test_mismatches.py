"""Kinds of mismatches and their probability as errors."""

import numpy as np
import pytest

from builders.counting import HAIRPINS, changed
from mirtrd.core.packing import pack_inserts
from mirtrd.counting.mismatches import find_mismatches
from mirtrd.counting.placing import HAIRPIN_SEED, find_places, make_seeds
from mirtrd.reference.targets import lay_out


def mismatches_of(insert: str, qualities: str, template: str):
    targets = lay_out([template])
    packed = pack_inserts(np.array([insert], "S"), np.array([qualities], "S"))
    places = find_places(packed, targets, make_seeds(targets, HAIRPIN_SEED), 2)
    return find_mismatches(packed, targets, places)


def test_kinds_are_template_and_read_and_errors_follow_from_quality():
    template = HAIRPINS["h1"][20:50]
    insert = changed(template, 9, 15)
    qualities = "I" * 9 + "5" + "I" * 5 + "+" + "I" * 14
    found = mismatches_of(insert, qualities, template)
    bases = "ACGT"
    kinds = [4 * bases.index(template[at]) + bases.index(insert[at]) for at in (9, 15)]
    assert found.kinds.tolist() == [kinds]
    # Q20 and Q10; an error makes each of three bases.
    assert found.errors[0] == pytest.approx([0.01 / 3, 0.1 / 3])


def test_without_mismatch_there_is_none():
    template = HAIRPINS["h1"][20:50]
    found = mismatches_of(template, "I" * 30, template)
    assert found.kinds.tolist() == [[-1, -1]]
    assert found.errors.tolist() == [[0, 0]]


def test_a_template_that_was_not_read_is_a_kind_of_its_own():
    template = HAIRPINS["h1"][20:29] + "N" + HAIRPINS["h1"][30:50]
    insert = template.replace("N", "G")
    assert mismatches_of(insert, "I" * 30, template).kinds.tolist() == [[16 + 2, -1]]
