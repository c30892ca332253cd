"""The end of a run, told from files as a run leaves them."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from mirtrd.panel.tables import SCORES
from mirtrd.quality.tables import STATUS as TABLE
from mirtrd.screen.ending import Ended, describe_end
from mirtrd.screen.progress import Failure

FIT = "results/expression/a_vs_b.fit.json"
LIST = "results/candidates/a_vs_b.tsv"
STATUS = "results/quality/samples.tsv"
COUNTS = {"up": 2, "down": 1, "not significant": 1200, "not testable": 30}


@pytest.fixture
def ended(tmp_path):
    """A run of which all results are there."""
    for folder in ("expression", "quality", "trimming", "candidates"):
        (tmp_path / "results" / folder).mkdir(parents=True)
    run = Ended(
        samples=["NA", "S2", "S3", "S4", "S5"],
        contrasts=["a_vs_b"],
        current={FIT, LIST, STATUS, "results/robustness/a_vs_b.pvalues.json"},
        folder=tmp_path,
    )
    write_fit(run, COUNTS)
    write_status(run, NA="ok", S2="ok", S3="ok", S4="ok", S5="ok")
    return run


def write_fit(ended: Ended, status: dict, notes: tuple = (), name: str = "a_vs_b") -> None:
    path = ended.folder / f"results/expression/{name}.fit.json"
    path.write_text(json.dumps({"status": status, "notes": notes}))


def write_status(ended: Ended, **status: str) -> None:
    """Status and reason of samples, such as "fail few reads; wrong kit"."""
    rows = []
    for sample, text in status.items():
        word, _, reason = text.partition(" ")
        known = {"sample": sample, "status": word, "used": "yes", "reason": reason}
        rows.append([known.get(c.name, "" if c.kind == "text" else None) for c in TABLE.columns])
    TABLE.write(ended.folder / STATUS, rows)


def test_a_run_without_trouble_names_its_lists_and_their_verdicts(ended):
    assert describe_end(ended) == [
        "Done. Where to look first:",
        "  a_vs_b: 2 up, 1 down, 1,200 not significant, 30 not testable: "
        "results/candidates/a_vs_b.tsv",
    ]


def test_the_report_comes_first(ended):
    page = "results/report/report.html"
    lines = describe_end(replace(ended, current={*ended.current, page}))
    assert lines[1] == f"  All on one page: {page}"


def test_results_are_named_from_where_the_command_was_typed(ended):
    lines = describe_end(replace(ended, shown="study/"))
    assert lines[1].endswith(": study/results/candidates/a_vs_b.tsv")


def test_no_call_is_said(ended):
    write_fit(ended, {"not significant": 90, "not testable": 10})
    assert describe_end(ended)[1].startswith(
        "  a_vs_b: no miRNA is called, 90 not significant, 10 not testable: "
    )


def test_calls_without_a_sign_are_told_as_changed(ended):
    write_fit(ended, {"changed": 4, "not significant": 90})
    assert ": 4 changed, 90 not significant, 0 not testable: " in describe_end(ended)[1]


def test_samples_that_failed_come_with_a_reason_and_no_more_than_a_few(ended):
    write_status(
        ended,
        NA="fail adapter dimers: 93.1 %, at most 90 % expected (quality.dimer_share.fail); more",
        S2="fail few reads",
        S3="fail " + "a very long reason " * 20,
        S4="fail few reads",
        S5="warn haemolysis",
    )
    lines = describe_end(ended)[2:]
    assert lines[:3] == [
        "  4 of 5 samples failed: results/quality/samples.tsv",
        "    NA: adapter dimers: 93.1 %, at most 90 % expected",
        "    S2: few reads",
    ]
    assert lines[3].endswith(" …")
    assert len(lines[3]) < 120
    assert lines[4:] == [
        "    and 1 more",
        "  1 of 5 samples have warnings: results/quality/samples.tsv",
        "    S5: haemolysis",
    ]


def test_notes_and_odd_p_values_are_to_be_read_but_not_what_is_told_of_samples(ended):
    write_fit(ended, COUNTS, ("NA is left out: few reads", "m1: an outlier", "few samples"))
    pvalues = ended.folder / "results/robustness/a_vs_b.pvalues.json"
    pvalues.parent.mkdir(exist_ok=True)
    pvalues.write_text(json.dumps({"verdict": "hidden factor"}))
    assert describe_end(ended)[2] == (
        "    Read: verdict on its p-values: hidden factor; "
        "2 notes on the test: results/expression/a_vs_b.fit.json"
    )
    pvalues.write_text(json.dumps({"verdict": "well-behaved"}))
    assert "p-values" not in describe_end(ended)[2]


def test_what_is_out_of_date_or_was_not_asked_for_is_not_told(ended):
    assert describe_end(replace(ended, current={STATUS})) == ["Done."]
    without_list = replace(ended, current={FIT})
    assert describe_end(without_list)[1].endswith(": results/expression/a_vs_b.tsv")


def test_results_that_are_missing_or_damaged_are_left_out(ended):
    (ended.folder / STATUS).write_text("sample\tstatus\nNA\tok\tmore\n")
    (ended.folder / FIT).write_text('{"status": {')
    assert describe_end(ended) == ["Done."]
    (ended.folder / STATUS).unlink()
    (ended.folder / FIT).write_text("[]")
    assert describe_end(ended) == ["Done."]


def test_many_contrasts_are_not_all_listed(ended):
    names = [f"c{number}" for number in range(5)]
    for name in names:
        write_fit(ended, COUNTS, name=name)
    current = {f"results/expression/{name}.fit.json" for name in names}
    lines = describe_end(replace(ended, contrasts=[*names, "a_vs_b"], current=current))
    assert len(lines) == 5
    assert lines[-1] == "  and 2 more contrasts: results/candidates/"


def test_results_of_what_was_renamed_or_removed_are_named(ended):
    write_fit(ended, COUNTS, name="old_vs_new")
    for sample in ("S1", "S2"):
        (ended.folder / f"results/trimming/{sample}.tally.json").touch()
    assert describe_end(ended)[-1] == (
        "  Results of what is not in the config any more: contrast old_vs_new, sample S1"
    )


def test_a_synthesis_is_told_for_each_tissue_that_has_several_studies(ended):
    status = {"consistent": 3, "inconsistent": 1, "not shown": 1200}
    parts = [
        {"tissue": "plasma", "use": "main", "studies": ["A", "B"], "status": status},
        {"tissue": "PBMC", "use": "main", "studies": ["C"], "status": status},
    ]
    summary = "results/meta/trd.json"
    (ended.folder / "results" / "meta").mkdir()
    (ended.folder / summary).write_text(json.dumps({"tissues": parts, "notes": ["one"]}))
    # Results of a run in the same folder are not its concern.
    alone = replace(ended, samples=[], contrasts=[], current={summary}, synthesis="trd")
    assert describe_end(alone) == [
        "Done. Where to look first:",
        "  trd (plasma, 2 studies, main): 3 consistent, 1 inconsistent, 1,200 not shown",
        "    Table: results/meta/trd.tsv",
        "    Read: 1 notes on the studies: results/meta/trd.json",
    ]


def test_a_panel_is_told_with_its_interval_and_scores_with_their_number(ended):
    (ended.folder / "results/panel").mkdir()
    told = {"auc": 0.712, "auc_interval": [0.6, 0.81], "verdict": "exploratory: 60 persons; more"}
    panel, scores = "results/panel/a_vs_b.panel.json", "results/panel/scores.tsv"
    (ended.folder / panel).write_text(json.dumps({"performance": told}))
    statuses = {"S2": "refused", "S3": "scored", "S4": "refused"}
    rows = [[name, said, "", *[None] * 4, ""] for name, said in statuses.items()]
    frame = pd.DataFrame(rows, columns=list(SCORES.header)).set_index("sample")
    SCORES.write_frame(ended.folder / scores, frame, heading=["research use only"])
    lines = describe_end(replace(ended, current={panel, scores}))
    assert lines[1:] == [
        "  panel of a_vs_b: AUC 0.71 (0.60 to 0.81) in persons left out, exploratory: "
        "results/panel/a_vs_b.performance.tsv",
        "  scores: 2 refused, 1 scored: results/panel/scores.tsv",
    ]
    (ended.folder / scores).write_text("damaged")
    assert describe_end(replace(ended, current={scores})) == ["Done."]


def test_failed_jobs_come_last_and_their_error_is_the_last_line(ended):
    failure = Failure(job="Draw it", log="logs/a.log", message="line\nError: no such column")
    run = replace(ended, failures=[failure], undone=7)
    lines = describe_end(run)
    assert lines[0] == "Not finished: 1 job failed, 7 did not start."
    assert lines[-2:] == ["  Draw it (logs/a.log):", "Error: no such column"]
    many = describe_end(replace(run, failures=[failure] * 5))
    assert many[0] == "Not finished: 5 jobs failed, 7 did not start."
    assert many.count("Error: no such column") == 3
    assert "  2 more failed before:" in many


def test_a_run_that_was_stopped_says_how_to_go_on(ended):
    lines = describe_end(replace(ended, current=set(), undone=1))
    assert lines == ["Stopped before 1 job. The same command goes on from here."]
