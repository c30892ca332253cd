"""The files on hidden factors, from those of the run."""

import pandas as pd
import pytest

from builders.settings import make_job
from mirtrd.core.documents import read_document, write_document
from mirtrd.robustness import find_hidden_factors
from mirtrd.robustness.tables import HIDDEN


@pytest.mark.parametrize(
    ("verdict", "suspected"), [("well-behaved", False), ("hidden factor", True)]
)
def test_what_permutations_say_is_part_of_it(tmp_path, verdict, suspected):
    job = make_job(tmp_path)
    job.input.pvalues, job.input.permutations = tmp_path / "p.json", tmp_path / "permutations.json"
    write_document(job.input.pvalues, {"verdict": verdict})
    write_document(job.input.permutations, {"small_p_share": 0.05, "share_with_any_call": 0.4})
    find_hidden_factors.main(job)
    found = read_document(job.output.summary)
    # Nothing was hidden in these ten samples, so all calls stay.
    assert found["factors"] == []
    assert found["remedy"] == ""
    assert found["calls"] == found["calls_kept"]
    assert found["suspected"] is suspected
    assert ("suspected" in found["sentence"]) == suspected
    table = HIDDEN.read_frame(job.output.table)
    assert table.shape == (10, 0)
    assert table.index.equals(pd.Index([f"s{i}" for i in range(10)], name="sample"))
