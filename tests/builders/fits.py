"""Cohorts of which R's DESeq2 gave tables (tests/oracles), and models of them."""

from functools import cache

import pandas as pd

from builders import designs
from builders.designs import TRD
from builders.paths import DEMO, ORACLES
from mirtrd.cohort.filtering import passes_filter
from mirtrd.cohort.normalise_counts import size_factors
from mirtrd.design.contrasts import Contrast, Criteria
from mirtrd.design.matrices import make_model, smallest_group
from mirtrd.expression.fit_model import fit_model
from mirtrd.expression.models import FittedModel
from mirtrd.expression.test_contrast import Answer, ask
from mirtrd.inputs.sheets import read_sheet

DEMO_FORMULA = "~ batch + sex + condition"
REFERENCES = {"condition": "control", "sex": "F", "response": "no", "time": "before"}


def read_oracle(name: str) -> pd.DataFrame:
    return pd.read_csv(ORACLES / name, sep="\t", index_col=0)


def demo_counts() -> pd.DataFrame:
    """The counts of the demo but for the sample that fails."""
    counts = pd.read_csv(DEMO / "truth/mature.counts.tsv", sep="\t", index_col=0)
    return counts.drop(columns="TRD07")


def demo_cohort() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts and sheet of the demo."""
    counts = demo_counts()
    return counts, read_sheet(DEMO / "config/samples.tsv")[0].loc[counts.columns]


def oracle_cohort(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts and sheet of a simulated cohort: groups, two (of the three groups), sparse, pairs."""
    cohort = {"two": "groups", "sparse": "groups"}.get(name, name)
    sheet = pd.read_csv(ORACLES / f"{cohort}.samples.tsv", sep="\t", index_col=0, dtype=str)
    if name in ("two", "sparse"):
        sheet = sheet[sheet["condition"] != "responder"]
    counts = read_oracle(f"{'groups' if name == 'two' else name}.counts.tsv")
    return counts[sheet.index], sheet


def fit(
    counts: pd.DataFrame, sheet: pd.DataFrame, formula: str, contrast: Contrast = TRD
) -> FittedModel:
    """The model of a design, in the basis of a contrast."""
    asked = make_model(sheet, designs.design(formula, contrast, **REFERENCES), contrast)
    return fit_model(counts, size_factors(counts)[0], asked.matrix)


def answer(
    model: FittedModel, sheet: pd.DataFrame, formula: str, contrast: Contrast = TRD, **criteria
) -> Answer:
    """The tests of a contrast on a model."""
    asked = make_model(sheet, designs.design(formula, contrast, **REFERENCES), contrast)
    return ask(model, asked, Criteria(alpha=0.05, **criteria), contrast.samples(sheet))


@cache
def oracle_model(name: str, formula: str) -> FittedModel:
    """The model of a simulated cohort; fitted once, whatever is asked of it."""
    counts, sheet = oracle_cohort(name)
    factor = "response" if "response" in formula else "time" if "time" in formula else "condition"
    levels = {"response": ("yes", "no"), "time": ("after", "before"), "condition": TRD.levels}
    first = designs.compare(*levels[factor], factor)
    if factor == "response":  # nested: no term of time of its own
        first = designs.combine(**{"response[yes]:time[T.after]": 1})
    return fit(counts, sheet, formula, first)


def fit_demo(counts: pd.DataFrame, sheet: pd.DataFrame, contrast: Contrast = TRD) -> FittedModel:
    """The model of the demo: size factors of all miRNAs, counts of those that pass the filter."""
    design = designs.design(DEMO_FORMULA, contrast)
    kept = counts[passes_filter(counts, 10, smallest_group(sheet, design))]
    asked = make_model(sheet, design, contrast)
    return fit_model(kept, size_factors(counts)[0], asked.matrix)
