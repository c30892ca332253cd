"""The figure of pile-ups is legible, and its counts are those of the count table."""

import re

import numpy as np
import pandas as pd
import pytest

from builders.designs import TRD, combine, compare
from builders.drawn import (
    assert_apart,
    assert_nothing_clipped,
    assert_same_bytes,
    legend_texts,
    make_job,
)
from builders.piles import A3, A5, HAIRPIN, HAIRPINS, LISTED, MATURE, B, long_pile, pile_of
from builders.tables import write
from mirtrd.candidates.plot_pileups import (
    choose,
    draw_pileups,
    groups_of,
    main,
    tabulate,
    unit_of,
)
from mirtrd.candidates.tables import CANDIDATES, PILEUPS
from mirtrd.cohort import tables
from mirtrd.cohort.tables import COUNTS
from mirtrd.counting.alignments import write_bam
from mirtrd.counting.counted import count, round_counts
from mirtrd.counting.sample import place_sample
from mirtrd.figures.palettes import BLUE, MIDDLE_GREY, ORANGE, PURPLE
from mirtrd.quality.tables import STATUS
from mirtrd.reference.sequences import Sequence, write_sequences
from mirtrd.reference.tables import MATURES
from mirtrd.reference.targets import read_reference
from mirtrd.trimming.inserts import Insert, Inserts

SAMPLES = ("001", "NA", "nan")


def test_candidates_are_the_first_with_reads():
    counts = pd.DataFrame({"a": range(9)}, index=[f"m{i}" for i in range(9)])
    table = pd.DataFrame({"mirna": [f"m{i}" for i in range(9)], "status": "up"})
    assert list(choose(table, counts, 3)["mirna"]) == ["m1", "m2", "m3"]


def test_groups_of_contrasts():
    names = [f"S{i}" for i in range(4)]
    sheet = pd.DataFrame({"condition": ["control", "TRD", "", "TRD"]}, index=names)
    pair = compare(reference="(none)")
    groups, colours = groups_of(sheet, pair)
    assert groups.to_dict() == {"S1": "TRD", "S2": "(none)", "S3": "TRD"}
    # As in all figures, by the place among all levels, the reference first.
    assert colours == {"(none)": MIDDLE_GREY, "TRD": PURPLE}
    groups, colours = groups_of(sheet, compare(reference="(none)", reduced="~ 1"))
    assert list(groups) == ["(none)", "control", "TRD", "TRD"]
    groups, colours = groups_of(sheet, combine(age=1))
    assert list(groups) == ["all samples"] * 4
    assert colours == {"all samples": MIDDLE_GREY}


def test_unit_is_that_of_all_samples(tmp_path):
    units = pd.DataFrame({"unit": ["reads", "molecules", "molecules"]}, index=["NA", "b", "c"])
    path = write(STATUS, tmp_path / "samples.tsv", units)
    assert unit_of(path, ["b", "c"]) == "molecules"
    assert unit_of(path, ["NA", "b"]) == "counts"


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
    assert_apart(text.get_window_extent(renderer).padded(-0.6) for text in shown_texts(figure))


COLOURS = {"TRD": BLUE, "control": ORANGE}


@pytest.mark.parametrize(
    ("number", "length"), [(1, 46), (1, 180), (2, 80), (3, 110), (8, 46), (8, 110), (8, 180)]
)
def test_figure_is_legible(number, length):
    piles = [long_pile(length, i, structure=i % 2 == 0) for i in range(number)]
    groups = pd.Series(["TRD", "control"] * 100)
    figure = draw_pileups(piles, groups, COLOURS, TRD, "molecules")
    assert_nothing_clipped(figure)
    assert_no_overlaps(figure)
    assert legend_texts(figure) == ["TRD (n = 100)", "control (n = 100)"]
    assert len(figure.axes) == 2 * number


def test_figure_without_groups_or_reads():
    groups = pd.Series(["all samples"] * 3)
    pile = pile_of([], coverage=pd.DataFrame(np.zeros((1, 46)), index=["all samples"]))
    figure = draw_pileups([pile], groups, {"all samples": MIDDLE_GREY}, combine(age=1), "reads")
    assert_nothing_clipped(figure)
    assert legend_texts(figure) == ["all samples (n = 3)"]
    figure = draw_pileups([], groups, {"all samples": MIDDLE_GREY}, combine(age=1), "reads")
    assert "no miRNA has reads" in [text.get_text() for text in figure.texts]
    assert_nothing_clipped(figure)
    assert list(tabulate([])) == ["hairpin", "group", "position", "base", "coverage"]


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


@pytest.fixture
def job(tmp_path):
    """Two samples counted by the workflow's own step, a failed one, and the job that draws them."""
    MATURES.write(tmp_path / "matures.tsv", [(*locus, "") for locus in (A5, A3, B)])
    dna = {name: HAIRPINS[name] for name in ("h1", "h3")}
    (tmp_path / "x.fasta").write_text("".join(f">{name}\n{s}\n" for name, s in dna.items()))
    write_sequences(
        tmp_path / "x.tsv", (Sequence(name, "hairpin", len(s)) for name, s in dna.items())
    )
    reference = read_reference(
        *(str(tmp_path / name) for name in ("x.fasta", "x.tsv", "matures.tsv"))
    )
    inserts = [MATURE, MATURE + "A", MATURE[:17], HAIRPIN[1:20], HAIRPIN[26:44], HAIRPIN[24:38]]
    counts = {}
    for number, sample in enumerate(SAMPLES, start=1):
        rows = [Insert(bases, number * (10 + i), 99) for i, bases in enumerate(inserts)]
        placed = place_sample(Inserts.of(rows if number < 3 else []), reference, max_mismatches=2)
        counted = count(placed, reference, "em")
        counts[sample] = round_counts(counted).matures
        write_bam(str(tmp_path / f"{sample}.bam"), counted)
    names = [row.mirna for row in (A5, A3, B)]
    table = pd.DataFrame(counts).reindex(names).fillna(0).astype(int)
    table.index.name = "mirna"
    COUNTS.write_frame(tmp_path / "counts.tsv", table)
    write(CANDIDATES, tmp_path / "candidates.tsv", LISTED.set_index("mirna"))
    sheet = pd.DataFrame({"condition": ["TRD", "control", "control"]}, index=SAMPLES)
    write(tables.SAMPLES, tmp_path / "samples.tsv", sheet)
    states = pd.DataFrame({"status": "ok", "used": "yes", "unit": "molecules"}, index=SAMPLES)
    write(STATUS, tmp_path / "status.tsv", states)
    files = ("counts", "candidates", "samples", "status", "matures")
    inputs = {name: str(tmp_path / f"{name}.tsv") for name in files}
    inputs |= {"fasta": str(tmp_path / "x.fasta")}
    inputs |= {"bam": [str(tmp_path / f"{sample}.bam") for sample in SAMPLES]}
    params = {"contrast": TRD.as_param(), "samples": list(SAMPLES)}
    job = make_job(tmp_path, inputs, ("svg", "pdf", "png", "table", "text"), **params)
    job.counts = table
    return job


def test_counts_are_those_of_the_count_table(job):
    main(job)
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
    assert_same_bytes(main, job)


def test_no_candidate_has_reads(job):
    COUNTS.write_frame(job.input.counts, job.counts * 0)
    main(job)
    assert "no miRNA has reads" in (job.folder / "out.text").read_text()
    assert len(PILEUPS.read_frame(job.output.table)) == 0
