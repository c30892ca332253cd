"""Expression uses the samples that the table of samples says, whatever they are called."""

import numpy as np
import pandas as pd
import pytest

from builders.samples import make_counts, make_sheet, write_sheet, write_status
from builders.tables import NAMES, write
from mirtrd.cohort.usable import describe_cohort, read_usable
from mirtrd.core.job import UserError
from mirtrd.counting.tables import MATURE_COUNTS
from mirtrd.quality.tables import STATUS


def test_expression_uses_what_the_table_says(tmp_path):
    frame = pd.DataFrame(
        {"status": "ok", "used": "yes", "reason": "", "haemolysis_score": np.nan}, index=NAMES
    )
    frame.loc["NA", "haemolysis_score"] = 1.25
    frame.loc["001", ["status", "used", "reason"]] = ["fail", "no", "damaged"]
    frame.loc["nan", ["status", "reason"]] = ["fail", "few reads"]
    status = write(STATUS, tmp_path / "status.tsv", frame)
    counts = write(MATURE_COUNTS, tmp_path / "counts.tsv", make_counts(NAMES))
    sheet = write_sheet(tmp_path / "sheet.tsv", make_sheet(NAMES))
    used, samples = read_usable(counts, status, sheet)
    assert list(used) == list(samples.index) == [name for name in NAMES if name != "001"]
    assert samples.loc["NA", "haemolysis"] == "1.25"
    assert samples.loc["nan", "haemolysis"] == ""
    assert describe_cohort(status) == [
        "001 is left out: damaged",
        "nan failed but is used: few reads",
    ]


def test_no_usable_sample(tmp_path):
    status = write_status(tmp_path / "status.tsv", ["S1"], failed=["S1"])
    with pytest.raises(UserError, match=r"no sample is usable: .*S1: "):
        read_usable("counts.tsv", status, "samples.tsv")
