"""Pile-ups: coverage, isomiRs and letters on cases worked out by hand; the figure is legible."""

import re
import sys
from collections import Counter
from itertools import combinations
from types import ModuleType, SimpleNamespace

import matplotlib
import numpy as np
import pandas as pd
import pysam
import pytest

from builders.designs import TRD, combine, compare
from builders.drawn import assert_nothing_clipped, legend_texts
from mirtrd.candidates import plot_pileups
from mirtrd.candidates.plot_pileups import (
    LETTER,
    MOST_LETTERS,
    Locus,
    Pile,
    Read,
    as_text,
    choose,
    cover,
    draw_pileups,
    fold,
    groups_of,
    letters_of,
    lines_of,
    nearest,
    pick_locus,
    pile_up_all,
    read_pile,
    tabulate,
    tag,
    unit_of,
    window,
    write_text,
)
from mirtrd.counting import count_mirnas
from mirtrd.figures.palettes import BLUE, GREEN, ORANGE
from mirtrd.reference.sequences import Sequence, write_sequences
from mirtrd.trimming.inserts import Insert

#         0         1         2         3         4
#         0123456789012345678901234567890123456789012345
HAIRPIN = "GGCTACAGTCTTTCTTCATGTGACTCGTGGACTTCCCTTTGTCATC"
A5, A3 = Locus("x-miR-1-5p", "h1", 2, 20), Locus("x-miR-1-3p", "h1", 26, 44)
# The same mature and its whole hairpin again, without the other arm.
TWIN = Locus("x-miR-1-5p", "h2", 2, 20)
B = Locus("x-miR-2-5p", "h3", 2, 20)
LOCI = [A5, A3, TWIN, B]
HAIRPINS = {"h1": HAIRPIN, "h2": HAIRPIN[:24], "h3": HAIRPIN[::-1], "other": "ACGT" * 20}
MATURE = HAIRPIN[2:20]


