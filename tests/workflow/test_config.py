"""What a user can get wrong in the config and the sheet ends in one line that says so."""

import copy
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from builders.paths import SCHEMA
from builders.workplace import CONFIG, CONTRAST, HEADER, SHEET, Workplace, with_key
from mirtrd.core.job import UserError
from mirtrd.design import designs
from mirtrd.inputs import settings, sheets


@pytest.fixture
def workplace(tmp_path):
    return Workplace(tmp_path)


def read(workplace: Workplace, text: str | bytes) -> tuple[pd.DataFrame, list[str]]:
    return sheets.read_sheet(workplace.write_sheet(text), sheets.REQUIRED)


def table(**columns: str) -> pd.DataFrame:
    """A sheet from columns of cells separated by blanks."""
    cells = {name: text.split() for name, text in columns.items()}
    size = len(next(iter(cells.values())))
    return pd.DataFrame(cells, index=[f"s{number}" for number in range(1, size + 1)], dtype=str)


# The command line


def test_a_good_config_and_sheet_are_accepted(workplace):
    workplace.write_sheet(SHEET.replace("\n", "\r\n"))
    result = workplace.dry_run()
    assert result.returncode == 0, result.stderr
    assert "Error" not in result.stderr
    assert result.stderr.count("Windows line ends (CRLF)") == 1
    assert "fit_expression" in result.stdout


@pytest.mark.parametrize(("cores", "threads"), [(7, 1), (8, 2), (40, 2)])
def test_idle_cores_work_on_the_samples_there_are(workplace, cores, threads):
    jobs = workplace.dry_run(cores).stdout.split("\nrule ")
    for rule in ("trim_reads", "count_mirnas"):
        of_rule = [job for job in jobs if job.startswith(f"{rule}:")]
        assert len(of_rule) == 4
        assert all(("threads: 2" in job) == (threads == 2) for job in of_rule)


def test_a_missing_fastq_ends_the_command(workplace):
    (workplace.folder / "reads" / "C1.fastq.gz").unlink()
    assert workplace.error() == (
        "Error: config/samples.tsv, sample C1: FASTQ file reads/C1.fastq.gz does not exist, "
        "neither from the working directory nor from the folder of the sheet"
    )


def test_an_unknown_key_ends_the_command(workplace):
    workplace.write_config(with_key("trimming.min_lenght", 18))
    assert workplace.error() == (
        "Error: config: unknown key trimming.min_lenght; known are min_length, max_length, "
        "max_expected_errors"
    )


def test_a_confounded_design_ends_the_command(workplace):
    workplace.write_config(with_key("expression.design", "~ batch + condition"))
    confounded = SHEET.replace("TRD\tB", "TRD\tA").replace("control\tA", "control\tB")
    workplace.write_sheet(confounded)
    error = workplace.error()
    assert "'~ batch + condition' is confounded: condition[T.TRD] follows from" in error
    assert error.endswith("batch[T.B] (batch A holds only condition TRD)")


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
    workplace.write_config({**CONFIG, "library": library})
    assert workplace.error().startswith(f"Error: config: {message}")


def test_the_kit_of_a_sample_is_one_of_the_table(workplace):
    sheet = SHEET.replace("batch", "kit").replace("\tA\t", "\t\t").replace("\tB\t", "\tnebnxt\t")
    workplace.write_sheet(sheet)
    assert workplace.error().startswith(
        "Error: sample sheet, sample T2: kit is 'nebnxt', expected one of truseq, "
    )


def test_second_reads_are_refused(workplace):
    workplace.write_sheet(SHEET.replace("batch", "fastq_2"))
    assert workplace.error() == (
        "Error: config/samples.tsv, line 1: column 'fastq_2' looks like the second reads of pairs: "
        "miRNAs are shorter than a read, give read 1 only, in the column 'fastq'"
    )


