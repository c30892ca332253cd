"""Whether the form as annotated has the change of a call."""

import numpy as np
import pandas as pd

from builders.designs import TRD, design
from builders.samples import make_sheet
from builders.tables import write
from mirtrd.candidates.canonical import compare_canonical, read_canonical
from mirtrd.counting.tables import ISOMIR_COUNTS
from mirtrd.design.matrices import make_model

SHEET = make_sheet(12)
TESTED = (SHEET["condition"] == "TRD").to_numpy()


def test_only_the_form_as_annotated_is_read_of_the_samples_that_are_asked_for(tmp_path):
    cells = [("m1", "TAA", "NA", "NA", 1), ("m1", "TAAT", "iso_3p:+1", "NA", 2),
             ("m1", "TAA", "NA", "s2", 4), ("m2", "TCC", "NA", "s2", 6),
             ("m2", "TCC", "NA", "s3", 9)]  # fmt: skip
    rows = pd.DataFrame(cells, columns=ISOMIR_COUNTS.header).set_index("mirna")
    path = write(ISOMIR_COUNTS, tmp_path / "isomirs.tsv", rows)
    found = read_canonical(path, pd.Index(["s2", "NA"]))
    assert found.to_dict("index") == {"m1": {"s2": 4, "NA": 1}, "m2": {"s2": 6, "NA": 0}}


def test_the_canonical_form_carries_a_change_hides_it_or_has_the_other_one():
    random = np.random.default_rng(1)
    flat = random.poisson(200, (6, 12)).astype(float)
    flat[0] *= np.where(TESTED, 4, 1)
    flat[2] *= np.where(TESTED, 0.25, 1)
    flat[4] = 0
    names = [f"m{number}" for number in range(6)]
    counts = pd.DataFrame(flat, names, SHEET.index)
    sign = np.sign(counts.loc["m1", TESTED].mean() - counts.loc["m1", ~TESTED].mean())
    candidates = pd.DataFrame(
        {"status": ["up", "up", "up", "not significant", "up", "not testable"],
         "pvalue": [0.001, 0.001, 0.001, 0.5, 0.001, np.nan],
         "log2FoldChange": [2.0, sign, 2.0, 0.1, 2.0, np.nan]},
        index=names,
    )  # fmt: skip
    asked = make_model(SHEET, design("~ condition"), TRD)
    found = compare_canonical(counts, pd.Series(1.0, SHEET.index), candidates, asked, 1e-6)
    assert list(found["canonical_carries"]) == ["yes", "not shown", "no", "", "", ""]
    assert found["canonical_pvalue"].notna().to_list() == [True] * 4 + [False] * 2
