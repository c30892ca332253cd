"""Every read ends as an insert or in one fate; inserts are those of the cutadapt command."""

import gzip
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import dnaio
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.files import write
from builders.paths import ROOT
from builders.umis import pairs_of
from mirtrd.core.fates import TRIMMED
from mirtrd.core.job import UserError
from mirtrd.inputs.kits import Layout, read_kits
from mirtrd.trimming.collapsing import sequences_of
from mirtrd.trimming.fastq import read_records
from mirtrd.trimming.inserts import read_inserts
from mirtrd.trimming.reading import read_blocks
from mirtrd.trimming.trim_reads import Limits, main, trim_all
from mirtrd.trimming.verdicts import Verdict, write_verdict

KITS = read_kits(ROOT / "resources" / "kits.tsv")
TRUSEQ = "TGGAATTCTCGGGTGCCAAGG"
ILLUMINA = "AGATCGGAAGAGCACACGTCT"
LIMITS = Limits(min_length=16, max_length=40, max_expected_errors=1.0)
RECORD = "@{name}\n{sequence}\n+\n{quality}\n"


def insert(length: int) -> str:
    return ("CA" * length)[:length]


def read(sequence: str, quality: str = "I") -> str:
    """A read whose last quality is repeated to its end; "I" is Q40, "." Q13 and "/" Q14."""
    quality = quality.ljust(len(sequence), quality[-1])[: len(sequence)]
    return RECORD.format(name="read", sequence=sequence, quality=quality)


def trim(path: Path, layout: Layout, limits: Limits = LIMITS) -> tuple[Counter, Counter]:
    """The reads of each insert of a file (with a blank and the UMI), and those of each fate."""
    collapsed, dropped = trim_all(read_blocks([str(path)]), layout, limits)
    names = sequences_of(collapsed).astype(str).tolist()
    reads = collapsed.reads.tolist()
    if collapsed.pairs is not None:
        rows = [(f"{insert} {umi}", number) for insert, umi, number in pairs_of(collapsed)]
        assert sum(number for _, number in rows) == sum(reads)
        names, reads = [name for name, _ in rows], [number for _, number in rows]
    assert len(set(names)) == len(names)
    return Counter(dict(zip(names, reads, strict=True))), dropped


def trim_one(
    sequence: str, quality: str = "I", limits: Limits = LIMITS, layout: Layout = KITS["truseq"]
) -> str:
    """The insert of a read (with a blank and the UMI, if the kit has one), or its fate."""
    with tempfile.NamedTemporaryFile("w", suffix=".fastq") as file:
        file.write(read(sequence, quality))
        file.flush()
        inserts, dropped = trim(Path(file.name), layout, limits)
    assert inserts.total() + dropped.total() == 1
    return next(iter(inserts), None) or next(fate for fate, reads in dropped.items() if reads)


def fastq(sequences: list[str]) -> str:
    return "".join(
        RECORD.format(name=f"r{number}", sequence=sequence, quality="I" * len(sequence))
        for number, sequence in enumerate(sequences, start=1)
    )


def run_main(
    folder: Path, reads: list[str], layout: Layout = KITS["truseq"], failure: str | None = None
) -> tuple[str, dict]:
    """The text of the inserts file and the tally that the job writes."""
    outputs = SimpleNamespace(inserts=folder / "inserts.fastq.gz", tally=folder / "tally.json")
    kit = folder / "kit.json"
    verdict = Verdict(failure=failure, warning=None, declared="custom", layout=layout)
    write_verdict(kit, verdict)
    inputs = SimpleNamespace(reads=reads, kit=kit)
    params = SimpleNamespace(limits=asdict(LIMITS))
    main(SimpleNamespace(input=inputs, output=outputs, params=params, threads=1))
    return (
        gzip.decompress(outputs.inserts.read_bytes()).decode(),
        json.loads(outputs.tally.read_text()),
    )


@pytest.mark.parametrize(
    ("length", "fate"),
    [
        (0, "adapter_dimer"),
        (5, "adapter_dimer"),
        (6, "too_short"),
        (15, "too_short"),
        (16, insert(16)),
        (40, insert(40)),
        (41, "too_long"),
    ],
)
def test_an_insert_is_judged_by_its_length(length, fate):
    assert trim_one(insert(length) + TRUSEQ) == fate


