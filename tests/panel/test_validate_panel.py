"""Each person is left out in each repeat, by part, and the summary tells of the models."""

import json

from mirtrd.panel.tables import PREDICTIONS
from mirtrd.panel.validation import FOLDS, REPEATS


def test_predictions(study):
    table = PREDICTIONS.read_frame(study.path("predictions.tsv"))
    parts = table["part"].value_counts()
    assert parts["miRNAs"] == parts["covariates"] == REPEATS * len(study.samples)
    assert parts["miRNAs, other sites"] == len(study.samples)
    assert list(dict.fromkeys(table.index)) == study.samples
    of_mirnas = table[table["part"] == "miRNAs"]
    assert set(of_mirnas["fold"]) == set(range(1, FOLDS + 1))
    sizes = of_mirnas.groupby(["repeat", "fold"]).size()
    assert sizes.between(4, 6).all()


def test_summary(study):
    found = json.loads((study.folder / "validation.json").read_text())
    assert found["models"] == 3 * REPEATS * FOLDS + 2
    assert found["not_converged"] == 0
    assert 0 < found["stability"] <= 1
    assert max(found["chosen"].values()) <= 1
    assert found["notes"] == []
