"""A run is planned from config and sheet, or refused in one line before any read is touched."""

import re

import pytest

from builders.paths import MIRBASE, ROOT
from builders.workplace import CONFIG, CONTRAST, SHEET, Workplace, with_key
from mirtrd.core.job import UserError
from mirtrd.inputs.plan import Plan, make_plan
from mirtrd.reference.tables import EVIDENCE


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Workplace(tmp_path)


def refusal(config: dict) -> str:
    with pytest.raises(UserError) as raised:
        make_plan(config, ROOT)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_what_the_rules_ask_of_a_plan(workplace):
    workplace.write_sheet(SHEET.replace("\n", "\r\n"))
    plan = make_plan(CONFIG, ROOT)
    assert plan.samples == ["T1", "T2", "C1", "C2"]
    assert plan.reads["T2"] == ["reads/T2.fastq.gz"]
    assert plan.kits == dict.fromkeys(plan.samples, "auto")
    assert plan.reference["matures"] == str(MIRBASE / "hsa.matures.v22.fasta.gz")
    assert list(plan.contrasts) == ["TRD_vs_control"]
    assert plan.factor == "condition"
    assert (plan.has_batches, plan.has_cell_free, plan.from_counts) == (True, False, False)
    assert plan.settings["trimming"]["min_length"] == 15
    notes = [note for note in plan.notes if not note.startswith("expression: ")]
    assert notes == ["config/samples.tsv: Windows line ends (CRLF) were read as line ends"]


def test_lists_of_entries_are_those_of_the_human_reference_and_of_the_user(workplace):
    files = make_plan(CONFIG, ROOT).entry_sources
    assert files["accepted"] == str(MIRBASE / "hsa.accepted.tsv")
    assert "mirgenedb" not in files
    for name in ("hsa.gff", "hairpins.fa", "matures.fa"):
        (workplace.folder / name).touch()
    files = make_plan(with_key("reference.mirgenedb", "hsa.gff"), ROOT).entry_sources
    assert files["mirgenedb"] == "hsa.gff"
    assert files["annotation"] == str(MIRBASE / "hsa.v22.gff3.gz")
    own = {"hairpins": "hairpins.fa", "matures": "matures.fa"}
    assert "accepted" not in make_plan(with_key("reference", own), ROOT).entry_sources


def test_braces_in_a_path_are_named_before_any_job(workplace, tmp_path):
    named = "T1 {lane1} (\u00fc) 50%.fastq.gz"
    (workplace.folder / "reads" / "T1.fastq.gz").rename(workplace.folder / "reads" / named)
    workplace.write_sheet(SHEET.replace("T1.fastq.gz", named))
    assert refusal(CONFIG).startswith(f"reads/{named}: braces in a path mean a wildcard")
    good = named.replace("{lane1}", "lane1")
    (workplace.folder / "reads" / named).rename(workplace.folder / "reads" / good)
    workplace.write_sheet(SHEET.replace("T1.fastq.gz", good))
    assert make_plan(CONFIG, ROOT).reads["T1"] == [f"reads/{good}"]


def test_a_run_from_counts_has_no_reads(workplace):
    table = "mirna\tT1\tT2\tC1\tC2\nhsa-miR-21-5p\t5\t6\t7\t8\n"
    (workplace.folder / "counts.tsv").write_text(table)
    workplace.write_sheet(SHEET.replace("fastq", "site"))
    plan = make_plan(with_key("counts.path", "counts.tsv"), ROOT)
    assert plan.from_counts
    assert plan.reads == {}
    assert refusal(with_key("counts.path", "no.tsv")) == ("counts.path: no.tsv does not exist")


def test_a_count_table_is_checked_before_any_job(workplace):
    table = workplace.folder / "counts.tsv"
    workplace.write_sheet(SHEET.replace("fastq", "site"))
    table.write_text("mirna\tT1\tT2\tC1\tC2\nhsa-miR-21-5p\t5\t6\t7\tx\n")
    config = with_key("counts.path", "counts.tsv")
    message = "counts.path: counts.tsv, hsa-miR-21-5p, sample C2: 'x' is not a number"
    assert refusal(config) == message
    make_plan(config, ROOT, with_counts=False)
    table.write_text("mirna\tT1\tT2\tC1\tC2\nhsa-mir-21\t5\t6\t7\t8\n")
    assert (
        "counts.path: 1 of 1 names are no mature miRNA of the reference: literature and "
        "haemolysis cannot be looked up for them"
    ) in make_plan(config, ROOT).notes


