"""Every item of the three guidelines is there, and says who fills it in."""

import json
import re

import pytest

from builders.paths import RESOURCES
from mirtrd.panel.checklists import FILLED, IN_PART, ITEMS, OWED, PARTS, Facts, fill
from mirtrd.panel.tables import PERFORMANCE

CHECKLISTS = RESOURCES / "panel" / "checklists.tsv"


@pytest.fixture(scope="module")
def facts(study):
    return Facts(
        panel=json.loads((study.folder / "panel.json").read_text()),
        summary=json.loads((study.folder / "validation.json").read_text()),
        performance=PERFORMANCE.read_frame(study.path("performance.tsv")),
        samples=30,
        in_training=24,
        design="~ age + condition",
        min_count=10,
    )


def test_all_items_are_there():
    numbers = {}
    for row in ITEMS.read(CHECKLISTS):
        numbers.setdefault(row["guideline"], []).append(row["item"])
    assert {name: len(items) for name, items in numbers.items()} == {
        "TRIPOD+AI": 52,  # with the parts of its 27 items
        "STARD": 34,  # with those of its 30
        "REMARK": 20,
    }
    for items in numbers.values():
        assert len(set(items)) == len(items)


def test_rows(facts):
    rows = list(fill(ITEMS.read(CHECKLISTS), facts))
    assert {row[3] for row in rows} == {FILLED, IN_PART, OWED}
    for _, _, _, status, words in rows:
        assert bool(words) == (status != OWED)
        assert "nan" not in words
    by_item = {row[:2]: row[4] for row in rows}
    assert by_item["TRIPOD+AI", "20a"].startswith("30 samples in the sheet, 24 of them")
    table = facts.performance["value"]
    assert f"true positives {table['true positives']:.3g}" in by_item["STARD", "23"]


def test_no_sentence_is_made_in_vain_or_speaks_of_care(facts):
    asked = {row["filled_by"].removesuffix("+") for row in ITEMS.read(CHECKLISTS)} - {""}
    made = {key: words for part in PARTS for key, words in part(facts).items()}
    assert set(made) == asked
    assert not any(re.search("treatment|therap", words) for words in made.values())
