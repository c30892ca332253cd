"""The workflow on the demo cohort, whose truth is known."""

import filecmp
import gzip
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import openpyxl
import pandas as pd
import pysam
import pytest

import make_demo
from builders.checkout import Checkout, copy_demo
from builders.paths import DEMO, ROOT
from builders.reported import Seen
from mirtrd.candidates.tables import CANDIDATES
from mirtrd.core.documents import read_document
from mirtrd.core.fates import FATES

NAME = "TRD_vs_control"
COHORT_FIGURES = ("pca", "distances", "components", "covariates", "scaling")
QUALITY_FIGURES = ("kits", "read_fate", "rna_classes", "lengths", "composition", "haemolysis")


@pytest.fixture(scope="module")
def finished(finished_demo) -> Path:
    return finished_demo.checkout.folder


def table(folder: Path, path: str) -> pd.DataFrame:
    return pd.read_csv(folder / path, sep="\t", index_col=0)


def list_of(folder: Path) -> pd.DataFrame:
    return CANDIDATES.read_frame(folder / f"results/candidates/{NAME}.tsv")


def headed(folder: Path, path: str) -> pd.DataFrame:
    return pd.read_csv(folder / path, sep="\t", index_col=0, comment="#")


def truth(path: str) -> pd.DataFrame:
    return pd.read_csv(DEMO / "truth" / path, sep="\t", index_col=0)


def test_demo_cohort_is_made_by_its_script(tmp_path):
    make_demo.main(tmp_path)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert len(made) == 24
    for path in made:
        # gzip bytes depend on the zlib of the machine, what they hold does not.
        read = gzip.open if path.suffix == ".gz" else open
        with read(tmp_path / path, "rb") as ours, read(DEMO / path, "rb") as theirs:
            assert ours.read() == theirs.read(), path


def test_demo_cohort_is_small():
    files = [DEMO / part for part in ("config", "reads", "truth")]
    assert sum(f.stat().st_size for d in files for f in d.iterdir()) < 6e6


def test_every_read_has_one_fate(finished):
    fate = table(finished, "results/quality/read_fate.tsv")
    assert list(fate.columns) == ["reads", *FATES]
    assert (fate[list(FATES)].sum(axis=1) == fate["reads"]).all()
    assert (fate["reads"] == truth("read_fate.tsv")["reads"]).all()
    counts = table(finished, "results/counting/mature.counts.tsv")
    assert (counts.sum() == fate["mirna"]).all()
    hairpins = table(finished, "results/counting/hairpin.counts.tsv")
    assert (hairpins.sum() == fate["mirna"] + fate["hairpin"]).all()


def test_isomirs_add_up_to_the_counts_of_matures(finished):
    counts = table(finished, "results/counting/mature.counts.tsv")
    isomirs = table(finished, "results/counting/isomirs.counts.tsv")
    assert list(isomirs.columns) == ["insert", "variant", "sample", "count"]
    assert (isomirs["count"] > 0).all()
    assert not isomirs.set_index(["insert", "sample"], append=True).index.duplicated().any()
    added = isomirs.groupby(["mirna", "sample"])["count"].sum().unstack(fill_value=0)
    added = added[counts.columns].loc[counts.index.intersection(added.index)]
    assert (added == counts.loc[added.index]).all(axis=None)
    assert added.to_numpy().sum() == counts.to_numpy().sum()
    summary = table(finished, "results/counting/isomirs.summary.tsv")
    assert (summary["count"] == counts.sum(axis=1)[summary.index]).all()
    assert set(summary.index) == set(added.index)
    for sample in counts.columns:
        lines = (finished / f"results/counting/{sample}.gff3").read_text().splitlines()
        numbers = [int(line.split("Expression=")[1].split(";")[0]) for line in lines[6:]]
        omitted = int(lines[4].split()[2])
        assert sum(numbers) + omitted == counts[sample].sum()


def test_fragments_add_up_to_the_fate_of_other_rnas(finished):
    fate = table(finished, "results/quality/read_fate.tsv")["other_rna"]
    fragments = table(finished, "results/counting/fragments.counts.tsv")
    assert (fragments[fate.index].sum() == fate).all()