def test_figures_are_coloured_by_the_first_factor(workplace):
    contrasts = {
        "sum": {"coefficients": {"batch[T.B]": 1}},
        "B_vs_A": {"factor": "batch", "tested": "B", "reference": "A"},
        "TRD_vs_control": CONTRAST,
    }
    section = {"design": "~ batch + condition", "contrasts": contrasts}
    assert make_plan({**CONFIG, "expression": section}, ROOT).factor == "batch"
    section = {"design": "~ batch + condition", "contrasts": {"sum": contrasts["sum"]}}
    assert make_plan({**CONFIG, "expression": section}, ROOT).factor == "condition"


def test_plasma_is_cell_free(workplace):
    assert make_plan(with_key("library.matrix", "plasma"), ROOT).has_cell_free


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (7, 1), (8, 2), (40, 2)])
def test_idle_cores_work_on_the_samples_there_are(workplace, cores, threads):
    assert make_plan(CONFIG, ROOT).threads_for_a_sample(cores) == threads


def test_the_sheet_has_the_last_word_on_kits(workplace):
    workplace.write_sheet(
        SHEET.replace("batch", "kit").replace("\tA\t", "\t\t").replace("\tB", "\tqiaseq")
    )
    kits = make_plan(with_key("library.kit", "truseq"), ROOT).kits
    assert kits == {"T1": "truseq", "T2": "qiaseq", "C1": "truseq", "C2": "qiaseq"}


@pytest.mark.parametrize(
    ("library", "message"),
    [
        ({"kit": "quiaseq"}, "library.kit is 'quiaseq', expected one of truseq, nextflex_v4, "),
        ({"kit": "custom"}, "library.custom is missing, kit 'custom' needs it"),
        (
            {"custom": {"adapter": "TGGAATTCTCGG"}},
            "library.custom is given, but only kit 'custom' uses it",
        ),
        (
            {"kit": "custom", "custom": {"adapter": "TGGAATTC", "bases_5p": 3, "umi_5p": 4}},
            "library.custom.umi_5p is larger than library.custom.bases_5p, which holds it",
        ),
        (
            {"kit": "custom", "custom": {"adapter": "TGGAATTC", "umi_after": 25}},
            "library.custom: a UMI of more than 24 nt is not supported",
        ),
    ],
)
def test_kit_and_layout_must_fit(workplace, library, message):
    assert refusal({**CONFIG, "library": library}).startswith(f"config: {message}")


def test_the_kit_of_a_sample_is_one_of_the_table(workplace):
    sheet = SHEET.replace("batch", "kit").replace("\tA\t", "\t\t").replace("\tB\t", "\tnebnxt\t")
    workplace.write_sheet(sheet)
    assert refusal(CONFIG).startswith(
        "sample sheet, sample T2: kit is 'nebnxt', expected one of truseq, "
    )


def test_second_reads_are_refused(workplace):
    workplace.write_sheet(SHEET.replace("batch", "fastq_2"))
    assert refusal(CONFIG) == (
        "config/samples.tsv, line 1: column 'fastq_2' looks like the second reads of pairs: "
        "miRNAs are shorter than a read, give read 1 only, in the column 'fastq'"
    )


def test_a_missing_fastq_is_named(workplace):
    (workplace.folder / "reads" / "C1.fastq.gz").unlink()
    assert refusal(CONFIG) == (
        "config/samples.tsv, sample C1: FASTQ file reads/C1.fastq.gz does not exist, "
        "neither from the working directory nor from the folder of the sheet"
    )


