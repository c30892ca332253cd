"""Names of other releases, other spellings and joined ones are looked up, and never guessed."""

import csv
import gzip

import pytest

from builders.paths import MIRBASE, SHARED
from mirtrd.reference.names import (
    Match,
    describe_matches,
    read_names,
    split_joined,
    split_precursor,
)

NAMES = read_names(
    MIRBASE / "hsa.matures.v22.fasta.gz",
    MIRBASE / "hsa.hairpins.v22.fasta.gz",
    MIRBASE / "hsa.former_names.tsv",
)


@pytest.mark.parametrize(
    ("written", "how", "names"),
    [
        ("hsa-miR-21-5p", "known", ["hsa-miR-21-5p"]),
        ("hsa-miR-21", "lifted", ["hsa-miR-21-5p"]),
        ("hsa-miR-21*", "lifted", ["hsa-miR-21-3p"]),
        ("hsa-miR-320a", "lifted", ["hsa-miR-320a-3p"]),
        ("hsa-miR-124a", "lifted", ["hsa-miR-124-3p"]),
        ("miR-34a-5p", "lifted", ["hsa-miR-34a-5p"]),
        ("let-7a", "lifted", ["hsa-let-7a-5p"]),
        ("MIMAT0000062", "lifted", ["hsa-let-7a-5p"]),
        ("mature,MIMAT0000062", "lifted", ["hsa-let-7a-5p"]),
        ("hsa-let-7a|MIMAT0000062", "lifted", ["hsa-let-7a-5p"]),
        ("HSA-MIR-21-5P", "lifted", ["hsa-miR-21-5p"]),
        ("hsa-mir-21-5p", "lifted", ["hsa-miR-21-5p"]),
        ("hsa.miR.21.5p", "lifted", ["hsa-miR-21-5p"]),
        ("hsa-let-7a-5p/7c-5p", "lifted", ["hsa-let-7a-5p", "hsa-let-7c-5p"]),
        ("hsa-let-7a-5p|hsa-let-7c-5p", "lifted", ["hsa-let-7a-5p", "hsa-let-7c-5p"]),
        ("hsa-miR-103a-3p;hsa-miR-107", "lifted", ["hsa-miR-103a-3p", "hsa-miR-107"]),
        ("hsa-miR-199a-3p/hsa-miR-199b-3p", "known", ["hsa-miR-199a-3p", "hsa-miR-199b-3p"]),
        ("hsa-miR-378", "ambiguous", []),
        ("hsa-miR-220a", "dead", []),
        ("hsa-mir-21", "hairpin", []),
        ("hsa-let-7a-1", "hairpin", []),
        ("MIR21", "hairpin", []),
        ("MIRLET7A1", "hairpin", []),
        ("hsa-miR-99999", "unknown", []),
        ("BRCA1", "unknown", []),
        ("hsa-miR-21-5p/BRCA1", "unknown", []),
        ("", "unknown", []),
    ],
)
def test_a_name_stands_for(written, how, names):
    assert NAMES.look_up(written) == Match(how=how, names=tuple(names))


def test_a_current_name_that_meant_another_mature_before_is_the_current_one():
    assert NAMES.look_up("hsa-miR-499a-5p") == Match(how="known", names=("hsa-miR-499a-5p",))


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("hsa-miR-21-5p", ["hsa-miR-21-5p"]),
        ("hsa-let-7a-5p/7c-5p/7f-5p", ["hsa-let-7a-5p", "hsa-let-7c-5p", "hsa-let-7f-5p"]),
        ("hsa-miR-17-5p/106a-5p", ["hsa-miR-17-5p", "hsa-miR-106a-5p"]),
        ("miR-15a-5p/16-5p", ["miR-15a-5p", "miR-16-5p"]),
    ],
)
def test_parts_of_a_joined_name_are_written_in_full(written, parts):
    assert split_joined(written) == parts