def test_isomirs_are_tested_like_mirnas_when_asked(finished, finished_demo):
    folder = "results/features/isomir"
    names = ("tsv", "disagreements.tsv")
    run = finished_demo.checkout.run(*(f"{folder}/{NAME}.{name}" for name in names))
    assert run.code == 0, run.text[-3000:]
    # Planned only, as permutations take long.
    jobs = finished_demo.checkout.jobs_to_do(f"{folder}/{NAME}.volcano.png")
    assert {"judge_features", "plot_feature_volcano"} <= jobs.keys()
    mirnas, isomirs = (
        table(finished, f"{path}/{NAME}.tsv") for path in ("results/expression", folder)
    )
    assert list(isomirs.columns) == list(mirnas.columns)
    assert isomirs.index.name == "isomir"
    counts, whole = (table(finished, f"{path}/counts.tsv") for path in (folder, "results/cohort"))
    added = counts.groupby(counts.index.str.partition("|").get_level_values(0)).sum()
    assert added.equals(whole.loc[added.index].rename_axis(None))
    # Each miRNA of the demo changes as a whole: called isomiRs go its way, and none disagrees.
    called = isomirs[isomirs["status"].isin(["up", "down"])]
    effects = truth("effects.tsv")["log2FoldChange"]
    true = effects.reindex(called.index.str.partition("|").get_level_values(0)).fillna(0)
    agree = (called["status"] == "up").to_numpy() == (true > 0).to_numpy()
    assert (agree & (true != 0).to_numpy()).mean() >= 0.95
    found = table(finished, f"{folder}/{NAME}.disagreements.tsv")
    assert len(found) > 30
    assert set(found["disagree"]) == {"no"}


def test_no_editing_is_found_where_there_is_none(finished):
    editing = table(finished, "results/counting/editing.tsv")
    assert len(editing) > 100
    # Sites that few reads cover are not tested.
    tested = editing["padj"].dropna()
    assert len(tested) > 100
    assert (tested > 0.05).all()


def test_fates_equal_the_truth_but_for_sequencing_errors(finished):
    fate, expected = table(finished, "results/quality/read_fate.tsv"), truth("read_fate.tsv")
    for ours, theirs in (
        ("adapter_dimer", "dimer"),
        ("too_short", "short"),
        ("no_adapter", "no_adapter"),
        ("n_rich", "n_rich"),
        ("low_quality", "low_quality"),
        ("mirna", "mirna"),
    ):
        assert (abs(fate[ours] - expected[theirs]) <= 0.01 * fate["reads"]).all(), ours


def test_counts_equal_the_truth_within_what_ambiguity_allows(finished):
    counts = table(finished, "results/counting/mature.counts.tsv")
    expected = truth("mature.counts.tsv")
    assert list(counts.columns) == list(expected.columns)
    assert not any("/" in name for name in expected.index)
    misplaced = abs(counts.reindex(expected.index) - expected).sum() / expected.sum()
    assert (misplaced.drop("TRD07") < 0.005).all(), misplaced
    elsewhere = counts.drop(expected.index).sum() / counts.sum()
    assert (elsewhere < 0.001).all(), elsewhere


def test_true_changes_are_found_with_their_sign(finished):
    found = table(finished, f"results/expression/{NAME}.tsv")
    effects = truth("effects.tsv")["log2FoldChange"]
    changed = effects[effects != 0].drop("hsa-miR-135a-5p")
    assert len(changed) == 26
    expected = changed.map(lambda effect: "up" if effect > 0 else "down")
    assert found.loc[changed.index, "status"].to_dict() == expected.to_dict()
    called = found.index[found["status"].isin(["up", "down"])]
    # At a false-discovery rate of 5 %, 28 calls hold 5 or more false ones once in 100 cohorts.
    assert len(set(called) - set(changed.index)) < 5


def test_not_testable_is_not_the_same_as_not_significant(finished):
    candidates = list_of(finished)
    assert len(candidates) == len(table(finished, "results/counting/mature.counts.tsv")) == 2632
    assert candidates.loc["hsa-miR-135a-5p", "status"] == "not testable"
    assert candidates.loc["hsa-miR-135a-5p", "reason"] == "below count filter"
    assert candidates.loc["hsa-miR-34a-5p", "status"] == "not testable"
    assert candidates.loc["hsa-miR-155-5p", "reports"] > 0
    assert candidates.loc["hsa-miR-451a", "haemolysis"] == "Smith 2022 signature"


def test_true_changes_hold_under_other_choices(finished):
    robustness = table(finished, f"results/robustness/{NAME}.tsv")
    effects = truth("effects.tsv")["log2FoldChange"]
    changed = effects[effects != 0].drop("hsa-miR-135a-5p").index
    assert (robustness.loc[changed, "significant_share"] >= 0.9).all()
    assert robustness.loc[robustness.index.difference(changed), "significant_share"].mean() < 0.05
    candidates = list_of(finished)
    assert (candidates.loc[changed, "sign_share"] == 1).all()


