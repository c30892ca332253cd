"""The section of structure: what parts the samples, and whether the design knows it."""

import pandas as pd

from mirtrd.design.formulas import columns_of
from mirtrd.report.markup import EMPTY, Markup, bullets, join, paragraph
from mirtrd.report.results import ContrastResults, Results
from mirtrd.report.wording import enumerate_names, tell_probability, tell_share


def find_followed(components: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """For each column that a component follows, at an adjusted p-value below ``alpha``, the
    component that it explains best: a row with component, its share of the variance, the effect and
    the adjusted p-value."""
    rows = components.reset_index()
    found = rows[rows["padj"] < alpha].sort_values("effect", ascending=False, kind="stable")
    return found.drop_duplicates("column").set_index("column")


def answer_structure(results: Results, found: ContrastResults) -> str:
    """Whether something else than the contrast parts its samples, in a sentence or two."""
    expression = results.config["expression"]
    design = columns_of(expression["design"])
    followed = [
        str(name)
        for name in find_followed(results.components, expression["alpha"]).index
        if name != found.contrast.factor
    ]
    known = [name for name in followed if name in design]
    missing = [name for name in followed if name not in design]
    parts = [
        *_tell(missing, "not in the design: not adjusted for"),
        *_tell(known, "in the design: adjusted for"),
    ]
    if not followed:
        parts.append("Nothing that is known of the samples, besides what is compared, parts them.")
    parts.append(str(found.hidden["sentence"]))
    if differences := found.fit.get("differences"):
        parts.append(str(differences))
    return " ".join(parts)


def _tell(names: list[str], what: str) -> list[str]:
    """A sentence on columns that part the samples; none if there are none."""
    if not names:
        return []
    verbs = ("parts", "is") if len(names) == 1 else ("part", "are")
    return [f"{enumerate_names(names)} {verbs[0]} the samples and {verbs[1]} {what}."]


def describe_structure(results: Results) -> Markup:
    """The section."""
    expression = results.config["expression"]
    design = columns_of(expression["design"])
    followed = find_followed(results.components, expression["alpha"])
    items = [
        f"{column}: {row['component']} ({tell_share(row['variance'])} of the variance) goes with "
        f"it, adjusted p = {tell_probability(row['padj'])}; "
        + ("in the design." if column in design else "not in the design.")
        for column, row in followed.iterrows()
    ]
    show = results.pictures.show
    return join(
        [
            paragraph("What the principal components of the samples follow:") if items else EMPTY,
            bullets(items)
            or paragraph("No component follows anything that is known of the samples."),
            show(
                "cohort/pca",
                "Principal components of the samples.",
                "Samples that lie together are alike. Groups that lie apart need not differ in "
                "what is compared: look at what else parts them.",
            ),
            show(
                "cohort/components",
                "What the components follow.",
                "A star marks what is not chance alone. A starred column that the design lacks may "
                "make changes or hide them.",
            ),
            show(
                "cohort/scaling",
                "What scaling must not depend on, by group.",
                "If libraries of one group are larger, or more of them is in few miRNAs, each "
                "way to scale tells another story.",
            ),
            show(
                "cohort/distances",
                "Distances between the samples.",
                "Blocks are samples that are alike.",
            ),
        ]
    )