def test_a_confounded_design_is_refused(workplace):
    confounded = SHEET.replace("TRD\tB", "TRD\tA").replace("control\tA", "control\tB")
    workplace.write_sheet(confounded)
    error = refusal(with_key("expression.design", "~ batch + condition"))
    assert "'~ batch + condition' is confounded: condition[T.TRD] follows from" in error
    assert error.endswith("batch[T.B] (batch A holds only condition TRD)")


SPIKES = {"other": {"spike_in": "spikes.fasta"}, "spike_ins": "spikes.tsv"}


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("reference.hairpins", "config/samples.tsv", "reference.matures is missing: give hairpins"),
        (
            "reference",
            {"hairpins": "config/samples.tsv", "matures": "no.fasta"},
            "reference.matures: the file no.fasta does not exist",
        ),
        (
            "reference.other",
            {"tRNA": "no.fasta"},
            "reference.other.tRNA: the file no.fasta does not exist",
        ),
        (
            "reference",
            {"hairpins": "config/samples.tsv", "matures": "config/samples.tsv", "mirgenedb": "x"},
            "reference.mirgenedb needs reference.annotation",
        ),
        ("reference.mirgenedb", "hsa.gff", "reference.mirgenedb: the file hsa.gff does not exist"),
        ("reference.spike_ins", "x.tsv", "reference.spike_ins needs reference.other.spike_in"),
        ("reference", SPIKES, "reference.spike_ins: the file spikes.tsv does not exist"),
        ("trimming", {"min_length": 30, "max_length": 25}, "trimming.min_length is larger than"),
        ("expression.size_factors", "spike_ins", "expression.size_factors 'spike_ins' needs reads"),
        (
            "expression.contrasts",
            {"vst": CONTRAST},
            "expression.contrasts.vst: a file of the results has this name, expected another, such",
        ),
    ],
)
def test_keys_must_fit_each_other(workplace, key, value, message):
    (workplace.folder / "spikes.fasta").touch()
    assert refusal(with_key(key, value)).startswith(f"config: {message}")


def test_spike_ins_and_reference_mirnas_exclude_each_other(workplace):
    for name in ("spikes.fasta", "spikes.tsv"):
        (workplace.folder / name).touch()
    config = with_key("reference", SPIKES)
    config["expression"]["size_factors"] = "spike_ins"
    assert isinstance(make_plan(config, ROOT), Plan)
    assert make_plan(config, ROOT).scaled_by_spike_ins
    config["expression"]["reference_mirnas"] = ["hsa-miR-16-5p"]
    assert refusal(config) == (
        "config: expression.reference_mirnas and size_factors 'spike_ins' exclude each other"
    )


RUNS = SHEET.replace("fastq\n", "accession\n")
for number, sample in enumerate(("T1", "T2", "C1", "C2"), start=1):
    RUNS = RUNS.replace(f"reads/{sample}.fastq.gz", f"SRR842600{number}")


def test_runs_are_read_where_they_will_be_downloaded_to(workplace):
    workplace.write_sheet(RUNS.replace("SRR8426002", "SRR8426002,SRR8426005"))
    plan = make_plan(CONFIG, ROOT)
    assert plan.runs == ["SRR8426001", "SRR8426002", "SRR8426005", "SRR8426003", "SRR8426004"]
    assert plan.reads["T2"] == [
        "results/accession/SRR8426002.fastq.gz",
        "results/accession/SRR8426005.fastq.gz",
    ]


def test_a_sample_may_have_files_and_runs(workplace):
    sheet = SHEET.replace("fastq\n", "fastq\taccession\n").replace(
        "T1.fastq.gz\n", "T1.fastq.gz\t\n"
    )
    sheet = sheet.replace("C2.fastq.gz\n", "C2.fastq.gz\tSRR8426001\n")
    workplace.write_sheet(sheet.replace("reads/C1.fastq.gz", "\tSRR8426002"))
    plan = make_plan(CONFIG, ROOT)
    assert plan.reads["T1"] == ["reads/T1.fastq.gz"]
    assert plan.reads["C1"] == ["results/accession/SRR8426002.fastq.gz"]
    assert plan.reads["C2"] == ["reads/C2.fastq.gz", "results/accession/SRR8426001.fastq.gz"]


