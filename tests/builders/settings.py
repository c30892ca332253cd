"""Cohorts with known changes, as what a question is asked of."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from builders.cohorts import simulate
from builders.designs import question
from mirtrd.cohort.tables import COUNTS, SAMPLES, SIZE_FACTORS
from mirtrd.expression.tables import EXPRESSION
from mirtrd.robustness.refits import Setting
from mirtrd.statistics.normalisers import median_of_ratios


def make_sheet(samples: int) -> pd.DataFrame:
    """Groups in turn, pairs of samples for patients, batches of thirds, an age that differs."""
    numbers = np.arange(samples)
    columns = {
        "condition": np.where(numbers % 2, "TRD", "control"),
        "patient": [f"p{i // 2}" for i in numbers],
        "batch": [f"b{i * 3 // samples}" for i in numbers],
        "age": [str(30 + (7 * i) % 41) for i in numbers],
    }
    return pd.DataFrame(columns, index=[f"s{i}" for i in numbers])


def make_setting(samples: int, formula: str, **options) -> tuple[Setting, np.ndarray]:
    """A cohort of 80 miRNAs, and their true changes (log2)."""
    counts, _, change = simulate(80, samples, **options)
    setting = Setting(
        counts=counts,
        factors=pd.Series(median_of_ratios(counts.to_numpy()), index=counts.columns),
        method="ratio",
        sheet=make_sheet(samples),
        question=question(formula),
    )
    return setting, change


def make_job(folder: Path) -> SimpleNamespace:
    """A job that asks a question again, its files in a folder: ten samples, and a miRNA that was
    not fitted."""
    setting, _ = make_setting(10, "~ batch + condition")
    main, asked = setting.refit(), setting.question
    results = pd.DataFrame(
        {"log2FoldChange": main.change, "lfcSE": main.error, "pvalue": main.pvalue,
         "padj": main.padj, "status": "not significant", "reason": ""},
        index=setting.counts.index,
    )  # fmt: skip
    results.loc["none"] = [np.nan] * 4 + ["not testable", "no reads"]
    counts = setting.counts.copy()
    counts.loc["none"] = 0
    paths = {
        name: folder / f"{name}.tsv" for name in ("counts", "samples", "factors", "expression")
    }
    COUNTS.write_frame(paths["counts"], counts)
    SAMPLES.write_frame(paths["samples"], setting.sheet)
    factors = pd.DataFrame({"size_factor": setting.factors, "method": setting.method})
    SIZE_FACTORS.write_frame(paths["factors"], factors)
    EXPRESSION.write_frame(
        paths["expression"], results.reindex(columns=list(EXPRESSION.header[1:]))
    )
    outputs = {name: folder / f"out.{name}" for name in ("table", "variants", "summary")}
    return SimpleNamespace(
        input=SimpleNamespace(**paths),
        output=SimpleNamespace(**outputs),
        params=SimpleNamespace(
            contrast=asked.contrast.as_param(),
            design=asked.design.as_param(),
            criteria=asked.criteria.as_param(),
            permutations=8,
        ),
    )
