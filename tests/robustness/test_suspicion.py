"""A hidden factor is suspected for a reason, or it is said that nobody can tell."""

import pytest

from mirtrd.robustness.suspicion import Suspicion, percent

PERMUTATIONS = {"small_p_share": 0.124, "share_with_any_call": 0.235}


def of(verdict: str) -> Suspicion:
    return Suspicion.of_permutations(verdict, PERMUTATIONS)


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        ("well-behaved", "No hidden factor shows."),
        ("conservative", "No hidden factor shows."),
        (
            "anti-conservative",
            "A hidden factor is suspected: with shuffled labels, too, 12 % of the p-values are "
            "below 0.05.",
        ),
        (
            "hidden factor",
            "A hidden factor is suspected: 24 % of the shuffles give calls, too.",
        ),
        ("cannot be told", "Whether a hidden factor is at work cannot be told."),
        ("not judged", "Whether a hidden factor is at work cannot be told."),
    ],
)
def test_what_permutations_say(verdict, sentence):
    assert of(verdict).sentence == sentence


def test_who_knows_nothing_needs_no_permutations():
    assert Suspicion.of_permutations("not judged", {}).suspected is None


@pytest.mark.parametrize(
    ("called", "kept", "factors", "words"),
    [
        (0, 0, 2, ""),
        (8, 4, 2, ""),
        (8, 3, 2, "5 of 8 calls are lost with 2 factors"),
        (1, 0, 1, "the only call is lost with one factor"),
    ],
)
def test_calls_that_surrogates_take_away(called, kept, factors, words):
    found = Suspicion.of_surrogates(called=called, kept=kept, factors=factors)
    assert found.suspected == bool(words)
    where = " estimated from the residuals in the design"
    assert found.reasons == ((words + where,) if words else ())


def test_a_suspicion_comes_back_from_its_document():
    for found in (of("hidden factor"), of("well-behaved"), of("cannot be told")):
        assert Suspicion.of_document(found.as_document()) == found


def test_sources_join():
    other = Suspicion(suspected=True, reasons=("component 2 follows no column",))
    both = Suspicion.joined([of("hidden factor"), other])
    assert both.suspected
    assert both.reasons == (*of("hidden factor").reasons, *other.reasons)
    assert Suspicion.joined([of("well-behaved"), other]).reasons == other.reasons
    assert Suspicion.joined([of("cannot be told"), of("well-behaved")]).suspected is False
    assert Suspicion.joined([of("cannot be told")]).suspected is None
    assert Suspicion.joined([]).suspected is None


@pytest.mark.parametrize(
    ("share", "words"), [(0.05, "5 %"), (0.8, "80 %"), (0.004, "0.4 %"), (1, "100 %"), (0, "0 %")]
)
def test_shares_in_words(share, words):
    assert percent(share) == words
