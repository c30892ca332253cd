"""Pieces of hairpins beside matures, on hand-made inserts."""

from builders.counting import HAIRPINS, A, as_inserts, changed
from mirtrd.counting.evidence import gather
from mirtrd.counting.isomir_model import start_model
from mirtrd.counting.isomirs import find_isomirs
from mirtrd.counting.pieces import find_pieces
from mirtrd.counting.sample import place_sample


def pieces_of(inserts: list[str], reference):
    """Where inserts lie beside matures: hairpin and start, or None."""
    sample = place_sample(as_inserts(dict.fromkeys(inserts, 5)), reference, 2)
    evidence = gather(sample, reference)
    found = find_pieces(evidence, find_isomirs(evidence, start_model()))
    places = sample.on_hairpins
    return found, [
        (reference.hairpin_names[places.sequence[at]], int(places.start[at])) if at >= 0 else None
        for at in found.place
    ]


def test_pieces_lie_beside_matures(reference):
    hairpin = HAIRPINS["h3"]
    inserts = [hairpin[45:65], changed(hairpin[45:65], 9), A, hairpin[18:40]]
    found, places = pieces_of(inserts, reference)
    assert places == [("h3", 45), ("h3", 45), None, None]
    assert found.exact.tolist() == [True, False, False, False]


def test_the_first_of_the_copies_has_all(reference):
    # Twenty bases of the flank are the same on no two hairpins, so an insert has one place.
    _, places = pieces_of([HAIRPINS["h2"][44:66], HAIRPINS["h1"][44:66]], reference)
    assert places == [("h2", 44), ("h1", 44)]
