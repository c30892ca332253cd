"""Counts that come from a table."""

import json
import subprocess
import sys

import pandas as pd
import pytest
import yaml

from builders.jobs import job
from builders.paths import DEMO, MIRBASE, ROOT, SHARED
from mirtrd.candidates.tables import CANDIDATES
from mirtrd.counting import import_counts
from mirtrd.counting.tables import IMPORTED_NAMES, MATURE_AMBIGUITY, MATURE_COUNTS
from mirtrd.inputs.count_tables import read_counts

PUBLISHED = SHARED / "expression" / "pd_2021" / "derived_counts.tsv"
REFERENCE = {
    "matures": MIRBASE / "hsa.matures.v22.fasta.gz",
    "hairpins": MIRBASE / "hsa.hairpins.v22.fasta.gz",
}


@pytest.mark.skipif(not PUBLISHED.is_file(), reason=f"no data at {PUBLISHED}")
def test_a_published_table_is_read():
    samples = PUBLISHED.read_text().splitlines()[0].split("\t")[1:]
    found = read_counts(PUBLISHED, samples)
    # Reads were shared out at random: 13,368 and 13,290 for the precursors of miR-30c-5p.
    assert found.notes[0].startswith("166 miRNAs have several precursors; 2% of")
    assert found.counts.loc["hsa-miR-30c-5p"].sum() == 13_368 + 13_290
    cells = (line.split("\t")[1:] for line in PUBLISHED.read_text().splitlines()[1:])
    assert found.counts.to_numpy().sum() == sum(int(cell) for row in cells for cell in row)


def test_counts_names_and_what_is_not_known_are_written(tmp_path, capsys):
    (tmp_path / "samples.tsv").write_text("sample\tcondition\nNA\tx\n001\ty\n")
    (tmp_path / "counts.csv").write_text("miRNA,001,NA\nmiR-21,5,\nmiR-x,7,8\nmiRNAtotal,12,8\n")
    outputs = {name: tmp_path / f"{name}.tsv" for name in ("counts", "ambiguity", "names")}
    given = {"counts": tmp_path / "counts.csv", "sheet": tmp_path / "samples.tsv"}
    former = MIRBASE / "hsa.former_names.tsv"
    import_counts.main(
        job(
            input=given | REFERENCE | {"former": former},
            output=outputs,
            params={"rounding": False, "empty": 0},
        )
    )
    counts = MATURE_COUNTS.read_frame(outputs["counts"])
    assert counts.to_dict("index") == {
        "hsa-miR-21-5p": {"NA": 0, "001": 5},
        "miR-x": {"NA": 8, "001": 7},
    }
    names = list(IMPORTED_NAMES.read_rows(outputs["names"]))
    assert names == [("miR-21", "hsa-miR-21-5p", "lifted"), ("miR-x", "", "unknown")]
    ambiguity = MATURE_AMBIGUITY.read_frame(outputs["ambiguity"])
    assert ambiguity["count"].to_dict() == {"hsa-miR-21-5p": 5, "miR-x": 15}
    assert ambiguity["unique"].isna().all()
    assert "rows that are no miRNA, left out: miRNAtotal" in capsys.readouterr().out


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
    config["expression"]["permutations"] = 20
    (tmp_path / "config/config.yaml").write_text(yaml.safe_dump(config))
    sheet = pd.read_csv(DEMO / "config/samples.tsv", sep="\t", dtype=str)
    sheet.drop(columns="fastq").to_csv(tmp_path / "config/samples.tsv", sep="\t", index=False)
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile")]
    command += ["--directory", str(tmp_path), "--cores", "2"]
    planned = subprocess.run([*command, "--dry-run"], capture_output=True, text=True).stdout
    assert "import_counts" in planned
    assert not any(rule in planned for rule in ("trim_reads", "align_inserts", "merge_counts"))
    wanted = [f"results/candidates/{name}.tsv" for name in contrasts]
    wanted += ["results/candidates/any.volcano.png", "results/expression/dispersions.png"]
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
    table = CANDIDATES.read_frame(results / "candidates/TRD_vs_control.tsv")
    found = table["status"][truth.index[truth > 0]]
    assert (found == "up").sum() >= len(found) - 1
    summary = json.loads((results / "expression/TRD_vs_control.fit.json").read_text())
    assert summary["samples"] == {"TRD": 8, "control": 9}
    summary = json.loads((results / "expression/men_vs_women.fit.json").read_text())
    assert summary["coefficient"] == "sex[T.M]"
    assert summary["samples"] == {"samples": 17}
    assert summary["status"]["not significant"] > 100  # the demo has no effect of sex
    table = CANDIDATES.read_frame(results / "candidates/men_vs_women.tsv")
    assert table[["median_cpm_tested", "detected_reference"]].isna().all(axis=None)
    # Sex and condition together: no direction.
    table = CANDIDATES.read_frame(results / "candidates/any.tsv")
    assert set(table["status"]) == {"changed", "not significant", "not testable"}
    assert (table["status"][truth.index[truth > 0]] == "changed").sum() >= len(found) - 2
    assert table["mde"].isna().all()
    again = subprocess.run([*command, "--dry-run", *wanted], capture_output=True, text=True)
    assert "Nothing to be done" in again.stdout + again.stderr
