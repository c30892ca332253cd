"""Dossiers as the script of the page takes them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from builders.reported import DOSSIERS, HOSTILE, make_results
from mirtrd.candidates.tables import DOSSIER
from mirtrd.report import rows
from mirtrd.report.rows import columns_of, strips_of


def unpack(column, size):
    if "words" in column:
        return [column["words"][place] for place in column["cells"]]
    if "at" not in column:
        return column["cells"]
    cells = [""] * size if column["kind"] == "text" else [None] * size
    for place, value in zip(column["at"], column["cells"], strict=True):
        cells[place] = value
    return cells


def test_every_cell_of_the_file_is_there_to_four_digits():
    columns = columns_of(DOSSIERS.rename_axis("mirna"))
    assert [column["name"] for column in columns] == list(DOSSIER.header)
    for column in columns[1:]:
        for found, cell in zip(unpack(column, 6), DOSSIERS[column["name"]], strict=True):
            if column["kind"] == "text":
                assert found == cell
            elif found is None:
                assert math.isnan(cell)
            else:
                assert float(found) == pytest.approx(cell, rel=5e-4)


def test_an_interval_without_an_end_is_told_in_words():
    low = next(c for c in columns_of(DOSSIERS.rename_axis("mirna")) if c["name"] == "ci_low")
    assert unpack(low, 6)[2] == "-Infinity"


def test_counts_of_samples_are_divided_by_size_factors_the_reference_first():
    results = make_results()
    strips = strips_of(results, results.contrasts[0])
    assert strips["samples"] == ["S1", "S2", "S3", "S4", "S5"]
    assert strips["names"] == [HOSTILE, "TRD"]
    assert strips["levels"] == [1, 1, 1, 0, 0]
    # 100 counts each, or 200 with a size factor of 2.
    assert strips["values"]["miR-1"] == [round(math.log2(101), 2)] * 5
    assert set(strips["values"]) == {"miR-1", "miR-2", "miR-3"}


def test_of_large_cohorts_the_page_has_the_samples_of_the_first_only(monkeypatch):
    monkeypatch.setattr(rows, "MOST_POINTS", 10)
    results = make_results()
    assert list(strips_of(results, results.contrasts[0])["values"]) == ["miR-1", "miR-2"]


def test_a_contrast_without_levels_is_of_all_samples():
    results = make_results()
    (found,) = results.contrasts
    other = replace(found, contrast=replace(found.contrast, factor="", tested="", reference=""))
    strips = strips_of(results, other)
    assert strips["names"] == ["all samples"]
    assert not np.any(strips["levels"])