def test_a_run_from_counts_downloads_nothing(workplace):
    (workplace.folder / "counts.tsv").touch()
    workplace.write_sheet(RUNS)
    assert make_plan(with_key("counts.path", "counts.tsv"), ROOT, with_counts=False).runs == []


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        (
            RUNS.replace("SRR8426002", "SRR8426001"),
            "config/samples.tsv, sample T2: run SRR8426001 is given twice (first for sample T1): "
            "each run belongs to one sample, once",
        ),
        (
            RUNS.replace("SRR8426002", ""),
            "config/samples.tsv, sample T2: has neither files in the column 'fastq' nor runs in "
            "the column 'accession'",
        ),
        (
            RUNS.replace("SRR8426002", "GSM4473002"),
            "config/samples.tsv, sample T2: column 'accession' is 'GSM4473002', expected runs such "
            "as SRR8426358 separated by single commas: the target sheet finds those of a study",
        ),
        (
            RUNS.replace("T1\tTRD", "T1\t"),
            "sample sheet, column 'condition': no value for T1, but the design '~ condition' needs "
            "one",
        ),
    ],
)
def test_runs_that_cannot_be_taken_are_refused(workplace, sheet, message):
    workplace.write_sheet(sheet)
    assert refusal(CONFIG) == message


def test_an_accession_in_the_config_is_no_section(workplace):
    assert refusal({**CONFIG, "accession": "GSE148576"}) == (
        "config: accession is 'GSE148576', expected a section; to have a sheet made, give the "
        "accession behind --config on the command line"
    )


PAIRS = "sample\tpatient\ttime\n" + "".join(
    f"{time[0]}{patient}\t{patient}\t{time}\n"
    for patient in range(1, 9)
    for time in ("before", "after")
    if (patient, time) != (8, "after")
)
TIME = {"factor": "time", "tested": "after", "reference": "before"}


def paired(design: str) -> dict:
    return {
        "samples": "config/samples.tsv",
        "counts": {"path": "counts.tsv"},
        "expression": {"design": design, "contrasts": {"after_vs_before": TIME}},
    }


def test_libraries_of_a_person_are_added_up_before_the_design_is_checked(workplace):
    rows = "".join(
        f"s{number}\tp{number // 2}\t{'TRD' if number < 6 else 'control'}\n" for number in range(12)
    )
    workplace.write_sheet("sample\tpatient\tcondition\n" + rows)
    config = {
        "samples": "config/samples.tsv",
        "counts": {"path": "counts.tsv"},
        "expression": {
            "design": "~ condition",
            "contrasts": {"x": {"factor": "condition", "tested": "TRD", "reference": "control"}},
        },
    }
    notes = "\n".join(make_plan(config, ROOT, with_counts=False).notes)
    assert "6 of 6 in patient have several samples of one group" in notes
    config["expression"]["sum_libraries_of"] = "patient"
    notes = make_plan(config, ROOT, with_counts=False).notes
    assert "expression: s0 is the sum of 2 libraries of one patient: s0, s1" in notes
    assert "several samples" not in "\n".join(notes)
    config["expression"]["size_factors"] = "spike_ins"
    with pytest.raises(UserError, match="sum_libraries_of and size_factors 'spike_ins' exclude"):
        make_plan(config, ROOT, with_counts=False)


def test_numbered_patients_are_written_as_such_also_if_a_partner_is_missing(workplace):
    workplace.write_sheet(PAIRS)
    with pytest.raises(UserError, match=r"write C\(patient\) for groups or scale\(patient\) for a"):
        make_plan(paired("~ patient + time"), ROOT, with_counts=False)
    plan = make_plan(paired("~ C(patient) + time"), ROOT, with_counts=False)
    assert plan.factor == "time"


def test_no_column_is_demanded_that_the_design_does_not_name(workplace):
    workplace.write_sheet(PAIRS.replace("patient", "age"))
    config = paired("~ scale(age) + time")
    assert make_plan(config, ROOT, with_counts=False).factor == "time"
    config["expression"]["contrasts"] = {"late": {"coefficients": {"time[T.before]": 1}}}
    assert make_plan(config, ROOT, with_counts=False).factor == "age"