def test_the_number_of_calls_is_the_same_in_every_file(finished):
    def of(status: pd.Series) -> tuple[int, int]:
        return int((status == "up").sum()), int((status == "down").sum())

    def read(path: str) -> dict:
        return json.loads((finished / path).read_text())

    up, down = of(table(finished, f"results/expression/{NAME}.tsv")["status"])
    called = up + down
    assert called > 20
    for path in (
        f"results/expression/{NAME}.ma.tsv",
        f"results/candidates/{NAME}.volcano.tsv",
        f"results/robustness/{NAME}.tsv",
    ):
        assert of(table(finished, path)["status"]) == (up, down), path
    assert of(list_of(finished)["status"]) == (up, down)
    assert (table(finished, f"results/robustness/{NAME}.tsv")["padj"] < 0.05).sum() == called
    status = read(f"results/expression/{NAME}.fit.json")["status"]
    assert (status["up"], status["down"]) == (up, down)
    observed = table(finished, f"results/robustness/{NAME}.permutations.tsv").loc["observed"]
    assert observed[["calls", "up", "down"]].to_list() == [called, up, down]
    assert read(f"results/robustness/{NAME}.permutations.json")["observed_calls"] == called
    verdict = read(f"results/robustness/{NAME}.verdict.json")
    assert verdict["calls"]["called"] == called
    assert verdict["verdict"].startswith(f"{called} of {verdict['calls']['tested']} tested")
    svg = (finished / f"results/candidates/{NAME}.volcano.svg").read_text()
    assert f"up in TRD ({up})" in svg
    assert f"down in TRD ({down})" in svg
    assert f"{called} of {verdict['calls']['tested']} tested miRNAs" in svg


def test_the_verdict_heads_the_list_and_the_volcano(finished):
    verdict = json.loads((finished / f"results/robustness/{NAME}.verdict.json").read_text())
    first = (finished / f"results/candidates/{NAME}.tsv").read_text().split("\n", 1)[0]
    assert first == f"# {verdict['verdict']}"
    assert verdict["cautions"] == []
    held = table(finished, f"results/robustness/{NAME}.tsv")
    called = held[held["padj"] < 0.05]
    # A call that is lost without a sample names that variant.
    stay = ~called["lost"].fillna("").str.contains(r"without (?:TRD|CTL)\d")
    assert verdict["without_one_sample"] == {"calls_that_stay": int(stay.sum()), "samples": 17}
    assert verdict["hidden_factor"] == {"suspected": False, "reasons": []}
    assert {"with haemolysis"} < {
        *table(finished, f"results/robustness/{NAME}.variants.tsv")["variant"]
    }


def test_permuted_labels_find_little(finished):
    path = finished / f"results/robustness/{NAME}.permutations.json"
    summary = json.loads(path.read_text())
    assert summary["blocks"] == ["batch", "sex"]
    assert summary["permutations"] == 200
    assert summary["pvalue"] == pytest.approx(1 / 201)
    assert summary["mean_false_calls"] < 2
    assert 0.03 < summary["small_p_share"] < 0.08


def test_the_batch_is_seen_in_the_components(finished):
    found = pd.read_csv(finished / "results/cohort/components.tsv", sep="\t")
    found = found[found["padj"] < 0.05]
    assert {*found["column"]} == {"condition", "batch"}


def test_failed_library_has_a_reason_and_does_not_stop_the_run(finished):
    status = table(finished, "results/quality/samples.tsv")
    assert (status["status"] == "fail").to_dict() == {s: s == "TRD07" for s in status.index}
    assert status["used"].to_dict() == {s: "no" if s == "TRD07" else "yes" for s in status.index}
    assert "93 % of all reads: adapter_dimer" in status.loc["TRD07", "reason"]
    assert "TRD07" not in table(finished, "results/cohort/vst.tsv")
    assert "TRD07" in table(finished, "results/counting/mature.counts.tsv")


def test_the_haemolysed_libraries_have_the_highest_scores(finished):
    scores = table(finished, "results/quality/haemolysis.tsv")["score"]
    assert set(scores.nlargest(2).index) == {"TRD04", "CTL02"}


