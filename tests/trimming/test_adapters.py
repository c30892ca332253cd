"""What counts as an adapter tells those of the table from each other."""

from itertools import combinations

from builders.paths import ROOT
from mirtrd.inputs.kits import KITS, read_kits
from mirtrd.trimming.adapters import EXACT_PREFIX, MAX_DIMER, MIN_OVERLAP

ADAPTERS = {layout.adapter for layout in read_kits(ROOT / KITS.path).values()} - {""}


def test_no_two_adapters_of_the_table_begin_alike():
    prefixes = [adapter[:EXACT_PREFIX] for adapter in sorted(ADAPTERS)]
    for one, other in combinations(prefixes, 2):
        assert one[:MIN_OVERLAP] != other[:MIN_OVERLAP]


def test_a_dimer_is_shorter_than_any_insert_that_is_kept():
    # The least of trimming.min_length in the schema of the config is 10 nt.
    assert MAX_DIMER < 10
