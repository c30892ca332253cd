"""The section of robustness: what the calls hang on, and what chance alone would call."""

from mirtrd.expression.verdicts import CALLED
from mirtrd.report.markup import Markup, bullets, definitions, join, paragraph, show_mirna, table
from mirtrd.report.results import ContrastResults, Results
from mirtrd.report.wording import count, tell_number, tell_probability, tell_share


def describe_stability(results: Results, found: ContrastResults) -> Markup:
    """The section."""
    name = found.contrast.name
    show = results.pictures.show
    return join(
        [
            definitions(
                [
                    ("Shuffled labels", found.permutations["verdict"]),
                    ("p-values", f"{found.pvalues['verdict']}. {found.pvalues['what_to_do']}"),
                    ("Hidden factors", _tell_hidden(found)),
                ]
            ),
            _list_weak(found),
            show(
                f"robustness/{name}",
                "Which calls hold under which choice of analysis.",
                "A row that is pale under some choices hangs on them. These analyses share their "
                "data: agreement shows that a call hangs on no choice, not that it is true.",
            ),
            show(
                f"robustness/{name}.pvalues",
                "The p-values, and those with shuffled labels.",
                "A peak at the left beyond the band of the shuffles is signal.",
            ),
            show(
                f"candidates/{name}.heatmap",
                "The best candidates in all samples.",
                "They were chosen because they differ, so that groups part here in any case.",
            ),
            show(
                f"candidates/{name}.boxes",
                "The best candidates, sample by sample.",
                "A difference that rests on one or two points is one of these samples.",
            ),
            show(
                f"candidates/{name}.pileups",
                "Reads of the best candidates on their hairpins.",
                "Reads of a miRNA begin at nearly one base. Reads that begin anywhere are rather "
                "pieces of another RNA.",
            )
            or paragraph("Reads on hairpins can only be drawn in a run that begins with reads."),
        ]
    )


def _tell_hidden(found: ContrastResults) -> Markup:
    hidden = found.hidden
    factors = [
        f"{tell_share(factor['share_of_residual_variance'])} of what the design leaves, goes with "
        f"the contrast with p = {tell_probability(factor['goes_with_contrast_pvalue'])}"
        + (f", follows {factor['follows']}" if factor["follows"] else "")
        for factor in hidden.get("factors", ())
    ]
    kept = (
        f" {hidden['calls_kept']} of {hidden['calls']} calls stay with surrogates of them."
        if hidden.get("factors") and hidden.get("calls")
        else ""
    )
    reasons = hidden.get("reasons", ())
    return join(
        [
            f"{hidden['sentence']} {count(len(factors), 'factor')} that no column says"
            f"{' found.' if factors else '.'}{kept}",
            bullets(factors),
            bullets(reasons),
        ]
    )


def _list_weak(found: ContrastResults) -> Markup:
    """The calls that some choice loses."""
    table_of = found.robustness
    calls = table_of[table_of["status"].isin(CALLED)]
    weak = calls[calls["weakest"] != ""].sort_values("significant_share", kind="stable")
    if calls.empty:
        return paragraph("Nothing is called, so no call can be lost.")
    if weak.empty:
        return paragraph("No other choice of analysis loses a call.")
    rows = [
        (
            show_mirna(str(mirna)),
            row["status"],
            tell_share(row["significant_share"]),
            row["weakest"],
            f"{tell_number(row['least_change'], signed=True)} to "
            f"{tell_number(row['largest_change'], signed=True)}",
        )
        for mirna, row in weak.iterrows()
    ]
    caption = f"{len(weak):,} of {len(calls):,} calls that another choice of analysis loses"
    return table(
        caption, ("miRNA", "status", "choices that keep it", "hangs most on", "change, from to"),
        rows, "  n",
    )  # fmt: skip
