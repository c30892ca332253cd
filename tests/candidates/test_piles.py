"""Reads on hairpins, coverage and isomiRs on cases worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from builders.piles import (
    A3,
    A5,
    HAIRPIN,
    HAIRPINS,
    LISTED,
    LOCI,
    MATURE,
    TWIN,
    B,
    rna,
    write_bam,
)
from mirtrd.candidates.lines import title_of
from mirtrd.candidates.piles import (
    Locus,
    Pile,
    Read,
    cover,
    nearest,
    pick_locus,
    pile_up,
    read_hairpins,
    read_loci,
    read_pile,
    read_piles,
)
from mirtrd.candidates.plot_pileups import choose, tabulate
from mirtrd.reference.tables import MATURES


def test_tails_and_bases_before_the_hairpin_are_clipped_and_shares_count(tmp_path):
    path = write_bam(
        tmp_path / "x.bam",
        ("h1", 2, "18M", MATURE, 10, 1),
        ("h1", 2, "18M2S", MATURE + "AA", 3, 0.5),
        ("h1", 0, "2S18M", "TT" + HAIRPIN[:18], 4, 1),
        ("other", 0, "18M", "ACGT" * 4 + "AC", 99, 1),
    )
    assert read_pile(path, ["h1", "h3"]) == {
        "h1": {
            Read(2, 20, rna(MATURE), 0): 10,
            Read(2, 20, rna(MATURE) + "AA", 2): 1.5,
            Read(-2, 18, "UU" + rna(HAIRPIN[:18]), 0): 4,
        },
        "h3": {},
    }


def test_two_records_of_an_insert_at_a_place_are_one_read(tmp_path):
    half = ("h1", 2, "18M", MATURE, 10, 0.25), ("h1", 2, "18M", MATURE, 10, 0.5)
    path = write_bam(tmp_path / "x.bam", *half)
    assert read_pile(path, ["h1"]) == {"h1": {Read(2, 20, rna(MATURE), 0): 7.5}}


def test_coverage_by_hand():
    reads = {Read(1, 3, "CGA", 1): 2, Read(2, 5, "AAA", 0): 1.5, Read(-1, 2, "AAA", 0): 4}
    assert cover(reads, 6).tolist() == [4, 6, 3.5, 1.5, 1.5, 0]
    assert cover({}, 2).tolist() == [0, 0]


def test_a_read_is_of_the_mature_that_it_is_an_isomir_of():
    def read(start, end):
        return nearest(Read(start, end, "A" * (end - start), 0), [A5, A3])

    assert read(2, 20) == read(-2, 14) == read(6, 26) == A5
    assert read(27, 43) == A3
    assert read(7, 20) is read(2, 13) is read(2, 27) is read(12, 34) is None
    near = Locus("y", "h1", 4, 22)
    assert nearest(Read(4, 21, "A" * 17, 0), [A5, near]) == near


def test_the_hairpin_with_most_reads_of_the_mirna_is_drawn():
    both, longer = Read(2, 20, rna(MATURE), 0), Read(2, 21, rna(MATURE) + "U", 0)
    star = Read(26, 44, rna(HAIRPIN[26:44]), 0)
    totals = {"h1": {both: 9.0}, "h2": {both: 9.0, longer: 1.0}}
    assert pick_locus("x-miR-1-5p", LOCI, totals) == TWIN
    # As many: the one with more reads of the other arm, then the first by name.
    totals = {"h1": {both: 9.0}, "h2": {both: 9.0}}
    assert pick_locus("x-miR-1-5p", LOCI[::-1], totals) == A5
    totals["h2"][star] = 1
    assert pick_locus("x-miR-1-5p", LOCI, totals) == TWIN


@pytest.fixture(scope="module")
def piles(tmp_path_factory) -> list[Pile]:
    """Three candidates in two samples of one group, and two of the other, of which one is empty."""
    tmp_path = tmp_path_factory.mktemp("piles")
    samples = {
        "T1": [("h1", 2, "18M", MATURE, 10, 1), ("h2", 2, "18M", MATURE, 10, 1),
               ("h2", 2, "19M", MATURE + HAIRPIN[20], 1, 1),
               ("h1", 26, "18M", HAIRPIN[26:44], 4, 0.5)],
        "T2": [("h1", 2, "18M", MATURE, 30, 1), ("h2", 2, "18M", MATURE, 30, 1),
               ("h1", 2, "17M1S", MATURE[:17] + "A", 5, 1),
               ("h1", 20, "8M", HAIRPIN[20:28], 3, 1)],
        "C1": [("h3", 2, "18M", HAIRPINS["h3"][2:20], 7, 1)],
        "C2": [],
    }  # fmt: skip
    paths = {name: write_bam(tmp_path / f"{name}.bam", *rows) for name, rows in samples.items()}
    paths["failed"] = "nowhere.bam"
    counts = pd.DataFrame(
        {"T1": [11, 2, 0, 87, 0], "T2": [35, 0, 0, 165, 0], "C1": [0, 0, 7, 0, 0], "C2": 0,
         "failed": 1000},
        index=["x-miR-1-5p", "x-miR-1-3p", "x-miR-2-5p", "x-miR-8-5p", "x-miR-9-5p"],
    )  # fmt: skip
    groups = pd.Series({"T1": "TRD", "T2": "TRD", "C1": "control", "C2": "control"})
    fasta = tmp_path / "x.fasta"
    fasta.write_text("".join(f">{name}\n{bases}\n" for name, bases in HAIRPINS.items()))
    chosen = choose(LISTED, counts[groups.index])
    hairpins = read_hairpins(fasta, HAIRPINS)
    reads = read_piles({sample: paths[sample] for sample in groups.index}, hairpins)
    return [pile_up(row, LOCI, reads, counts[groups.index], groups) for _, row in chosen.iterrows()]


def test_candidates_with_reads_are_drawn_in_their_order(piles):
    assert [pile.locus for pile in piles] == [A5, A3, B]
    assert [pile.called for pile in piles] == [True, False, False]
    assert [pile.said for pile in piles] == [
        "down, adjusted p = 0.0012",
        "not significant, adjusted p = 0.5",
        "not testable (below count filter)",
    ]


def test_reads_are_added_over_samples(piles):
    first, second, third = piles
    assert first.own == [
        (Read(2, 20, rna(MATURE), 0), 40),
        (Read(2, 19, rna(MATURE[:17]) + "A", 1), 5),
    ]
    # The other arm, of which half of four reads are counted, and a read of neither.
    beside = (Read(20, 28, rna(HAIRPIN[20:28]), 0), 3)
    star = (Read(26, 44, rna(HAIRPIN[26:44]), 0), 2)
    assert first.others == [beside, star]
    assert first.arms == second.arms == [(A5, 45), (A3, 2)]
    assert second.own == [star]
    assert third.own[0][1] == 7


def test_where_a_mirna_lies_is_said(piles):
    # One of 46 reads fits the other hairpin only.
    assert (piles[0].hairpins, piles[0].fitting) == (2, 45 / 46)
    assert title_of(piles[0]) == (
        "h1, 1 of 2 hairpins, which 98 % of its counts fit; down, adjusted p = 0.0012"
    )
    assert title_of(piles[2]) == "h3; not testable (below count filter)"


def test_coverage_is_the_mean_per_million_of_a_group(piles):
    coverage = piles[0].coverage
    # 10 of 100 and 35 of 200 reads; the mean is 137,500 per million. One of the 35 has no base 20,
    # the read beside begins behind it.
    expected = np.zeros(46)
    expected[2:19] = (10 / 100 + 35 / 200) / 2 * 1e6
    expected[19] = (10 / 100 + 30 / 200) / 2 * 1e6
    expected[20:28] += 3 / 200 / 2 * 1e6
    expected[26:44] += 2 / 100 / 2 * 1e6
    assert list(coverage.index) == ["TRD", "control"]
    assert coverage.loc["TRD"].to_numpy() == pytest.approx(expected)
    assert not coverage.loc["control"].any()
    # All of one sample's reads, none of the empty one's.
    assert piles[2].coverage.loc["control", 2:19].to_numpy() == pytest.approx(500_000)
    table = tabulate(piles)
    assert len(table) == 3 * 2 * 46
    drawn = table[(table.index == "x-miR-1-5p") & (table["group"] == "TRD")]
    assert drawn["coverage"].to_numpy() == pytest.approx(expected)
    assert list(drawn["position"]) == list(range(1, 47))
    assert "".join(drawn["base"]) == rna(HAIRPIN)


def test_loci_are_those_of_the_reference(tmp_path):
    MATURES.write(tmp_path / "matures.tsv", [(*locus, "ACGT") for locus in LOCI])
    assert read_loci(tmp_path / "matures.tsv") == LOCI