@pytest.mark.parametrize(
    ("tail", "fate"),
    [
        (TRUSEQ[:5], insert(22)),
        (TRUSEQ[:4], "no_adapter"),
        (TRUSEQ + "ATCTCGTATG", insert(22)),
        # Up to a tenth of the 21 bases may be wrong: 2, but not 3.
        ("TGCAATTCTCGCGTGCCAAGG", insert(22)),
        ("TGCAATTCACGCGTGCCAAGG", "no_adapter"),
        ("TGGATTCTCGGGTGCCAAGG", insert(22)),  # one A is missing
        ("TGGAAATTCTCGGGTGCCAAGG", insert(22)),  # one A too many
        ("", "no_adapter"),
    ],
)
def test_the_adapter_is_found_with_few_errors(tail, fate):
    assert trim_one(insert(22) + tail) == fate


def test_the_first_of_two_adapters_counts():
    assert trim_one(insert(20) + TRUSEQ + insert(20) + TRUSEQ) == insert(20)


@pytest.mark.parametrize(
    ("sequence", "fate"),
    [
        ("N" + insert(19), "N" + insert(19)),
        ("N" + insert(18) + "N", "n_rich"),
        ("NN" + insert(18), "n_rich"),
    ],
)
def test_one_unread_base_is_kept_and_two_are_not(sequence, fate):
    assert trim_one(sequence + TRUSEQ) == fate


def test_unread_bases_behind_the_insert_do_not_matter():
    assert trim_one(insert(20) + TRUSEQ + "NNNNN") == insert(20)


@pytest.mark.parametrize(
    ("quality", "fate"),
    [
        # 10^-1.3 = 0.050119 errors per base of Q13, 10^-1.4 = 0.039811 of Q14.
        ("." * 20 + "I", "low_quality"),  # 20 x 0.050119 = 1.0024
        ("." * 19 + "/" + "I", insert(20)),  # 19 x 0.050119 + 0.039811 = 0.9921
        ("I" * 20 + "#", insert(20)),  # Q2, but in the adapter only
    ],
)
def test_an_insert_is_judged_by_its_own_expected_errors(quality, fate):
    assert trim_one(insert(20) + TRUSEQ, quality) == fate


def test_the_limits_are_those_of_the_config():
    limits = Limits(min_length=18, max_length=25, max_expected_errors=0.5)
    assert trim_one(insert(17) + TRUSEQ, limits=limits) == "too_short"
    assert trim_one(insert(18) + TRUSEQ, limits=limits) == insert(18)
    assert trim_one(insert(25) + TRUSEQ, limits=limits) == insert(25)
    assert trim_one(insert(26) + TRUSEQ, limits=limits) == "too_long"
    # 9 x 0.050119 = 0.4511, 10 x 0.050119 = 0.5012, next to nothing from the others.
    assert trim_one(insert(20) + TRUSEQ, "." * 9 + "I", limits) == insert(20)
    assert trim_one(insert(20) + TRUSEQ, "." * 10 + "I", limits) == "low_quality"


def test_each_read_has_one_fate(tmp_path):
    reads = [
        *[read(insert(20) + TRUSEQ)] * 3,
        read(insert(22) + TRUSEQ),
        *[read(insert(50))] * 2,
        read(TRUSEQ),
        read(insert(10) + TRUSEQ),
        read(insert(45) + TRUSEQ),
        read("NN" + insert(18) + TRUSEQ),
        read("NN" + insert(18) + TRUSEQ, "#"),  # judged by its N first
        read(insert(20) + TRUSEQ, "#"),
        read(""),
    ]
    path = write(tmp_path / "x.fastq", "".join(reads))
    inserts, dropped = trim(path, KITS["truseq"])
    assert inserts == {insert(20): 3, insert(22): 1}
    assert +dropped == {
        "no_adapter": 3,
        "adapter_dimer": 1,
        "too_short": 1,
        "too_long": 1,
        "n_rich": 2,
        "low_quality": 1,
    }
    assert inserts.total() + dropped.total() == len(reads)


