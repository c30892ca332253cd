"""What panel is trained or scored by is checked before any job."""

import json
from shutil import copy

import pandas as pd
import pytest

from builders.paths import ROOT
from builders.refusals import refusal_of
from builders.workplace import CONFIG, HEADER, Workplace, with_key
from mirtrd.inputs.given import given_files
from mirtrd.inputs.panels import FORMAT, KIND, columns_of_panel
from mirtrd.inputs.plan import make_plan

SCORING = {"samples": "config/samples.tsv", "score": {"panel": "panel.json"}}


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    workplace = Workplace(tmp_path)
    panel = {"kind": KIND, "format_version": FORMAT}
    (tmp_path / "panel.json").write_text(json.dumps(panel))
    return workplace


def refusal(config: dict) -> str:
    return refusal_of(lambda: make_plan(config, ROOT))


def of_many(samples: int) -> str:
    levels = ("TRD", "control")
    return HEADER + "".join(
        f"S{number}\t{levels[number % 2]}\tA\treads/S{number}.fastq.gz\n"
        for number in range(samples)
    )


def test_without_the_sections_there_is_no_panel(workplace):
    plan = make_plan(CONFIG, ROOT)
    assert (plan.trained, plan.frozen, plan.compares) == ("", "", True)


def test_a_panel_needs_a_contrast_of_levels_with_persons_enough(workplace):
    message = refusal(with_key("panel.contrast", "other"))
    assert message == "config: panel.contrast is 'other', expected one of TRD_vs_control"
    message = refusal(with_key("panel.contrast", "TRD_vs_control"))
    assert message == ("config: panel.contrast: TRD has 2 samples, at least 5 persons are needed")
    config = with_key("panel.contrast", "sum")
    config["expression"]["contrasts"]["sum"] = {"coefficients": {"Intercept": 1}}
    assert refusal(config).startswith("config: panel.contrast: sum has no levels")


def test_one_sample_alone_can_be_scored(workplace):
    workplace.write_sheet("sample\tfastq\nS1\treads/T1.fastq.gz\n")
    plan = make_plan(SCORING, ROOT)
    assert (plan.frozen, plan.compares, plan.has_samples) == ("panel.json", False, True)
    assert plan.contrasts == {}
    assert plan.settings["expression"]["min_count"] == 10
    assert given_files(plan)["panel"] == ["panel.json"]


def test_a_run_can_compare_and_score(workplace):
    plan = make_plan(with_key("score.panel", "panel.json"), ROOT)
    assert (plan.frozen, plan.compares) == ("panel.json", True)


def test_without_a_panel_the_design_is_still_asked_for(workplace):
    for sections in ({}, {"score": None}, {"score": {"panel": None}}):
        assert refusal({"samples": "config/samples.tsv"} | sections) == (
            "config: expression is missing"
        )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "config: score.panel: panel.json is no panel of this workflow"),
        ("not JSON", "config: score.panel: panel.json is no panel of this workflow"),
        (json.dumps({"kind": KIND, "format_version": 9}),
         "config: score.panel: panel.json has format 9, this version reads 1"),
    ],
)  # fmt: skip
def test_another_file_is_no_panel(workplace, content, message):
    (workplace.folder / "panel.json").write_text(content)
    assert refusal(SCORING) == message


def test_a_panel_that_is_not_there(workplace):
    (workplace.folder / "panel.json").unlink()
    assert refusal(SCORING).startswith("config: score.panel: the file panel.json does not exist")


def test_columns_by_their_names():
    sheet = pd.DataFrame(columns=["condition", "batch", "Patient_ID", "age", "Centre"])
    found = columns_of_panel(sheet, "~ Patient_ID + age + batch + condition", "condition")
    assert (found.person, found.site) == ("Patient_ID", "Centre")
    assert found.covariates == ["age", "batch"]
    bare = columns_of_panel(
        pd.DataFrame(columns=["condition", "batch"]), "~ condition", "condition"
    )
    assert (bare.person, bare.site, bare.covariates) == ("", "batch", [])


def test_the_rules_of_both_doors_are_planned(workplace):
    for number in range(12):
        copy(workplace.folder / "reads" / "T1.fastq.gz", f"reads/S{number}.fastq.gz")
    workplace.write_sheet(of_many(12))
    workplace.write_config(with_key("panel.contrast", "TRD_vs_control"))
    planned = workplace.dry_run("panel")
    assert planned.returncode == 0, planned.stderr
    assert "shuffle_panel" in planned.stdout + planned.stderr
    workplace.write_sheet("sample\tfastq\nS1\treads/T1.fastq.gz\n")
    workplace.write_config(SCORING)
    planned = workplace.dry_run("--cores", "1")
    text = planned.stdout + planned.stderr
    assert planned.returncode == 0, text
    assert "score_sample" in text
    assert "fit_model" not in text
