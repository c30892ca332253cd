"""The draft of a sheet is read back as it was made, and says what the user has to decide."""

import pytest
import yaml

from builders.archive import report_of, run_of
from mirtrd.accession.drafts import describe_absent, format_lines, format_sheet, make_draft
from mirtrd.accession.reports import read_report
from mirtrd.accession.studies import Sample, Study
from mirtrd.core.job import UserError
from mirtrd.design.contrasts import Design
from mirtrd.design.matrices import make_model
from mirtrd.inputs.sheets import NEEDED, read_sheet


def runs(tmp_path, *rows):
    path = tmp_path / "report.tsv"
    path.write_bytes(report_of(rows))
    return read_report(path, "x")


@pytest.fixture
def study(tmp_path):
    """Six samples; the second has two runs, the third none with a file, the fourth one without."""
    rows = [run_of(n, "https://x") for n in range(1, 7)]
    rows[2] = run_of(3, "https://x", ends=())
    rows += [run_of(2, "https://x", run_accession="SRR9000002")]
    rows += [run_of(4, "https://x", ends=(), run_accession="SRR9000004", library_layout="PAIRED")]
    found = runs(tmp_path, *rows)
    samples = []
    for n in range(1, 7):
        facts = [("title", f"{n}_W0"), ("response", "R" if n < 4 else "NR"), ("tissue", "plasma"),
                 ("note", 'he said "no", é' if n == 1 else ""), ("time", "10:30")]  # fmt: skip
        of_sample = [run for run in found if run.fact("experiment_accession")[-1] == str(n)]
        samples.append(Sample(name=f"GSM{n}", runs=of_sample, facts=facts))
    return Study(
        title="Vesicles",
        samples=samples,
        notes=["a note"],
        protocols=["NEXTFLEX"],
        supplements=["https://ftp.ncbi.nlm.nih.gov/x/GSE1_RAW.tar"],
    )


def sheet_of(tmp_path, draft, required=NEEDED):
    (tmp_path / "s.tsv").write_text(format_sheet(draft), encoding="utf-8")
    return read_sheet(tmp_path / "s.tsv", required)


def test_the_sheet_is_read_back_as_it_was_made(tmp_path, study):
    sheet, notes = sheet_of(tmp_path, make_draft(study, "response"))
    assert notes == []
    assert list(sheet.columns) == ["condition", "accession", "fastq", "title", "note"]
    assert list(sheet["condition"]) == ["R", "R", "R", "NR", "NR", "NR"]
    assert sheet.at["GSM1", "note"] == 'he said "no", é'
    assert sheet.at["GSM2", "accession"] == "SRR8426002,SRR9000002"
    assert (sheet.at["GSM3", "accession"], sheet.at["GSM3", "fastq"]) == (
        "",
        "reads/SRR8426003.fastq.gz",
    )
    assert sheet.at["GSM4", "fastq"] == "reads/SRR9000004_1.fastq.gz"


def test_an_empty_condition_is_refused_by_a_run(tmp_path, study):
    sheet, _ = sheet_of(tmp_path, make_draft(study, ""))
    contrast = {"factor": "condition", "tested": "R", "reference": "NR"}
    expression = {"design": "~ condition", "references": {}, "contrasts": {"R_vs_NR": contrast}}
    design = Design.from_config(expression)
    with pytest.raises(UserError, match="column 'condition': no value for GSM1"):
        make_model(sheet, design, design.contrasts[0])
    assert set(sheet["condition"]) == {""}
    assert list(sheet["response"]) == ["R", "R", "R", "NR", "NR", "NR"]


def test_candidates_are_told_with_levels_and_counts(study):
    text = format_lines("GSE1", study, make_draft(study, ""), "config/samples.GSE1.tsv")
    assert "#   - response: NR (3), R (3)\n" in text
    assert "#   snakemake --cores 1 sheet --config accession=GSE1 condition=COLUMN\n" in text


