"""IsomiRs with whole counts, named and with their substitutions."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from builders.counting import HAIRPINS, A, C, D, count_inserts, not_base
from mirtrd.counting.isomir_rows import find_isomir_rows, isomir_cells

MIDDLE = C[:11] + "N" + C[12:]


def cells(counts: dict[str, int], reference) -> dict[tuple[str, str], tuple[str, int, str]]:
    """Variant, count and changes of each miRNA and insert."""
    counted, whole = count_inserts(counts, reference)
    rows = find_isomir_rows(counted, whole.matures)
    return {tuple(row[:2]): tuple(row[2:]) for row in isomir_cells(counted, rows)}


def test_changes_are_numbered_in_the_mature(reference):
    hairpin = HAIRPINS["h4"]
    edited, longer, both = (list(hairpin[a:b]) for a, b in ((20, 42), (18, 42), (21, 42)))
    edited[4] = not_base(C[4])
    longer[1] = not_base(hairpin[19])
    both[3], both[9] = not_base(C[4]), not_base(C[10])
    inserts = {"".join(edited): 500, "".join(longer): 60, "".join(both): 40, C: 1000}
    rows = cells(inserts, reference)
    fifth, before = f"5{C[4]}>{edited[4]}", f"0{hairpin[19]}>{longer[1]}"
    assert rows["c", "".join(edited)] == ("iso_snv_seed", 500, fifth)
    assert rows["c", "".join(longer)] == ("iso_5p:-2,iso_snv", 60, before)
    assert rows["c", "".join(both)] == (
        *("iso_5p:+1,iso_snv_seed,iso_snv_central", 40),
        f"{fifth},11{C[10]}>{both[9]}",
    )
    assert rows["c", C] == ("NA", 1000, "")


def test_ends_are_those_of_the_mature(reference):
    rows = cells({A: 17, HAIRPINS["h2"][20:44]: 9}, reference)
    assert rows == {("a", A): ("NA", 17, ""), ("a", HAIRPINS["h2"][20:44]): ("iso_3p:+2", 9, "")}


PIECES = [C, D, MIDDLE, A, C + "A", D[1:], C[:20], HAIRPINS["h1"][18:42]]


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(PIECES), st.integers(1, 500), min_size=1))
def test_the_isomirs_of_a_mirna_add_up_to_its_count(reference, counts):
    counted, whole = count_inserts(counts, reference)
    of_mirna = Counter()
    for mirna, _, _, number, _ in isomir_cells(counted, find_isomir_rows(counted, whole.matures)):
        of_mirna[mirna] += number
    assert of_mirna == +Counter(whole.matures)
