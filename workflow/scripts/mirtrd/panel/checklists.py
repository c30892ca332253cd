"""The items of TRIPOD+AI, STARD and REMARK that a run can fill in, each in a sentence."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mirtrd.core.tables import Table, text
from mirtrd.panel.models import INNER_FOLDS, MIRNAS
from mirtrd.panel.nets import LASSO_SHARE
from mirtrd.panel.validation import FOLDS, REPEATS

ITEMS = Table(
    path="resources/panel/checklists.tsv",
    sentence="The items of guidelines for reports on tests, and what of them a run fills in.",
    columns=(
        text("guideline", "`TRIPOD+AI`, `STARD` or `REMARK`."),
        text("item", "Number of the item there."),
        text("topic", "What it asks for, in short."),
        text("filled_by", "The sentence of the run, `+` if the author adds to it; or empty."),
    ),
)
FILLED, IN_PART, OWED = "filled", "in part", "owed by the author"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a run knows of a panel: the panel and the summary of its validation as documents, the
    table PERFORMANCE, the number of samples of the sheet and of training, the design, and the count
    filter."""

    panel: Mapping[str, Any]
    summary: Mapping[str, Any]
    performance: pd.DataFrame
    samples: int
    in_training: int
    design: str
    min_count: int

    def value(self, measure: str) -> str:
        """A measure with its interval, in words."""
        if measure not in self.performance.index:
            return ""
        row = self.performance.loc[measure]
        if pd.isna(row["value"]):
            return "not known"
        words = f"{row['value']:.3g}"
        if pd.isna(row["ci_low"]):
            return words
        return f"{words} (95 % interval {row['ci_low']:.3g} to {row['ci_high']:.3g})"


def fill(items: Iterable[Mapping[str, Any]], facts: Facts) -> Iterator[tuple[str, ...]]:
    """The rows of CHECKLISTS."""
    sentences = {key: words for part in PARTS for key, words in part(facts).items()}
    for row in items:
        key = row["filled_by"]
        status = OWED if not key else IN_PART if key.endswith("+") else FILLED
        words = sentences[key.removesuffix("+")] if key else ""
        yield row["guideline"], row["item"], row["topic"], status, words


def describe_aim(facts: Facts) -> dict[str, str]:
    """What the panel is for, and of whom."""
    panel = facts.panel
    tested, reference, numbers = panel["tested"], panel["reference"], panel["samples"]
    flow = (
        f"{facts.samples} samples in the sheet, {facts.in_training} of them of the two groups and "
        f"usable: {numbers[tested]} of {tested} and {numbers[reference]} of {reference}, of "
        f"{numbers['persons']} persons; reasons for the others in results/cohort/notes.tsv"
    )
    return {
        "purpose": "research use only: whether miRNAs tell the two groups apart; no use in care",
        "objective": f"development with internal validation: {tested} against {reference}; no "
        "evaluation in persons of another study",
        "outcome": f"{tested} or {reference}, as the sample sheet has it",
        "flow": flow,
        "events": flow,
        "missing": "samples that fail quality are left out with their reason; counts have no "
        "missing values, and the design allows none in covariates",
        "imbalance": f"{numbers[tested]} to {numbers[reference]}: folds are stratified, nothing is "
        "resampled or weighted",
        "same_data": "there is one cohort; each person is evaluated by models that have not seen "
        "them",
        "sites": "sites, where the sheet has a column of them, are in the folds by person only",
        "size": panel["performance"]["verdict"],
    }