@pytest.mark.parametrize(
    ("one", "other", "refused"),
    [
        ("T1_S1_L001_R1_001.fastq.gz", "T1_S1_L001_R2_001.fastq.gz", True),
        ("T1.R1.fq", "T1.R2.fq", True),
        ("SRR12_1.fastq.gz", "SRR12_2.fastq.gz", True),
        ("T_1.fastq.gz", "T_2.fastq.gz", False),
        ("T1_L001_R1_001.fastq.gz", "T1_L002_R1_001.fastq.gz", False),
    ],
)
def test_mates_are_told_from_lanes(workplace, monkeypatch, one, other, refused):
    monkeypatch.chdir(workplace.folder)
    for name in (one, other):
        (workplace.folder / "reads" / name).touch()
    sheet = SHEET.replace("reads/T1.fastq.gz", f"reads/{one},reads/{other}")
    path = workplace.write_sheet(sheet)
    resolve = partial(sheets.resolve_fastqs, sheets.read_sheet(path)[0], path)
    if refused:
        with pytest.raises(UserError, match=f"{one} and {other} look like the two reads of pairs"):
            resolve()
    else:
        assert len(resolve()["T1"]) == 2


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("reference.hairpins", "config/samples.tsv", "reference.matures is missing: give hairpins"),
        ("trimming", {"min_length": 30, "max_length": 25}, "trimming.min_length is larger than"),
        ("expression.size_factors", "spike_ins", "expression.size_factors 'spike_ins' needs reads"),
    ],
)
def test_keys_must_fit_each_other(workplace, key, value, message):
    workplace.write_config(with_key(key, value))
    assert workplace.error().startswith(f"Error: config: {message}")


# Config


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("sample", "x.tsv", r"unknown key sample; known are samples, counts, library, "),
        ("library.kitt", "truseq", r"unknown key library\.kitt; known are kit, custom, "),
        (
            "expression.contrasts.TRD_vs_control.base",
            "control",
            r"unknown key expression\.contrasts\.TRD_vs_control\.base; known are factor, ",
        ),
        ("samples", None, r"samples is None, expected the path of the sample sheet$"),
        ("samples", "", r"samples is '', expected the path of the sample sheet$"),
        ("samples", ["a.tsv"], r"samples is \['a.tsv'\], expected the path of the sample sheet$"),
        ("trimming.min_length", "16", r"trimming\.min_length is '16', expected a whole number"),
        ("trimming.min_length", 16.5, r"trimming\.min_length is 16\.5, expected a whole number"),
        ("trimming.min_length", 14, r"trimming\.min_length is 14, expected .* from 15 to 30"),
        ("trimming.max_length", 201, r"trimming\.max_length is 201, expected .* from 25 to 200"),
        ("trimming.max_expected_errors", 0, r"max_expected_errors is 0, expected a number over 0"),
        ("counting.unit", "umi", r"unit is 'umi', expected one of auto, reads, molecules$"),
        ("counting.max_mismatches", 3, r"counting\.max_mismatches is 3, expected 0, 1 or 2"),
        ("counting.max_mismatches", True, r"max_mismatches is True, expected 0, 1 or 2"),
        ("counting.ambiguous", "random", r"is 'random', expected one of em, fractional, unique$"),
        ("quality.mirna_reads.warn", -1, r"quality\.mirna_reads\.warn is -1, expected "),
        ("expression.alpha", 5, r"expression\.alpha is 5, expected a false-discovery rate"),
        ("expression.min_count", -1, r"expression\.min_count is -1, expected a whole number"),
        ("expression.design", 1, r"expression\.design is 1, expected a formula such as"),
        ("expression.contrasts", {}, r"contrasts is \{\}, expected at least one named contrast"),
        ("expression.contrasts", {"a/b": CONTRAST}, r"expression\.contrasts: 'a/b' does not match"),
        ("expression.contrasts", {2024: CONTRAST}, r"key 2024 is not text: put it in quotes$"),
        (
            "expression.contrasts.TRD_vs_control.tested",
            1,
            r"TRD_vs_control\.tested is 1, expected .* as text \(in quotes if it is a number\)$",
        ),
        ("expression", {"design": "~ condition"}, r"expression\.contrasts is missing$"),
        (
            "library.custom.adapter",
            "TGGAATTCN",
            r"adapter is 'TGGAATTCN', expected a 3' adapter of",
        ),
        ("library.custom.adapter", "TGGAATT", r"adapter is 'TGGAATT', expected a 3' adapter of"),
        ("library.on_conflict", "stop", r"on_conflict is 'stop', expected one of fail, warn$"),
        ("library", "truseq", r"library: 'truseq' is not of type 'object'$"),
        ("reference.other", {"tRNA": None}, r"other\.tRNA is None, expected the path of a FASTA"),
        ("reference.other", ["tRNA.fa"], r"other: \['tRNA.fa'\] is not of type 'object'$"),
        ("reference.other", {"a/b": "x"}, r"other is 'a/b', expected the name of a class: lett"),
        ("reference.other", {"mirna": "x"}, r"other is 'mirna', expected .* none of mirna, "),
        ("reference.spike_ins", "", r"spike_ins is '', expected the path of a table of spike-ins$"),
        ("reference.mirror", 5, r"reference\.mirror is 5, expected a folder or a web address$"),
    ],
)
def test_a_wrong_key_or_value_is_named(key, value, message):
    with pytest.raises(UserError, match=f"^config: .*{message}") as raised:
        settings.check(with_key(key, value), SCHEMA)
    assert "\n" not in str(raised.value)


