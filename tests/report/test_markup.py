"""HTML as values: text stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.reported import HOSTILE, Seen
from mirtrd.report.markup import (
    LONG,
    anchor_of,
    bullets,
    definitions,
    element,
    escape,
    fold,
    join,
    link,
    paragraph,
    show_mirna,
    table,
)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_is_shown_as_it_is_and_makes_no_element(text):
    seen = Seen(element("p", text, title=text))
    assert [name for name, _ in seen.elements] == ["p"]
    assert "".join(seen.words) == text
    assert seen.named("p")[0]["title"] == text


def test_markup_is_not_escaped_twice():
    assert paragraph(element("b", "<"), " & ") == "<p><b>&lt;</b> &amp; </p>"
    assert escape(escape("&")) == "&amp;"
    assert join([element("b", "a"), "<", None, 2], ", ") == "<b>a</b>, &lt;, , 2"


def test_attributes_are_there_bare_or_not_at_all():
    made = element("input", class_="a", aria_label='"', hidden=True, title=None, open=False)
    assert made == '<input class="a" aria-label="&quot;" hidden>'


def test_an_empty_list_is_nothing():
    assert bullets([]) == ""
    assert bullets(["a", "<"]) == "<ul><li>a</li><li>&lt;</li></ul>"


def test_a_table_has_a_caption_headings_of_columns_and_rows_and_scrolls_from_the_keyboard():
    seen = Seen(table("Samples", ["a", "n"], [(HOSTILE, 1), ("b", "x" * (LONG + 1))], " n"))
    region = seen.named("div")[0]
    assert (region["role"], region["tabindex"], region["aria-label"]) == ("group", "0", "Samples")
    assert [head["scope"] for head in seen.named("th")] == ["col", "col", "row", "row"]
    assert [cell.get("class") for cell in seen.named("td")] == ["number", "long"]
    assert HOSTILE in seen.text


def test_links_folds_terms_and_names_of_mirnas():
    assert link("a", "b") == '<a href="#a">b</a>'
    assert fold("a", "b") == "<details><summary>a</summary>b</details>"
    assert definitions([("a", "b")]) == "<dl><div><dt>a</dt><dd>b</dd></div></dl>"
    assert Seen(show_mirna(HOSTILE)).named("button")[0]["data-mirna"] == HOSTILE


@pytest.mark.parametrize(("one", "other"), [("a b", "a_b"), ("a-b", "a_2db"), ("é", "e")])
def test_names_that_differ_have_anchors_that_differ(one, other):
    assert anchor_of(one) != anchor_of(other)


def test_an_anchor_needs_no_escape():
    assert anchor_of("TRD_vs_control") == "TRD_5fvs_5fcontrol"
    assert all(sign.isalnum() or sign in "_-" for sign in anchor_of(HOSTILE, "x"))
