"""Seeds, families and what the members of a family do together."""

import numpy as np
import pandas as pd
import pytest

from builders.designs import TRD, design
from builders.samples import make_sheet
from mirtrd.candidates.families import describe_families, name_some, pool_families, seed_of
from mirtrd.design.matrices import make_model

SEEDS = pd.Series({"a": "GAGGUAG", "b": "GAGGUAG", "c": "AAAGUGC", "d": "GAGGUAG"})


def test_the_seed_is_bases_2_to_8_as_rna():
    assert seed_of("TGAGGTAGTAGGTTGTATAGTT") == "GAGGUAG"


def test_a_family_is_named_without_the_member_itself():
    found = describe_families(SEEDS)
    assert found.loc["a"].to_dict() == {"seed": "GAGGUAG", "family_size": 3, "family": "b,d"}
    assert found.loc["c"].to_dict() == {"seed": "AAAGUGC", "family_size": 1, "family": ""}
    assert name_some(pd.Index([f"m{n}" for n in range(14)])).endswith("m11 and 2 more")


def test_the_sum_of_a_family_is_tested_if_two_members_were():
    sheet = make_sheet(12)
    random = np.random.default_rng(1)
    up = np.where(sheet["condition"] == "TRD", 4.0, 1.0)
    counts = pd.DataFrame(
        random.gamma(50, 2, (4, 12)) * np.vstack([up, up, np.ones(12), np.ones(12)]),
        list("abcd"), sheet.index,
    )  # fmt: skip
    asked = make_model(sheet, design("~ condition"), TRD)
    found = pool_families(counts, SEEDS, pd.Index(["a", "b", "c"]), asked)
    assert list(found.index) == ["GAGGUAG"]
    assert found.loc["GAGGUAG", "family_tested"] == 2
    # Both are four times as many.
    assert found.loc["GAGGUAG", "family_log2FoldChange"] == pytest.approx(2, abs=0.2)
    assert found.loc["GAGGUAG", "family_padj"] < 1e-4
