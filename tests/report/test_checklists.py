"""Reporting checklists."""

from builders.paths import RESOURCES
from builders.reported import Seen, make_results
from mirtrd.report.checklists import MEANINGS, OWED, describe_checklists
from mirtrd.report.facts import ALWAYS, OF_RUN
from mirtrd.report.tables import CHECKLISTS

ITEMS = list(CHECKLISTS.read(RESOURCES / "reporting" / "checklists.tsv"))


def test_each_answer_that_the_lists_ask_for_is_a_fact_and_each_fact_is_asked_for():
    assert {item["fact"] for item in ITEMS} - {""} == set(ALWAYS) | set(OF_RUN)
    assert {item["guideline"] for item in ITEMS} == set(MEANINGS)


def test_what_the_run_does_not_answer_is_owed_by_the_authors():
    seen = Seen(describe_checklists(make_results()))
    assert len(seen.named("details")) == len(MEANINGS)
    unanswered = sum(item["fact"] == "" for item in ITEMS)
    assert len(seen.named("em")) == unanswered > 20
    assert (
        f"MINSEQE what to publish of a sequencing experiment: 6 of 9 from this run, 3 {OWED}"
        in (seen.text)
    )
