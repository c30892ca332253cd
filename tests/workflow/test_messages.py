"""What a user sees of a run: a line for each job, errors, and where to look first."""

import re

import pytest
import yaml

from builders.checkout import Checkout
from builders.workplace import CONFIG

END = "Done. Where to look first:"


def test_each_job_is_told_in_one_line_by_what_it_does(finished_demo):
    (total,) = (line for line in finished_demo.said if line.endswith(" jobs to do"))
    jobs = int(total.split()[0])
    numbered = [line for line in finished_demo.said if re.match(r"\[ *\d+/\d+\] ", line)]
    assert [line.split("]")[0] for line in numbered] == [
        f"[{number:{len(str(jobs))}}/{jobs}" for number in range(1, jobs + 1)
    ]
    told = {line.partition("] ")[2] for line in numbered}
    assert len(told) == jobs
    assert "Take the inserts out of the reads of sample TRD01 and collapse equal ones" in told
    assert (
        "Rank all miRNAs of contrast TRD_vs_control, next to what a reader has to know about each"
    )
    assert len(finished_demo.said) < jobs + 15


def test_the_end_names_the_list_its_verdicts_and_the_failed_library(finished_demo):
    end = finished_demo.said[finished_demo.said.index(END) + 1 :]
    report, contrast, notes, failed, reason = end
    assert report == "  All on one page: results/report/report.html"
    assert re.fullmatch(
        r"  TRD_vs_control: \d+ up, \d+ down, \d+ not significant, [\d,]+ not testable: "
        r"results/candidates/TRD_vs_control\.tsv",
        contrast,
    )
    assert re.fullmatch(
        r"    Read: \d notes on the test: results/expression/TRD_vs_control\.fit\.json", notes
    )
    assert failed == "  1 of 18 samples failed: results/quality/samples.tsv"
    assert reason == "    TRD07: adapter dimers: 93.1 %, at most 90 % expected"


def test_a_run_of_one_stage_tells_of_no_other(finished_demo):
    assert "TRD_vs_control" not in finished_demo.checkout.run("quality").text
    assert finished_demo.checkout.run("trimming").lines[-1] == "Done."


def test_a_dry_run_keeps_the_page_of_each_job_and_has_no_end(finished_demo):
    said = finished_demo.checkout.run("--dry-run", "--forcerun", "plot_pca").text
    assert "\nrule plot_pca:\n    input: results/cohort/vst.tsv, " in said
    assert END not in said


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """A run in which a job ends in what the user has to mend: no library has enough reads."""
    folder = tmp_path_factory.mktemp("failed")
    (folder / "config").mkdir()
    config = {**CONFIG, "counts": {"path": "config/counts.tsv"}}
    (folder / "config" / "config.yaml").write_text(yaml.safe_dump(config))
    sheet = "sample\tcondition\nT1\tTRD\nT2\tTRD\nC1\tcontrol\nC2\tcontrol\n"
    (folder / "config" / "samples.tsv").write_text(sheet)
    counts = "mirna\tT1\tT2\tC1\tC2\nhsa-miR-16-5p\t5\t1\t9\t7\n"
    (folder / "config" / "counts.tsv").write_text(counts)
    return Checkout(folder=folder).run()


def test_the_error_of_a_job_is_the_last_line_on_the_screen(failed):
    assert failed.code != 0
    assert "Traceback" not in failed.text
    assert failed.lines[-1].startswith("Error: no sample is usable: see the reasons in ")


def test_a_run_in_which_a_job_failed_says_so_and_names_the_log(failed):
    end = next(n for n, line in enumerate(failed.lines) if line.startswith("Not finished: "))
    assert re.fullmatch(r"Not finished: 1 job failed, \d+ did not start\.", failed.lines[end])
    job = "Choose the usable samples, once for all that follows"
    assert re.fullmatch(rf"  {job} \(logs/\w+/select_samples\.log\):", failed.lines[-2])
    assert "  4 of 4 samples failed: results/quality/samples.tsv" in failed.lines[end:]