def test_threads_make_no_difference(tmp_path, monkeypatch):
    # Most adapters have errors, so that the aligner of each thread is busy.
    monkeypatch.setattr("mirtrd.trimming.fastq.BLOCK_BYTES", 20_000)
    reads = tmp_path / "reads.fastq"
    simulate(reads, Layout(adapter="TGCAATTCACGC"), "A" * 9, 50, 5000)
    one, dropped = trim_all(read_blocks([str(reads)]), KITS["truseq"], LIMITS)
    two, also_dropped = trim_all(read_blocks([str(reads)]), KITS["truseq"], LIMITS, threads=4)
    assert dropped == also_dropped
    for ours, theirs in zip(one, two, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_reads_that_were_trimmed_before_are_inserts():
    trimmed = KITS["trimmed"]
    assert trim_one(insert(22), layout=trimmed) == insert(22)
    assert trim_one(insert(41), layout=trimmed) == "too_long"
    assert trim_one(insert(15), layout=trimmed) == "too_short"
    assert trim_one("NN" + insert(20), layout=trimmed) == "n_rich"
    assert trim_one(insert(22), "#", layout=trimmed) == "low_quality"
    bases_left = Layout(bases_5p=4, bases_3p=4)
    assert trim_one("ACGT" + insert(22) + "TTGA", layout=bases_left) == insert(22)


@pytest.mark.parametrize(
    ("kit", "sequence", "fate"),
    [
        ("4n", "ACGT" + insert(22) + "TTGA" + TRUSEQ, insert(22)),
        ("4n", "ACGT" + insert(22) + "TTGA" + TRUSEQ[:3], insert(22)),
        ("4n", "ACGT" + insert(22) + "TTGA" + TRUSEQ[:2], "no_adapter"),
        ("4n", "ACGTTTGA" + TRUSEQ, "adapter_dimer"),
        ("4n", TRUSEQ, "adapter_dimer"),
        ("4n", "ACGT" + insert(15) + "TTGA" + TRUSEQ, "too_short"),
        ("nextflex_v3", "ACGT" + insert(22) + "TTGA" + TRUSEQ, insert(22) + " ACGTTTGA"),
        ("nextflex_v3", "ACNT" + insert(22) + "TTGA" + TRUSEQ, "no_umi"),
        (
            "qiaseq",
            insert(22) + "AACTGTAGGCACCATCAATACGTACGTACGTAGATCG",
            insert(22) + " ACGTACGTACGT",
        ),
        # An error in the adapter moves nothing; a base that is missing or too many is followed.
        (
            "qiaseq",
            insert(22) + "AACTGTAGCCACCATCAATACGTACGTACGTAGATCG",
            insert(22) + " ACGTACGTACGT",
        ),
        (
            "qiaseq",
            insert(22) + "AACTGTAGCACCATCAATACGTACGTACGTAGATCG",
            insert(22) + " ACGTACGTACGT",
        ),
        ("qiaseq", insert(22) + "AACTGTAGGCACCATCAATACGTACGTAC", insert(22) + " ACGTACGTAC"),
        ("qiaseq", insert(22) + "AACTGTAGGCACCATCAATACGTACGTA", "no_umi"),
        ("qiaseq", insert(22) + "AACTGTAGGCACCATCAATACGTACNTACGT", "no_umi"),
        ("smarter", "GGG" + insert(22) + "A" * 15 + ILLUMINA, insert(21)),
        ("smarter", "GGG" + insert(21) + "A" * 15 + ILLUMINA, insert(21)),
        ("illumina_v1.5", insert(22) + "ATCTCGTATGCCGTCTTCTGCTTG", insert(22)),
    ],
)
def test_a_layout_tells_where_insert_and_umi_are(kit, sequence, fate):
    if kit == "smarter" and fate == insert(21):
        # The As of an insert's own end cannot be told from the tail.
        assert insert(22).endswith("A")
    assert trim_one(sequence, layout=KITS[kit]) == fate


def test_the_bases_of_a_umi_may_be_anywhere():
    layout = Layout(bases_5p=6, adapter=TRUSEQ, bases_3p=5, umi_5p=2, umi_3p=3, umi_after=4)
    sequence = "ACGGGG" + insert(20) + "TTCAG" + TRUSEQ + "GATC" + "AAAA"
    assert trim_one(sequence, layout=layout) == insert(20) + " ACCAGGATC"


@pytest.mark.parametrize(
    ("quality", "fate"),
    [
        # 10^-1.1 = 0.0794 errors per base of Q11 (","), next to nothing at Q40.
        ("I" * 41 + "," + "I", insert(22) + " ACGTACGTACGT"),
        ("I" * 41 + ",," + "I", "no_umi"),
        ("," * 2 + "I" * 28 + "," * 11 + "I", insert(22) + " ACGTACGTACGT"),  # not in the UMI
    ],
)
def test_a_umi_is_judged_by_its_own_expected_errors(quality, fate):
    sequence = insert(22) + "AACTGTAGGCACCATCAAT" + "ACGTACGTACGT" + "AGATCG"
    assert trim_one(sequence, quality, layout=KITS["qiaseq"]) == fate


@pytest.mark.parametrize(
    ("sequence", "fate"),
    [
        # The end of a short fragment is dark and read as G; part of the adapter stands before.
        (insert(22) + TRUSEQ[:8] + "G" * 20, insert(22)),
        (insert(22) + TRUSEQ + "G" * 20, insert(22)),
        (insert(22) + "G" * 28, "poly_g"),
        ("G" * 50, "poly_g"),
        (insert(41) + "G" * 9, "no_adapter"),
        (insert(41) + "G" * 9 + "A", "no_adapter"),
    ],
)
def test_what_is_dark_is_no_insert(sequence, fate):
    assert trim_one(sequence) == fate


def test_a_dark_end_is_no_insert_in_trimmed_reads():
    assert trim_one(insert(22) + "G" * 10, layout=KITS["trimmed"]) == "poly_g"
    assert trim_one(insert(22) + "G" * 9, layout=KITS["trimmed"]) == insert(22) + "G" * 9


def test_molecules_are_counted_where_there_is_a_umi(tmp_path):
    behind = "AACTGTAGGCACCATCAAT"
    reads = [insert(22) + behind + umi for umi in ("ACGTACGTACGT", "ACGTACGTACGT", "TTTTCCCCGGGG")]
    reads += [insert(20) + behind + "ACGTACGTACGT", insert(20) + behind + "ACGT"]
    fastq_file = write(tmp_path / "x.fastq", fastq(reads))
    inserts, tally = run_main(tmp_path, [fastq_file], KITS["qiaseq"])
    assert inserts == (
        f"@seq_1_x2 reads=3\n{insert(22)}\n+\n{'I' * 22}\n"
        f"@seq_2_x1 reads=1\n{insert(20)}\n+\n{'I' * 20}\n"
    )
    assert (tally["unit"], tally["reads"]) == ("molecules", 5)
    assert +Counter(tally["dropped"]) == {"no_umi": 1, "duplicate": 1}
    assert tally["umi"] == {"length": 12, "reads": 4, "molecules": 3, "space_used": 0.0}


def test_a_sample_whose_kit_is_refused_is_not_read(tmp_path):
    reads = write(tmp_path / "x.fastq", fastq([insert(20) + TRUSEQ]))
    inserts, tally = run_main(tmp_path, [reads], failure="the kit is another")
    assert inserts == ""
    assert (tally["failure"], tally["reads"]) == ("the kit is another", 0)
    assert tally["dropped"] == dict.fromkeys(TRIMMED, 0)


def test_lanes_are_joined(tmp_path):
    lanes = [
        write(tmp_path / "L1.fastq.gz", fastq([insert(20) + TRUSEQ, insert(22) + TRUSEQ])),
        write(tmp_path / "L2.fastq", fastq([insert(22) + TRUSEQ, insert(50)])),
    ]
    inserts, tally = run_main(tmp_path, lanes)
    assert inserts == (
        f"@seq_1_x2 reads=2\n{insert(22)}\n+\n{'I' * 22}\n"
        f"@seq_2_x1 reads=1\n{insert(20)}\n+\n{'I' * 20}\n"
    )
    assert tally["reads"] == 4
    assert tally["failure"] is None
    assert {fate: reads for fate, reads in tally["dropped"].items() if reads} == {"no_adapter": 1}


@pytest.mark.parametrize(
    "content",
    [
        # Blocks of gzip one after the other, as `cat` makes them.
        gzip.compress(fastq([insert(20) + TRUSEQ]).encode()) * 2,
        # No end of the last line; Windows line ends.
        (fastq([insert(20) + TRUSEQ]) * 2).encode()[:-1],
        (fastq([insert(20) + TRUSEQ]) * 2).replace("\n", "\r\n").encode(),
    ],
    ids=["blocks", "no last line end", "CRLF"],
)
def test_unusual_but_whole_files_are_read(tmp_path, content):
    path = tmp_path / "x.fastq"
    path.write_bytes(content)
    inserts, dropped = trim(path, KITS["truseq"])
    assert inserts == {insert(20): 2}
    assert not dropped.total()


@pytest.mark.parametrize("name", ["x.fastq", "x.fastq.gz", "zero.fastq.gz"])
def test_an_empty_file_has_no_reads_and_is_no_failure(tmp_path, name):
    path = write(tmp_path / name, b"")
    if name.startswith("zero"):
        Path(path).write_bytes(b"")
    inserts, tally = run_main(tmp_path, [path])
    assert inserts == ""
    assert tally["reads"] == 0
    assert tally["failure"] is None


def damaged_file(folder: Path, damage: str) -> str:
    """A file of 5,000 reads (4 lines each) with so and such damage."""
    bases = random.Random(11)
    whole = fastq(["".join(bases.choices("ACGT", k=50)) for _ in range(5000)]).encode()
    plain, packed = folder / "x.fastq", folder / "x.fastq.gz"
    match damage:
        case "truncated gzip":
            packed.write_bytes(gzip.compress(whole)[:-20_000])
            return str(packed)
        case "truncated gzip checksum":
            packed.write_bytes(gzip.compress(whole)[:-4])
            return str(packed)
        case "damaged gzip":
            content = bytearray(gzip.compress(whole))
            content[20] ^= 0xFF
            packed.write_bytes(content)
            return str(packed)
        case "text named gz":
            packed.write_bytes(whole)
            return str(packed)
        case "truncated record":
            return write(plain, whole[:-60])
        case "truncated quality":
            return write(plain, whole[:-10])
        case "lengths differ":
            return write(plain, fastq(["ACGT"]) + "@r2\nACGT\n+\nIII\n" + fastq(["ACGT"]))
        case "html":
            return write(plain, "<html>\n<body>\n</body>\n</html>\n")
    raise AssertionError(damage)


BAD_FILES = [
    ("truncated gzip", r"cannot be read after record [1-9]\d{3}: Compressed file ended before"),
    ("truncated gzip checksum", r"cannot be read after record \d+: Compressed file ended before"),
    ("damaged gzip", r"(cannot be read after record 0: Error|record 1 is not FASTQ)"),
    ("text named gz", r"cannot be read after record 0: Not a gzipped file"),
    ("truncated record", r"record 5000 is not FASTQ: .* Premature end of file"),
    ("truncated quality", r"record 5000 is not FASTQ: .* Length of sequence and qualities differ"),
    ("lengths differ", r"record 2 is not FASTQ: .* Length of sequence and qualities differ"),
    ("html", r"record 1 is not FASTQ: .* expected to start with '@', but found '<'"),
]


@pytest.mark.parametrize(("damage", "message"), BAD_FILES)
def test_a_damaged_file_is_named_with_its_record(tmp_path, damage, message):
    path = damaged_file(tmp_path, damage)
    with pytest.raises(UserError, match=f"^{re.escape(path)}: {message}") as raised:
        list(read_records(path))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("damage", "message"), BAD_FILES)
