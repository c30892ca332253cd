"""Counts of a simulated library against its truth, which is the input of the simulation."""

from collections import Counter

import numpy as np
import pytest

import accuracy
import simulate
from accuracy import Origin
from count_mirnas import (
    count,
    describe_matures,
    find_look_alikes,
    read_reference,
    round_counts,
)
from mirtrd.inserts import Insert
from mirtrd.sequences import HAIRPIN, Sequence, write_sequences

READS = 150_000


@pytest.fixture(scope="module")
def library() -> simulate.Library:
    return simulate.Library(seed=11)


@pytest.fixture(scope="module")
def origins(library) -> Counter:
    """Reads of 16 to 40 nt as they are read, cut at the true end of the insert."""
    drawn = Counter()
    for inserts, truth in library.draw(READS):
        letters, _ = simulate.sequence_inserts(library.rng, inserts)
        columns = (truth.source, truth.mirna, truth.kind)
        for row, length, *origin in zip(
            letters, inserts.length.tolist(), *(c.tolist() for c in columns), strict=True
        ):
            insert = row[:length].tobytes().decode() if 16 <= length <= 40 else ""
            drawn[Origin(insert, *origin)] += 1
    return drawn


@pytest.fixture(scope="module")
def counted(library, origins, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reference")
    hairpins, loci = simulate.find_loci()
    others = {n: (c, s) for c, rnas in library.others.items() for n, s in rnas.items()}
    fasta = hairpins | {name: sequence for name, (_, sequence) in others.items()}
    (folder / "r.fasta").write_text("".join(f">{n}\n{s}\n" for n, s in fasta.items()))
    rows = [Sequence(name, HAIRPIN, len(s)) for name, s in hairpins.items()]
    rows += [Sequence(name, rna_class, len(s)) for name, (rna_class, s) in others.items()]
    write_sequences(folder / "s.tsv", rows)
    # Matures of identical sequence are one row.
    groups: dict[str, dict] = {}
    for locus in loci:
        mature = hairpins[locus.hairpin][locus.start : locus.end]
        groups.setdefault(mature, {}).setdefault(locus.mirna, []).append(locus)
    with (folder / "m.tsv").open("w") as file:
        file.write("mirna\thairpin\tstart\tend\tsequence\n")
        for mature, members in groups.items():
            for _, hairpin, start, end in (locus for found in members.values() for locus in found):
                file.write(f"{'/'.join(members)}\t{hairpin}\t{start}\t{end}\t{mature}\n")
    reference = read_reference(*(str(folder / name) for name in ("r.fasta", "s.tsv", "m.tsv")))
    reads = Counter()
    for origin, number in origins.items():
        reads[origin.insert] += number
    del reads[""]
    inserts = [Insert(insert, number, number) for insert, number in reads.items()]
    sample = count(inserts, reference, 2, "em")
    return sample, *round_counts(sample, reference), reference


def test_counts_are_near_the_truth(origins, counted):
    sample, _, _, reference = counted
    pairs, shares = sample.assignment.pairs, {}
    for insert, mature, share in zip(
        pairs.insert.tolist(),
        pairs.mature.tolist(),
        sample.assignment.share.tolist(),
        strict=True,
    ):
        shares.setdefault(sample.inserts[insert].sequence, {})[reference.matures.names[mature]] = (
            share
        )
    result = accuracy.evaluate(origins, shares)
    lost = sum(n for origin, n in origins.items() if origin.mirna and not origin.insert)
    mirna_reads = sum(n for origin, n in origins.items() if origin.mirna)
    assert result.right + lost / mirna_reads > 0.994
    assert result.wrong < 0.0025
    assert result.false_per_million < 1000
    assert len(result.invented) <= 5
    assert set(result.invented) <= {found.mirna for found in find_look_alikes(sample, reference)}
    assert min(result.recall.values()) > 0.98


def test_mirnas_that_are_other_rna_are_flagged(origins, counted):
    """Every miRNA to which a true fragment of another RNA is given has a warning, unless that is
    less than a fiftieth of its reads."""
    sample, reads, _, reference = counted
    rows = {row.mirna: row for row in describe_matures(sample, reference, reads)}
    sources = {}
    for origin, number in origins.items():
        sources.setdefault(origin.insert, Counter())[origin.source] += number
    pairs, names = sample.assignment.pairs, reference.matures.names
    false, fragments = Counter(), Counter()
    for insert, mature, amount in zip(
        pairs.insert.tolist(), pairs.mature.tolist(), sample.amount.tolist(), strict=True
    ):
        source = sources[sample.inserts[insert].sequence]
        if not source["mirna"]:
            fragments[names[mature]] += source["look_alike"]
            false[names[mature]] += min(amount, source["other"] + source["look_alike"])
    given = {name for name, amount in false.items() if amount >= max(1, reads[name] / 50)}
    assert given
    assert {name for name in given if not rows[name].look_alike} == set()
    # Those that lost all of them have no row, and are listed.
    lost = {name for name, number in fragments.items() if number >= 10 and name not in reads}
    assert lost
    assert lost <= {found.mirna for found in find_look_alikes(sample, reference)}


def test_all_reads_are_counted_once(origins, counted):
    sample, reads, fates, _ = counted
    assert sum(fates.values()) == sample.counts.sum()
    assert sum(reads.values()) == fates["mirna"]
    share = np.bincount(sample.assignment.pairs.insert, sample.assignment.share, len(sample.counts))
    total = share + sample.assignment.hairpin + sample.assignment.other
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