def test_the_tutorial_tells_what_the_demo_gives(finished):
    listed = list_of(finished)
    counts = listed["status"].value_counts()
    fates = table(finished, "results/quality/read_fate.tsv").sum()
    components = table(finished, "results/cohort/components.tsv")["variance"]
    first, last, third = (
        listed.loc[f"hsa-{mirna}"] for mirna in ("miR-409-3p", "miR-4433a-3p", "let-7d-3p")
    )
    lost = table(finished, f"results/robustness/{NAME}.tsv")["lost"].str.split("; ")
    permuted = json.loads((finished / f"results/robustness/{NAME}.permutations.json").read_text())
    tutorial = " ".join((ROOT / "docs" / "tutorial.md").read_text().split())
    for statement in (
        f"{fates['mirna']:,} ({fates['mirna'] / fates['reads']:.1%}) were".replace("%", " %"),
        f"{fates['adapter_dimer']:,} were adapter dimers, and {fates['unaligned']:,} fit",
        f"one of the {len(listed):,} miRNAs",
        f"| `up` | {counts['up']} |",
        f"| `down` | {counts['down']} |",
        f"| `not significant` | {counts['not significant']} |",
        f"| `not testable` | {counts['not testable']:,} |",
        f"log2 fold change {first['log2FoldChange']:.2f}, 95 % interval {first['ci_low']:.2f} to "
        f"{first['ci_high']:.2f}",
        f"at an adjusted p-value of {third['padj']:.3f}",
        f"is {last['significant_share']:.2f} for it",
        f"with a share of {third['significant_share']:.3f}",
        f"The first component ({components['PC1'].iloc[0]:.0%} of".replace("%", " %"),
        f"the second ({components['PC2'].iloc[0]:.0%})".replace("%", " %"),
        f"{permuted['mean_false_calls']} miRNAs on average over {permuted['permutations']} perm",
    ):
        assert statement in tutorial
    assert len(lost["hsa-miR-4433a-3p"]) == 5
    assert len(lost["hsa-let-7d-3p"]) == 5


def test_each_planted_situation_is_told_in_the_dossier(finished):
    found = headed(finished, f"results/candidates/{NAME}.dossier.tsv")
    effects = truth("effects.tsv")["log2FoldChange"]
    changed = effects[effects != 0].drop("hsa-miR-135a-5p").index
    # Up and down: 26 true changes, all but those that are known from red blood cells in tier A.
    assert (found.loc[changed, "tier"].isin(["A", "B"])).all()
    assert (found.loc[changed, "tier"] == "A").sum() >= 24
    # One of them is a false call that agrees over the analyses: the tutorial says so.
    assert set(found.index[found["tier"] == "A"]) - set(changed) == {"hsa-let-7d-3p"}
    # Unchanged, and not testable.
    assert pd.isna(found.loc["hsa-miR-103a-3p", "tier"])
    for untestable in ("hsa-miR-135a-5p", "hsa-miR-34a-5p"):
        assert found.loc[untestable, "tier"] == "U"
        assert found.loc[untestable, "tier_reason"].endswith("below count filter")
    # Driven by haemolysis. Of 17 libraries, correlation tells it of the strongest alone.
    red = ["hsa-miR-451a", "hsa-miR-486-5p", "hsa-miR-144-3p", "hsa-miR-4732-3p"]
    assert found.loc["hsa-miR-451a", "follows_haemolysis"] == "yes"
    assert (found.loc[red, "haemolysis_r"] > 0).all()
    assert not found.loc[red, "status"].isin(["up", "down"]).any()
    # Driven by the batch.
    for batched in ("hsa-let-7i-5p", "hsa-let-7a-5p"):
        assert found.loc[batched, "follows"].startswith("batch (")
        assert found.loc[batched, "status"] == "not significant"
    assert found["follows_unadjusted"].isna().all()
    # The auc has the sign of the change, and the canonical form carries it.
    sides = found.loc[changed, "auc"] > 0.5
    assert (sides == (effects[changed] > 0)).all()
    assert (found.loc[changed, "canonical_carries"] == "yes").mean() > 0.9


def test_the_two_lists_have_what_they_ask_for(finished):
    markers = headed(finished, f"results/candidates/{NAME}.biomarkers.tsv")
    dossier = headed(finished, f"results/candidates/{NAME}.dossier.tsv")
    assert set(markers.index) == set(dossier.index[dossier["status"].isin(["up", "down"])])
    suited = markers[markers["suited"] == "yes"]
    assert len(suited) >= 20
    assert (suited["tier"] == "A").all()
    assert suited["missed_share"].between(0.3, 0.7).all()  # 54 % have the 3' end as annotated
    references = headed(finished, f"results/candidates/{NAME}.references.tsv")
    assert len(references) > 5
    effects = truth("effects.tsv")["log2FoldChange"]
    assert (effects[references.index] == 0).all()
    therapies = headed(finished, f"results/candidates/{NAME}.therapeutics.tsv")
    assert therapies.loc["hsa-miR-135a-5p", ["modality", "grade"]].to_list() == ["mimic", "T3"]
    assert therapies.loc["hsa-miR-409-3p", "modality"] == "undetermined"


