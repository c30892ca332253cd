"""What published work proposes is found in groups, and said where it is not testable."""

import pandas as pd

from builders.expressed import make_contrast
from builders.studies import SOURCES
from builders.tables import write
from mirtrd.candidates.proposed import mark_proposed, not_testable_note, read_proposed
from mirtrd.reference.names import read_names
from mirtrd.reference.tables import EVIDENCE


def test_those_with_most_reports_come_first_under_the_names_of_now(tmp_path):
    evidence = pd.DataFrame(
        {"study": list("ABCD")}, index=["hsa-miR-21-5p", "miR-34a", "hsa-miR-34a-5p", "x"]
    )
    path = write(EVIDENCE, tmp_path / "evidence.tsv", evidence)
    names = read_names(**SOURCES)
    assert read_proposed([path], names) == ["hsa-miR-34a-5p", "hsa-miR-21-5p", "x"]
    assert read_proposed([], names) == []


def test_a_group_is_proposed_if_a_member_is_but_not_for_a_part_of_a_name():
    mirnas = pd.Series(["hsa-miR-1-3p/hsa-miR-2-3p", "hsa-miR-12-3p", "hsa-miR-3-5p"])
    assert list(mark_proposed(mirnas, {"hsa-miR-2-3p", "hsa-miR-1"})) == [True, False, False]


def test_note_names_few_and_counts_many():
    expression = make_contrast(20, 2)
    few = {"hsa-miR-1-3p", "hsa-miR-2-3p", "hsa-miR-2-5p", "hsa-miR-none"}
    note = not_testable_note(expression, few)
    assert note.endswith("not testable here: 2 (miR-1-3p, miR-2-3p); not in the reference: 1.")
    many = [f"hsa-miR-{i}-3p" for i in (8, *range(8))]  # those with most reports first
    note = not_testable_note(expression, many)
    assert "here: 9 (9 no reads), among them miR-8-3p, miR-0-3p, " in note
    assert "miR-6-3p" in note
    assert "miR-7-3p" not in note
    assert not_testable_note(expression, set()).endswith("here: 0.")
