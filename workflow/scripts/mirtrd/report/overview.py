"""The top of the report: of each contrast the verdict, the warnings, and the first answers."""

from mirtrd.report.libraries import shorten_reason
from mirtrd.report.markup import (
    EMPTY,
    Markup,
    anchor_of,
    bullets,
    definitions,
    element,
    fold,
    join,
    link,
    paragraph,
    show_mirna,
)
from mirtrd.report.results import ContrastResults, Results
from mirtrd.report.structure import answer_structure
from mirtrd.report.wording import count

# Of the miRNAs to look at first.
FIRST = 5
STATUSES = ("up", "down", "changed", "not significant", "not testable")


def describe_overview(results: Results) -> Markup:
    """A card for each contrast, and the samples that failed."""
    return join([_tell_samples(results), *(_tell_contrast(results, c) for c in results.contrasts)])


def _tell_samples(results: Results) -> Markup:
    """Which samples are not used; nothing if all are."""
    left = results.left_out
    if left.empty:
        return EMPTY
    items = [
        join([element("b", sample), ": ", first_reason(str(reason))])
        for sample, reason in left["reason"].items()
    ]
    title = f"{count(len(left), 'sample')} of {len(results.status):,} left out of all tests"
    return element(
        "div",
        element("p", element("strong", title), " ", link("samples", "all samples")),
        bullets(items),
        class_="note",
    )


def first_reason(reasons: str) -> str:
    """The first of the reasons of a sample, without the key of the config that set the threshold,
    and how many there are besides."""
    first, *others = [reason for reason in reasons.split("; ") if reason] or ["not used"]
    words = shorten_reason(first)
    return f"{words}; {count(len(others), 'further reason')}" if others else words


def _tell_contrast(results: Results, found: ContrastResults) -> Markup:
    anchor = anchor_of(found.contrast.name)
    cautions = [
        element("strong", "Warning. "),
    ]
    warnings = bullets(
        [join([*cautions, caution]) for caution in found.verdict["cautions"]], "warnings"
    ) or paragraph("No warning: what is looked for, such as groups that differ in something else, "
                   "calls that haemolysis explains, or normalisers that disagree, does not show.",
                   class_="calm")  # fmt: skip
    notes = found.fit["notes"]
    return element(
        "section",
        element("h3", link(f"{anchor}-results", found.contrast.title)),
        paragraph(found.verdict["verdict"], class_="verdict"),
        warnings,
        _tell_statuses(found),
        definitions(_answer(results, found, anchor)),
        fold(f"{count(len(notes), 'note')} on the test", bullets(notes)) if notes else EMPTY,
        class_="card answers",
        data_contrast=anchor,
    )


def _tell_statuses(found: ContrastResults) -> Markup:
    """How many miRNAs are what: what cannot be tested as large as what is called."""
    tiles = [
        element(
            "li",
            element("b", f"{found.number_of(status):,}"),
            element("span", found.contrast.status_labels.get(status, status)),
            class_=f"tile {status.replace(' ', '-')}",
        )
        for status in STATUSES
        if found.number_of(status) or status in ("not significant", "not testable")
    ]
    return element("ul", *tiles, class_="tiles", aria_label="miRNAs by status")


def _answer(
    results: Results, found: ContrastResults, anchor: str
) -> list[tuple[str | Markup, str | Markup]]:
    """The first questions of a reader, each with an answer and where it is from."""
    suited = list(found.biomarkers.rows.index[found.biomarkers.rows["suited"] == "yes"])
    first = suited or list(found.biomarkers.rows.index)
    best = (
        join([join(map(show_mirna, first[:FIRST]), ", "),
              "" if suited else " (something speaks against each)", ": ",
              link(f"{anchor}-lists", "both lists")])
        if first
        else join(["none is called; see ", link(f"{anchor}-explorer", "all miRNAs")])
    )  # fmt: skip
    untested = found.number_of("not testable")
    return [
        ("Which to look at first?", best),
        (
            "Is batch, or something else, a problem?",
            join([answer_structure(results, found), " ", link("structure", "structure")]),
        ),
        (
            "Is my miRNA in it, and why not?",
            join(
                [
                    "Type its name into the field at the top of the page. ",
                    f"{untested:,} cannot be judged here, which says nothing against them: ",
                    link(f"{anchor}-untestable", "what is not testable"),
                ]
            ),
        ),
        ("What do I write?", join(["A text to paste: ", link("methods", "methods")])),
    ]
