"""Which other RNAs compete: those that ship, those of the config, or none."""

from pathlib import Path

import pytest

from builders.paths import ROOT
from mirtrd.core.job import UserError
from mirtrd.inputs.others import CLASSES, MISSING, SHIPPED, find_others, is_human, shipped_others

HUMAN = {"hairpins": None, "species": None, "other": None}
MOUSE = {"hairpins": "mmu.fasta", "species": "mmu", "other": None}


@pytest.fixture
def files(tmp_path) -> dict[str, str]:
    """FASTA files by class."""
    paths = {name: tmp_path / f"{name}.fasta" for name in ("tRNA", "spike_in")}
    for path in paths.values():
        path.write_text(">x\nACGT\n")
    return {name: str(path) for name, path in paths.items()}


def test_a_human_reference_gets_the_rnas_that_ship():
    found = find_others(HUMAN, ROOT)
    assert found.files == shipped_others(ROOT)
    assert found.note == ""
    shipped = {path.stem for path in (ROOT / SHIPPED).glob("*.fasta")}
    assert set(found.files) == set(CLASSES) == shipped
    assert all(Path(path).is_file() for path in found.files.values())


def test_an_own_reference_of_human_names_gets_them_too():
    assert find_others({**MOUSE, "species": "hsa"}, ROOT).files == shipped_others(ROOT)
    assert not is_human({**MOUSE, "species": None})


def test_another_species_gets_none_and_is_told():
    found = find_others(MOUSE, ROOT)
    assert found.files == {}
    assert found.note == f"reference.other: {MISSING}"


@pytest.mark.parametrize("reference", [HUMAN, MOUSE])
def test_none_is_none_and_silent(reference):
    found = find_others({**reference, "other": "none"}, ROOT)
    assert (found.files, found.note) == ({}, "")


@pytest.mark.parametrize("reference", [HUMAN, MOUSE])
def test_other_files_replace_those_that_ship(reference, files):
    given = {"tRNA": files["tRNA"]}
    found = find_others({**reference, "other": given}, ROOT)
    assert (found.files, found.note) == (given, "")
    assert find_others({**reference, "other": files}, ROOT).files == files


def test_spike_ins_alone_come_in_addition(files):
    given = {"spike_in": files["spike_in"]}
    found = find_others({**HUMAN, "other": given}, ROOT)
    assert found.files == shipped_others(ROOT) | given
    assert list(found.files)[-1] == "spike_in"
    assert find_others({**MOUSE, "other": given}, ROOT).files == given


def test_a_missing_file_is_named():
    with pytest.raises(UserError, match=r"reference\.other\.tRNA: the file no\.fa does not exist"):
        find_others({**HUMAN, "other": {"tRNA": "no.fa"}}, ROOT)
