"""The index of a reference is what it was made of, and finds the same places."""

from dataclasses import fields

import numpy as np

from builders.counting import OTHERS, A, B, as_inserts, changed, write_reference
from mirtrd.counting.index import read_index, write_index
from mirtrd.counting.placing import Places
from mirtrd.counting.sample import place_sample
from mirtrd.reference.targets import Targets


def test_sequences_come_back_as_they_were_laid_out(reference, tmp_path):
    write_index(tmp_path / "index", reference.hairpins, reference.others)
    index = read_index(tmp_path / "index")
    for written, found in ((reference.hairpins, index.hairpins), (reference.others, index.others)):
        for field in fields(Targets):
            expected = getattr(written, field.name)
            assert np.array_equal(getattr(found, field.name), expected), field.name


def test_inserts_have_the_same_places_by_an_index(reference, tmp_path):
    write_index(tmp_path, reference.hairpins, reference.others)
    inserts = as_inserts({A: 5, changed(B, 3): 3, OTHERS["other2"][10:35]: 2})
    plain = place_sample(inserts, reference, 2)
    indexed = place_sample(inserts, reference, 2, seeds=read_index(tmp_path).seeds)
    for one, other in (
        (plain.on_hairpins, indexed.on_hairpins),
        (plain.on_others, indexed.on_others),
    ):
        assert len(one.insert)
        for field in fields(Places):
            assert np.array_equal(getattr(one, field.name), getattr(other, field.name))


def test_a_reference_without_other_rnas_has_an_index(tmp_path):
    reference = write_reference(tmp_path, others={}).read()
    write_index(tmp_path / "index", reference.hairpins, reference.others)
    seeds = read_index(tmp_path / "index").seeds
    sample = place_sample(as_inserts({A: 1}), reference, 2, seeds=seeds)
    assert len(sample.on_hairpins.insert) == 2
    assert len(sample.on_others.insert) == 0