def test_a_damaged_file_fails_its_sample_and_counts_nothing(tmp_path, damage, message, capsys):
    good = write(tmp_path / "good.fastq", fastq([insert(20) + TRUSEQ]))
    bad = damaged_file(tmp_path, damage)
    inserts, tally = run_main(tmp_path, [good, bad])
    assert inserts == ""
    assert list(read_inserts(tmp_path / "inserts.fastq.gz")) == []
    assert re.match(f"{re.escape(bad)}: {message}", tally["failure"])
    assert tally["reads"] == 0
    assert set(tally["dropped"].values()) == {0}
    assert tally["failure"] in capsys.readouterr().out


def mutate(sequence: str, bases: random.Random) -> str:
    """Each base is replaced in 1 % of cases, lost or followed by one more in 0.5 % each."""
    out = []
    for base in sequence:
        chance = bases.random()
        if chance < 0.01:
            out.append(bases.choice("ACGT"))
        elif chance < 0.015:
            out.append(base + bases.choice("ACGT"))
        elif chance < 0.018:
            out.append("N")
        elif chance >= 0.023:
            out.append(base)
    return "".join(out)


def random_bases(bases: random.Random, length: int) -> str:
    return "".join(bases.choices("ACGT", k=length))


QUALITIES = ("IIIIIF", "IIIFF:,", "FF:,,#")