def describe_assay(facts: Facts) -> dict[str, str]:
    """What was measured, and how it was made into predictors."""
    libraries = facts.panel["libraries"]

    def told(values: Iterable[str]) -> str:
        return ", ".join(value or "not told" for value in values)

    kits, units = told(libraries["kits"]), told(libraries["units"])
    return {
        "material": f"material: {told(libraries['matrices'])}",
        "assay": f"small-RNA sequencing; kit: {kits}; counted: {units}; {facts.panel['release']}",
        "predictors": f"counts of mature miRNAs by small-RNA sequencing; kit: {kits}; {units}",
        "preparation": "reads are trimmed, counted and judged alike for all samples, blind to the "
        "groups; see results/quality",
        "candidates": f"{facts.summary['candidates']} miRNAs on average: those with at least "
        f"{facts.min_count} counts in as many samples as the smaller group has, but for miRNAs of "
        "red blood cells and those whose counts are mostly ambiguous",
        "judgement": "none needs judgement",
        "blind": "the score is computed by a program, which knows the counts only",
        "scaling": "log2 of counts by size factors from a frozen reference of geometric means, "
        f"plus {facts.panel['pseudocount']}, standardised by training; continuous, no cut-points",
        "refusals": "a sample is refused, with each reason, if its kit, material, unit or species "
        "differs, it is too shallow, haemolysed, lacks miRNAs of the panel or lies outside the "
        "training range",
    }


def describe_model(facts: Facts) -> dict[str, str]:
    """How the model is built and validated."""
    panel = facts.panel
    adds = facts.value("AUC that miRNAs add")
    return {
        "partition": f"{REPEATS} times {FOLDS} folds, stratified and by person; count filter, "
        "scaling, standardisation, penalty and coefficients anew within each",
        "model": f"logistic regression with an elastic net (share of the lasso {LASSO_SHARE}), its "
        f"penalty by log loss in {INNER_FOLDS} inner folds; all steps within the outer folds",
        "left_out": "each person by models that have not seen them; the AUC compares samples of "
        "one fold",
        "measures": "AUC, calibration slope and intercept, Brier score, net benefit, sensitivity "
        "and specificity at a threshold that was fixed beforehand, permutation p-value",
        "updating": "probabilities are recalibrated by the predictions of persons left out: slope "
        f"{panel['calibration']['slope']:.3g}, intercept {panel['calibration']['intercept']:.3g}; "
        "no other updating",
        "output": "a linear predictor and a probability at the share of the groups in training; "
        f"threshold: {panel['threshold']['rule']}",
        "cutoff": f"fixed beforehand: {panel['threshold']['rule']}",
        "specification": f"{len(panel['features'])} miRNAs with coefficients, intercept and "
        f"scaling in results/panel/{panel['name']}.panel.json; coefficients of an elastic net have "
        "no intervals, how often each is chosen is in the table of selection",
        "baseline": f"design {facts.design}; AUC of the covariates alone "
        f"{facts.value('AUC, covariates')}, with miRNAs it is larger by {adds}"
        if adds
        else "the design has no covariates: no baseline",
        "univariable": f"results/expression/{panel['name']}.tsv and "
        f"results/candidates/{panel['name']}.biomarkers.tsv",
        "code": f"mirtrd {panel['version']}; results/run.json has the commit, the software and the "
        "digests of all files",
    }


def describe_results(facts: Facts) -> dict[str, str]:
    """How well it does, and what to doubt."""
    other_sites = facts.value(f"AUC, {MIRNAS}, other sites")
    return {
        "performance": f"AUC {facts.value(f'AUC, {MIRNAS}')}, permutation p "
        f"{facts.value('permutation p')}, calibration slope {facts.value('calibration slope')}, "
        f"Brier score {facts.value('Brier score')}, sensitivity {facts.value('sensitivity')}, "
        f"specificity {facts.value('specificity')}",
        "heterogeneity": f"each site by models of the others: AUC {other_sites}"
        if other_sites
        else "not looked at: no site can be predicted by others",
        "table": ", ".join(
            f"{name} {facts.value(name)}"
            for name in ("true positives", "false negatives", "false positives", "true negatives")
        ),
        "limitations": f"{facts.panel['performance']['verdict']}; stability of the choice "
        f"{facts.value('stability of the choice')}; no persons of another study",
        "use": "one sample alone, as FASTQ files or counts: config key score.panel",
        "next": "evaluation in persons of another study, the panel unchanged",
    }


PARTS = (describe_aim, describe_assay, describe_model, describe_results)
