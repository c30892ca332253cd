"""Outputs in the report of Snakemake: each has a caption, and each caption an output."""

import re

import pytest

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
                category="8. Meta",
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


def test_captions_that_say_what_a_rule_was_given_are_most():
    texts = [path.read_text() for path in CAPTIONS.rglob("*.rst")]
    assert sum("snakemake." in text for text in texts) > 0.9 * len(texts)


def test_each_caption_has_its_output():
    captions = {path.relative_to(CAPTIONS).as_posix() for path in CAPTIONS.rglob("*.rst")}
    assert captions == {"run.rst", *(describe_output(path).caption for path in SHOWN)}