def simulate(
    path: Path,
    layout: Layout,
    behind: str,
    length: int,
    reads: int,
    qualities: tuple[str, ...] = QUALITIES,
) -> None:
    """Reads of inserts of 0-45 nt, half of them from 200 molecules that occur again and again.

    ``behind`` stands behind the adapter and the UMI.
    """
    bases = random.Random(f"{layout}{length}")
    molecules = [random_bases(bases, bases.randint(0, 45)) for _ in range(200)]
    with path.open("w") as file:
        for number in range(reads):
            fresh = random_bases(bases, bases.randint(0, 45))
            molecule = bases.choice([fresh, bases.choice(molecules)])
            parts = [random_bases(bases, layout.bases_5p), molecule]
            parts += [random_bases(bases, layout.bases_3p), layout.adapter]
            parts += [random_bases(bases, layout.umi_after), behind, random_bases(bases, length)]
            sequence = mutate("".join(parts), bases)[:length]
            letters = bases.choice(qualities)
            quality = "".join(bases.choices(letters, k=len(sequence)))
            file.write(RECORD.format(name=f"r{number}", sequence=sequence, quality=quality))


def cutadapt(reads: Path, *options: str) -> Path:
    """The file that the cutadapt command makes of a file of reads."""
    out = reads.with_name(f"{reads.stem}.out.fastq")
    command = [str(Path(sys.executable).with_name("cutadapt")), "-e", "0.1", "--quiet"]
    subprocess.run([*command, *options, "-o", str(out), str(reads)], check=True)
    return out


