"""Each sample that may not be scored is refused, with its reason."""

from dataclasses import replace

import numpy as np
import pytest

from mirtrd.panel.libraries import Library
from mirtrd.panel.refusals import beyond, caution, refuse, refuse_values
from mirtrd.panel.scoring import score

OURS = {"kit": "truseq", "matrix": "plasma", "unit": "reads", "species": "hsa", "policy": "em"}


def test_samples_of_training_are_not_refused(study):
    for name in study.samples:
        sample = study.sample(name)
        assert refuse(study.panel, sample) == []
        found = score(study.panel, sample)
        assert refuse_values(study.panel, sample, found) == []
        assert caution(study.panel, sample, found) == []


@pytest.mark.parametrize(
    ("part", "found", "reason"),
    [
        ("kit", "nextflex", "other kit: nextflex, that of training is truseq"),
        ("kit", "", "kit is not told, that of training is truseq"),
        ("matrix", "serum", "other material: serum, that of training is plasma"),
        ("species", "mmu", "other species: mmu, that of training is hsa"),
        ("unit", "molecules", "other unit: molecules, that of training is reads"),
        ("policy", "unique", "other way of counting: unique, that of training is em"),
    ],
)
def test_another_library(study, part, found, reason):
    sample = study.sample("S00", library=Library(**(OURS | {part: found})))
    [told] = refuse(study.panel, sample)
    assert told.startswith(reason)


def test_reads_of_another_species_and_broken_cells(study):
    [told] = refuse(study.panel, study.sample("S00", is_other_species=True))
    assert told.startswith("other species: more miRNAs than chance allows")
    [told] = refuse(study.panel, study.sample("S00", haemolysis_ratio=7.4))
    assert told == "haemolysis: log2 ratio of miR-451a to miR-23a-3p 7.4, at most 7 expected"


def test_too_shallow(study):
    sample = study.sample("S00")
    least = study.panel.limits.mirna_reads
    [told] = refuse(study.panel, replace(sample, mirna_reads=least - 1))
    assert told.startswith(f"too shallow: {least - 1:,} counts")
    scalers = [row.accession for row in study.panel.scalers]
    few = sample.counts | dict.fromkeys(scalers[: len(scalers) // 4], 0)
    [told] = refuse(study.panel, replace(sample, counts=few))
    assert "at least 80% expected" in told


def test_missing_features_and_failed_samples(study):
    sample = study.sample("S00")
    feature = study.panel.features[0]
    lost = {name: n for name, n in sample.counts.items() if name != feature.accession}
    assert any(
        told.startswith("missing features: 1 of the") and feature.mirna in told
        for told in refuse(study.panel, replace(sample, counts=lost))
    )
    failed = refuse(study.panel, replace(sample, failure="no adapter"))
    assert failed == ["the sample failed: no adapter"]


def test_outside_the_training_range(study):
    sample, feature = study.sample("S00"), study.panel.features[0]
    for factor, is_refused in ((1.2, False), (50, True)):
        counts = dict(sample.counts)
        highest = int(2**feature.highest)
        counts[feature.accession] = int(highest * factor * 1.1)
        changed = replace(sample, counts=counts)
        found = score(study.panel, changed)
        reasons = refuse_values(study.panel, changed, found)
        assert bool(reasons) == is_refused
        if reasons:
            assert reasons[0].startswith(f"outside the training range: {feature.mirna} is more")
        else:
            told = caution(study.panel, changed, found)
            assert not told or told[0].startswith("slightly outside the training range")


def test_a_library_unlike_those_of_training(study):
    sample, random = study.sample("S00"), np.random.default_rng(18)
    counts = {name: int(n * 2 ** random.normal(0, 4)) + 1 for name, n in sample.counts.items()}
    changed = replace(sample, counts=counts)
    reasons = refuse_values(study.panel, changed, score(study.panel, changed))
    assert any("samples are scaled by differ by" in told for told in reasons)


def test_a_panel_that_tells_nothing_scores_nobody(study):
    for panel in (
        replace(study.panel, features=[]),
        replace(study.panel, calibration={"slope": 0.0, "intercept": 0.0}),
    ):
        [told] = refuse(panel, study.sample("S00"))
        assert told.startswith("the panel tells nothing")


def test_what_was_not_told_of_training_is_a_caution(study):
    panel = replace(study.panel, libraries=replace(study.panel.libraries, kits=[""]))
    sample = study.sample("S00")
    assert refuse(panel, sample) == []
    assert caution(panel, sample, score(panel, sample)) == [
        "not told of training, so not compared: kit"
    ]


def test_distance_from_a_range_by_hand():
    assert [beyond(x, 1.0, 2.0) for x in (0.5, 1.5, 2.25)] == [0.5, 0, 0.25]