def test_a_missing_key_is_named():
    with pytest.raises(UserError, match=r"^config: samples is missing$"):
        settings.check({"expression": CONFIG["expression"]}, SCHEMA)


def test_defaults_are_filled_in_and_the_config_is_left_alone():
    given = with_key("trimming.max_length", 50)
    before = copy.deepcopy(given)
    checked = settings.check(given, SCHEMA)
    assert given == before
    # As in the table of config/README.md.
    assert checked["trimming"] == {
        "min_length": 15,
        "max_length": 50,
        "max_expected_errors": 1,
    }
    assert checked["library"]["kit"] == "auto"
    assert checked["counting"] == {"ambiguous": "em", "unit": "auto", "max_mismatches": 2}
    assert checked["expression"]["alpha"] == 0.05
    assert checked["expression"]["contrasts"] == CONFIG["expression"]["contrasts"]


# Sheet


def test_a_sheet_is_read_as_text_in_its_own_order(workplace):
    rows = "NA\tTRD\t1\ta.fq\n001\tTRD\t01\tb.fq\nnan\tNone\t1.0\tc.fq\n"
    sheet, notes = read(workplace, HEADER + rows)
    assert list(sheet.index) == ["NA", "001", "nan"]
    assert list(sheet["batch"]) == ["1", "01", "1.0"]
    assert list(sheet["condition"]) == ["TRD", "TRD", "None"]
    assert notes == []


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        (SHEET.replace("\n", "\r\n"), ["Windows line ends (CRLF) were read as line ends"]),
        (SHEET.replace("\n", "\r"), ["Windows line ends (CRLF) were read as line ends"]),
        ("\ufeff" + SHEET, ["a byte order mark (BOM) at the start was ignored"]),
        (
            SHEET.replace("TRD\t", "TRD \t"),
            ["blanks at the start or end of cells were removed"],
        ),
        (SHEET + "\n\t\t\t\n", []),
        (SHEET.replace("\n", "\t\n"), []),
        (
            ("\ufeff" + SHEET).replace("gz\n", "gz  \n").replace("\n", "\r\n"),
            [
                "Windows line ends (CRLF) were read as line ends",
                "a byte order mark (BOM) at the start was ignored",
                "blanks at the start or end of cells were removed",
            ],
        ),
    ],
    ids=["CRLF", "CR", "BOM", "blanks", "empty lines", "empty last column", "all"],
)
def test_the_marks_of_spreadsheets_are_tidied_up_with_one_note_each(workplace, text, notes):
    plain, _ = read(workplace, SHEET)
    sheet, found = read(workplace, text)
    pd.testing.assert_frame_equal(sheet, plain)
    path = workplace.folder / "config" / "samples.tsv"
    assert found == [f"{path}: {note}" for note in notes]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SHEET.replace("\t", ","), ", line 1: found a comma-separated header, expected .* tabs"),
        (SHEET.replace("\t", ";"), ", line 1: found a semicolon-separated header, expected .* tab"),
        (SHEET.replace("\t", " "), ", line 1: found a one column .* header, expected .* tabs"),
        ("", ": is empty, expected a header and one line for each sample"),
        ("\t\t\n", ": is empty, expected a header and one line for each sample"),
        (HEADER, ": found a header but no samples"),
        (SHEET.encode("utf-16"), ", line 1: not UTF-8 text: save the sheet as UTF-8"),
        (
            SHEET.replace("T2", "Tö").encode("latin-1"),
            ", line 3: not UTF-8 text: save the sheet as UTF-8",
        ),
        (SHEET.replace("T2", "Tö"), ", line 3: sample name 'Tö' is used in file names"),
        (SHEET.replace("T2", "T/2"), ", line 3: sample name 'T/2' is used in file names"),
        (SHEET.replace("T2", "T 2"), ", line 3: sample name 'T 2' is used in file names"),
        (SHEET.replace("T2", "-T2"), ", line 3: sample name '-T2' is used in file names"),
        (
            SHEET.replace("batch", "keep").replace("\tA\t", "\tyes\t"),
            ", line 3: column 'keep' is 'B', expected yes, no or nothing",
        ),
        (SHEET.replace("C1\t", "T1\t"), ", line 4: sample T1 is also on line 2: give one line for"),
        (SHEET.replace("condition", "group"), ", line 1: column 'condition' is missing; found sam"),
        (SHEET.replace("fastq\n", "Fastq\n"), ", line 1: column 'fastq' is missing; found sample"),
        (SHEET.replace("batch", "condition"), ", line 1: column 'condition' is there twice"),
        (
            SHEET.replace("T2.fastq.gz", "T2.fastq.gz\tmore"),
            ", line 3: found 5 columns, expected 4 as in the header",
        ),
        (SHEET.replace("T2\tTRD", "T2\t"), ", line 3: column 'condition' is empty"),
        (SHEET.replace("T2\tTRD\tB\t", "T2\tTRD\t"), ", line 3: column 'fastq' is empty"),
        (SHEET.replace("T2\t", " \t"), ", line 3: column 'sample' is empty"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused(workplace, text, message):
    with pytest.raises(UserError, match=rf"samples\.tsv{message}") as raised:
        read(workplace, text)
    assert "\n" not in str(raised.value)


def test_a_missing_sheet_is_named():
    message = r"^samples: the sample sheet no\.tsv does not exist: set 'samples' in the config$"
    with pytest.raises(UserError, match=message):
        sheets.read_sheet("no.tsv")


def test_a_folder_is_no_sheet(tmp_path):
    with pytest.raises(UserError, match=r"^samples: .* is a folder, expected a sample sheet$"):
        sheets.read_sheet(tmp_path)


# FASTQ files


def resolve(workplace: Workplace, text: str) -> dict[str, list[str]]:
    path = workplace.write_sheet(text)
    return sheets.resolve_fastqs(sheets.read_sheet(path)[0], path)


def test_fastqs_are_found_from_the_working_directory_then_from_the_sheet(workplace, monkeypatch):
    monkeypatch.chdir(workplace.folder)
    beside = workplace.folder / "config" / "T2.fastq.gz"
    beside.write_bytes(b"")
    absolute = workplace.folder / "reads" / "C1.fastq.gz"
    text = SHEET.replace("reads/T2.fastq.gz", "T2.fastq.gz, reads/T2.fastq.gz")
    text = text.replace("reads/C1.fastq.gz", str(absolute))
    assert resolve(workplace, text) == {
        "T1": ["reads/T1.fastq.gz"],
        "T2": [str(beside), "reads/T2.fastq.gz"],
        "C1": [str(absolute)],
        "C2": ["reads/C2.fastq.gz"],
    }


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("reads/T9.fastq.gz", "FASTQ file reads/T9.fastq.gz does not exist, neither from"),
        ("reads", "reads is not a file"),
        ("reads/T2.fastq.gz,", "column 'fastq' is 'reads/T2.fastq.gz,', expected file names"),
        (",", "column 'fastq' is ',', expected file names separated by single commas"),
        ("reads/T2.fastq.gz,reads/T2.fastq.gz", r"is given twice \(first for sample T2\)"),
        ("reads/T2.fastq.gz,./reads/../reads/T2.fastq.gz", r"given twice \(first for sample T2\)"),
        ("reads/T2.fastq.gz,link.fastq.gz", r"link.* is given twice \(first for sample T2\)"),
        ("reads/T1.fastq.gz", r"reads/T1.fastq.gz is given twice \(first for sample T1\)"),
        ("./reads/T1.fastq.gz", r"\./reads/T1.fastq.gz is given twice \(first for sample T1\)"),
        ("folder/T1.fastq.gz", r"folder/T1.fastq.gz is given twice \(first for sample T1\)"),
    ],
)
def test_each_fastq_is_there_and_belongs_to_one_sample_once(workplace, monkeypatch, cell, message):
    monkeypatch.chdir(workplace.folder)
    Path("link.fastq.gz").symlink_to("reads/T2.fastq.gz")
    Path("folder").symlink_to("reads")
    with pytest.raises(UserError, match=rf"samples\.tsv, sample T2: .*{message}"):
        resolve(workplace, SHEET.replace("reads/T2.fastq.gz", cell))


