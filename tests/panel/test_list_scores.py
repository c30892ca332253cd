"""The list has a row for each sample, refused ones without a score."""

import json

import numpy as np
import pytest

from builders.jobs import job
from mirtrd.panel.list_scores import list_scores, main
from mirtrd.panel.score_sample import judge
from mirtrd.panel.tables import CONTRIBUTIONS, SCORES


def test_list_of_scores(study, tmp_path):
    documents = [
        judge(study.panel, study.sample("S00")),
        judge(study.panel, study.sample("S01", failure="no reads")),
    ]
    table = list_scores(documents)
    assert table["status"].tolist() == ["scored", "refused"]
    paths = []
    for document in documents:
        paths.append(tmp_path / f"{document['sample']}.json")
        paths[-1].write_text(json.dumps(document))
    outputs = {"table": tmp_path / "scores.tsv", "contributions": tmp_path / "parts.tsv"}
    main(job(input={"scores": paths}, output=outputs))
    scores = SCORES.read_frame(outputs["table"])
    assert scores.loc["S01", "reasons"] == "the sample failed: no reads"
    assert np.isnan(scores.loc["S01", "probability"])
    parts = CONTRIBUTIONS.read_frame(outputs["contributions"])
    total = parts.loc["S00", "contribution"].sum() + study.panel.intercept
    assert scores.loc["S00", "predictor"] == pytest.approx(total, abs=1e-4)
    assert outputs["table"].read_text().startswith("# research use only\n")
