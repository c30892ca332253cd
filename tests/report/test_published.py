"""Published directions next to ours."""

from dataclasses import replace

from builders.reported import AGREEMENT, HOSTILE, Seen, make_results
from mirtrd.report.published import describe_published


def test_reports_of_the_tissue_are_open_and_those_of_others_folded():
    results = make_results()
    text = Seen(describe_published(results, results.contrasts[0])).text
    assert "1 of 2 published reports are of plasma" in text
    assert "1 of 1 signs agree (sign test p = 1)." in text
    assert AGREEMENT["caveat"] in text
    assert "miR-1upupconcordant+1.00 (0.50 to 1.50)plasma" in text
    assert text.index("1 reports of other tissues") < text.index("miR-6down")
    assert "not testable: no reads" in text
    assert HOSTILE in text


def test_without_evidence_nothing_is_compared():
    results = make_results()
    bare = replace(results.contrasts[0], reports=None, agreement=None)
    assert "so nothing is compared" in describe_published(results, bare)


def test_without_a_sign_there_is_no_test():
    results = make_results()
    none = AGREEMENT | {"signs_that_agree": 0}
    told = describe_published(results, replace(results.contrasts[0], agreement=none))
    assert "No sign could be compared." in told
