"""Counts of a simulated library against its truth, which is the input of the simulation."""

import csv
import gzip
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import accuracy
import simulate
from accuracy import Origin
from builders.counting import describe
from builders.simulated import Drawn, draw_library
from make_demo import COORDINATES, HAIRPINS
from mirtrd.counting.counted import Counted, Whole, count, round_counts
from mirtrd.counting.editing import find_sites, judge_sites
from mirtrd.counting.isomir_rows import find_isomir_rows, isomir_cells
from mirtrd.counting.isomir_summary import summarise
from mirtrd.counting.joining import IsomirRow
from mirtrd.counting.look_alikes import find_look_alikes
from mirtrd.counting.mirgff3 import write_gff3

READS = 150_000


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return draw_library(simulate.Library(seed=11), READS)


@pytest.fixture(scope="module")
def origins(drawn) -> Counter:
    return drawn.origins


@pytest.fixture(scope="module")
def counted(drawn) -> tuple[Counted, Whole]:
    counted = count(drawn.sample, drawn.reference, "em")
    return counted, round_counts(counted)


def test_counts_are_near_the_truth(origins, counted):
    sample, _ = counted
    pairs, names, shares = sample.assignment.pairs, sample.reference.matures.names, {}
    for insert, mature, share in zip(
        sample.sample.inserts.sequences[pairs.insert].astype(str).tolist(),
        pairs.mature.tolist(),
        sample.assignment.share.tolist(),
        strict=True,
    ):
        shares.setdefault(insert, {})[names[mature]] = share
    result = accuracy.evaluate(origins, shares)
    lost = sum(n for origin, n in origins.items() if origin.mirna and not origin.insert)
    mirna_reads = sum(n for origin, n in origins.items() if origin.mirna)
    assert result.right + lost / mirna_reads > 0.994
    assert result.wrong < 0.0025
    assert result.false_per_million < 1000
    assert len(result.invented) <= 5
    assert set(result.invented) <= {found.mirna for found in find_look_alikes(sample)}
    assert min(result.recall.values()) > 0.98


def test_mirnas_that_are_other_rna_are_flagged(origins, counted):
    """Every miRNA to which a true fragment of another RNA is given has a warning, unless that is
    less than a fiftieth of its reads."""
    sample, whole = counted
    rows, reads = describe(sample, whole), whole.matures
    sources = {}
    for origin, number in origins.items():
        sources.setdefault(origin.insert, Counter())[origin.source] += number
    pairs, names = sample.assignment.pairs, sample.reference.matures.names
    false, fragments = Counter(), Counter()
    for insert, mature, amount in zip(
        sample.sample.inserts.sequences[pairs.insert].astype(str).tolist(),
        pairs.mature.tolist(),
        sample.amounts.tolist(),
        strict=True,
    ):
        source = sources[insert]
        if not source["mirna"]:
            fragments[names[mature]] += source["look_alike"]
            false[names[mature]] += min(amount, source["other"] + source["look_alike"])
    given = {name for name, amount in false.items() if amount >= max(1, reads.get(name, 0) / 50)}
    assert fragments
    assert {name for name in given if name in rows and not rows[name].look_alike} == set()
    # Those that lost all of them have no row, and are listed.
    lost = {name for name, number in fragments.items() if number >= 10 and name not in reads}
    assert lost <= {found.mirna for found in find_look_alikes(sample)}


def test_all_reads_are_counted_once(counted):
    sample, whole = counted
    counts, assigned = sample.sample.counts, sample.assignment
    assert sum(whole.classes.values()) == sample.sample.total
    assert sum(whole.matures.values()) == whole.classes["mirna"]
    share = np.bincount(assigned.pairs.insert, assigned.share, len(counts))
    total = share + assigned.on_hairpin + assigned.on_other
    assert np.all(np.isclose(total, 1) | (total == 0))


