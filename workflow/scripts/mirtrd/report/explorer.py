"""The section that is worked with: volcano plot, table and dossier of all miRNAs of a contrast.

The script of the page (workflow/report/page/report.js) draws them of the data that stand beside.
"""

from mirtrd.report.markup import Markup, anchor_of, element, join, paragraph
from mirtrd.report.results import ContrastResults, Results
from mirtrd.report.rows import columns_of, strips_of
from mirtrd.report.scripting import as_data

# Columns of the table, by the words above them.
SHOWN = {
    "mirna": "miRNA",
    "tier": "tier",
    "status": "status",
    "log2FoldChange": "log2 change",
    "fold_change": "ratio",
    "padj": "adjusted p",
    "baseMean": "mean count",
    "median_cpm_tested": "CPM, {tested}",
    "median_cpm_reference": "CPM, {reference}",
    "significant_share": "choices that keep it",
    "tier_reason": "speaks against it, or report",
    "reports": "reports",
}
# What the dossier of a miRNA shows, in parts.
DOSSIER = {
    "Result": {
        "tier": "tier",
        "tier_reason": "why",
        "fold_change": "ratio",
        "log2FoldChange": "log2 change",
        "ci_low": "95 % interval, from",
        "ci_high": "to",
        "log2FoldChange_shrunken": "shrunken",
        "pvalue": "p",
        "padj": "adjusted p",
        "mde": "detectable change",
        "remark": "remark",
    },
    "Measured": {
        "baseMean": "mean count",
        "median_cpm_tested": "median CPM, {tested}",
        "median_cpm_reference": "median CPM, {reference}",
        "detected_tested": "with ten counts, {tested}",
        "detected_reference": "with ten counts, {reference}",
        "auc": "AUC, of these very samples",
        "auc_low": "its interval, from",
        "auc_high": "to",
    },
    "Does it hold?": {
        "sign_share": "choices with its sign",
        "significant_share": "choices that keep it",
        "weakest": "hangs most on",
        "haemolysis": "red blood cells",
        "haemolysis_r": "correlation with haemolysis",
        "follows": "goes with",
        "follows_unadjusted": "not adjusted for",
        "ambiguous_share": "counts that fit others",
        "shared_with": "shared with",
        "look_alike": "look-alike",
        "entry": "entry of miRBase",
        "entry_reasons": "because",
    },
    "Forms and family": {
        "sequence": "sequence",
        "seed": "seed",
        "canonical_share": "as annotated",
        "shifted_5p_share": "other seed",
        "canonical_carries": "that form has the change",
        "family": "same seed",
        "family_log2FoldChange": "change of the family",
        "family_padj": "its adjusted p",
    },
    "Published": {
        "literature": "reports",
        "published_here": "in this tissue",
        "concordance": "next to ours",
    },
}


def describe_explorer(results: Results, found: ContrastResults) -> Markup:
    """What the script fills, and the data that it takes."""
    contrast = found.contrast
    anchor = anchor_of(contrast.name)
    expression = results.config["expression"]
    data = {
        "name": contrast.name,
        "title": contrast.title,
        "axis": contrast.axis_label,
        "labels": contrast.status_labels,
        "alpha": expression["alpha"],
        "threshold": expression["lfc_threshold"],
        "columns": columns_of(found.dossier.rows),
        "shown": _named(SHOWN, found),
        "dossier": {part: _named(names, found) for part, names in DOSSIER.items()},
        "strips": strips_of(results, found),
    }
    return join(
        [
            paragraph(
                "Point at a miRNA for its dossier, click to pin it; names in the table do the same "
                "from the keyboard, and Escape unpins."
            ),
            element(
                "div",
                _controls(anchor),
                element("p", class_="recount", role="status"),
                element(
                    "div",
                    element("figure", class_="volcano"),
                    element("aside", class_="dossier", aria_label=f"Dossier, {contrast.title}"),
                    class_="stage",
                ),
                element("p", class_="said", role="status"),
                element("div", class_="scroll rows", role="group", tabindex=0,
                        aria_label=f"All miRNAs of {contrast.title}"),
                element(
                    "p",
                    element("button", "Show more", type="button", class_="more"),
                    element("button", "Download these rows as CSV", type="button", class_="csv"),
                    class_="buttons",
                ),
                element("noscript", "Volcano plot and table need JavaScript, which this browser "
                        "does not run; results/candidates/ has both as files."),
                class_="explorer",
                data_source=f"data-{anchor}",
            ),
            as_data(f"data-{anchor}", data),
        ]
    )  # fmt: skip


def _named(names: dict[str, str], found: ContrastResults) -> dict[str, str]:
    """Names of columns by the words for them, with the levels of the contrast."""
    tested, reference = found.contrast.levels or ("tested", "reference")
    levels = {"tested": tested, "reference": reference}
    return {name: words.format(**levels) for name, words in names.items()}


def _controls(anchor: str) -> Markup:
    """Fields by which rows are chosen, and sliders by which calls are counted anew."""

    def labelled(text: str, name: str, field: Markup) -> Markup:
        return element("p", element("label", text, for_=f"{name}-{anchor}"), field)

    def slider(name: str) -> Markup:
        return join([element("input", type="range", id=f"{name}-{anchor}", class_=name),
                     element("output", for_=f"{name}-{anchor}")])  # fmt: skip

    return element(
        "div",
        labelled("Name, accession or sequence", "find",
                 element("input", type="search", id=f"find-{anchor}", class_="find",
                         autocomplete="off", spellcheck="false")),
        labelled("Status", "status", element("select", id=f"status-{anchor}", class_="of-status")),
        labelled("Tier", "tier", element("select", id=f"tier-{anchor}", class_="of-tier")),
        labelled("Adjusted p below", "padj", slider("padj")),
        labelled("Change (log2) at least", "change", slider("change")),
        class_="controls",
    )  # fmt: skip
