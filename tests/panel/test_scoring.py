"""A score is of one sample's own counts, and adds up."""

import numpy as np
import pytest

from mirtrd.panel.scoring import factor_of, score, share_of_reference, spread_from


def test_contributions_add_up(study):
    found = score(study.panel, study.sample("S00"))
    total = study.panel.intercept + sum(part.amount for part in found.contributions)
    assert found.predictor == pytest.approx(total, rel=1e-14)
    for part, feature in zip(found.contributions, study.panel.features, strict=True):
        value = np.log2(part.count / factor_of(study.panel, study.sample("S00")) + 0.5)
        assert part.value == pytest.approx(value)
        assert part.amount == pytest.approx(
            feature.coefficient * (value - feature.mean) / feature.deviation
        )


def test_the_probability_is_calibrated(study):
    found = score(study.panel, study.sample("S01"))
    line = study.panel.calibration
    odds = np.exp(line["intercept"] + line["slope"] * found.predictor)
    assert found.probability == pytest.approx(odds / (1 + odds))


def test_percentiles_are_those_of_persons_left_out(study):
    found = score(study.panel, study.sample("S00"))
    tested, other = found.percentiles["TRD"], found.percentiles["control"]
    assert 1 <= tested <= 99
    assert other > tested  # a person of the tested class is high among the others


def test_depth_and_other_mirnas_do_not_matter(study):
    sample = study.sample("S03")
    more = {name: 1000 * count for name, count in sample.counts.items()}
    deep = score(study.panel, study.sample("S03", counts=more))
    deeper = {name: 2 * count for name, count in more.items()}
    assert score(study.panel, study.sample("S03", counts=deeper)).predictor == pytest.approx(
        deep.predictor, abs=1e-3
    )
    needed = {row.accession for row in (*study.panel.scalers, *study.panel.features)}
    bare = {name: count for name, count in sample.counts.items() if name in needed}
    assert (
        score(study.panel, study.sample("S03", counts=bare)).predictor
        == score(study.panel, sample).predictor
    )


def test_distance_from_the_reference(study):
    sample = study.sample("S04")
    assert share_of_reference(study.panel, sample) == 1
    assert spread_from(study.panel, sample) <= study.panel.limits.spread
