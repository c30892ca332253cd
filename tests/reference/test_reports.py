"""What a report was measured in, and how often its sign is ours."""

import pytest

from builders.paths import RESOURCES
from mirtrd.reference.reports import (
    DIRECTIONS,
    fractions_of,
    is_same_tissue,
    majority,
    sign_test,
)
from mirtrd.reference.tables import DELIVERY, EVIDENCE, THERAPIES

PRIOR = RESOURCES / "prior"


@pytest.mark.parametrize(
    ("tissue", "expected"),
    [
        ("plasma", {"plasma"}),
        ("Serum", {"serum"}),
        ("whole_blood", {"whole blood"}),
        ("peripheral blood", {"whole blood"}),
        ("PBMC, monocytes", {"pbmc", "monocytes"}),
        ("peripheral blood mononuclear cells", {"pbmc"}),
        ("CSF, serum", {"csf", "serum"}),
        ("plasma exosome", {"plasma vesicles"}),
        ("plasma L1CAM+ EV", {"plasma vesicles"}),
        ("serum EV", {"serum vesicles"}),
        ("VLPFC", {"brain"}),
        ("amygdala; rat", {"brain"}),
        ("PFC; mouse blood", {"brain"}),
        ("blood (plasma/serum, not shown)", set()),
        ("blood_cells", {"blood cells"}),
        ("liver", {"liver"}),
        ("", set()),
    ],
)
def test_a_tissue_is_told_from_the_words_of_a_report(tissue, expected):
    assert fractions_of(tissue) == expected


def test_fluid_and_vesicles_and_cells_of_blood_are_different_things():
    assert is_same_tissue("plasma", "Plasma")
    assert is_same_tissue("serum", "CSF, serum")
    assert not is_same_tissue("plasma", "plasma exosome")
    assert not is_same_tissue("plasma", "serum")
    assert not is_same_tissue("whole_blood", "PBMC")
    assert not is_same_tissue("", "plasma")


def test_reports_vote_and_without_a_majority_nothing_is_expected():
    assert majority(["up", "up", "down", ""]) == "up"
    assert majority(["up", "down"]) == ""
    assert majority(["", ""]) == ""


def test_the_sign_test_is_that_of_a_coin():
    assert sign_test(5, 0) == pytest.approx(2 / 32)
    assert sign_test(2, 2) == 1
    assert sign_test(0, 0) is None


def test_each_shipped_report_names_its_study_its_tissue_and_how_far_it_was_checked():
    rows = list(EVIDENCE.read(PRIOR / "trd_evidence.tsv"))
    assert len(rows) > 80
    for row in rows:
        assert row["direction"] in (*DIRECTIONS, "")
        assert row["study"]
        assert row["tissue"]
        assert row["confidence"].startswith(("F", "K", "study F", "citation F")), row
        assert not row["reference"] or row["reference"].startswith(("PMID", "doi", "PMC", "10."))
    # miR-155-5p was published down in blood cells, twice.
    assert [r["direction"] for r in rows if r["mirna"] == "hsa-miR-155-5p"] == ["down"] * 3


def test_each_shipped_experiment_has_a_grade_a_reference_and_how_far_it_was_checked():
    rows = list(THERAPIES.read(PRIOR / "therapies.tsv"))
    assert len({row["mirna"] for row in rows}) == len(rows)
    for row in rows:
        assert row["grade"] in {f"T{grade}" for grade in range(5)}
        assert row["central_direction"] in (*DIRECTIONS, "")
        assert bool(row["central_direction"]) == bool(row["central_source"])
        assert row["reference"]
        assert row["confidence"].startswith(("F", "K"))
    for row in DELIVERY.read(PRIOR / "delivery.tsv"):
        assert row["source"]
        assert row["confidence"] in ("F", "K")