def write_bam(path, *records: tuple[str, int, str, str, int, float]) -> str:
    """A sorted, indexed BAM of (hairpin, start, CIGAR, bases, count, share counted there)."""
    names = list(HAIRPINS)
    sizes = [{"SN": name, "LN": len(HAIRPINS[name])} for name in names]
    header = {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": sizes}
    with pysam.AlignmentFile(str(path), "wb", header=header) as bam:
        for number, row in enumerate(sorted(records, key=lambda r: (names.index(r[0]), r[1]))):
            hairpin, start, cigar, bases, count, share = row
            record = pysam.AlignedSegment(bam.header)
            record.query_name, record.query_sequence = f"seq_{number}_x{count}", bases
            record.reference_id, record.reference_start = names.index(hairpin), start
            record.cigarstring, record.mapping_quality = cigar, 255
            record.set_tags([("ZC", count), ("ZR", 3 * count), ("ZS", share)])
            bam.write(record)
    pysam.index(str(path))
    return str(path)


def rna(bases: str) -> str:
    return bases.replace("T", "U")


def pile_of(own, others=(), **changes) -> Pile:
    coverage = pd.DataFrame(np.zeros((2, 46)), index=["TRD", "control"])
    coverage.loc["TRD", 2:19] = 5.0
    pile = Pile(
        A5, "up, adjusted p = 0.01", True, 1, 1.0, rna(HAIRPIN), "", "", [(A5, 9.0), (A3, 0.0)],
        coverage, list(own), list(others),
    )  # fmt: skip
    return pile._replace(**changes)


CANDIDATES = pd.DataFrame(
    [
        ("x-miR-9-5p", "up", np.nan, 1e-9),
        ("x-miR-1-5p", "down", np.nan, 0.00123),
        ("x-miR-1-3p", "not significant", np.nan, 0.5),
        ("x-miR-2-5p", "not testable", "below count filter", np.nan),
    ],
    columns=["mirna", "status", "reason", "padj"],
)


# Reads


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
    totals = {"h1": Counter({both: 9}), "h2": Counter({both: 9, longer: 1})}
    assert pick_locus("x-miR-1-5p", LOCI, totals) == TWIN
    # As many: the one with more reads of the other arm, then the first by name.
    totals = {"h1": Counter({both: 9}), "h2": Counter({both: 9})}
    assert pick_locus("x-miR-1-5p", LOCI[::-1], totals) == A5
    totals["h2"][star] = 1
    assert pick_locus("x-miR-1-5p", LOCI, totals) == TWIN


@pytest.fixture
def piles(tmp_path) -> list[Pile]:
    """Three candidates in two samples of one group, and two of the other, of which one is empty."""
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
    return pile_up_all(CANDIDATES, counts, groups, LOCI, str(fasta), paths)


def test_candidates_with_reads_are_drawn_in_their_order(piles):
    assert [pile.locus for pile in piles] == [A5, A3, B]
    assert [pile.called for pile in piles] == [True, False, False]
    assert [pile.said for pile in piles] == [
        "down, adjusted p = 0.0012",
        "not significant, adjusted p = 0.5",
        "not testable (below count filter)",
    ]
    counts = pd.DataFrame({"a": range(9)}, index=[f"m{i}" for i in range(9)])
    table = pd.DataFrame({"mirna": [f"m{i}" for i in range(9)]})
    assert list(choose(table, counts, 3)["mirna"]) == ["m1", "m2", "m3"]


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
    assert plot_pileups.title_of(piles[0]) == (
        "h1, 1 of 2 hairpins, which 98 % of its counts fit; down, adjusted p = 0.0012"
    )
    assert plot_pileups.title_of(piles[2]) == "h3; not testable (below count filter)"


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
    drawn = table[(table["mirna"] == "x-miR-1-5p") & (table["group"] == "TRD")]
    assert drawn["coverage"].to_numpy() == pytest.approx(expected)
    assert list(drawn["position"]) == list(range(1, 47))
    assert "".join(drawn["base"]) == rna(HAIRPIN)


# Letters


def test_letters_by_hand():
    letters = list(letters_of(Read(-1, 4, "AGCAANGA", 2), "GCUUCCA"))
    assert letters == [
        (-1, "a", "added"),
        (0, "G", "same"),
        (1, "C", "same"),
        (2, "a", "mismatch"),
        (3, "a", "mismatch"),
        (4, "N", "same"),
        (5, "g", "added"),
        (6, "a", "added"),
    ]


def test_rows_are_the_most_frequent_and_the_rest():
    reads = [(Read(2, 12 + i, "A", 0), 2.0 ** (9 - i)) for i in range(10)]
    lines = lines_of(pile_of(reads, reads[:4]))
    total = 1023
    assert [line.read for line in lines[:8]] == [read for read, _ in reads[:8]]
    assert lines[8][1:] == ("and 2 more", 3, "0.3 %")
    assert lines[0].share == f"{512 / total:.1%}".replace("%", " %") == "50.0 %"
    assert [line[1:] for line in lines[9:]] == [
        ("", 512, ""),
        ("", 256, ""),
        ("and 2 more elsewhere on the hairpin", 192, ""),
    ]
    assert lines_of(pile_of([], reads[:1])) == [(reads[0][0], "", 512, "")]
    assert lines_of(pile_of([])) == []


def test_numbers_and_tags():
    assert [as_text(count) for count in (1234567, 0.5, 3.0, 2.96)] == ["1,234,567", "0.5", "3", "3"]
    names = ("hsa-miR-1-5p", "hsa-miR-1-3p/hsa-miR-2-3p", "Hsa-Mir-8-P1a_5p*", "hsa-miR-9")
    assert [tag(name) for name in names] == ["5p", "3p", "5p*", "miR-9"]


def test_pile_up_as_text(tmp_path):
    own = [
        (Read(2, 20, rna(MATURE), 0), 1500),
        (Read(-1, 17, "A" + rna(HAIRPIN[:17]), 0), 300),
        (Read(2, 20, rna(MATURE[:4] + "C" + MATURE[5:]) + "AA", 2), 199.5),
    ]
    others = [(Read(31, 46, rna(HAIRPIN[31:]) + "GG", 2), 0.5)]
    pile = pile_of(own, others, structure="." * 46, energy="-1.0 kcal/mol")
    assert write_text([pile], "reads", 3).splitlines()[3:] == [
        ">x-miR-1-5p  h1; up, adjusted p = 0.01",
        ".GGCUACAGUCUUUCUUCAUGUGACUCGUGGACUUCCCUUUGUCAUC..  h1",
        ".................................................  -1.0 kcal/mol",
        "...>>>>>>>>>>>>>>>>>>............................  x-miR-1-5p  9",
        "...........................>>>>>>>>>>>>>>>>>>....  x-miR-1-3p  0",
        "...CUACAGUCUUUCUUCAUG............................        1,500   75.0 %  0  0",
        "aGGCUACAGUCUUUCUUC...............................          300   15.0 %  0  0",
        "...CUACcGUCUUUCUUCAUGaa..........................        199.5   10.0 %  1  2",
        "................................CUUCCCUUUGUCAUCgg          0.5           0  2",
    ]
    assert write_text([], "reads", 3).endswith("\n\nno miRNA has reads\n")


def test_structure_is_that_of_vienna_rna_if_it_is_there(monkeypatch):
    module = ModuleType("RNA")
    module.fold = lambda sequence: ("(" + "." * (len(sequence) - 2) + ")", -1.25)
    monkeypatch.setitem(sys.modules, "RNA", module)
    assert fold("GAAAC") == ("(...)", "-1.2 kcal/mol")
    monkeypatch.setitem(sys.modules, "RNA", None)
    assert fold("GAAAC") == ("", "")


# Groups


def test_groups_of_contrasts():
    names = [f"S{i}" for i in range(4)]
    sheet = pd.DataFrame({"condition": ["control", "TRD", "", "TRD"]}, index=names)
    pair = compare(reference="(none)")
    groups, colours = groups_of(sheet, pair)
    assert groups.to_dict() == {"S1": "TRD", "S2": "(none)", "S3": "TRD"}
    # As in all figures, by the place among all levels.
    assert colours == {"TRD": ORANGE, "(none)": GREEN}
    groups, colours = groups_of(sheet, compare(reference="(none)", reduced="~ 1"))
    assert list(groups) == ["control", "TRD", "(none)", "TRD"]
    groups, colours = groups_of(sheet, combine(age=1))
    assert list(groups) == ["all samples"] * 4
    assert colours == {"all samples": BLUE}


def test_unit_is_that_of_all_samples(tmp_path):
    path = tmp_path / "samples.tsv"
    path.write_text("sample\tunit\na\treads\nb\tmolecules\nc\tmolecules\n")
    assert unit_of(str(path), ["b", "c"]) == "molecules"
    assert unit_of(str(path), ["a", "b"]) == "counts"


# Figure


def shown_texts(figure) -> list:
    texts = [*figure.texts, *(t for axes in figure.axes for t in axes.texts)]
    for axes in figure.axes:
        low, high = axes.get_ylim()
        if axes.axison:
            ticks = zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
            texts += [axes.yaxis.label, *(label for at, label in ticks if low <= at <= high)]
    return [text for text in texts if text.get_text()]


def assert_no_overlaps(figure) -> None:
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer).padded(-0.6) for text in shown_texts(figure)]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


