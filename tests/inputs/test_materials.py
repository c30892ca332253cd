"""What the samples are made of, and what follows for haemolysis."""

import pandas as pd
import pytest

from builders.designs import table
from mirtrd.core.job import UserError
from mirtrd.inputs.materials import are_blood_cells, cell_free_samples, matrix_of, with_stand_in

SHEET = table(condition="TRD TRD control", matrix="Plasma serum brain")


def test_the_sheet_comes_before_the_config():
    assert list(matrix_of(SHEET, "Plasma")) == ["plasma", "serum", "brain"]
    assert list(matrix_of(SHEET.drop(columns="matrix"), "Plasma")) == ["plasma"] * 3
    assert list(matrix_of(SHEET.drop(columns="matrix"), None)) == [""] * 3
    assert list(matrix_of(SHEET.replace("brain", ""), "Serum")) == ["plasma", "serum", "serum"]


def test_plasma_and_serum_are_cell_free():
    assert cell_free_samples(SHEET, None) == ["s1", "s2"]


def test_haemolysis_stands_in_for_itself_until_it_is_scored():
    sheet = SHEET.iloc[:2]
    assert with_stand_in(sheet, "~ condition", None) is sheet
    known = with_stand_in(sheet, "~ haemolysis + condition", None)
    assert known["haemolysis"].astype(float).nunique() == 2
    given = sheet.assign(haemolysis="1")
    assert with_stand_in(given, "~ haemolysis + condition", None) is given


def test_haemolysis_needs_plasma_or_serum():
    message = (
        r"^expression\.design: the term 'haemolysis' is scored in plasma and serum only, and "
        r"sample s3 is neither: set library\.matrix or the column 'matrix' of the sheet"
    )
    with pytest.raises(UserError, match=message):
        with_stand_in(SHEET, "~ haemolysis + condition", None)


def test_whole_blood_and_blood_cells_are_told():
    assert are_blood_cells(pd.DataFrame(index=["a", "b"]), "whole_blood")
    assert are_blood_cells(pd.DataFrame({"matrix": ["PBMC", "Whole blood"]}), None)
    assert not are_blood_cells(pd.DataFrame({"matrix": ["PBMC", "plasma"]}), None)
    assert not are_blood_cells(pd.DataFrame(index=["a"]), None)
