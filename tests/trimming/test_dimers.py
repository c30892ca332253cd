"""What reads without miRNAs hold is said."""

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.dimers import describe_adapters

ADAPTER, OTHER = "TGGAATTCTCGGGTGCCAAGG", "AGATCGGAAGAGCACACGTCT"
KITS = {
    "truseq": Layout(adapter=ADAPTER),
    "4n": Layout(bases_5p=4, adapter=ADAPTER, bases_3p=4),
    "nebnext": Layout(adapter=OTHER),
    "trimmed": Layout(),
}
INSERT = "CA" * 15


def test_dimers_are_the_reason_if_they_are_half_of_the_reads():
    reads = ["AC" + ADAPTER] * 6 + [INSERT + ADAPTER] * 2 + [INSERT] * 2
    assert describe_adapters(reads, KITS) == (
        "adapter of truseq in 80 % of reads, 60 % within the first 5 bases: adapter dimers"
    )
    reads += [INSERT] * 10
    assert describe_adapters(reads, KITS) == (
        "adapter of truseq in 40 % of reads, 30 % within the first 5 bases"
    )


def test_a_dimer_has_the_random_bases_of_its_kit():
    assert describe_adapters(["ACGTACGT" + ADAPTER] * 3, KITS) == (
        "adapter of 4n in 100 % of reads, 100 % within the first 13 bases: adapter dimers"
    )


def test_the_first_adapter_of_a_read_counts():
    assert "nebnext in 100 %" in describe_adapters([INSERT + OTHER + ADAPTER] * 2, KITS)


def test_without_adapters_there_is_nothing_to_say():
    assert describe_adapters([INSERT], KITS) == ""
    assert describe_adapters([], KITS) == ""
