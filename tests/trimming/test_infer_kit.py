"""The kit of simulated and real libraries is inferred, or the sample says why it cannot be."""

import json
import random
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import pytest

from builders.paths import SHARED
from builders.reads import reads_of
from make_libraries import KITS, reference, simulate, write_fastq, write_matures
from mirtrd.core.job import UserError
from mirtrd.inputs.kits import Layout, read_kits
from mirtrd.trimming.conflicts import Declared
from mirtrd.trimming.infer_kit import judge, main
from mirtrd.trimming.reading import read_dialects
from mirtrd.trimming.sampling import first_reads
from mirtrd.trimming.verdicts import Verdict

TABLE = read_kits(KITS)

REAL = SHARED / "kits"
CUSTOM = Layout(bases_5p=6, adapter="ACGGGCTAATATTTATCGGTGGAG")
NO_CUSTOM = asdict(Layout()) | {"adapter": None}
AUTO = Declared(kit="auto", layout=None, on_conflict="fail", unit="auto")


@pytest.fixture(scope="session")
def matures() -> set[str]:
    text, places = reference()
    return {text[start:end] for start, end in places}


@pytest.fixture
def verdict_of(matures):
    """A function from records and what is declared of them to the verdict."""

    def verdict_of(records, kit="auto", layout=None, on_conflict="fail", unit="auto") -> Verdict:
        declared = Declared(
            kit=kit, layout=layout or TABLE.get(kit), on_conflict=on_conflict, unit=unit
        )
        return judge(reads_of(records), matures, TABLE, declared)

    return verdict_of


def library(kit: str, **settings):
    return simulate(TABLE[kit], **({"reads": 2000, "seed": 1} | settings)).records


@pytest.mark.parametrize("kit", TABLE)
@pytest.mark.parametrize(
    ("read_length", "mirna_share", "dimers"),
    [(36, 0.2, 0.0), (50, 0.9, 0.6), (76, 0.2, 0.6), (101, 0.9, 0.0)],
)
def test_every_kit_is_inferred(verdict_of, kit, read_length, mirna_share, dimers):
    records = library(kit, read_length=read_length, mirna_share=mirna_share, dimers=dimers)
    verdict = verdict_of(records)
    assert verdict.failure is None
    assert verdict.inferred_layout.trims_as(TABLE[kit])
    assert (
        verdict.kit == verdict.inferred == next(k for k in TABLE if TABLE[k].trims_as(TABLE[kit]))
    )
    assert verdict.support > 0.6
    assert (verdict.runner_up_support or 0) < 0.05
    # Of kits that trim alike, one stands for all.
    alike = [[k for k in TABLE if TABLE[k].trims_as(layout)] for layout in TABLE.values()]
    assert set(verdict.supports) <= {name for names in alike for name in names}
    assert all(len(set(verdict.supports) & set(names)) == 1 for names in alike)


@pytest.mark.parametrize(("kit", "read_length"), [("truseq", 50), ("4n", 36), ("qiaseq", 50)])
def test_a_poor_library_of_20_000_reads_has_a_verdict(verdict_of, kit, read_length):
    settings = {"mirna_share": 0.05, "dimers": 0.6, "read_length": read_length}
    verdict = verdict_of(library(kit, reads=20_000, **settings))
    assert verdict.inferred == kit
    assert verdict.reads == 20_000
    assert verdict.read_length == read_length


@pytest.mark.parametrize(
    "layout",
    [
        CUSTOM,
        Layout(adapter="CTGTAGGCACCATCAATCGG"),  # the linker that QIAseq's adapter holds
        Layout(adapter="AACTGTAGGCACCATCAAT"),  # QIAseq's adapter, but no UMI behind it
        Layout(adapter="TGGAATTCTCGGGTGCCAAGG", bases_3p=4),
        Layout(adapter="TGGAATTCTCGGGTGCCAAGG", bases_3p=2),
        Layout(adapter="TCACTTCGTATGCCGTCTTCTGCTTG"),  # a barcode, then the adapter of v1.0
        Layout(bases_5p=5, adapter="AAAAAAAAAA"),
        Layout(bases_5p=4, bases_3p=4),  # trimmed, but for the random bases
        Layout(bases_5p=8, adapter="GTCAGCTTACGTTCAGGA", bases_3p=3),
    ],
)
def test_a_layout_of_no_table_is_discovered(verdict_of, layout):
    records = simulate(layout, reads=2000, read_length=76).records
    verdict = verdict_of(records)
    assert verdict.kit == verdict.inferred == "custom"
    assert verdict.layout.trims_as(layout)
    assert "no kit of the table explains the reads" in verdict.warning
    assert verdict_of(records, "custom", layout).warning is None


