"""All ways to explain an insert answer the same question."""

import numpy as np
import pytest

from builders.counting import HAIRPINS, NOWHERE, OTHERS, A, B, as_inserts
from mirtrd.counting.evidence import gather
from mirtrd.counting.isomir_model import start_model
from mirtrd.counting.isomirs import find_isomirs, guess
from mirtrd.counting.pieces import find_pieces
from mirtrd.counting.sample import place_sample
from mirtrd.counting.sources import Source

COUNTS = {A: 50, B: 20, HAIRPINS["h3"][45:65]: 30, OTHERS["other2"][10:35]: 40, NOWHERE: 10}


@pytest.fixture(scope="module")
def expectations(reference) -> dict[str, np.ndarray]:
    """What each source expects of each of the inserts."""
    evidence = gather(place_sample(as_inserts(COUNTS), reference, 2), reference)
    isomirs = find_isomirs(evidence, start_model())
    known = guess(isomirs, evidence.counts, len(reference.matures.names))
    sources: dict[str, Source] = {
        "isomirs": isomirs,
        "pieces": find_pieces(evidence, isomirs),
        "fragments": evidence.fragments,
        "chance": evidence.chance,
    }
    return {name: source.expect(known) for name, source in sources.items()}


def test_a_source_expects_reads_of_each_insert(expectations):
    for expected in expectations.values():
        assert expected.shape == (len(COUNTS),)
        assert (expected >= 0).all()


def test_the_source_of_an_insert_expects_most_of_it(expectations):
    names = list(expectations)
    most = np.array(list(expectations.values())).argmax(axis=0)
    assert [names[number] for number in most] == [
        # b is a fragment as well as a mature.
        *("isomirs", "fragments", "pieces", "fragments", "chance")
    ]
