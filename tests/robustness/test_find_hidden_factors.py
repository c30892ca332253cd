"""The files on hidden factors, from those of the run."""

import pandas as pd
import pytest

from builders.settings import make_job
from mirtrd.core.documents import read_document, write_document
from mirtrd.robustness import find_hidden_factors
from mirtrd.robustness.pvalues import BINS
from mirtrd.robustness.tables import HIDDEN, PERMUTATIONS


@pytest.mark.parametrize("with_call", [0, 20])
def test_what_permutations_say_is_part_of_it(tmp_path, with_call):
    job = make_job(tmp_path)
    # Of 50 permutations so many have a call; p-values are spread evenly.
    calls = [8] + [5] * with_call + [0] * (50 - with_call)
    names = ["observed", *map(str, range(50))]
    permuted = pd.DataFrame({"calls": calls, **dict.fromkeys(BINS, 3)}, index=names)
    job.input.permuted = tmp_path / "permutations.tsv"
    PERMUTATIONS.write_frame(
        job.input.permuted,
        permuted.assign(up=0, down=0, small_p_share=0.05)[
            ["calls", "up", "down", "small_p_share", *BINS]
        ],
    )
    job.input.permutations = tmp_path / "permutations.json"
    write_document(job.input.permutations, {"share_with_any_call": with_call / 50})
    find_hidden_factors.main(job)
    found = read_document(job.output.summary)
    # Nothing was hidden in these ten samples, so all calls stay.
    assert found["factors"] == []
    assert found["remedy"] == ""
    assert found["calls"] == found["calls_kept"]
    assert found["suspected"] is (with_call > 0)
    assert found["reasons"] == ["40 % of the shuffles give calls, too"] * (with_call > 0)
    table = HIDDEN.read_frame(job.output.table)
    assert table.shape == (10, 0)
    assert table.index.equals(pd.Index([f"s{i}" for i in range(10)], name="sample"))
