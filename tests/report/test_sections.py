"""The registry of sections."""

from builders.reported import make_results
from mirtrd.report.markup import Markup
from mirtrd.report.sections import AFTER, BEFORE, OF_EACH


def test_no_two_sections_share_an_anchor():
    anchors = [section.anchor for section in (*BEFORE, *AFTER)]
    assert len(set(anchors)) == len(anchors)
    assert len({section.anchor for section in OF_EACH}) == len(OF_EACH)


def test_each_section_is_made_of_results_and_escaped():
    results = make_results()
    made = [section.describe(results) for section in (*BEFORE, *AFTER)]
    made += [section.describe(results, results.contrasts[0]) for section in OF_EACH]
    assert all(isinstance(body, Markup) and body for body in made)