def long_pile(length: int, number: int = 0, structure: bool = False) -> Pile:
    """A crowded pile: reads over both ends, mismatches, tails, large counts, a long name."""
    random = np.random.default_rng(number)
    sequence = "".join(random.choice([*"ACGU"], length))
    locus = Locus(f"hsa-miR-{number}a-5p/hsa-miR-{number}b-5p/hsa-miR-{number}c-5p", "h", 0, 22)
    star = Locus(f"hsa-miR-{number}a-3p", "h", length - 22, length)
    own = [(Read(-2, 22, "AC" + sequence[:22] + "AAA", 3), 1e7)]
    own += [(Read(0, 22, sequence[:9] + "N" + sequence[10:22], 0), 1e6 - i) for i in range(20)]
    others = [(Read(length - 22, length, sequence[-22:] + "UUU", 3), 12_345.5)] * 9
    values = random.uniform(0, 9e5, (2, length))
    return Pile(
        locus, "not testable (independent filtering)", False, 14, 0.999, sequence,
        "." * length if structure else "", "", [(locus, 4e7), (star, 12_345.5)],
        pd.DataFrame(values, index=["TRD", "control"]), own, others,
    )  # fmt: skip


COLOURS = {"TRD": BLUE, "control": ORANGE}


@pytest.mark.parametrize("number", [1, 2, 3, 8])
@pytest.mark.parametrize("length", [46, 80, 110, 180])
def test_figure_is_legible(number, length):
    piles = [long_pile(length, i, structure=i % 2 == 0) for i in range(number)]
    groups = pd.Series(["TRD", "control"] * 100)
    figure = draw_pileups(piles, groups, COLOURS, TRD, "molecules")
    assert_nothing_clipped(figure)
    assert_no_overlaps(figure)
    assert legend_texts(figure) == ["TRD (n = 100)", "control (n = 100)"]
    assert len(figure.axes) == 2 * number