FILTERS = ("-m", "16", "-M", "40", "--max-n", "1", "--max-ee", "1", "--discard-untrimmed")


@pytest.mark.parametrize("length", [36, 50, 76])
@pytest.mark.parametrize(
    ("kit", "recipe"),
    [
        ("truseq", ["-a", TRUSEQ, "-O", "5"]),
        ("nebnext", ["-a", ILLUMINA, "-O", "5"]),
        ("illumina_v1.5", ["-a", "ATCTCGTATGCCGTCTTCTGCTTG", "-O", "5"]),
        ("4n", ["-u", "4", "-a", f"N{{4}}{TRUSEQ}", "-O", "7"]),
        ("smarter", ["-u", "3", "-a", "A{10}", "-O", "5"]),
    ],
)
def test_the_inserts_are_those_of_the_cutadapt_command(tmp_path, kit, recipe, length):
    reads = tmp_path / "reads.fastq"
    layout = KITS[kit]
    simulate(reads, layout, "A" * 8 + ILLUMINA if kit == "smarter" else "", length, 5000)
    with dnaio.open(cutadapt(reads, *recipe, *FILTERS)) as file:
        expected = Counter(record.sequence for record in file)
    assert expected.total() > 600
    inserts, dropped = trim(reads, layout)
    assert inserts.total() + dropped.total() == 5000
    # About 3 of 10,000 such reads differ, all in the same way: the first 12 bases of the
    # adapter are there without error and we cut at them, but the bases behind them hold so many
    # errors that the adapter as a whole is over a tenth and the command finds none, or a few
    # bases of one at the end of the read.
    assert (expected - inserts).total() <= 1
    differing = inserts - expected
    assert differing.total() <= 5
    sequences = reads.read_text().splitlines()[1::4]
    prefix = layout.adapter[:12]
    assert all(
        any(
            i in s and prefix in s[s.index(i) + len(i) :][: layout.bases_3p + 12] for s in sequences
        )
        for i in differing
    )


