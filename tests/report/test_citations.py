"""What has to be cited, from CITATION.cff."""

import pytest

from builders.paths import ROOT
from mirtrd.report.citations import Citation, Cited, read_citations

ONE = Citation(authors=("Martin",), year=2011, title="Cut", journal="J", doi="1")


@pytest.mark.parametrize(
    ("authors", "short"),
    [
        (("Martin",), "Martin 2011"),
        (("Robinson", "Oshlack"), "Robinson & Oshlack 2011"),
        (("Love", "Huber", "Anders"), "Love et al. 2011"),
        (("Vandesompele", "and others"), "Vandesompele et al. 2011"),
    ],
)
def test_authors_in_a_sentence(authors, short):
    work = Citation(authors=authors, year=2011, title="Cut", journal="J", doi="1")
    assert work.short == short
    assert "and others" not in work.full


def test_a_work_in_a_list():
    assert ONE.full == "Martin (2011). Cut. J. doi:1"


def test_the_references_of_the_checkout_are_read():
    works = {work.doi: work for work in read_citations(ROOT / "CITATION.cff")}
    assert works["10.14806/ej.17.1.200"].short == "Martin 2011"
    assert works["10.1186/gb-2002-3-7-research0034"].short == "Vandesompele et al. 2002"


def test_what_is_cited_is_listed_once_in_the_order_of_the_text():
    other = Citation(authors=("Love",), year=2014, title="D", journal="J", doi="2")
    cited = Cited.of([ONE, other])
    assert cited.cite("2", "1") == "(Love 2014; Martin 2011)"
    cited.cite("2")
    assert list(cited.found.values()) == [other, ONE]