def test_published_signs_are_held_against_those_of_plasma(finished):
    rows = pd.read_csv(finished / f"results/candidates/{NAME}.concordance.tsv", sep="\t")
    assert len(rows) == 91
    summary = json.loads((finished / f"results/candidates/{NAME}.concordance.json").read_text())
    here = rows[rows["same_tissue"] == "yes"]
    assert summary["tissue"] == "plasma"
    assert len(here) == summary["reports_of_this_tissue"]
    assert set(here["reported_tissue"]) == {"plasma"}
    cells = rows[(rows["mirna"] == "hsa-miR-155-5p") & (rows["reported_tissue"] == "PBMC")]
    assert cells[["expected", "observed", "status"]].to_numpy().tolist() == [
        ["down", "up", "discordant"]
    ]


def test_bam_files_stand_for_all_aligned_reads(finished):
    fate = table(finished, "results/quality/read_fate.tsv")
    path = str(finished / "results/counting/CTL01.bam")
    with pysam.AlignmentFile(path) as bam:
        reads = sum(record.get_tag("ZC") for record in bam if not record.is_secondary)
        assert all(not record.is_reverse for record in bam.fetch("hsa-mir-16-1"))
    # Reads that fit a hairpin are there, also those that are given to another RNA.
    given = fate.loc["CTL01", ["mirna", "hairpin", "ambiguous"]].sum()
    assert given <= reads <= given + fate.loc["CTL01", "other_rna"]


def test_figures_are_there(finished):
    stems = ("volcano", "heatmap", "boxes", "pileups")
    figures = [f"results/candidates/{NAME}.{stem}" for stem in stems]
    figures += [
        f"results/expression/{NAME}.ma",
        f"results/robustness/{NAME}",
        f"results/robustness/{NAME}.pvalues",
        "results/expression/dispersions",
    ]
    figures += [f"results/cohort/{stem}" for stem in COHORT_FIGURES]
    figures += [f"results/quality/{stem}" for stem in QUALITY_FIGURES]
    for figure in figures:
        assert (finished / f"{figure}.svg").read_text().startswith("<?xml")
        assert (finished / f"{figure}.png").read_bytes().startswith(b"\x89PNG")


def test_the_report_says_what_the_tables_say(finished):
    path = finished / "results" / "report" / "report.html"
    seen = Seen(path.read_text(encoding="utf-8"))
    verdict = read_document(finished / f"results/robustness/{NAME}.verdict.json")["verdict"]
    assert seen.text.index(verdict) < seen.text.index("~ batch + sex + condition")
    called = list_of(finished).query("status in ['up', 'down']").index
    shown = {button.get("data-mirna") for button in seen.named("button")}
    assert set(called) <= shown
    assert "TRD07: adapter dimers: 93.1 %" in seen.text
    assert "batch parts the samples and is in the design: adjusted for." in seen.text
    # Each figure that a run from reads has, and no other file.
    assert len(seen.named("img")) == 14
    assert path.stat().st_size < 2e6


def test_the_workbook_opens_and_has_each_mirna(finished):
    book = openpyxl.load_workbook(finished / f"results/report/{NAME}.xlsx", read_only=True)
    assert book.sheetnames == ["read_me", "candidates", "biomarkers", "therapeutics", "samples"]
    names = [row[0] for row in book["candidates"].iter_rows(min_row=2, max_col=1, values_only=True)]
    assert names == list(list_of(finished).index)


def test_a_run_that_was_killed_goes_on_to_the_same_bytes(finished_demo, tmp_path):
    """Up to the counts of all samples, as what follows is not told from it by Snakemake."""
    checkout = Checkout(folder=copy_demo(tmp_path / "killed"))
    run = subprocess.Popen(
        checkout.command("counting"),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    deadline = time.monotonic() + 120
    while not list(checkout.folder.glob("results/counting/*.bam")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    again = checkout.run("counting")
    assert again.code == 0, again.text[-3000:]
    finished = finished_demo.checkout.folder
    stages = ("reference", "trimming", "counting")
    paths = [p for stage in stages for p in finished.glob(f"results/{stage}/*") if p.is_file()]
    files = [path.relative_to(finished) for path in paths]
    assert len(files) > 100
    _, differing, missing = filecmp.cmpfiles(finished, checkout.folder, files, shallow=False)
    assert (differing, missing) == ([], [])