# Designs

COHORT = table(
    condition="control control control control TRD TRD TRD TRD",
    batch="A A B B A A B B",
    code="1 1 2 2 1 1 2 2",
    center="X Y X Y X Y X Y",
    age="31 45.5 28 60 39 52 44 35",
    arm="0 0 0 0 1 1 1 1",
)


@pytest.mark.parametrize(
    ("tested", "reference"), [("TRD", "control"), ("control", "TRD")], ids=["TRD", "control"]
)
def test_the_coefficient_is_tested_versus_reference_whatever_the_alphabet(tested, reference):
    contrast = {"factor": "condition", "tested": tested, "reference": reference}
    matrix, coefficient = designs.model_matrix(COHORT, "~ batch + condition", contrast)
    assert list(matrix.index) == list(COHORT.index)
    assert list(matrix.columns) == ["Intercept", "batch[T.B]", coefficient]
    assert list(matrix[coefficient]) == [float(c == tested) for c in COHORT["condition"]]
    # Group means of 5 in the reference and 7 in the tested group: a change of +2.
    values = np.where(COHORT["condition"] == tested, 7.0, 5.0)
    change = np.linalg.lstsq(matrix, values, rcond=None)[0][list(matrix).index(coefficient)]
    assert change == pytest.approx(2)