def test_a_umi_behind_an_unknown_adapter_is_discovered(verdict_of):
    # Of a library of QIAseq, to have something behind the UMI.
    records = [
        (name, "AC" + bases[:-2], qualities)
        for name, bases, qualities in library("qiaseq", read_length=101)
    ]
    layout = verdict_of(records).layout
    assert layout == Layout(bases_5p=2, adapter="AACTGTAGGCACCATCAAT", umi_after=12)


def test_one_mirna_or_the_template_of_its_hairpin_does_not_decide(verdict_of, matures):
    # 5,000 fragments of one hairpin, four bases of template on either side, among 500 others.
    read = "GTCA" + "TAGCTTATCAGACTGATGTTGA" + "CTGT" + "TGGAATTCTCGGGTGCCAAGG"
    records = [("hairpin", read[:50], "I" * len(read[:50]))] * 5000
    verdict = verdict_of(records + library("truseq", reads=1000, mirna_share=0.9))
    assert verdict.inferred == "truseq"
    # And alone, they are no evidence of random bases.
    assert verdict_of(records).inferred is None


def test_a_declared_kit_that_contradicts_the_reads_fails_with_both_shown(verdict_of):
    records = library("nebnext")
    verdict = verdict_of(records, "truseq")
    support = round(100 * verdict.support)
    assert verdict.failure == (
        "truseq is declared (adapter TGGAATTCTCGGGTGCCAAGG: 0 % of the reads with a miRNA), but "
        f"the reads are nebnext (adapter AGATCGGAAGAGCACACGTCT: {support} %): mend the kit, or set "
        "library.on_conflict to warn"
    )
    assert (verdict.kit, verdict.layout, verdict.inferred) == (None, None, "nebnext")
    warned = verdict_of(records, "truseq", on_conflict="warn")
    assert warned.failure is None
    assert (warned.kit, warned.layout) == ("truseq", TABLE["truseq"])
    assert "truseq is declared" in warned.warning
    assert "the reads are nebnext" in warned.warning


@pytest.mark.parametrize(
    ("declared", "reads"),
    [("illumina_v1.0", "illumina_v1.5"), ("illumina_v1.5", "illumina_v1.0"), ("truseq", "4n"),
     ("4n", "truseq"), ("nebnext", "qiaseq"), ("truseq", "trimmed"), ("nebnext", "smarter")],
)  # fmt: skip
def test_kits_that_resemble_each_other_are_in_conflict(verdict_of, declared, reads):
    verdict = verdict_of(library(reads, read_length=76), declared)
    assert f"{declared} is declared" in verdict.failure
    assert f"but the reads are {reads}" in verdict.failure


@pytest.mark.parametrize(
    ("declared", "reads"),
    [("nextflex_v3", "4n"), ("nextflex_v4", "truseq"), ("mirna_prep", "qiaseq"),
     ("cats", "smarter")],
)  # fmt: skip
def test_kits_of_one_layout_are_no_conflict(verdict_of, declared, reads):
    verdict = verdict_of(library(reads, read_length=76), declared)
    assert (verdict.failure, verdict.warning) == (None, None)
    assert (verdict.kit, verdict.layout, verdict.inferred) == (declared, TABLE[declared], reads)


def test_an_adapter_may_be_declared_at_another_length(verdict_of):
    layout = Layout(adapter="TGGAATTCTCGGGTGCCAAGGAACTCCAG")
    verdict = verdict_of(library("truseq"), "custom", layout)
    assert (verdict.failure, verdict.warning, verdict.layout) == (None, None, layout)


def test_two_libraries_in_a_file_are_said(verdict_of):
    one, other = library("truseq", mirna_share=0.9), library("4n", mirna_share=0.9)
    few = verdict_of(one + other[:400])
    assert few.inferred == "truseq"
    assert few.runner_up == "4n"
    assert "are there two libraries in the file?" in few.warning
    half = verdict_of(one + other)
    assert half.inferred is None
    assert "the kit cannot be told from the reads" in half.failure


