"""The reference is that of the config, whole, or the one that ships."""

import pytest

from builders.paths import MIRBASE, ROOT
from builders.refusals import refusal_of
from mirtrd.inputs.references import (
    entry_sources,
    find_reference,
    name_sources,
    shipped_beside,
    shipped_reference,
)
from mirtrd.reference.tables import FORMER_NAMES

NONE = {"hairpins": None, "matures": None, "annotation": None, "spike_ins": None,
        "mirgenedb": None}  # fmt: skip


def test_what_ships_has_former_names():
    shipped = find_reference(NONE, {}, ROOT)
    assert shipped == shipped_reference(ROOT)
    assert shipped_beside(shipped, former=FORMER_NAMES) == {
        "former": str(MIRBASE / "hsa.former_names.tsv")
    }
    assert set(name_sources(shipped)) == {"matures", "hairpins", "former"}
    assert set(entry_sources(shipped, NONE)) == {"accepted"}


def test_an_own_reference_has_names_alone(tmp_path):
    files = {}
    for part in ("hairpins", "matures"):
        (tmp_path / f"{part}.fa").touch()
        files[part] = str(tmp_path / f"{part}.fa")
    own = find_reference(NONE | files, {}, ROOT)
    assert own == files
    assert set(name_sources(own)) == {"matures", "hairpins"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"matures": "m.fa"}, "config: reference.hairpins is missing: give hairpins and matures"),
        ({"spike_ins": "s.tsv"}, "config: reference.spike_ins needs reference.other.spike_in"),
    ],
)
def test_half_a_reference_is_refused(given, message):
    assert refusal_of(lambda: find_reference(NONE | given, {}, ROOT)) == message
