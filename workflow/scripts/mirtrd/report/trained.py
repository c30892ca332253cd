"""The section of a panel: how far it can be trusted, which miRNAs are in it, and where it is."""

from collections.abc import Iterator

import pandas as pd

from mirtrd.report.markup import (
    EMPTY,
    Markup,
    bullets,
    definitions,
    element,
    fold,
    join,
    paragraph,
    show_accession,
    table,
)
from mirtrd.report.results import ContrastResults, Results, Trained
from mirtrd.report.wording import MINUS, count, is_known, tell_number, tell_share

# The measures that a reader asks for first, by what they are called here.
FIRST = {
    "Nested AUC of miRNAs": "AUC, miRNAs",
    "AUC of miRNAs in other sites": "AUC, miRNAs, other sites",
    "p by shuffled labels": "permutation p",
    "AUC of the covariates alone": "AUC, covariates",
    "AUC of both together": "AUC, miRNAs and covariates",
    "What miRNAs add": "AUC that miRNAs add",
    "Calibration slope": "calibration slope",
    "Stability of the choice": "stability of the choice",
}
VALUES = ("value", "ci_low", "ci_high")
STATUSES = ("filled", "in part", "owed by the author")
CHOICE = ("miRNA", "chosen by", "looked at by", "coefficient", "more of it speaks for")


def describe_trained(results: Results, found: ContrastResults) -> Markup:
    """The section; nothing if the panel of the contrast was not trained."""
    trained = found.trained
    if trained is None:
        return EMPTY
    name, show = found.contrast.name, results.pictures.show
    verdict = str(trained.frozen["performance"]["verdict"])
    doubts = [join([element("strong", "Warning. "), doubt]) for doubt in find_doubts(trained)]
    return join(
        [
            paragraph(
                element("strong", "Research use only."),
                " Nothing here was held against persons of another study, and no score says what "
                "to do for anybody.",
            ),
            paragraph(f"{verdict[0].upper()}{verdict[1:]}.", class_="verdict"),
            bullets(doubts, "warnings"),
            definitions(_tell_first(trained)),
            show(
                f"panel/{name}.honesty",
                "The AUC of persons left out, next to two common mistakes.",
                "Only the first row says how well new persons would be told apart. The grey points "
                "are of shuffled labels, where there is nothing to find.",
            ),
            show(
                f"panel/{name}.performance",
                "ROC curve, calibration and decision curve of persons left out.",
                "Points on the diagonal of the second are probabilities that are what they say; in "
                "the third, the panel is worth something where it is above both other lines.",
            ),
            _list_chosen(trained),
            fold(f"All {len(trained.performance)} measures", _list_measures(trained)),
        ]
    )


def find_doubts(trained: Trained) -> Iterator[str]:
    """What a reader is warned of, in sentences."""
    low, slope = trained.performance["ci_low"], trained.performance["value"]["calibration slope"]
    if low["AUC, miRNAs"] <= 0.5:
        yield "An AUC of 0.5, which is chance, is within the interval of that of miRNAs."
    if low.get("AUC that miRNAs add", 1) <= 0:
        yield "That miRNAs add anything to the covariates is not shown: 0 is within the interval."
    if slope <= 0:
        yield "Predictions of persons left out point the wrong way: the panel refuses all samples."
    if not trained.frozen["features"]:
        yield "No miRNA was chosen: the panel refuses all samples."


def _tell_first(trained: Trained) -> Iterator[tuple[str, Markup | str]]:
    """The first measures that there are, and where the panel and its checklists are."""
    for term, measure in FIRST.items():
        if measure in trained.performance.index:
            row = trained.performance.loc[measure]
            yield term, f"{_tell_value(row)}: {row['meaning']}."
    if notes := trained.validation["notes"]:
        yield "To bear in mind", bullets(notes)
    code, panel = element("code", trained.path), trained.frozen
    yield (
        "Frozen panel",
        join(
            [code, f", SHA-256 {panel['sha256'][:12]}…: scores one new sample by itself, with ",
             element("code", "score.panel"), " in the config."]
        ),
    )  # fmt: skip
    filled = [
        _tell_filled(str(guideline), rows["status"])
        for guideline, rows in trained.checklists.groupby(level=0, sort=False)
    ]
    place = element("code", trained.path.replace(".panel.json", ".checklists.tsv"))
    yield "Checklists of the panel", join([place, bullets(filled)])


def _tell_filled(guideline: str, statuses: pd.Series) -> str:
    numbers = [int((statuses == status).sum()) for status in STATUSES]
    told = [f"{number} {status}" for number, status in zip(numbers, STATUSES, strict=True)]
    return f"{guideline}: of {len(statuses)} items {', '.join(told)}"


def _tell_value(row: pd.Series) -> str:
    """A measure with its interval, if it has one."""
    value, low, high = (f"{row[name]:.3g}".replace("-", MINUS) for name in VALUES)
    if not is_known(row["value"]):
        return "none found"
    return f"{value} (95 % interval {low} to {high})" if is_known(row["ci_low"]) else value


def _list_chosen(trained: Trained) -> Markup:
    """The miRNAs of the panel, then those that some models chose and the panel does not have."""
    choice = trained.selection.sort_values("coefficient", key=abs, ascending=False, kind="stable")
    choice = choice.sort_values("chosen_share", ascending=False, kind="stable")
    has = choice["coefficient"].notna()
    others = choice[~has & (choice["chosen_share"] > 0)]
    parts = [
        table("Of the panel", CHOICE, _tell_chosen(choice[has], trained), " nnn")
        if has.any()
        else EMPTY,
        fold(
            f"{count(len(others), 'miRNA')} that some models chose and the panel does not have",
            table("Chosen by some models", CHOICE[:3], _tell_chosen(others, trained, 3), " nn"),
        )
        if len(others)
        else EMPTY,
    ]
    barred = choice["excluded"][choice["excluded"] != ""].value_counts(sort=False)
    told = ", ".join(f"{number:,} {reason}" for reason, number in barred.items())
    return join(
        [
            element("h4", f"{count(int(has.sum()), 'miRNA')} of the panel"),
            paragraph(
                "Shares are of the models of the folds, each of which chose anew; coefficients are "
                "by standard deviation, as logarithm of the odds. Of miRNAs that go up and down "
                "together, one may stand for the others.",
                f" No candidates: {told}." if told else "",
            ),
            *parts,
        ]
    )


def _tell_chosen(
    rows: pd.DataFrame, trained: Trained, columns: int = len(CHOICE)
) -> list[tuple[str | Markup, ...]]:
    tested, reference = trained.frozen["tested"], trained.frozen["reference"]
    return [
        (
            show_accession(str(mirna), row["accession"]),
            tell_share(row["chosen_share"]),
            tell_share(row["looked_share"]),
            tell_number(row["coefficient"], 3, signed=True),
            tested if row["coefficient"] > 0 else reference,
        )[:columns]
        for mirna, row in rows.iterrows()
    ]


def _list_measures(trained: Trained) -> Markup:
    rows = [
        (str(measure), _tell_value(row), row["meaning"])
        for measure, row in trained.performance.iterrows()
    ]
    return table("Measures", ("measure", "value", "meaning"), rows)