def test_dimers_without_mirnas_fail_with_the_reason(verdict_of):
    records = library("truseq", dimers=0.97, mirna_share=0.001)
    verdict = verdict_of(records)
    assert verdict.failure.startswith(
        f"the kit cannot be told from the reads: {verdict.anchors} reads of {verdict.mirnas} miRNAs"
        " show what follows a whole miRNA of the reference, at least 20 reads of 2 miRNAs are "
        "needed; adapter of truseq in "
    )
    assert "% within the first 5 bases: adapter dimers" in verdict.failure
    assert verdict.inferred is None
    declared = verdict_of(records, "nebnext")
    assert (declared.failure, declared.kit) == (None, "nebnext")
    assert declared.warning.endswith("adapter dimers. nebnext is taken as declared")


def test_dimers_of_a_kit_with_random_bases_are_longer(verdict_of):
    failure = verdict_of(library("4n", dimers=0.97, mirna_share=0.001)).failure
    assert "adapter of 4n in" in failure
    assert "% within the first 13 bases: adapter dimers" in failure


def test_other_rnas_alone_and_no_reads_are_too_little_evidence(verdict_of):
    assert "cannot be told" in verdict_of(library("truseq", mirna_share=0.0)).failure
    empty = verdict_of([])
    assert empty.failure.startswith("the kit cannot be told from the reads: 0 reads of 0 miRNAs")
    assert (empty.reads, empty.read_length, empty.q30_share) == (0, 0, 0.0)


def test_reads_that_end_with_the_mirna_are_said_to_be_short(verdict_of):
    verdict = verdict_of(library("truseq", reads=20_000, read_length=24))
    assert "of the reads with a miRNA end less than 5 bases behind it" in verdict.warning


def test_reads_too_short_for_a_umi_lose_it(verdict_of):
    records = library("qiaseq", read_length=50)
    short = (
        "the reads are too short for the UMI of qiaseq: 0 % have the 51 nt that show it behind an "
        "insert of 22 nt"
    )
    verdict = verdict_of(records)
    assert verdict.warning == f"{short}: reads are counted"
    assert verdict.layout == TABLE["qiaseq"].without_umi()
    assert verdict.inferred_layout == TABLE["qiaseq"]
    failed = verdict_of(records, unit="molecules")
    assert failed.failure == f"{short}, and counting.unit is molecules"
    assert verdict_of(library("qiaseq", read_length=51)).layout == TABLE["qiaseq"]


def test_molecules_need_a_umi_and_reads_none(verdict_of):
    failure = verdict_of(library("truseq"), unit="molecules").failure
    assert failure == "counting.unit is molecules, but truseq has no UMI"
    records = library("4n")
    assert "nextflex_v3 takes the bases" in verdict_of(records, unit="molecules").failure
    assert verdict_of(records, "nextflex_v3", unit="molecules").layout == TABLE["nextflex_v3"]
    assert verdict_of(records, "nextflex_v3", unit="reads").layout == TABLE["4n"]


def test_umis_in_names_are_counted_unless_reads_are_asked_for(verdict_of):
    draw = random.Random(2)
    records = [
        (f"{name}_{''.join(draw.choices('ACGT', k=10))}", bases, qualities)
        for name, bases, qualities in library("truseq")
    ]
    for unit in ("auto", "molecules"):
        verdict = verdict_of(records, unit=unit)
        assert verdict.umi_in_names == 10
        assert verdict.warning == (
            "the names of the reads hold UMIs of 10 nt: molecules are counted"
        )
    verdict = verdict_of(records, unit="reads")
    assert (verdict.umi_in_names, verdict.warning) == (0, None)


@pytest.mark.parametrize("kit", ["truseq", "trimmed"])
def test_collapsed_reads_have_the_verdict_of_all_reads(verdict_of, kit):
    records = library(kit, mirna_share=0.6)
    counts = Counter(bases for _, bases, _ in records)
    collapsed = [
        (f"{n}_x{count}", bases, ("FGHIJ" * 30)[: len(bases)])
        for n, (bases, count) in enumerate(counts.most_common())
    ]
    whole, verdict = verdict_of(records), verdict_of(collapsed)
    assert verdict.kit == whole.kit == kit
    assert (verdict.reads, verdict.anchors, verdict.mirnas, verdict.read_length) == (
        whole.reads, whole.anchors, whole.mirnas, whole.read_length
    )  # fmt: skip
    example = f"0_x{counts.most_common()[0][1]}"
    assert verdict.warning == f"collapsed reads: their counts stand in the names ({example})"