def test_three_groups_give_each_contrast_its_own_coefficient():
    sheet = table(condition="TRD responder control TRD responder control TRD responder control")
    for tested, reference in [("TRD", "control"), ("responder", "TRD"), ("control", "responder")]:
        contrast = {"factor": "condition", "tested": tested, "reference": reference}
        matrix, coefficient = designs.model_matrix(sheet, "~ condition", contrast)
        means = {"control": 1.0, "TRD": 4.0, "responder": 9.0}
        values = sheet["condition"].map(means).astype(float)
        fitted = np.linalg.lstsq(matrix, values, rcond=None)[0]
        change = dict(zip(matrix, fitted, strict=True))[coefficient]
        assert change == pytest.approx(means[tested] - means[reference])


def test_a_measurement_is_one_numeric_column():
    matrix, _ = designs.model_matrix(COHORT, "~ center(age) + condition", CONTRAST)
    ages = np.array([31, 45.5, 28, 60, 39, 52, 44, 35])
    np.testing.assert_allclose(matrix["center(age)"], ages - ages.mean())


@pytest.mark.parametrize("term", ["age", "scale(age)"])
def test_a_measurement_is_scaled_by_itself_or_by_the_formula(term):
    """scale(x) is (x - mean) / standard deviation (n - 1)."""
    matrix, _ = designs.model_matrix(COHORT, f"~ {term} + condition", CONTRAST)
    ages = np.array([31, 45.5, 28, 60, 39, 52, 44, 35])
    expected = (ages - ages.mean()) / ages.std(ddof=1)
    np.testing.assert_allclose(matrix[term], expected)
    notes = designs.design_notes(COHORT, f"~ {term} + condition", CONTRAST)
    told = "age is centred at 41.81 and divided by its standard deviation, 10.79"
    assert any(note.startswith(told) for note in notes) == (term == "age")