def test_figure_of_one_letter_wide_columns():
    """In the PNG each letter of a run lies where its base does."""
    pile = long_pile(100)
    figure = draw_pileups([pile], pd.Series(["TRD"]), {"TRD": BLUE, "control": ORANGE}, TRD, "x")
    figure.draw_without_rendering()
    letters = figure.axes[1]
    for text in letters.texts:
        if text.get_fontfamily() == ["DejaVu Sans Mono"] and len(text.get_text()) > 15:
            width = text.get_window_extent().width / 300 * 25.4
            assert width == pytest.approx(len(text.get_text()) * LETTER, abs=LETTER / 3)
    assert letters.get_xlim() == figure.axes[0].get_xlim() == (-2, 103)


def test_a_long_hairpin_is_cut_to_matures_and_reads():
    own = Read(62, 80, "A" * 18, 0)
    pile = long_pile(180)._replace(
        arms=[(Locus("m", "h", 60, 80), 1), (Locus("n", "h", 100, 120), 0)], own=[(own, 1)],
        others=[],
    )  # fmt: skip
    first, last = window(pile, lines_of(pile))
    assert (first, last) == (35, 145)
    assert last - first == MOST_LETTERS
    assert plot_pileups.subtitle(pile).endswith("; bases 36 to 145 of 180")
    at_end = pile._replace(arms=[(Locus("m", "h", 160, 180), 1)], own=[])
    assert window(at_end, []) == (70, 180)
    assert window(long_pile(180), []) == (0, 180)


def test_figure_without_groups_or_reads():
    groups = pd.Series(["all samples"] * 3)
    pile = pile_of([], coverage=pd.DataFrame(np.zeros((1, 46)), index=["all samples"]))
    figure = draw_pileups([pile], groups, {"all samples": BLUE}, combine(age=1), "reads")
    assert_nothing_clipped(figure)
    assert legend_texts(figure) == ["all samples (n = 3)"]
    figure = draw_pileups([], groups, {"all samples": BLUE}, combine(age=1), "reads")
    assert "no miRNA has reads" in [text.get_text() for text in figure.texts]
    assert_nothing_clipped(figure)
    assert list(tabulate([])) == ["mirna", "hairpin", "group", "position", "base", "coverage"]


def test_many_levels_of_long_names_fit():
    levels = [f"level {i} " + "long" * 9 for i in range(9)]
    coverage = pd.DataFrame(np.ones((9, 46)), index=levels)
    figure = draw_pileups(
        [pile_of([], coverage=coverage)],
        pd.Series(levels),
        dict.fromkeys(levels, BLUE),
        TRD,
        "reads",
    )
    assert_nothing_clipped(figure)
    box = figure.legends[0].get_window_extent(figure.canvas.get_renderer())
    assert not any(box.overlaps(t.get_window_extent()) for t in figure.texts)


# Files


