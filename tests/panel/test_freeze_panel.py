"""The frozen panel has all that a score needs, and its performance is of persons left out."""

import json

import numpy as np
import pytest

from mirtrd.panel.frozen import USE
from mirtrd.panel.scoring import score
from mirtrd.panel.tables import PERFORMANCE, SELECTION, TRAINED


def test_a_training_sample_scored_alone_has_its_score_in_the_cohort(study):
    trained = TRAINED.read_frame(study.path("trained.tsv"))
    assert len(study.panel.features) > 2
    for name in study.samples:
        alone = score(study.panel, study.sample(name))
        assert alone.predictor == pytest.approx(trained.loc[name, "frozen"], rel=0, abs=1e-12)


def test_the_performance_is_of_persons_left_out(study):
    table = PERFORMANCE.read_frame(study.path("performance.tsv"))
    # The classes of the cohort differ much, its covariates do not.
    assert table.loc["AUC, miRNAs", "value"] > 0.85
    assert table.loc["AUC, miRNAs", "ci_low"] <= table.loc["AUC, miRNAs", "value"]
    assert table.loc["AUC, covariates", "value"] < 0.75
    cells = ["true positives", "false negatives", "false positives", "true negatives"]
    assert table.loc[cells, "value"].sum() == len(study.samples)
    assert table.loc["permutation p", "value"] >= 1 / 5


def test_what_may_not_be_in_a_panel_is_not(study):
    table = SELECTION.read_frame(study.path("selection.tsv"))
    assert table.loc["hsa-miR-451a", "excluded"] == "of red blood cells"
    assert table.loc[study.names[-1], "excluded"] == "ambiguous"
    assert (table.loc[table["excluded"] != "", "chosen_share"] == 0).all()
    frozen = {feature.mirna for feature in study.panel.features}
    assert frozen == set(table.index[table["coefficient"].notna()])


def test_the_panel_knows_its_libraries_and_limits(study):
    panel = study.panel
    assert (panel.libraries.kits, panel.libraries.units) == (["truseq"], ["reads"])
    assert (panel.libraries.matrices, panel.libraries.species) == (["plasma"], "hsa")
    assert panel.limits.mirna_reads == study.counts.sum().min()
    assert panel.limits.haemolysis_ratio == 7
    assert {row.mirna for row in panel.scalers} == set(
        study.counts.index[(study.counts > 0).all(axis=1)]
    )
    assert panel.samples == {"TRD": 12, "control": 12, "persons": 24}
    for quantiles in panel.distribution.values():
        assert len(quantiles) == 99
        assert (np.diff(quantiles) >= 0).all()


def test_outputs_say_what_for(study):
    content = json.loads((study.folder / "panel.json").read_text())
    assert next(iter(content)) == "use"
    assert content["use"] == USE
    for name in ("performance", "selection", "trained", "predictions", "shuffled"):
        assert (study.folder / f"{name}.tsv").read_text().startswith(f"# {USE}\n")
    for word in ("treat", "therap", "diagnos"):
        assert word not in json.dumps(content).lower()
