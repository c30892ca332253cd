"""The same reads give the same inserts, however a file has them written."""

import gzip
import os
import random
import resource
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.files import write
from builders.paths import CASES, ROOT
from mirtrd.core.job import UserError
from mirtrd.inputs.kits import Layout
from mirtrd.trimming.collapsing import sequences_of
from mirtrd.trimming.reading import read_blocks, read_dialects
from mirtrd.trimming.sampling import first_reads
from mirtrd.trimming.trim_reads import Limits, count_inserts, trim_all

TRUSEQ = Layout(adapter="TGGAATTCTCGGGTGCCAAGG")
TRIMMED = Layout()
LIMITS = Limits(min_length=16, max_length=40, max_expected_errors=1.0)
# Qualities that no read is dropped for, of three values and more.
GOOD = "FGHIJ"


def inserts_of(path: str, layout: Layout = TRIMMED) -> tuple[Counter[str], Counter[str]]:
    """The reads of each insert of a file, and those of each fate that drops one."""
    collapsed, dropped = trim_all(read_blocks([path]), layout, LIMITS)
    names = sequences_of(collapsed).astype(str).tolist()
    return Counter(dict(zip(names, collapsed.reads.tolist(), strict=True))), +dropped


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A way to write reads."""

    form: str
    suffix: str = ""
    end: str = "\n"
    offset: int = 33
    letters: str = "ACGTN"
    last_end: bool = True
    blank: str = ""
    mark: str = ""
    header: str = ""
    name: str = field(default="")

    def write(self, folder: Path, reads: list[str]) -> str:
        form, distinct = self.form, list(Counter(reads).items())
        shift = self.offset - 33
        shown = str.maketrans("ACGTN", self.letters)
        quality = [chr(ord(letter) + shift) for letter in GOOD]
        records = []
        for number, (read, count) in enumerate(
            distinct if "collapsed" in form or form == "table" else [(read, 1) for read in reads], 1
        ):
            name = f"r{number}_x{count}" if "collapsed" in form else f"read{number}"
            qualities = "".join(quality[(number + at) % 5] for at in range(len(read)))
            bases = read.translate(shown)
            if "FASTQ" in form:
                records.append(self.end.join([f"@{name}", bases, "+", qualities]))
            elif "FASTA" in form:
                records.append(self.end.join([f">{name}", bases]))
            else:
                records.append(f"{bases}\t{count}")
        text = self.mark + self.header * (form == "table") + (self.end + self.blank).join(records)
        text += self.end * self.last_end
        return write(folder / f"reads.txt{self.suffix}", text)


WRITINGS = st.builds(
    Writing,
    form=st.sampled_from(["FASTQ", "FASTA", "collapsed FASTQ", "collapsed FASTA", "table"]),
    suffix=st.sampled_from(["", ".gz"]),
    end=st.sampled_from(["\n", "\r\n"]),
    offset=st.sampled_from([33, 64]),
    letters=st.sampled_from(["ACGTN", "acgtn", "ACGUN", "acgun", "AcGun"]),
    last_end=st.booleans(),
    blank=st.sampled_from(["", "\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
    header=st.sampled_from(["", "sequence\tcount\n"]),
)


@given(
    st.lists(st.tuples(st.text("ACGT", min_size=4, max_size=45), st.booleans()), min_size=1),
    st.lists(st.integers(0, 20), max_size=20),
    WRITINGS,
)
@settings(max_examples=150)
def test_reads_are_the_same_in_any_dialect(tmp_path_factory, bases, again, writing):
    reads = [read + TRUSEQ.adapter * adapter for read, adapter in bases]
    reads += [reads[number % len(reads)] for number in again]
    folder = tmp_path_factory.mktemp("reads")
    plain = Writing(form="FASTQ").write(folder, reads)
    expected = {layout: inserts_of(plain, layout) for layout in (TRIMMED, TRUSEQ)}
    written = writing.write(folder, reads)
    assert {layout: inserts_of(written, layout) for layout in expected} == expected
    assert first_reads(read_dialects([written])).number == len(reads)


def test_qualities_with_an_offset_of_64_drop_the_same_reads(tmp_path):
    reads = [("CA" * 10, "I" * 20), ("CA" * 11, "##" * 11), ("CA" * 12, "5I" * 12)]
    text = "".join(f"@r\n{bases}\n+\n{qualities}\n" for bases, qualities in reads)
    old = "".join(
        f"@r\n{bases}\n+\n{''.join(chr(ord(letter) + 31) for letter in qualities)}\n"
        for bases, qualities in reads
    )
    kept = inserts_of(write(tmp_path / "new.fastq", text))
    assert kept == ({"CA" * 10: 1, "CA" * 12: 1}, {"low_quality": 1})
    assert inserts_of(write(tmp_path / "old.fastq", old)) == kept


def test_a_file_that_changes_its_scale_is_damaged(tmp_path, monkeypatch):
    monkeypatch.setattr("mirtrd.trimming.fastq.BLOCK_BYTES", 100)
    text = ("@r\n" + "CA" * 10 + "\n+\n" + "hgf" * 6 + "hh\n") * 5 + "@r\nCA\n+\n##\n"
    path = write(tmp_path / "x.fastq", text)
    with pytest.raises(UserError, match="record 6 has qualities with an offset of 33, those"):
        inserts_of(path)


def test_no_read_is_dropped_for_qualities_that_say_nothing(tmp_path):
    """As in SRA Lite: all bases of a read have "?", or "$" where the machine refused it."""
    text = "".join(f"@r\n{'CA' * 10}\n+\n{'?$'[n % 2] * 20}\n" for n in range(200))
    assert inserts_of(write(tmp_path / "x.fastq", text)) == ({"CA" * 10: 200}, {})


def test_tallies_of_collapsed_reads_are_of_reads(tmp_path):
    adapter = TRUSEQ.adapter
    reads = ["CA" * 10 + adapter, "CA" * 3 + adapter, adapter, "CA" * 20, "CA" * 23 + adapter]
    reads += ["CN" * 10 + adapter]
    path = write(
        tmp_path / "x.fa", "".join(f">r_x{100 + n}\n{read}\n" for n, read in enumerate(reads))
    )
    assert inserts_of(path, TRUSEQ) == (
        {"CA" * 10: 100},
        {"too_short": 101, "adapter_dimer": 102, "no_adapter": 103, "too_long": 104, "n_rich": 105},
    )


@pytest.mark.parametrize(
    "line", [b"A" * 10_000_000, b"\0" * 10_000_000], ids=["one line", "NUL bytes"]
)
def test_a_file_without_line_ends_fails_in_bounded_memory(tmp_path, line):
    path = write(tmp_path / "x.fastq.gz", b"@r\n" + line)
    with pytest.raises(UserError, match=r"x.fastq.gz: (cannot be read|record 1 is not FASTQ)"):
        inserts_of(path)


def test_a_thousand_million_letters_without_line_end_need_little_memory(tmp_path):
    path = tmp_path / "x.fastq"
    with path.open("wb") as file:
        file.write(b"@r\nA")
        os.truncate(path, 1_000_000_000)
    code = (
        "import sys\n"
        f"sys.path.insert(0, {str(ROOT / 'workflow' / 'scripts')!r})\n"
        "from mirtrd.trimming.reading import read_dialects\n"
        "from mirtrd.trimming.sampling import first_reads\n"
        f"print(first_reads(read_dialects([{str(path)!r}])).damage)\n"
    )
    limit = 1_500_000_000
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        check=False,
    )
    assert "x.fastq: " in found.stdout, found.stderr[-500:]


def test_a_gzipped_file_of_many_blank_lines_is_empty(tmp_path):
    path = tmp_path / "x.fastq.gz"
    path.write_bytes(gzip.compress(b"\n" * 3_000_000))
    assert inserts_of(str(path)) == ({}, {})


def case(name: str) -> str:
    path = CASES / name
    if not path.is_file():
        pytest.skip(f"{path} is absent")
    return str(path)


@pytest.mark.parametrize(
    ("name", "layout", "kept", "dropped"),
    [
        ("12-phred64/reads/TRD1.fastq.gz", TRUSEQ, 2420, {"no_adapter": 1153, "low_quality": 427}),
        ("13-empty-last-line/reads/TRD2.fastq", TRUSEQ, 4000, {}),
        ("15-interleaved-pairs/reads/TRD1.fastq.gz", TRUSEQ, 4000, {}),
        ("16-collapsed-fasta/reads/TRD1.fa.gz", TRIMMED, 4000, {}),
        ("18-reads-with-U/reads/TRD1.fastq.gz", TRIMMED, 4000, {}),
        ("35-collapsed-fastq/reads/TRD01.collapsed.fastq.gz", TRIMMED, 16_588, {}),
    ],
)
def test_reads_of_the_cases_are_as_many_as_there_are(name, layout, kept, dropped):
    inserts, fates = inserts_of(case(name), layout)
    assert (inserts.total(), fates) == (kept, dropped)


def test_the_share_of_q30_of_the_case_of_offset_64_is_that_of_its_reads():
    reads = first_reads(read_dialects([case("12-phred64/reads/TRD1.fastq.gz")]))
    assert round(reads.q30_share, 2) == 0.59


def test_umis_in_names_tell_molecules_as_those_in_reads_do(tmp_path):
    """Reads of a kit with a UMI of 8 nt, and the same ones with the UMI moved to the name."""
    layout = Layout(bases_5p=8, adapter=TRUSEQ.adapter, umi_5p=8)
    draw = random.Random(3)
    inserts = ["".join(draw.choices("ACGT", k=22)) for _ in range(5)]
    molecules = [("".join(draw.choices("ACGT", k=8)), draw.choice(inserts)) for _ in range(60)]
    reads = [molecule for molecule in molecules for _ in range(draw.randint(1, 9))]
    quality = (GOOD * 20)[: 8 + 22 + len(layout.adapter)]
    inside, named = (
        write(
            tmp_path / f"{name}.fastq",
            "".join(
                f"@r{n}{mark}\n{bases}{layout.adapter}\n+\n{quality[place:]}\n"
                for n, (mark, bases) in enumerate(rows)
            ),
        )
        for name, place, rows in (
            ("inside", 0, [("", umi + insert) for umi, insert in reads]),
            ("named", 8, [(f"_{umi}", insert) for umi, insert in reads]),
        )
    )
    expected, _ = trim_all(read_blocks([inside]), layout, LIMITS)
    found, fates = trim_all(read_blocks([named]), TRUSEQ, LIMITS, umi_in_names=8)
    assert found.words.tolist() == expected.words.tolist()
    assert found.reads.tolist() == expected.reads.tolist()
    counted, tally = count_inserts(found, 8)
    assert (tally.reads, fates.total()) == (len(reads), 0)
    assert tally.molecules == sum(counted.counts) == len(set(molecules))
    assert first_reads(read_dialects([named])).umi_length == 8
    # Another file of the sample that has no UMIs.
    plain = write(tmp_path / "plain.fastq", f"@r\n{inserts[0]}{TRUSEQ.adapter}\n+\n{quality[8:]}\n")
    _, fates = trim_all(read_blocks([named, plain]), TRUSEQ, LIMITS, umi_in_names=8)
    assert +fates == {"no_umi": 1}
