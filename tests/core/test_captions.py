"""Outputs in the report of Snakemake: each has a caption, and each caption an output."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined

from builders.paths import ROOT
from mirtrd.core.captions import Shown, describe_output

CAPTIONS = ROOT / "workflow" / "report"
RULES = "\n".join(path.read_text() for path in sorted((ROOT / "workflow" / "rules").glob("*.smk")))
SHOWN = re.findall(r'in_report\(\s*"([^"]+)"\s*\)', RULES)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (
            "results/cohort/pca.svg",
            Shown(
                caption="cohort/pca.rst",
                category="2. Cohort",
                labels={"what": "pca", "kind": "figure"},
            ),
        ),
        (
            "results/candidates/{contrast}.volcano.svg",
            Shown(
                caption="candidates/volcano.rst",
                category="5. Candidates",
                labels={"what": "volcano", "kind": "figure", "of": "{contrast}"},
            ),
        ),
        (
            "results/features/{feature}/{contrast}.volcano.svg",
            Shown(
                caption="features/volcano.rst",
                category="7. Features",
                labels={"what": "volcano", "kind": "figure", "of": "{feature}, {contrast}"},
            ),
        ),
        (
            "results/meta/{synthesis}.tsv",
            Shown(
                caption="meta/synthesis.rst",
                category="9. Meta",
                labels={"what": "synthesis", "kind": "table", "of": "{synthesis}"},
            ),
        ),
    ],
)
def test_caption_category_and_labels_follow_from_the_path(path, shown):
    assert describe_output(path) == shown


def test_all_figures_are_shown():
    outputs = re.findall(r'svg=.*?"(results/[^"]+)"', RULES)
    assert len(outputs) > 20
    assert set(outputs) == {path for path in SHOWN if path.endswith(".svg")}


@pytest.mark.parametrize("path", SHOWN)
def test_each_output_that_is_shown_has_its_caption(path):
    text = (CAPTIONS / describe_output(path).caption).read_text()
    # What it is, with something that the run decides, and then when to doubt it.
    told, _, doubt = text.partition("\n\n")
    assert told.endswith(".") or told.endswith("}")
    assert re.match(r"\*[A-Z].*", doubt)


def params_of(path: str) -> set[str]:
    """The params of the rule that makes an output, or of the one whose script it uses."""
    parts = re.split(r"^(?=(?:use )?rule )", RULES, flags=re.MULTILINE)
    [rule] = [part for part in parts if re.search(rf'in_report\(\s*"{re.escape(path)}"', part)]
    if original := re.match(r"use rule (\w+) as", rule):
        [rule] = [part for part in parts if part.startswith(f"rule {original[1]}:")]
    block = re.search(r"^    params:\n((?: {8}.*\n)+)", rule, re.MULTILINE)
    return set(re.findall(r"^ {8}(\w+)=", block[1], re.MULTILINE)) if block else set()


def render(caption: str, **snakemake: Any) -> str:
    """A caption as Snakemake puts it together; an error for what it does not have."""
    environment = Environment(undefined=StrictUndefined)
    text = (CAPTIONS / caption).read_text()
    return environment.from_string(text).render(snakemake=SimpleNamespace(**snakemake))


@pytest.mark.parametrize("path", SHOWN)
def test_a_caption_quotes_what_its_rule_is_given(path):
    contrast = {"name": "TRD_vs_control"}
    values = {"contrast": contrast, "design": {"formula": "~ group"}, "studies": [1, 2]}
    values |= {"shown": ["hsa-miR-21-5p"]}
    params = {name: values.get(name, name) for name in params_of(path)}
    wildcards = dict.fromkeys(re.findall(r"\{(\w+)\}", path), "WILDCARD")
    text = render(
        describe_output(path).caption,
        params=SimpleNamespace(**params),
        wildcards=SimpleNamespace(**wildcards),
    )
    if "contrast" in wildcards and "feature" not in wildcards:
        assert "TRD_vs_control" in text or "WILDCARD" in text


def test_the_page_of_a_synthesis_alone_names_no_samples():
    whole = {"samples": "sheet.tsv", "expression": {"design": "~ group", "alpha": 0.05}}
    assert "sheet.tsv" in render("run.rst", config=whole)
    assert "below 0.05" in render("run.rst", config=whole)
    assert "Design" not in render("run.rst", config={"meta": {"studies": "studies.tsv"}})


def test_each_caption_has_its_output():
    captions = {path.relative_to(CAPTIONS).as_posix() for path in CAPTIONS.rglob("*.rst")}
    assert captions == {"run.rst", *(describe_output(path).caption for path in SHOWN)}
