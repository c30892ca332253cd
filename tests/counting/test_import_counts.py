"""Counts that come from a table."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from builders.paths import DEMO, ROOT, SHARED
from mirtrd.core.job import UserError
from mirtrd.counting.import_counts import (
    merge_precursors,
    orient,
    read_table,
    split_names,
    to_integers,
)

PUBLISHED = SHARED / "expression" / "pd_2021" / "derived_counts.tsv"
ROWS = [["miR-1", "5", "0"], ["miR-2", "7", "9"]]


def written(tmp_path: Path, text: str, name: str = "counts.tsv") -> str:
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    return str(path)


@pytest.mark.parametrize("separator", ["\t", ",", ";"])
@pytest.mark.parametrize("header", [["mirna", "A", "B"], ["", "A", "B"], ["A", "B"]])
@pytest.mark.parametrize("name", ["counts.txt", "counts.gz"])
def test_tables_are_read_whatever_their_form(tmp_path, separator, header, name):
    text = "\n".join(separator.join(row) for row in [header, *ROWS]) + "\n"
    table = read_table(written(tmp_path, text, name))
    assert table.to_dict() == {
        "A": {"miR-1": "5", "miR-2": "7"},
        "B": {"miR-1": "0", "miR-2": "9"},
    }


def test_marks_of_spreadsheets_and_quotes_do_no_harm(tmp_path):
    table = read_table(written(tmp_path, '\ufeff"","A","B"\r\n"miR-1, x",5, 0\r\n\r\n', "x.csv"))
    assert table.loc["miR-1, x"].to_list() == ["5", "0"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"has 0 lines, expected a header and rows"),
        ("mirna\tA\n", r"has 1 lines, expected a header and rows"),
        ("mirna\tA\nx\t1\ny\t1\t2\n", r"line 3: 3 cells, expected 2 as in the header"),
        ("mirna\nx\n", r"has one column, expected names and counts"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, text, message):
    with pytest.raises(UserError, match=message):
        read_table(written(tmp_path, text))


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "x.gz").write_bytes(b"no gzip")
    with pytest.raises(UserError, match=r"x\.gz cannot be read"):
        read_table(str(tmp_path / "x.gz"))


def test_samples_are_found_in_columns_or_rows(capsys):
    table = pd.DataFrame({"B": ["1", "2"], "A": ["3", "4"], "total": ["4", "6"]}, index=["x", "y"])
    for given in (table, table.T):
        found = orient(given, ["A", "B"], "t.tsv")
        assert found[["A", "B"]].to_dict() == table[["A", "B"]].to_dict()
        assert "not in the sample sheet, left out: total" in capsys.readouterr().out
    with pytest.raises(UserError, match=r"has no sample C \(1 of 2 samples .*; it has B, total$"):
        orient(table, ["A", "C"], "t.tsv")
    doubled = table.set_axis(["A", "A", "B"], axis=1)
    with pytest.raises(UserError, match=r"has sample A twice"):
        orient(doubled, ["A", "B"], "t.tsv")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["1", "x"], r"t\.tsv, miR-2, sample A: 'x' is not a number$"),
        (["1", ""], r"miR-2, sample A: '' is not a number$"),
        (["-1.5", "-2"], r"miR-1, sample A: '-1\.5' is negative: counts .* \(and 1 more cells\)$"),
        (["1.5", "2"], r"'1\.5' is not a whole number: give raw counts; .* counts\.round to true$"),
    ],
)
def test_what_is_no_count_is_refused(cells, message):
    table = pd.DataFrame({"A": cells}, index=["miR-1", "miR-2"])
    with pytest.raises(UserError, match=message):
        to_integers(table, False, "t.tsv")


def test_expected_counts_are_rounded_when_asked():
    table = pd.DataFrame({"A": ["1.4", "2.0"], "B": ["7.6", "9"]}, index=["x", "y"])
    assert to_integers(table, True, "t").to_dict() == {"A": {"x": 1, "y": 2}, "B": {"x": 8, "y": 9}}
    shares = pd.DataFrame({"A": ["600000.5", "399999.5"], "B": ["1.5", "999998.5"]})
    with pytest.raises(UserError, match=r"every sample adds up to 1,000,000: these are shares"):
        to_integers(shares, True, "t")


def test_names_are_split_into_precursor_and_mature():
    names = [
        "hsa-mir-6859-1_hsa-miR-6859-5p",
        "hsa-let-7a-1_hsa-let-7a-5p",
        "hsa-miR-21-5p",
        "Hsa-Mir-8-P1a_5p",
    ]
    split = split_names(names, ["", "", "hsa-mir-21", ""])
    assert split["mature"].to_list() == ["hsa-miR-6859-5p", "hsa-let-7a-5p", *names[2:]]
    assert split["precursor"].to_list() == ["hsa-mir-6859-1", "hsa-let-7a-1", "hsa-mir-21", ""]


def merged(rows: dict[str, list[int]]) -> tuple[pd.DataFrame, str]:
    counts = pd.DataFrame.from_dict(rows, orient="index", columns=["A", "B", "C"])
    return merge_precursors(counts, split_names(list(rows), [""] * len(rows)), "t.tsv")


def test_the_same_reads_under_several_precursors_count_once():
    counts, told = merged(
        {
            "hsa-mir-7-1_hsa-miR-7-5p": [100, 50, 3],
            "hsa-mir-7-2_hsa-miR-7-5p": [100, 50, 1],
            "hsa-mir-1_hsa-miR-1": [5, 6, 7],
        }
    )
    assert counts.loc["hsa-miR-7-5p"].to_list() == [100, 50, 3]
    assert counts.loc["hsa-miR-1"].to_list() == [5, 6, 7]
    assert told == (
        "1 miRNAs have several precursors; 100% of their counts of at least 20 reads are equal in "
        "all rows, so they are the same reads: the largest was taken"
    )


def test_reads_shared_out_over_precursors_are_added():
    counts, told = merged(
        {
            "hsa-mir-7-1_hsa-miR-7-5p": [103, 47, 30],
            "hsa-mir-7-2_hsa-miR-7-5p": [97, 52, 30],
        }
    )
    assert counts.loc["hsa-miR-7-5p"].to_list() == [200, 99, 60]
    assert "33% of their counts" in told
    assert told.endswith("they are different reads: they were added")


def test_a_name_twice_without_precursors_is_refused():
    names = split_names(["miR-1", "miR-1"], ["", ""])
    counts = pd.DataFrame({"A": [1, 2]})
    with pytest.raises(UserError, match=r"has miR-1 twice: give one row for each miRNA, or the"):
        merge_precursors(counts, names, "t.tsv")
    names["precursor"] = ["mir-1-1", "mir-1-2"]
    assert len(merge_precursors(counts, names, "t.tsv")[0]) == 1


@pytest.mark.skipif(not PUBLISHED.is_file(), reason=f"no data at {PUBLISHED}")
def test_a_published_table_is_read():
    path = str(PUBLISHED)
    table = read_table(path)
    assert table.shape == (2792, 76)
    found = orient(table, list(table.columns), path)
    counts = to_integers(found[list(table.columns)], False, path)
    merged, told = merge_precursors(counts, split_names(found.index, found[""]), path)
    # Reads were shared out at random: 13,368 and 13,290 for the precursors of miR-30c-5p.
    assert told.startswith("166 miRNAs have several precursors; 2% of")
    assert merged.loc["hsa-miR-30c-5p"].sum() == 13_368 + 13_290
    assert merged.to_numpy().sum() == counts.to_numpy().sum()


def test_a_run_needs_no_reads(tmp_path):
    """The demo cohort from its true counts, samples as rows, and a sheet without FASTQ files."""
    counts = pd.read_csv(DEMO / "truth/mature.counts.tsv", sep="\t", index_col=0)
    counts.T.to_csv(tmp_path / "counts.csv")
    (tmp_path / "config").mkdir()
    config = yaml.safe_load((DEMO / "config/config.yaml").read_text())
    config["counts"] = {"path": "counts.csv"}
    contrasts = config["expression"]["contrasts"]
    contrasts["men_vs_women"] = {"coefficients": {"sex[T.M]": 1}}
    contrasts["any"] = {**contrasts["TRD_vs_control"], "reduced": "~ batch"}
    (tmp_path / "config/config.yaml").write_text(yaml.safe_dump(config))
    sheet = pd.read_csv(DEMO / "config/samples.tsv", sep="\t", dtype=str)
    sheet.drop(columns="fastq").to_csv(tmp_path / "config/samples.tsv", sep="\t", index=False)
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile")]
    command += ["--directory", str(tmp_path), "--cores", "2"]
    planned = subprocess.run([*command, "--dry-run"], capture_output=True, text=True).stdout
    assert "import_counts" in planned
    assert not any(rule in planned for rule in ("trim_reads", "align_inserts", "merge_counts"))
    wanted = [f"results/candidates/{name}.tsv" for name in contrasts]
    wanted += ["results/expression/any.volcano.png", "results/expression/dispersions.png"]
    run = subprocess.run([*command, *wanted], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]
    results = tmp_path / "results"
    made = pd.read_csv(results / "counting/mature.counts.tsv", sep="\t", index_col=0)
    pd.testing.assert_frame_equal(made, counts, check_names=False)
    status = pd.read_csv(results / "quality/samples.tsv", sep="\t", index_col=0)
    assert status["status"].to_dict() == {s: "fail" if s == "TRD07" else "ok" for s in counts}
    assert status["used"].to_dict() == {s: "no" if s == "TRD07" else "yes" for s in counts}
    assert "(quality.mirna_reads.fail)" in status.loc["TRD07", "reason"]
    assert status.loc[["TRD04", "CTL02"], "haemolysis_score"].min() > 1.3
    truth = pd.read_csv(DEMO / "truth/effects.tsv", sep="\t", index_col=0)["log2FoldChange"]
    table = pd.read_csv(results / "candidates/TRD_vs_control.tsv", sep="\t", index_col=0)
    found = table["status"][truth.index[truth > 0]]
    assert (found == "up").sum() >= len(found) - 1
    summary = json.loads((results / "expression/TRD_vs_control.fit.json").read_text())
    assert summary["samples"] == {"TRD": 8, "control": 9}
    # 17 samples; intercept, batch, sex, condition.
    assert any(note.startswith("13 residual degrees of freedom") for note in summary["notes"])
    summary = json.loads((results / "expression/men_vs_women.fit.json").read_text())
    assert summary["coefficient"] == "sex[T.M]"
    assert summary["samples"] == {}
    assert summary["status"]["not significant"] > 100  # the demo has no effect of sex
    table = pd.read_csv(results / "candidates/men_vs_women.tsv", sep="\t", index_col=0)
    assert table[["median_cpm_tested", "detected_reference"]].isna().all(axis=None)
    # Sex and condition together: no direction.
    table = pd.read_csv(results / "candidates/any.tsv", sep="\t", index_col=0)
    assert set(table["status"]) == {"changed", "not significant", "not testable"}
    assert (table["status"][truth.index[truth > 0]] == "changed").sum() >= len(found) - 2
    assert table["mde"].isna().all()
    again = subprocess.run([*command, "--dry-run", *wanted], capture_output=True, text=True)
    assert "Nothing to be done" in again.stdout + again.stderr
