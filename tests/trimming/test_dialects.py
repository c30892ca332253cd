"""Counts, pairs and UMIs in the names of reads are seen, and nothing is taken for them."""

import re

import pytest

from mirtrd.core.job import UserError
from mirtrd.trimming.dialects import Dialect, recognise
from mirtrd.trimming.fastq import Block, as_block

BASES = "ACGT"


def distinct(number: int) -> str:
    """The bases of a read that is like no other."""
    return "".join(BASES[number // 4**place % 4] for place in range(12))


def block_of(names: list[str], sequences: list[str] | None = None) -> Block:
    sequences = sequences or [distinct(number) for number in range(len(names))]
    pairs = zip(names, sequences, strict=True)
    return as_block("".join(f"@{n}\n{s}\n+\n{'I' * len(s)}\n" for n, s in pairs).encode())


def dialect_of(block: Block) -> Dialect:
    return recognise("x.fastq", block, has_qualities=True)


COUNTS = [853, 207, 100, 100, 3, 1]


@pytest.mark.parametrize(
    "name",
    [
        "seq_{n}_x{count}",
        "TRD1_{n}_x{count}",
        "seq_{n}_x{count} reads={more}",
        "{n}-{count}",
        "{n}#{count}",
        "id{n};size={count};",
        "id{n};size={count}",
        "id{n} count={count}; merged",
        "id{n}|DUPCOUNT={count}|PRIMER=a",
        "id{n}({count})",
        "id{n}|{count}",
        "id{n}_{count}",
        "id{n} {count}",
    ],
)
def test_counts_in_names_are_read(name):
    names = [name.format(n=n, count=c, more=2 * c) for n, c in enumerate(COUNTS, start=1)]
    block = block_of(names)
    dialect = dialect_of(block)
    assert dialect.read("x", block, 0).reads.tolist() == COUNTS
    assert f"collapsed reads: their counts stand in the names ({names[0]})" in dialect.remarks


@pytest.mark.parametrize(
    "names",
    [
        ["r-1", "r-2", "r-3", "r-4"],
        ["SRR1.1 1", "SRR1.2 2", "SRR1.3 3"],
        ["r_7", "r_3", "r_9", "r_1"],
        ["HWUSI:6:73:941:0#0/1", "HWUSI:6:73:941:1#0/1", "HWUSI:6:73:941:2#0/1"],
        ["lane:1#0", "lane:2#0", "lane:3#0"],
        ["a_x5", "b_x3", "c"],
        ["a_x5", "b_x3", "c_x0"],
        ["a_x5b", "b_x3b", "c_x1b"],
        ["r-3", "r-2"],
        ["A:1:F:1:1101:500:1000 1:N:0:7", "A:1:F:1:1101:600:900 1:N:0:7"],
        ["SRR1.1 length=36", "SRR1.2 length=35", "SRR1.3 length=34"],
    ],
)
def test_other_numbers_in_names_are_no_counts(names):
    block = block_of(names)
    dialect = dialect_of(block)
    assert dialect.read("x", block, 0).reads is None
    assert dialect.remarks == ()


def test_names_of_equal_sequences_hold_no_counts_but_that_is_said():
    dialect = dialect_of(block_of(["a_x5", "b_x3"], ["ACGT", "ACGU"]))
    assert dialect.counts is None
    assert "sequences are there several times: each record is taken for one" in dialect.remarks[0]


def test_a_name_without_its_count_behind_the_first_ones_is_damage():
    dialect = dialect_of(block_of(["a_x5", "b_x3"]))
    message = r"x: record 12 \(other\) has no count in its name, as those before it have"
    with pytest.raises(UserError, match=message):
        dialect.read("x", block_of(["c_x2", "other"]), 10)


PAIRS = [
    ["r1 1:N:0:A", "r1 2:N:0:A", "r2 1:N:0:A", "r2 2:N:0:A"],
    ["r1/1", "r1/2", "r2/1", "r2/2"],
    ["SRR1.1.1 length=5", "SRR1.1.2 length=5", "SRR1.2.1 length=5", "SRR1.2.2 length=5"],
    ["SRR1.1 1", "SRR1.1 1", "SRR1.2 2", "SRR1.2 2"],
]


@pytest.mark.parametrize("names", PAIRS)
def test_second_reads_among_first_ones_are_left_out(names):
    block = block_of(names)
    dialect = dialect_of(block)
    assert "second reads of pairs stand among the first ones" in dialect.remarks[0]
    assert dialect.read("x", block, 0).bases.tolist() == block.bases[::2].tolist()


def test_second_reads_in_the_names_are_left_out_wherever_they_stand():
    block = block_of(["r1/1", "r2/1", "r2/2", "r3/1"])
    assert len(dialect_of(block).read("x", block, 0).length) == 3


@pytest.mark.parametrize("names", PAIRS[2:])
def test_pairs_may_be_cut_by_the_end_of_a_block(names):
    dialect = dialect_of(block_of(names))
    block = block_of(names[1:])
    assert dialect.read("x", block, 1).bases.tolist() == [block.bases[1]]


@pytest.mark.parametrize("names", [["r1 2:N:0:ACGTAC"], ["r1/2"], ["SRR1.1/2 length=50"]])
def test_a_file_of_second_reads_is_refused(names):
    block = block_of(names)
    with pytest.raises(
        UserError, match=f"^x: holds second reads of pairs \\({re.escape(names[0])}"
    ):
        dialect_of(block).read("x", block, 0)


def test_second_reads_behind_all_first_ones_are_refused():
    dialect = dialect_of(block_of(["r1/1", "r2/1"]))
    with pytest.raises(UserError, match="holds second reads of pairs"):
        dialect.read("x", block_of(["r3/1", "r1/2"]), 2)


@pytest.mark.parametrize(
    "names",
    [
        ["r1 1:N:0:ACGTAC"] * 2,
        ["r1/1"] * 2,
        ["r/2a"] * 2,
        ["2:N:0"] * 2,
        ["lane 2"] * 2,
        ["read"] * 6,
        [""] * 6,
        ["r.1", "r.2", "r.3", "r.4"],
        ["r.1", "r.2"],
    ],
)
def test_single_reads_are_no_pairs(names):
    block = block_of(names)
    assert len(dialect_of(block).read("x", block, 0).length) == len(names)


@pytest.mark.parametrize(
    "name",
    [
        "SRR1.{n}_{umi}",
        "A:1:F:1:1101:5:{n}:{umi} 1:N:0:ACGTAC",
        "A:1:F:1:1101:5:{n}:{umi}+ACGT 1:N:0:ACGTAC",
        "r{n} RX:Z:{umi}",
        "r{n} BC:Z:A\trx:Z:{umi}",
    ],
)
def test_umis_in_names_are_read(name):
    umis = [distinct(n)[:8] for n in range(50)]
    block = block_of([name.format(n=n, umi=umi) for n, umi in enumerate(umis)])
    dialect = dialect_of(block)
    found = [bytes(row).decode() for row in dialect.read("x", block, 0).umis]
    assert [umi[:8] for umi in found] == umis
    assert dialect.umi_length == (12 if "+" in name else 8)
    assert dialect.remarks == ()


def test_a_later_name_without_umi_has_one_of_no_bases():
    dialect = dialect_of(block_of([f"r{n}_{distinct(n)}" for n in range(9)]))
    umis = dialect.read("x", block_of(["r9_ACGTACGTACGT", "r10"]), 9).umis
    assert (umis > 0).sum(axis=1).tolist() == [12, 0]


@pytest.mark.parametrize("end", ["", "_ACG", "_ACGTACGTACGTA"])
def test_umis_in_some_names_only_are_said_and_not_used(end):
    names = [f"r{n}_{distinct(n)}" for n in range(45)] + [f"r{n}{end}" for n in range(45, 50)]
    dialect = dialect_of(block_of(names))
    (remark,) = dialect.remarks
    assert remark == (
        "some names of reads seem to hold UMIs (AAAAAAAAAAAA), which are not used: reads are "
        "counted, PCR duplicates too"
    )
    assert dialect.umi_length == 0


def test_the_barcode_of_a_sample_is_no_umi():
    for name in ("A:1:F:1:1:2:{n}:ACGTACGT", "r{n} 1:N:0:{umi}", "r{n}"):
        names = [name.format(n=n, umi=distinct(n)) for n in range(90)]
        dialect = dialect_of(block_of(names))
        assert (dialect.remarks, dialect.umi_length) == ((), 0)


def test_colours_are_refused():
    with pytest.raises(UserError, match=r"^x.fastq: holds colours \(SOLiD\) .* \(T0120311\)"):
        dialect_of(block_of(["1_14_F3"], ["T0120311"]))