def test_without_candidates_the_columns_are_told(study):
    few = Study(samples=study.samples[2:5])
    text = format_lines("GSE1", few, make_draft(few, ""), "s.tsv")
    assert "The condition is empty: fill it in by hand, or name one of title, response:" in text


def test_all_that_was_found_is_told(study):
    text = format_lines("GSE1", study, make_draft(study, "response"), "config/samples.GSE1.tsv")
    for line in (
        "# GSE1: Vesicles",
        "# 6 samples in config/samples.GSE1.tsv. Look at both files before you run.",
        "#   - a note",
        "#   - tissue: plasma",
        "#   - time: 10:30",
        "#   - NEXTFLEX",
        "#   - GSE1_RAW.tar",
        "#   To start from counts in one of them: snakemake --cores 1 published_counts --config "
        "accession=GSE1 file=GSE1_RAW.tar",
    ):
        assert f"{line}\n" in text


def test_the_lines_are_a_config(study):
    draft = make_draft(study, "response")
    config = yaml.safe_load(format_lines("GSE1", study, draft, "config/samples.GSE1.tsv"))
    assert config == {
        "samples": "config/samples.GSE1.tsv",
        "library": {"matrix": "plasma"},
        "expression": {
            "design": "~ condition",
            "contrasts": {
                "R_vs_NR": {"factor": "condition", "tested": "R", "reference": "NR"},
            },
        },
    }


def test_odd_levels_stay_what_they_are_in_yaml(study):
    levels = ["yes", "1", "a: b", 'say "x"', "null", "µ"]
    samples = [
        Sample(name=s.name, runs=s.runs, facts=[("x", level)])
        for s, level in zip(study.samples, levels, strict=True)
    ]
    odd = Study(samples=samples)
    config = yaml.safe_load(format_lines("GSE1", odd, make_draft(odd, "x"), "s.tsv"))
    contrasts = config["expression"]["contrasts"]
    found = {c["tested"] for c in contrasts.values()} | {c["reference"] for c in contrasts.values()}
    assert found == set(levels)


def test_samples_of_unlike_material_have_a_column_of_it(tmp_path, study):
    samples = [
        Sample(name=s.name, runs=s.runs, facts=[("tissue", tissue)])
        for s, tissue in zip(study.samples, ["plasma", "Serum", *["brain"] * 4], strict=True)
    ]
    sheet, _ = sheet_of(tmp_path, make_draft(Study(samples=samples), ""), ("sample",))
    assert list(sheet["matrix"]) == ["plasma", "serum", "", "", "", ""]


def test_samples_without_condition_are_told(study):
    facts = [[("x", "a")], [("x", "b")], [], [], [], []]
    samples = [
        Sample(name=s.name, runs=s.runs, facts=f) for s, f in zip(study.samples, facts, strict=True)
    ]
    draft = make_draft(Study(samples=samples), "x")
    assert draft.notes[0] == (
        "4 samples have no condition: fill it in, or delete their rows: GSM3, GSM4, GSM5, GSM6"
    )


def test_without_reads_the_lines_start_from_counts(study):
    bare = Study(samples=[Sample(name=s.name, runs=(), facts=s.facts) for s in study.samples])
    draft = make_draft(bare, "response")
    assert "accession" not in draft.header
    config = yaml.safe_load(format_lines("GSE1", bare, draft, "s.tsv"))
    assert config["counts"] == {"path": "config/counts.GSE1.tsv"}


def test_the_commands_of_the_toolkit_are_one_line(tmp_path):
    found = runs(tmp_path, run_of(1, "x", ends=()), run_of(2, "x", ends=()))
    assert describe_absent(found) == (
        "2 runs have no FASTQ file of first reads at ENA; get them with the SRA Toolkit before the "
        "run: for run in SRR8426001 SRR8426002; do prefetch $run && fasterq-dump --split-3 "
        "--outdir reads $run && gzip reads/$run*.fastq; done"
    )