@pytest.mark.parametrize(
    ("formula", "columns"),
    [
        ("~ condition", ["condition"]),
        ("~ C(batch) + scale(age) + condition", ["age", "batch", "condition"]),
        ("~ scale(np.log(age)) + center", ["age", "center"]),
        ("~ batch:condition + `time of day`", ["batch", "condition", "time of day"]),
        ("~ 1", []),
    ],
)
def test_the_columns_of_a_formula(formula, columns):
    assert designs.design_columns(formula) == columns


@pytest.mark.parametrize("formula", ["~ C(code) + condition", "~ C(code, contr.sum) + condition"])
def test_groups_that_are_numbers_are_groups_if_said_so(formula):
    matrix, _ = designs.model_matrix(COHORT, formula, CONTRAST)
    second = matrix.iloc[:, 1]
    assert second.groupby(COHORT["code"]).nunique().tolist() == [1, 1]
    assert second.nunique() == 2


def test_a_column_may_be_named_like_a_function_of_formulas():
    matrix, _ = designs.model_matrix(COHORT, "~ center + condition", CONTRAST)
    assert list(matrix["center[T.Y]"]) == [0, 1] * 4


def test_the_factor_of_a_contrast_may_be_coded_in_numbers():
    contrast = {"factor": "arm", "tested": "1", "reference": "0"}
    matrix, coefficient = designs.model_matrix(COHORT, "~ arm", contrast)
    assert list(matrix[coefficient]) == [0, 0, 0, 0, 1, 1, 1, 1]
    contrast = {"factor": "arm", "tested": "0", "reference": "1"}
    matrix, coefficient = designs.model_matrix(COHORT, "~ arm", contrast)
    assert list(matrix[coefficient]) == [1, 1, 1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("formula", "contrast", "message"),
    [
        ("~ condition", {"tested": "Trd"}, r"tested level 'Trd' is not in column 'condition', whi"),
        ("~ condition", {"reference": "HC"}, r"reference level 'HC' is not in .* control, TRD$"),
        ("~ condition", {"tested": "control"}, r"no coefficient for control versus control"),
        ("~ batch", {}, r"factor 'condition' is not in the design '~ batch'$"),
        ("~ sex + condition", {}, r"column 'sex' is not in the sample sheet, which has condition"),
        ("~ code + condition", {}, r"column 'code' holds 2 different whole numbers: write C\(code"),
        ("~ 0 + condition", {}, r"gives no coefficient for TRD versus control; .* intercept"),
        ("~ condition:batch", {}, r"gives no coefficient .* as a term of its own$"),
        ("~ condition +", {}, r"'~ condition \+' is not a formula"),
        ("~ C(batch", {}, r"'~ C\(batch' is not a formula"),
        ("counts ~ condition", {}, r"has a left side: write it as '~ condition'$"),
        ("~ batch | condition", {}, r"has several parts: write it without '\|'$"),
        ("~ scale(batch) + condition", {}, r"cannot be evaluated on the sheet \(Unable to"),
    ],
)
def test_a_design_that_does_not_fit_the_sheet_is_refused(formula, contrast, message):
    with pytest.raises(UserError, match=message) as raised:
        designs.model_matrix(COHORT, formula, {**CONTRAST, **contrast})
    assert "\n" not in str(raised.value)