def test_samples_that_the_sheet_leaves_out_need_no_values(workplace):
    sheet = SHEET.replace("batch", "keep").replace("\tA\t", "\t\t").replace("\tB\t", "\t\t")
    workplace.write_sheet(sheet + "X1\t\tno\treads/T1.fastq.gz\n".replace("T1", "X1"))
    (workplace.folder / "reads" / "X1.fastq.gz").touch()
    assert len(make_plan(CONFIG, ROOT).samples) == 5
    workplace.write_sheet(sheet.replace("\t\t", "\tno\t"))
    assert refusal(CONFIG) == (
        "config/samples.tsv: column 'keep' is 'no' for all samples: none is left to compare"
    )


def test_kits_that_go_with_the_groups_are_told(workplace):
    sheet = SHEET.replace("batch", "kit").replace("TRD\tA", "TRD\tqiaseq")
    sheet = sheet.replace("TRD\tB", "TRD\tqiaseq").replace("control\tA", "control\ttruseq")
    workplace.write_sheet(sheet.replace("control\tB", "control\ttruseq"))
    notes = [note for note in make_plan(CONFIG, ROOT).notes if "mixes" in note]
    assert notes == [
        "TRD_vs_control mixes samples of different kit (qiaseq: 2 TRD, 0 control; truseq: 0 TRD, "
        "2 control), and each of these is in one group only: what differs between the groups may "
        "be the kit"
    ]


def test_published_reports_are_those_of_depression_another_table_or_none(workplace):
    shipped = ROOT / EVIDENCE.path
    assert make_plan(CONFIG, ROOT).evidence == [str(shipped)]
    assert make_plan(with_key("evidence", "none"), ROOT).evidence == []
    own = workplace.folder / "reports.tsv"
    own.write_bytes(shipped.read_bytes())
    assert make_plan(with_key("evidence", "reports.tsv"), ROOT).evidence == ["reports.tsv"]
    both = make_plan(with_key("evidence", ["shipped", "reports.tsv"]), ROOT).evidence
    assert both == [str(shipped), "reports.tsv"]
    own.write_text(own.read_text().replace("\tup\t", "\tUp\t", 1))
    assert re.match(
        r"config: evidence: reports\.tsv, line \d+: found mirna 'hsa-.*' and direction 'Up', exp",
        refusal(with_key("evidence", "reports.tsv")),
    )
    for text in ("mirna\tstudy\n", "", "\xff"):
        own.write_bytes(text.encode("latin-1"))
        assert refusal(with_key("evidence", "reports.tsv")).startswith(
            "config: evidence: reports.tsv is not as expected: text in UTF-8 with tabs between"
        )
    assert refusal(with_key("evidence", "no.tsv")).startswith(
        "config: evidence: the file no.tsv does not exist"
    )


def test_features_that_a_run_cannot_have_are_refused(workplace):
    config = with_key("expression.features", ["fragment"])
    assert "expression.features is fragment, expected mirna among them" in refusal(config)
    config = with_key("reference.other", "none")
    config["expression"] = config["expression"] | {"features": ["mirna", "fragment"]}
    assert "expression.features: fragment needs reference.other" in refusal(config)


def test_a_run_from_counts_has_mirnas_alone(workplace):
    table = "mirna\tT1\tT2\tC1\tC2\nhsa-miR-21-5p\t5\t6\t7\t8\n"
    (workplace.folder / "counts.tsv").write_text(table)
    workplace.write_sheet(SHEET.replace("fastq", "site"))
    config = with_key("counts.path", "counts.tsv")
    config["expression"] = config["expression"] | {"features": ["mirna", "isomir"]}
    assert refusal(config) == (
        "config: expression.features: isomir needs reads; a run from a table of counts has miRNAs "
        "alone"
    )


def test_features_besides_mirnas(workplace):
    assert make_plan(CONFIG, ROOT).further_features == []
    plan = make_plan(with_key("expression.features", ["isomir", "mirna"]), ROOT)
    assert plan.further_features == ["isomir"]