def run_main(folder: Path, reads: list[str], declared: str = "auto", custom=NO_CUSTOM) -> dict:
    """The verdict that the job writes."""
    verdict = folder / "verdict.json"
    inputs = {"reads": reads, "matures": write_matures(folder / "m.tsv"), "kits": str(KITS)}
    params = {"declared": declared, "custom": custom, "on_conflict": "fail", "unit": "auto"}
    main(
        SimpleNamespace(
            input=SimpleNamespace(**inputs),
            output=SimpleNamespace(verdict=verdict),
            params=SimpleNamespace(**params),
        )
    )
    return json.loads(verdict.read_text())


def test_the_job_writes_the_verdict(tmp_path):
    fastq = write_fastq(tmp_path / "reads.fastq.gz", library("qiaseq", read_length=76))
    verdict = run_main(tmp_path, [fastq])
    support = verdict["support"]
    assert support == round(support, 4) == verdict["supports"]["qiaseq"]
    assert list(verdict) == [
        "failure", "warning", "declared", "kit", "layout", "inferred", "inferred_layout",
        "support", "runner_up", "runner_up_support", "reads", "anchors", "mirnas",
        "read_length", "q30_share", "supports",
    ]  # fmt: skip
    assert verdict["layout"] == verdict["inferred_layout"] == asdict(TABLE["qiaseq"])
    assert (verdict["failure"], verdict["warning"], verdict["kit"]) == (None, None, "qiaseq")
    assert (verdict["reads"], verdict["read_length"]) == (2000, 76)


def test_the_job_takes_a_custom_kit_from_the_config(tmp_path):
    records = simulate(CUSTOM, reads=3000).records
    fastq = write_fastq(tmp_path / "reads.fastq.gz", records)
    verdict = run_main(tmp_path, [fastq], "custom", NO_CUSTOM | asdict(CUSTOM))
    assert (verdict["failure"], verdict["warning"]) == (None, None)
    assert verdict["layout"] == asdict(CUSTOM)
    assert verdict["support"] > 0.8


def test_a_damaged_file_fails_its_sample(tmp_path):
    path = tmp_path / "reads.fastq"
    path.write_text("@r1\nACGT\n+\nIII\n")
    verdict = run_main(tmp_path, [str(path)], "truseq")
    assert verdict["failure"].startswith(f"{path}: record 1 is not FASTQ: ")
    assert (verdict["declared"], verdict["kit"], verdict["reads"]) == ("truseq", None, 0)


@pytest.mark.parametrize(
    ("name", "kit"),
    [
        ("mirtrace_tutorial_sample1_truseq", "truseq"),
        ("exRNAQC_RNA014937_S1_R1", "truseq"),
        ("optimir_S1.human", "nebnext"),
        ("ralodo93_QIAseq_sample2", "qiaseq"),
        ("mirtrace_tutorial_QIAseq_umi12", "qiaseq"),
        # Published as v1.0, but its miRNAs are followed by ATC and then by the adapter of v1.0.
        ("mirtrace_tutorial_sample3_SRR646457_human", "illumina_v1.5"),
        ("mirtrace_tutorial_sample4_SRR317146_oyster", "illumina_v1.0"),
        ("mirtrace_video_sample6", "truseq"),
        ("smallrnaseq_bovine_plasma", "trimmed"),
        ("ENCODE_HepG2_rep1_test", "custom"),
    ],
)
def test_the_kit_of_a_real_library(matures, name, kit):
    (path,) = REAL.glob(f"{name}.f*q.gz") if REAL.is_dir() else (None,)
    if path is None:
        pytest.skip(f"{REAL} is absent")
    try:
        # The last record of one of the files is damaged.
        reads = first_reads(read_dialects([str(path)]))
    except UserError as error:
        pytest.fail(str(error))
    verdict = judge(reads, matures, TABLE, AUTO)
    assert (verdict.failure, verdict.kit) == (None, kit)
    assert verdict.support > 0.85
    if kit == "custom":
        assert verdict.layout.trims_as(CUSTOM)
    else:
        assert verdict.warning is None
