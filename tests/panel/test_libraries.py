"""Kit, unit and species of a library, as far as anybody tells."""

import pandas as pd
import pytest

from mirtrd.panel.libraries import species_of, tell_kit, tell_unit


@pytest.mark.parametrize(
    ("trimmed", "declared", "told"),
    [("truseq", "auto", "truseq"), ("", "qiaseq", "qiaseq"), ("", "auto", ""), ("", "", "")],
)
def test_kit(trimmed, declared, told):
    assert tell_kit(trimmed, declared) == told


def test_the_unit_of_a_table_is_what_the_sheet_says():
    assert tell_unit("counts", pd.Series({"unit": "reads"})) == "reads"
    assert tell_unit("counts", pd.Series({"sex": "F"})) == ""
    assert tell_unit("molecules", pd.Series({"unit": "reads"})) == "molecules"


def test_species_is_that_of_most_names():
    assert species_of(["hsa-miR-1-3p", "hsa-let-7a", "mmu-miR-1a-3p", "miR-5"]) == "hsa"
    assert species_of(["miR-5", "let-7a-5p"]) == ""
