"""Whether something else than the contrast parts the samples."""

from dataclasses import replace

import pandas as pd
import pytest

from builders.reported import Seen, make_results
from mirtrd.report.structure import answer_structure, describe_structure, find_followed


@pytest.fixture
def results():
    return make_results()


def answer(results, formula="~ batch + condition", **columns):
    config = {**results.config, "expression": {**results.config["expression"], "design": formula}}
    changed = replace(
        results,
        record={**results.record, "config": config},
        components=results.components.assign(**columns),
    )
    return answer_structure(changed, changed.contrasts[0])


def test_a_batch_of_the_design_is_adjusted_for(results):
    assert answer(results) == (
        "batch parts the samples and is in the design: adjusted for. No hidden factor shows."
    )


def test_a_batch_that_the_design_lacks_is_not(results):
    told = answer(results, "~ condition")
    assert told.startswith("batch parts the samples and is not in the design: not adjusted for.")


def test_what_is_compared_is_no_problem(results):
    told = answer(results, padj=[0.001, 0.5])
    assert told.startswith("Nothing that is known of the samples, besides what is compared,")


def test_of_several_components_the_one_that_a_column_explains_best_is_told():
    components = pd.DataFrame(
        {"variance": [0.4, 0.2, 0.1], "column": "batch", "effect": [0.1, 0.6, 0.9],
         "padj": [0.01, 0.01, 0.2]},
        index=pd.Index(["PC1", "PC2", "PC3"], name="component"),
    )  # fmt: skip
    assert find_followed(components, 0.05).loc["batch", "component"] == "PC2"


def test_the_section_names_columns_and_components(results):
    text = Seen(describe_structure(results)).text
    assert "batch: PC2 (30 % of the variance) goes with it, adjusted p = 0.02; in the" in text
    nothing = replace(results, components=results.components.assign(padj=1.0))
    assert "No component follows anything" in describe_structure(nothing)