def test_a_group_of_one_sample_is_refused():
    sheet = table(condition="control control TRD")
    message = r"group 'TRD' has 1 usable sample, at least 2 are needed"
    with pytest.raises(UserError, match=message):
        designs.model_matrix(sheet, "~ condition", CONTRAST)


def test_an_empty_cell_in_a_column_of_the_design_is_refused_and_elsewhere_not():
    sheet = COHORT.copy()
    sheet.loc[["s2", "s5"], "batch"] = ""
    with pytest.raises(UserError, match=r"sheet, column 'batch': no value for s2, s5, but the des"):
        designs.model_matrix(sheet, "~ batch + condition", CONTRAST)
    designs.model_matrix(sheet, "~ condition", CONTRAST)


@pytest.mark.parametrize(
    ("columns", "formula", "message"),
    [
        (
            {"condition": "TRD TRD TRD control control control", "batch": "A A A B B B"},
            "~ batch + condition",
            r"condition\[T\.TRD\] follows from .*batch\[T\.B\] \(batch A holds only condition TRD",
        ),
        (
            {"condition": "TRD TRD TRD control control control", "batch": "A A A B B C"},
            "~ batch + condition",
            r"condition\[T\.TRD\] follows from .*batch\[T\.B\].* \(batch A holds only condition T",
        ),
        (
            {"condition": "TRD TRD TRD control control control", "dose": "1.5 1.5 1.5 0 0 0"},
            "~ dose + condition",
            r"condition\[T\.TRD\] follows from .*dose",
        ),
    ],
    ids=["two batches", "three batches", "measurement"],
)
def test_a_confounded_design_names_its_columns(columns, formula, message):
    with pytest.raises(UserError, match=f"is confounded: {message}"):
        designs.model_matrix(table(**columns), formula, CONTRAST)


def test_a_batch_of_controls_only_is_no_obstacle_while_another_holds_both():
    sheet = table(condition="TRD TRD control control control control", batch="A A A A B B")
    _, coefficient = designs.model_matrix(sheet, "~ batch + condition", CONTRAST)
    assert coefficient == "condition[T.TRD]"


@pytest.mark.parametrize(
    ("columns", "formula", "numbers"),
    [
        # Intercept, condition and as many covariates: 4 of 4, and 5 of 4.
        ({"sex": "F F M F", "batch": "A B B A"}, "~ sex + batch + condition", (4, 4)),
        ({"patient": "a b c d"}, "~ patient + condition", (5, 4)),
    ],
)
def test_no_more_coefficients_than_samples(columns, formula, numbers):
    sheet = table(condition="TRD TRD control control", **columns)
    message = "has {} coefficients but there are only {} usable samples".format(*numbers)
    with pytest.raises(UserError, match=message):
        designs.model_matrix(sheet, formula, CONTRAST)


def test_a_section_with_nothing_in_it_has_its_defaults():
    checked = settings.check({**CONFIG, "library": None}, SCHEMA)
    assert checked["library"] == settings.check(CONFIG, SCHEMA)["library"]
    assert checked["library"]["on_conflict"] == "fail"


def test_one_odd_value_among_numbers_is_not_taken_for_a_group():
    sheet = pd.DataFrame(
        {
            "condition": ["TRD", "control"] * 4,
            "age": ["40", "41", "4o", "43", "44", "45", "46", "47"],
        },
        index=[f"s{number}" for number in range(8)],
    )
    contrast = {"factor": "condition", "tested": "TRD", "reference": "control"}
    with pytest.raises(UserError, match=r"column 'age': '4o' \(sample s2\) is not a number"):
        designs.model_matrix(sheet, "~ age + condition", contrast)