@pytest.fixture
def job(tmp_path):
    """Two samples counted by the workflow's own step, a failed one, and the job that draws them."""
    lines = [f"{m.mirna}\t{m.hairpin}\t{m.start}\t{m.end}\t\n" for m in (A5, A3, B)]
    (tmp_path / "matures.tsv").write_text("mirna\thairpin\tstart\tend\tsequence\n" + "".join(lines))
    dna = {name: HAIRPINS[name] for name in ("h1", "h3")}
    (tmp_path / "x.fasta").write_text("".join(f">{name}\n{s}\n" for name, s in dna.items()))
    write_sequences(
        tmp_path / "x.tsv", (Sequence(name, "hairpin", len(s)) for name, s in dna.items())
    )
    reference = count_mirnas.read_reference(
        *(str(tmp_path / name) for name in ("x.fasta", "x.tsv", "matures.tsv"))
    )
    inserts = [MATURE, MATURE + "A", MATURE[:17], HAIRPIN[1:20], HAIRPIN[26:44], HAIRPIN[24:38]]
    counts = {}
    for number, sample in enumerate(("T1", "C1", "C2"), start=1):
        rows = [Insert(bases, number * (10 + i), 99) for i, bases in enumerate(inserts)]
        counted = count_mirnas.count(rows if number < 3 else [], reference, 2, "em")
        counts[sample] = count_mirnas.round_counts(counted, reference)[0]
        count_mirnas.write_bam(str(tmp_path / f"{sample}.bam"), counted, reference)
    names = [row.mirna for row in (A5, A3, B)]
    table = pd.DataFrame(counts).reindex(names).fillna(0).astype(int)
    table.to_csv(tmp_path / "counts.tsv", sep="\t", index_label="mirna")
    CANDIDATES.to_csv(tmp_path / "candidates.tsv", sep="\t", index=False)
    (tmp_path / "sheet.tsv").write_text(
        "sample\tcondition\tfastq\nT1\tTRD\tx.fq\nC1\tcontrol\tx.fq\nC2\tcontrol\tx.fq\n"
    )
    (tmp_path / "status.tsv").write_text(
        "sample\tstatus\tused\treason\tunit\thaemolysis_score\n"
        + "".join(f"{s}\tok\tyes\t\tmolecules\tNA\n" for s in counts)
    )
    files = ("counts", "candidates", "sheet", "status", "matures")
    return SimpleNamespace(
        input=SimpleNamespace(
            **{name: str(tmp_path / f"{name}.tsv") for name in files},
            fasta=str(tmp_path / "x.fasta"),
            bam=[str(tmp_path / f"{s}.bam") for s in counts],
        ),
        output=SimpleNamespace(
            **{n: str(tmp_path / f"out.{n}") for n in ("svg", "png", "table", "text")}
        ),
        params=SimpleNamespace(
            contrast=TRD.as_param(),
            samples=list(counts),
        ),
        counts=table,
        folder=tmp_path,
    )


def test_counts_are_those_of_the_count_table(job):
    plot_pileups.main(job)
    blocks = (job.folder / "out.text").read_text().split("\n>")[1:]
    found = {}
    for block in blocks:
        name = block.split()[0]
        rows = re.findall(r"^\S+ +([\d,.]+) +[\d.]+ %", block, re.MULTILINE)
        found[name] = sum(float(count.replace(",", "")) for count in rows)
    totals = job.counts.sum(axis=1)
    assert found == totals[totals > 0].to_dict()
    # Four isomiRs of 10 to 13 counts and, in the other sample, twice as many.
    assert found["x-miR-1-5p"] == 3 * (10 + 11 + 12 + 13)
    assert "molecules" in (job.folder / "out.svg").read_text()


def test_same_input_gives_the_same_bytes_whatever_the_users_style(job):
    outputs = [job.folder / f"out.{name}" for name in ("svg", "png", "table", "text")]
    plot_pileups.main(job)
    first = [path.read_bytes() for path in outputs]
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "red", "savefig.dpi": 50}):
        plot_pileups.main(job)
    assert [path.read_bytes() for path in outputs] == first
    assert first[1].startswith(b"\x89PNG")
    assert b"<dc:date>" not in first[0]


def test_no_candidate_has_reads(job):
    (job.counts * 0).to_csv(job.input.counts, sep="\t", index_label="mirna")
    plot_pileups.main(job)
    assert "no miRNA has reads" in (job.folder / "out.text").read_text()
    assert len(pd.read_csv(job.output.table, sep="\t")) == 0
