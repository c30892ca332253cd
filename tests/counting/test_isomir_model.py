"""Likelihoods of ends, tails and mismatches, worked out by hand."""

import numpy as np
import pytest

from builders.counting import HAIRPINS, A, as_inserts, not_base
from mirtrd.counting.isomir_model import (
    MAX_SHIFT_3P,
    MAX_SHIFT_5P,
    SHIFTS_3P,
    SHIFTS_5P,
    SUBSTITUTED,
    TAIL_BASE,
    likelihood_of_ends,
    likelihood_of_mismatches,
    likelihood_of_tails,
    start_model,
)
from mirtrd.counting.mismatches import Mismatches
from mirtrd.counting.sample import place_sample


def test_the_prior_is_made_of_probabilities():
    model = start_model()
    assert model.five_prime.shape == (SHIFTS_5P,)
    assert model.five_prime.sum() == pytest.approx(1)
    assert model.ends.shape == (SHIFTS_3P, 4)
    assert model.ends.sum() == pytest.approx(1)
    assert model.tail_base[:4].sum() == pytest.approx(1)
    assert model.own_ends is None


def test_ends_as_annotated_are_the_likeliest():
    model = start_model()
    shift_5p, shift_3p = np.indices((SHIFTS_5P, SHIFTS_3P)).reshape(2, -1)
    likelihood = likelihood_of_ends(model, shift_5p, shift_3p, 0 * shift_5p)
    best = int(likelihood.argmax())
    assert (shift_5p[best], shift_3p[best]) == (MAX_SHIFT_5P, MAX_SHIFT_3P)


def test_mismatches_are_substitutions_or_errors():
    # One that cannot be an error, one that is, and a base of the template that was not read.
    mismatches = Mismatches(
        kinds=np.array([[2, -1], [2, 7], [16, -1], [-1, -1]]),
        errors=np.array([[0.0, 0.0], [0.1, 0.2], [0.0, 0.0], [0.0, 0.0]]),
    )
    expected = [SUBSTITUTED, (SUBSTITUTED + 0.1) * (SUBSTITUTED + 0.2), 0.25, 1]
    assert likelihood_of_mismatches(mismatches, start_model()) == pytest.approx(np.array(expected))


def test_a_tail_begins_with_another_base_than_the_template(reference):
    behind = HAIRPINS["h1"][42]
    first = not_base(behind)
    sample = place_sample(as_inserts({A + first + "C": 1}), reference, 2)
    places = sample.on_hairpins
    on_h1 = np.flatnonzero((places.sequence == 0) & (places.tail == 2))
    likelihood = likelihood_of_tails(sample.packed, reference.hairpins, places, start_model())
    of_base = dict(zip("ACGT", TAIL_BASE, strict=False))
    expected = of_base[first] * of_base["C"] / (1 - of_base[behind])
    assert likelihood[on_h1] == pytest.approx([expected])
