"""What the data cannot answer."""

from dataclasses import replace

from builders.reported import Seen, make_results
from mirtrd.report.untestable import describe_untestable


def test_reasons_are_counted_and_what_others_report_is_named():
    results = make_results()
    seen = Seen(describe_untestable(results, results.contrasts[0]))
    assert "3 of 6 miRNAs are not testable. That is not the same as not different" in seen.text
    assert "below count filter2Too few" in seen.text
    assert "no reads1No read" in seen.text
    assert "3 (2 up, 1 down)" in seen.text
    # The reported one, then the frequent; one without a read is no matter.
    assert [button["data-mirna"] for button in seen.named("button")] == ["miR-4", "miR-5"]


def test_if_all_can_be_tested_it_says_so():
    results = make_results()
    (found,) = results.contrasts
    rows = found.dossier.rows[:3]
    whole = replace(found, dossier=replace(found.dossier, rows=rows))
    assert "could be tested" in describe_untestable(results, whole)