def test_poly_a_inserts_are_those_after_the_illumina_adapter_was_removed(tmp_path):
    """The tail is followed by another adapter, which the makers of such kits remove first."""
    reads = tmp_path / "reads.fastq"
    simulate(reads, KITS["smarter"], "A" * 8 + ILLUMINA, 76, 5000)
    first = cutadapt(reads, "-a", ILLUMINA)
    with dnaio.open(cutadapt(first, "-u", "3", "-a", "A{10}", "-O", "5", *FILTERS)) as file:
        expected = Counter(record.sequence for record in file)
    inserts, _ = trim(reads, KITS["smarter"])
    assert expected.total() > 600
    assert max((inserts - expected).total(), (expected - inserts).total()) <= 3


def test_qiaseq_inserts_and_umis_are_those_of_the_cutadapt_command(tmp_path):
    reads = tmp_path / "reads.fastq"
    layout = KITS["qiaseq"]
    # The command does not judge UMIs by their qualities.
    simulate(reads, layout, ILLUMINA, 76, 5000, qualities=("I",))
    anchor = f"{layout.adapter}N{{12}}"
    rename = ["--rename", "{id} {match_sequence}"]
    with dnaio.open(cutadapt(reads, "-a", anchor, "-O", "5", *rename, *FILTERS)) as file:
        found = [(record.sequence, record.name.split(" ")[1]) for record in file]
    # With a base too many or too few in the adapter, the UMI is still the last twelve bases.
    whole = [(insert_, match) for insert_, match in found if len(match) >= 28]
    expected = Counter(
        f"{insert_} {match[-12:]}" for insert_, match in whole if "N" not in match[-12:]
    )
    assert expected.total() > 600
    inserts, _ = trim(reads, layout)
    ours = Counter({pair: n for pair, n in inserts.items() if len(pair.split(" ")[1]) == 12})
    assert max((ours - expected).total(), (expected - ours).total()) <= 0.01 * expected.total()
    by_insert = [Counter(), Counter()]
    for counted, pairs in zip(by_insert, (ours, expected), strict=True):
        for pair, number in pairs.items():
            counted[pair.split(" ")[0]] += number
    assert (by_insert[1] - by_insert[0]).total() <= 5


@st.composite
def random_reads(draw: st.DrawFn, layout: Layout) -> list[str]:
    """Reads that a kit may have made, and what else may stand in a file."""
    bases = st.text("ACGTN", max_size=45)

    def random(number: int) -> str:
        return draw(st.text("ACGT", min_size=number, max_size=number))

    reads = []
    for insert_ in draw(st.lists(bases, max_size=12)):
        molecule = random(layout.bases_5p) + insert_ + random(layout.bases_3p) + layout.adapter
        molecule += random(layout.umi_after) + draw(st.sampled_from(["", "G" * 12, "ACGTTGCA"]))
        cut = molecule[: draw(st.integers(0, 90))]
        quality = draw(st.text("#,:FI", min_size=len(cut), max_size=len(cut)))
        reads.append(RECORD.format(name="r", sequence=cut, quality=quality))
    return reads


@pytest.mark.parametrize("kit", ["truseq", "nextflex_v3", "qiaseq", "smarter", "trimmed"])
@settings(max_examples=40)
@given(data=st.data())
def test_as_many_reads_go_in_as_have_a_fate(tmp_path_factory, kit, data):
    reads = data.draw(random_reads(KITS[kit]))
    folder = tmp_path_factory.mktemp("reads")
    path = write(folder / "x.fastq", "".join(reads))
    inserts, tally = run_main(folder, [path], KITS[kit])
    lines = inserts.splitlines()
    counted = [int(line.split("_x")[1].split(" ")[0]) for line in lines[::4]]
    behind = [int(line.split("reads=")[1]) for line in lines[::4]]
    assert tally["reads"] == len(reads)
    assert sum(counted) + sum(tally["dropped"].values()) == len(reads)
    assert sum(behind) - sum(counted) == tally["dropped"]["duplicate"]
    assert all(0 <= count <= number for count, number in zip(counted, behind, strict=True))
    assert all(16 <= len(line) <= 40 for line in lines[1::4])