@pytest.mark.parametrize(
    ("written", "mature", "precursor"),
    [
        ("hsa-mir-6859-1_hsa-miR-6859-5p", "hsa-miR-6859-5p", "hsa-mir-6859-1"),
        ("hsa-let-7a-1_hsa-let-7a-5p", "hsa-let-7a-5p", "hsa-let-7a-1"),
        ("hsa-mir-16-1|hsa-miR-16-1-3p", "hsa-miR-16-1-3p", "hsa-mir-16-1"),
        ("hsa-mir-16-2|hsa-miR-16-5p", "hsa-miR-16-5p", "hsa-mir-16-2"),
        ("hsa-miR-16-5p|hsa-mir-16-1", "hsa-miR-16-5p", "hsa-mir-16-1"),
        ("mmu-mir-21a_mmu-miR-21a", "mmu-miR-21a", "mmu-mir-21a"),
        ("hsa-mir-517a_hsa-miR-517-5p", "hsa-miR-517-5p", "hsa-mir-517a"),
        ("hsa-mir-550b-1_hsa-miR-550b-2-5p", "hsa-miR-550b-2-5p", "hsa-mir-550b-1"),
        ("hsa-let-7a-5p|hsa-let-7c-5p", "hsa-let-7a-5p|hsa-let-7c-5p", ""),
        ("hsa-let-7a|hsa-let-7c", "hsa-let-7a|hsa-let-7c", ""),
        ("hsa-miR-103a-3p|hsa-miR-107", "hsa-miR-103a-3p|hsa-miR-107", ""),
        ("hsa-mir-21|hsa-miR-22-3p", "hsa-mir-21|hsa-miR-22-3p", ""),
        ("hsa-miR-21-5p", "hsa-miR-21-5p", ""),
        ("Hsa-Mir-8-P1a_5p", "Hsa-Mir-8-P1a_5p", ""),
    ],
)
def test_only_a_hairpin_and_its_own_mature_are_split(written, mature, precursor):
    assert split_precursor(written, NAMES) == (mature, precursor)
    assert split_precursor(written) == (mature, precursor)


def test_what_was_found_is_told_in_lines():
    written = ["hsa-miR-21-5p", "miR-34a-5p", "hsa-mir-21", "hsa-miR-378", "x", "y"]
    lines = describe_matches({name: NAMES.look_up(name) for name in written})
    assert lines == [
        "1 of 6 names were lifted to those of the reference, such as miR-34a-5p to hsa-miR-34a-5p",
        "1 of 6 names stood for several miRNAs in older releases: hsa-miR-378",
        "1 of 6 names are hairpins (stem-loops) or genes, no matures: hsa-mir-21",
        "2 of 6 names are unknown: x, y",
        "4 of 6 names are no mature miRNA of the reference: literature and haemolysis cannot be "
        "looked up for them",
    ]
    assert describe_matches({"hsa-miR-21-5p": NAMES.look_up("hsa-miR-21-5p")}) == []


@pytest.mark.skipif(
    not (SHARED / "names").is_dir(), reason="the names of all releases are not at hand"
)
def test_every_name_of_releases_6_to_22_finds_its_accession():
    """Against a compilation by others: 725 former names have one mature, 13 several, 74 none."""
    path = SHARED / "names" / "human_mature_names.tsv.gz"
    with gzip.open(path, "rt") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    current = {row["name"]: row["mimat"] for row in rows if row["last_release"] == "v22"}
    assert current == NAMES.accessions
    former = sorted({row["name"] for row in rows} - set(current))
    found = [NAMES.look_up(name) for name in former]
    hows = [match.how for match in found]
    assert [hows.count(how) for how in ("lifted", "ambiguous", "dead")] == [725, 13, 74]
    accession = {row["name"]: row["mimat"] for row in rows}
    for name, match in zip(former, found, strict=True):
        if match.how == "lifted":
            assert NAMES.accessions[match.names[0]] == accession[name]
