"""The section of files: where the numbers of the page are from, and what made them."""

from mirtrd.report.markup import Markup, definitions, element, fold, join, paragraph, table
from mirtrd.report.results import Results

FILES = (
    ("results/quality/samples.tsv", "the status of each sample, with the numbers behind it"),
    ("results/counting/mature.counts.tsv", "the counts, miRNAs by samples"),
    ("results/expression/{contrast}.tsv", "every miRNA with its test"),
    ("results/candidates/{contrast}.dossier.tsv", "the table of this page, with all columns"),
    ("results/candidates/{contrast}.biomarkers.tsv", "the list of markers"),
    ("results/candidates/{contrast}.therapeutics.tsv", "the list of hypotheses"),
    ("results/robustness/{contrast}.variants.tsv", "each miRNA under each choice of analysis"),
    ("results/report/{contrast}.xlsx", "the lists for a spreadsheet, each column explained"),
    ("results/run.json", "what made the results; the run can be repeated from it"),
)


def describe_sources(results: Results) -> Markup:
    """The section."""
    record = results.record
    code = record["code"]
    versions = ", ".join(f"{name} {version}" for name, version in record["software"].items())
    pairs = [
        ("mirtrd", code["version"] + (" (modified)" if code.get("modified") else "")),
        ("Commit", element("code", code.get("commit") or "not known")),
        ("Code (SHA-256)", element("code", code["sha256"])),
        ("Reference", record["reference"]),
        ("Software", versions),
    ]
    rows = [
        (element("code", path.replace("{contrast}", found.contrast.name)), sentence)
        for path, sentence in FILES
        for found in (results.contrasts if "{contrast}" in path else results.contrasts[:1])
    ]
    given = [
        (file["use"], element("code", file["file"]), element("code", file["sha256"]))
        for file in record["files"]
    ]
    return join(
        [
            paragraph(
                "This page stands alone: it loads nothing and sends nothing. The files below are "
                "beside it in the folder of the run."
            ),
            table("Files", ("file", "what it says"), rows),
            definitions(pairs),
            fold(
                "What the run was given",
                table("Files that were given", ("use", "file", "SHA-256"), given),
            ),
        ]
    )