def test_the_same_seed_gives_the_same_reads(tmp_path):
    for name in ("a", "b"):
        simulate.main([str(tmp_path / name), "--reads", "2000", "--seed", "3"])
    for file in ("reads.fastq.gz", "truth.tsv.gz"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    truth = list(simulate.read_truth(tmp_path / "a" / "truth.tsv.gz"))
    assert len(truth) == 2000
    assert {source for source, *_ in truth} == set(simulate.read_composition()[0])
    assert all(bool(mirna) == (source == "mirna") for source, _, mirna, _, _ in truth)


def test_a_perfect_answer_has_no_error():
    origins = Counter(
        {
            Origin("AAA", "mirna", "hsa-let-7a-5p", "canonical"): 100,
            Origin("AAC", "mirna", "hsa-let-7b-5p", "shift_3p"): 300,
            Origin("GGG", "other", "", ""): 100,
        }
    )
    shares = {"AAA": {"hsa-let-7a-5p": 1.0}, "AAC": {"hsa-let-7b-5p/hsa-let-7x": 1.0}}
    perfect = accuracy.evaluate(origins, shares)
    assert (perfect.right, perfect.wrong, perfect.false_per_million) == (1, 0, 0)
    assert (perfect.error_90, perfect.invented, perfect.swapped) == (0, {}, {})
    # A quarter of let-7b goes to let-7a: 75 of 400 reads; and all other reads to let-7c.
    shares = {
        "AAA": {"hsa-let-7a-5p": 1.0},
        "AAC": {"hsa-let-7b-5p": 0.75, "hsa-let-7a-5p": 0.25},
        "GGG": {"hsa-let-7c-5p": 1.0},
    }
    worse = accuracy.evaluate(origins, shares)
    assert worse.right == 325 / 400
    assert worse.wrong == 75 / 400
    assert worse.false_per_million == 200_000
    assert worse.recall == {"canonical": 1, "shift_3p": 0.75}
    assert worse.swapped == {"let-7": 75 / 400}
    assert worse.invented == {"hsa-let-7c-5p": 100}


@pytest.fixture(scope="module")
def isomirs(counted) -> dict[str, list[IsomirRow]]:
    """The rows of the table of isomiRs, by miRNA."""
    sample, whole = counted
    found = {}
    for row in isomir_cells(sample, find_isomir_rows(sample, whole.matures)):
        found.setdefault(row[0], []).append(IsomirRow(*row))
    return found


@pytest.fixture(scope="module")
def sequences() -> dict[str, str]:
    hairpins, loci = simulate.find_loci()
    return {locus.mirna: hairpins[locus.hairpin][locus.start : locus.end] for locus in loci}


def test_shares_of_isomirs_are_those_of_the_truth(origins, isomirs, sequences):
    true = {}
    for origin, number in origins.items():
        if origin.insert and origin.mirna:
            true.setdefault(origin.mirna, Counter())[origin.kind] += number
    abundant = [name for name, kinds in true.items() if kinds.total() > 2000 and name in isomirs]
    assert len(abundant) >= 5
    for mirna in abundant:
        kinds, total = true[mirna], true[mirna].total()
        found = summarise(mirna, sequences[mirna], isomirs[mirna])
        # What errors of sequencing and chance matches of ends can make of it.
        assert found.count == pytest.approx(total, rel=0.02)
        shifted = kinds["shift_5p"] + kinds["shift_both"]
        assert found.shifted_5p_share == pytest.approx(shifted / total, abs=0.01)
        tailed = sum(number for kind, number in kinds.items() if "tail" in kind)
        assert found.tailed_share == pytest.approx(tailed / total, abs=0.02)
        assert found.edited_share == pytest.approx(kinds["editing"] / total, abs=0.01)
        # A and T where the hairpin has them are no tail, so that shares are not those drawn.
        assert found.tail_A + found.tail_C + found.tail_G + found.tail_U == pytest.approx(1)
        assert found.tail_A + found.tail_U > 0.7


def test_simulated_editing_is_found(origins, isomirs, sequences):
    edited = Counter()
    for origin, number in origins.items():
        if origin.insert and origin.kind == "editing":
            edited[origin.mirna] += number
    sites = [
        site
        for mirna, rows in isomirs.items()
        if mirna in sequences
        for site in find_sites(mirna, sequences[mirna], {0: rows})
    ]
    found = judge_sites(sites)
    # All A but those at the ends are edited, in 2 % of the reads together: an A among twelve in
    # 0.17 %, against errors of 0.05 %.
    deep = [row for row in found if row.covering > 5000 and row.position > 1]
    assert len(deep) >= 10
    assert np.mean([row.padj < 0.05 for row in deep]) > 0.95
    # The first base is never edited.
    assert not [row for row in found if row.position == 1 and row.padj < 0.05]
    for mirna, number in edited.most_common(3):
        rows = [row for row in found if row.mirna == mirna]
        seen = sum(row.edited - row.covering * row.error_rate for row in rows)
        # Edited bases at the ends of an insert are not seen.
        assert 0.7 * number < seen < 1.1 * number


MIRTOP = shutil.which("mirtop")
# A substitution: position, base of the hairpin, base of the read.
CHANGE = re.compile(r"(-?\d+)([ACGTN])>([ACGT])")
# What mirtop's own functions make of each line: the read from its UID, and its CIGAR string.
READ_LINES = """
import sys
from mirtop.gff.classgff import feature
from mirtop.mirna.fasta import read_precursor
from mirtop.mirna.realign import make_cigar, read_id
hairpins = read_precursor("hairpins", "hsa")
for line in open("S1.gff3"):
    if not line.startswith("#"):
        gff = feature(line)
        columns, read = gff.columns, read_id(gff.attributes["UID"])
        template = hairpins[columns["chrom"]][int(columns["start"]) - 1 : int(columns["end"])]
        inside = len(template) == len(read)
        cigar = make_cigar(read, template) if inside else gff.attributes["Cigar"]
        print(read, gff.attributes["Read"], cigar, gff.attributes["Cigar"], sep="\\t")
"""


@pytest.mark.skipif(MIRTOP is None, reason="mirtop is not installed (pip install mirtop)")
def test_mirtop_validates_and_reads_the_gff3(counted, isomirs, tmp_path):
    sample, whole = counted
    rows = find_isomir_rows(sample, whole.matures)
    write_gff3(str(tmp_path / "S1.gff3"), "S1", "miRBase22", sample, rows)
    for name, path in (("hairpins", HAIRPINS), ("coordinates", COORDINATES)):
        (tmp_path / name).write_bytes(gzip.decompress(Path(path).read_bytes()))

    def mirtop(*options: str) -> str:
        run = subprocess.run(
            [MIRTOP, *options], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return run.stdout + run.stderr

    said = mirtop("validate", "S1.gff3")
    assert not re.search("missing|incorrect|not ", re.sub(".*Biopython.*", "", said), re.IGNORECASE)
    assert "WARNING" not in said
    assert "ERROR" not in said

    mirtop("stats", "-o", ".", "S1.gff3")
    lines = (tmp_path / "mirtop_stats.txt").read_text().splitlines()
    cells = [line.split(",") for line in lines if line.startswith(tuple("0123456789"))]
    stats = {category: float(number) for _, category, _, number in reversed(cells)}
    table = [row for rows in isomirs.values() for row in rows if "N" not in row.insert]
    assert stats["isomiR_sum"] + stats["ref_miRNA_sum"] == sum(row.count for row in table)
    for kind in ("iso_5p", "iso_3p", "iso_add3p", "iso_snv_seed"):
        of_kind = [row for row in table if re.search(rf"{kind}(:|,|$)", row.variant)]
        assert stats[f"{kind}_sum"] == sum(row.count for row in of_kind)

    # With the hairpins, mirtop works out from the variants which bases differ.
    files = ("--hairpin", "hairpins", "--gtf", "coordinates")
    mirtop("counts", "--gff", "S1.gff3", *files, "--add-extra", "-o", ".")
    with (tmp_path / "S1.tsv").open(newline="") as file:
        theirs = {(row["miRNA"], row["Read"]): row for row in csv.DictReader(file, delimiter="\t")}
    checked = 0
    for mirna, rows in isomirs.items():
        for row in rows:
            if "N" in row.insert or "/" in mirna:
                continue
            their = theirs[mirna, row.insert]
            assert (int(their["S1"]), their["Variant"]) == (row.count, row.variant)
            shift = int(their["iso_5p"])
            ours = [f"{int(p) - shift}{b}{a}" for p, a, b in CHANGE.findall(row.changes)]
            assert their["iso_snp_nt"] == ("".join(ours) or "0")
            checked += bool(ours)
    assert checked > 1000

    python = str(Path(MIRTOP).with_name("python"))
    lines = subprocess.run(
        [python, "-W", "ignore", "-c", READ_LINES],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert len(lines) == len(table)
    for line in lines:
        read, ours, their_cigar, cigar = line.split("\t")
        assert (read, their_cigar) == (ours, cigar)
