"""What the script of the page is given."""

import json

from builders.reported import HOSTILE, Seen, make_results
from mirtrd.candidates.tables import DOSSIER as TABLE
from mirtrd.report.explorer import DOSSIER, SHOWN, describe_explorer


def test_the_columns_that_are_shown_are_those_of_the_dossier():
    shown = [*SHOWN, *(name for names in DOSSIER.values() for name in names)]
    assert set(shown) <= set(TABLE.header)


def test_the_data_stand_beside_the_fields_by_which_rows_are_chosen():
    results = make_results()
    seen = Seen(describe_explorer(results, results.contrasts[0]))
    (data,) = map(json.loads, seen.scripts)
    assert data["alpha"] == 0.05
    assert data["labels"] == {"up": "up in TRD", "down": "down in TRD"}
    assert data["shown"]["median_cpm_reference"] == f"CPM, {HOSTILE}"
    root = next(part for part in seen.named("div") if part.get("class") == "explorer")
    assert root["data-source"] == seen.named("script")[0]["id"]


def test_each_field_has_its_label():
    results = make_results()
    seen = Seen(describe_explorer(results, results.contrasts[0]))
    fields = {field["id"] for field in (*seen.named("input"), *seen.named("select"))}
    assert {label["for"] for label in seen.named("label")} == fields
    assert len(fields) == 5
