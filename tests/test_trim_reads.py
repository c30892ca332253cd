"""Every read ends as an insert or in one fate; inserts are those of the cutadapt command."""

import gzip
import json
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import dnaio
import pytest

from mirtrd.inserts import read_inserts
from mirtrd.jobs import UserError
from trim_reads import Limits, main, read_records, trim

TRUSEQ = "TGGAATTCTCGGGTGCCAAGG"
NEBNEXT = "AGATCGGAAGAGCACACGTCT"
LIMITS = Limits(min_length=16, max_length=40, max_expected_errors=1.0, keep_untrimmed=False)
RECORD = "@{name}\n{sequence}\n+\n{quality}\n"


def insert(length: int) -> str:
    return ("CA" * length)[:length]


def read(sequence: str, quality: str = "I") -> dnaio.SequenceRecord:
    """A read whose last quality is repeated to its end; "I" is Q40, "." Q13 and "/" Q14."""
    return dnaio.SequenceRecord(
        "read", sequence, quality.ljust(len(sequence), quality[-1])[: len(sequence)]
    )


def trim_one(sequence: str, quality: str = "I", limits: Limits = LIMITS, adapter: str = TRUSEQ):
    """The insert of a read, or its fate."""
    inserts, dropped = trim([read(sequence, quality)], adapter, limits)
    assert inserts.total() + dropped.total() == 1
    return next(iter(inserts), None) or next(fate for fate, reads in dropped.items() if reads)


def fastq(sequences: list[str]) -> str:
    return "".join(
        RECORD.format(name=f"r{number}", sequence=sequence, quality="I" * len(sequence))
        for number, sequence in enumerate(sequences, start=1)
    )


def write(path: Path, content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return str(path)


def run_main(folder: Path, reads: list[str], limits: Limits = LIMITS) -> tuple[str, dict]:
    """The text of the inserts file and the tally that the job writes."""
    outputs = SimpleNamespace(inserts=folder / "inserts.fasta.gz", tally=folder / "tally.json")
    params = SimpleNamespace(adapter=TRUSEQ, limits=limits._asdict())
    main(SimpleNamespace(input=SimpleNamespace(reads=reads), output=outputs, params=params))
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
    limits = Limits(18, 25, 0.5, False)
    assert trim_one(insert(17) + TRUSEQ, limits=limits) == "too_short"
    assert trim_one(insert(18) + TRUSEQ, limits=limits) == insert(18)
    assert trim_one(insert(25) + TRUSEQ, limits=limits) == insert(25)
    assert trim_one(insert(26) + TRUSEQ, limits=limits) == "too_long"
    # 9 x 0.050119 = 0.4511, 10 x 0.050119 = 0.5012, next to nothing from the others.
    assert trim_one(insert(20) + TRUSEQ, "." * 9 + "I", limits) == insert(20)
    assert trim_one(insert(20) + TRUSEQ, "." * 10 + "I", limits) == "low_quality"


def test_each_read_has_one_fate():
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
    inserts, dropped = trim(reads, TRUSEQ, LIMITS)
    assert inserts == {insert(20): 3, insert(22): 1}
    assert dropped == {
        "no_adapter": 3,
        "adapter_dimer": 1,
        "too_short": 1,
        "too_long": 1,
        "n_rich": 2,
        "low_quality": 1,
    }
    assert inserts.total() + dropped.total() == len(reads)


def test_untrimmed_reads_are_inserts_if_asked_for():
    limits = LIMITS._replace(keep_untrimmed=True)
    assert trim_one(insert(22), limits=limits) == insert(22)
    assert trim_one(insert(20) + TRUSEQ, limits=limits) == insert(20)
    assert trim_one(insert(41), limits=limits) == "too_long"
    assert trim_one(insert(15), limits=limits) == "too_short"
    assert trim_one("NN" + insert(20), limits=limits) == "n_rich"
    assert trim_one(insert(22), "#", limits=limits) == "low_quality"


def test_lanes_are_joined(tmp_path):
    lanes = [
        write(tmp_path / "L1.fastq.gz", fastq([insert(20) + TRUSEQ, insert(22) + TRUSEQ])),
        write(tmp_path / "L2.fastq", fastq([insert(22) + TRUSEQ, insert(50)])),
    ]
    inserts, tally = run_main(tmp_path, lanes)
    assert inserts == f">seq_1_x2\n{insert(22)}\n>seq_2_x1\n{insert(20)}\n"
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
    inserts, dropped = trim(read_records([str(path)]), TRUSEQ, LIMITS)
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
        case "fasta":
            return write(plain, ">r1\nACGT\n>r2\nACGT\n")
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
    ("fasta", r"record 1 is not FASTQ: .* expected to start with '@', but found '>'"),
    ("lengths differ", r"record 2 is not FASTQ: .* Length of sequence and qualities differ"),
    ("html", r"record 1 is not FASTQ: .* expected to start with '@', but found '<'"),
]


