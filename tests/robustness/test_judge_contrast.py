"""The verdict is written from the files of the run."""

import numpy as np
import pandas as pd

from builders.expressed import make_contrast
from builders.jobs import job
from builders.tables import write
from mirtrd.core.documents import read_document, write_document
from mirtrd.expression.tables import EXPRESSION
from mirtrd.robustness import judge_contrast
from mirtrd.robustness.tables import ROBUSTNESS, VARIANTS


def test_the_verdict_is_that_of_the_files(tmp_path):
    table = make_contrast(60, 8).set_index("mirna").assign(mde=1.0)
    fitted = table.iloc[:60].assign(significant_share_samples=1.0, lost="", weakest="")
    variants = pd.DataFrame(
        {"variant": "without s1", "mirna": fitted.index, "log2FoldChange": 0.0, "padj": np.nan},
        index=["samples"] * 60,
    )
    documents = {
        "fit": {"differences": "TRD and control differ in age: this may make changes."},
        "permutations": {
            "permutations": 50, "mean_false_calls": 3.0, "pvalue": 0.02, "share_with_any_call": 0.4
        },
        "hidden": {"suspected": True, "reasons": ["40 % of the shuffles give calls, too"]},
    }  # fmt: skip
    inputs = {
        "expression": write(EXPRESSION, tmp_path / "expression.tsv", table),
        "robustness": write(ROBUSTNESS, tmp_path / "robustness.tsv", fitted[
            ["status", "log2FoldChange", "padj", "significant_share_samples", "lost", "weakest"]
        ]),
        "variants": write(VARIANTS, tmp_path / "variants.tsv", variants),
    }  # fmt: skip
    for name, content in documents.items():
        inputs[name] = tmp_path / f"{name}.json"
        write_document(inputs[name], content)
    output = {"verdict": tmp_path / "verdict.json"}
    judge_contrast.main(job(input=inputs, output=output, params={"alpha": 0.05}))
    found = read_document(output["verdict"])
    assert found["verdict"] == (
        "8 of 60 tested miRNAs are called different, at a false-discovery rate of 5 %. With "
        "shuffled labels, 3 are on average. All stay whichever one sample is left out. A hidden "
        "factor is suspected: 40 % of the shuffles give calls, too. In half of the miRNAs, a "
        "2.0-fold change would have been called with a chance of 80 %."
    )
    assert found["cautions"] == [documents["fit"]["differences"]]
