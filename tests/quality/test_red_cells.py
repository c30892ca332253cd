"""Red blood cells by the ratio of two miRNAs, whatever the species and the names of rows."""

import pandas as pd

from mirtrd.quality.red_cells import bare_names, red_cell_ratio


def table(**columns):
    names = ["hsa-miR-451a", "hsa-miR-16-5p", "hsa-miR-23a-3p", "hsa-miR-21-5p"]
    return pd.DataFrame(columns, index=pd.Index(names, name="mirna"))


def test_ratio_by_hand():
    counts = table(a=[1023, 0, 7, 5], b=[0, 0, 0, 9])
    assert list(red_cell_ratio(counts)) == [10 - 3, 0]


def test_no_ratio_without_its_mirnas():
    assert red_cell_ratio(table(a=[1, 2, 3, 4]).iloc[:2]).isna().all()


def test_names_of_any_species_and_of_groups():
    rows = bare_names(
        pd.Index(["mmu-miR-451a", "hsa-miR-1-3p/hsa-miR-2-3p", "miR-23a-3p", "let-7a"])
    )
    assert rows == {
        "miR-451a": "mmu-miR-451a",
        "miR-1-3p": "hsa-miR-1-3p/hsa-miR-2-3p",
        "miR-2-3p": "hsa-miR-1-3p/hsa-miR-2-3p",
        "miR-23a-3p": "miR-23a-3p",
        "let-7a": "let-7a",
    }