@pytest.mark.parametrize(("damage", "message"), BAD_FILES)
def test_a_damaged_file_is_named_with_its_record(tmp_path, damage, message):
    path = damaged_file(tmp_path, damage)
    with pytest.raises(UserError, match=f"^{re.escape(path)}: {message}") as raised:
        list(read_records([path]))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("damage", "message"), BAD_FILES)
def test_a_damaged_file_fails_its_sample_and_counts_nothing(tmp_path, damage, message, capsys):
    good = write(tmp_path / "good.fastq", fastq([insert(20) + TRUSEQ]))
    bad = damaged_file(tmp_path, damage)
    inserts, tally = run_main(tmp_path, [good, bad])
    assert inserts == ""
    assert read_inserts(tmp_path / "inserts.fasta.gz") == ([], [])
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


def simulate(path: Path, adapter: str, length: int, reads: int) -> None:
    """Reads of inserts of 0-45 nt, half of them from 200 molecules that occur again and again."""
    bases = random.Random(f"{adapter}{length}")
    molecules = ["".join(bases.choices("ACGT", k=bases.randint(0, 45))) for _ in range(200)]
    with path.open("w") as file:
        for number in range(reads):
            fresh = "".join(bases.choices("ACGT", k=bases.randint(0, 45)))
            molecule = bases.choice([fresh, bases.choice(molecules)])
            behind = "".join(bases.choices("ACGT", k=length))
            sequence = mutate(molecule + adapter + behind, bases)[:length]
            letters = bases.choice(["IIIIIF", "IIIFF:,", "FF:,,#"])
            quality = "".join(bases.choices(letters, k=len(sequence)))
            file.write(RECORD.format(name=f"r{number}", sequence=sequence, quality=quality))


@pytest.mark.parametrize("length", [36, 50])
@pytest.mark.parametrize("adapter", [TRUSEQ, NEBNEXT], ids=["truseq", "nebnext"])
def test_the_inserts_are_those_of_the_cutadapt_command(tmp_path, adapter, length):
    reads = tmp_path / "reads.fastq"
    simulate(reads, adapter, length, 5000)
    command = [str(Path(sys.executable).with_name("cutadapt")), "-a", adapter, "-e", "0.1"]
    command += ["-O", "5", "-m", "16", "-M", "40", "--max-n", "1", "--max-ee", "1"]
    command += ["--discard-untrimmed", "--quiet", "-o", str(tmp_path / "out.fastq"), str(reads)]
    subprocess.run(command, check=True)
    with dnaio.open(tmp_path / "out.fastq") as file:
        expected = Counter(record.sequence for record in file)
    assert expected.total() > 1000
    inserts, dropped = trim(read_records([str(reads)]), adapter, LIMITS)
    assert inserts.total() + dropped.total() == 5000
    # About 3 of 10,000 such reads differ, all in the same way: the first 12 bases of the
    # adapter are there without error and we cut at them, but the bases behind them hold so many
    # errors that the adapter as a whole is over a tenth and the command finds none.
    assert not expected - inserts
    differing = inserts - expected
    assert differing.total() <= 5
    sequences = reads.read_text().splitlines()[1::4]
    assert all(any(s.startswith(i + adapter[:12]) for s in sequences) for i in differing)
