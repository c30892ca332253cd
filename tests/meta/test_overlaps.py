"""Samples that two studies share are found, others are not."""

import pandas as pd
import pytest

from builders.likeness import draw, people
from mirtrd.inputs.synthesis import Study
from mirtrd.meta.overlaps import (
    Samples,
    describe_overlaps,
    find_levels,
    find_overlaps,
    same_names,
)

LIMIT = 0.1


def samples(name: str, sheet: pd.DataFrame, counts=None, results: str = "") -> Samples:
    study = Study(name=name, table="t.tsv", contrast="c", results=results or name)
    counts = pd.DataFrame() if counts is None else counts
    return Samples(study=study, sheet=sheet, levels=sheet["condition"], counts=counts)


def sheet_of(names: list[str], levels: list[str] | None = None, **columns) -> pd.DataFrame:
    given = levels or ["TRD" if i % 2 else "control" for i in range(len(names))]
    return pd.DataFrame({"condition": given, **columns}, index=names)


def test_samples_of_a_contrast_are_those_of_its_two_levels():
    sheet = sheet_of(list("abcde"), ["x", "y", "z", "x", "y"], sex=["m", "f", "m", "f", "f"])
    levels = find_levels(sheet, {"samples": {"x": 2, "y": 2}})
    assert levels.to_dict() == {"a": "x", "b": "y", "d": "x", "e": "y"}
    assert find_levels(sheet, {"samples": {"p": 2}}).tolist() == [""] * 5


def test_controls_that_two_contrasts_of_a_run_share_are_found():
    one = samples("A", sheet_of(["c1", "c2", "t1"], ["HC", "HC", "TRD"]), results="r")
    other = samples("B", sheet_of(["c1", "c2", "m1"], ["HC", "HC", "MDD"]), results="r")
    overlaps = find_overlaps([one, other], LIMIT)
    assert [overlap.sample for overlap in overlaps] == ["c1", "c2"]
    assert describe_overlaps(overlaps) == [
        "studies A and B share 2 samples (c1, c2, all of them HC; two contrasts of one run)"
    ]


@pytest.mark.parametrize("accession", ["GSM4473001", "SRR8426001", "SAMN03610552", "SRX5692097"])
def test_an_accession_in_two_sheets_is_one_sample(accession):
    one = samples("A", sheet_of(["x", "y"], accession=[f"{accession},SRR9999991", "SRR9999992"]))
    other = samples("B", sheet_of([accession, "z"]))
    if not accession.startswith("SRX"):
        other = samples("B", sheet_of(["w", "z"], run=["", accession]))
    [overlap] = find_overlaps([one, other], None)
    assert (overlap.sample, overlap.evidence) == ("x", f"accession {accession}")


def test_accessions_of_whole_studies_say_nothing_of_samples():
    one, other = (
        samples(name, sheet_of([f"{name}1", f"{name}2"], series=["GSE148576"] * 2)) for name in "AB"
    )
    assert find_overlaps([one, other], LIMIT) == []


@pytest.mark.parametrize("depth", [30_000, 1_000_000])
def test_a_library_sequenced_again_under_another_name_is_found(depth):
    shares = people(12, cv=0.3)
    first = draw(shares[:, :6], [300_000] * 6).add_prefix("a")
    second = draw(shares[:, [6, 7, 2, 8, 9, 10]], [depth] * 6, seed=5).add_prefix("b")
    one, other = (
        samples(name, sheet_of(list(counts)), counts)
        for name, counts in (("A", first), ("B", second))
    )
    found = find_overlaps([one, other], LIMIT)
    assert [(o.sample, o.other_sample) for o in found] == [("aS2", "bS2")]
    assert "profiles that differ by at most" in found[0].evidence
    assert find_overlaps([one, other], None) == []


def test_samples_of_the_same_name_alone_are_a_doubt():
    one, other = samples("A", sheet_of(["S1", "S2"])), samples("B", sheet_of(["S2", "S3"]))
    assert find_overlaps([one, other], LIMIT) == []
    [note] = same_names([one, other], [])
    assert note.startswith("studies A and B have samples of the same name (S2)")
