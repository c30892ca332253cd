"""The section of samples: the status of each, what became of its reads, and what is in it."""

import re

from mirtrd.core.fates import FATES
from mirtrd.report.markup import Markup, element, join, paragraph, table
from mirtrd.report.results import Results
from mirtrd.report.wording import count, tell_number, tell_share

# Columns of the status by the words above them; what no sample has is left out.
SHARES = {
    "mirna_share": "miRNA of all reads",
    "dimer_share": "adapter dimers",
    "top10_share": "top ten miRNAs",
}
NUMBERS = {"reads": "reads", "mirna_reads": "counted on miRNAs", "mirnas_detected": "miRNAs"}
KEY = re.compile(r" \(quality\.[\w.]+\)")
# A share of reads below this in all samples is no column of the table.
LEAST_SHARE = 0.001


def describe_libraries(results: Results) -> Markup:
    """The section."""
    status = results.status
    failed, warned = ((status["status"] == level).sum() for level in ("fail", "warn"))
    used = int((status["used"] == "yes").sum())
    show = results.pictures.show
    return join(
        [
            paragraph(
                f"{used:,} of {count(len(status), 'sample')} are used; {failed:,} failed, "
                f"{warned:,} with a warning. A sample that fails takes part in no test unless the "
                "sheet keeps it."
            ),
            _list_samples(results),
            _tell_reads(results),
            show(
                "quality/lengths",
                "Lengths of the inserts.",
                "miRNAs make a peak at 22 nt; a slope is broken RNA.",
            ),
            show("quality/rna_classes", "Classes of RNA in each library."),
            show(
                "quality/composition",
                "The most abundant miRNAs of each library.",
                "Where a few have most of the counts, those of all others depend on them.",
            ),
            show(
                "quality/haemolysis",
                "Signs of broken red blood cells.",
                "Above the lines, miRNAs of red blood cells may make a difference.",
            ),
        ]
    )


def shorten_reason(reason: str) -> str:
    """The reasons of a sample without the keys of the config that set the thresholds."""
    return "" if reason == "NA" else KEY.sub("", reason)


def _list_samples(results: Results) -> Markup:
    """The status of each sample, failed ones first, with the reason in words."""
    order = {"fail": 0, "warn": 1}
    status = results.status
    places = status["status"].map(order).fillna(2)
    status = status.loc[places.sort_values(kind="stable").index]
    numbers = [name for name in NUMBERS if status[name].notna().any()]
    shares = [name for name in SHARES if status[name].notna().any()]
    header = ["sample", "status", "used", "reason", *(NUMBERS[name] for name in numbers),
              *(SHARES[name] for name in shares)]  # fmt: skip
    rows = [
        (
            str(sample),
            element("span", row["status"], class_=f"status {row['status']}"),
            row["used"],
            shorten_reason(row["reason"]),
            *(tell_number(row[name], 0) for name in numbers),
            *(tell_share(row[name]) for name in shares),
        )
        for sample, row in status.iterrows()
    ]
    kinds = " " * 4 + "n" * (len(numbers) + len(shares))
    return table("Samples and their status", header, rows, kinds)


def _tell_reads(results: Results) -> Markup:
    """What became of the reads; that it cannot be told without any."""
    if results.fate is None:
        return paragraph(
            "This run began with a table of counts: what became of reads, which classes of RNA "
            "there are and how long inserts are can only be told from reads.",
            class_="note",
        )
    fate = results.fate
    shares = fate[list(FATES)].div(fate["reads"].where(fate["reads"] > 0), axis=0)
    shown = [name for name in FATES if (shares[name] >= LEAST_SHARE).any()]
    rows = [
        (
            str(sample),
            f"{int(fate.at[sample, 'reads']):,}",
            *(tell_share(shares.at[sample, name]) for name in shown),
        )
        for sample in fate.index
    ]
    header = ["sample", "reads", *(name.replace("_", " ") for name in shown)]
    picture = results.pictures.show(
        "quality/read_fate",
        "What became of every read.",
        "Each read has one fate; the fates of a sample add up to its reads.",
    )
    words = element("summary", "The same as numbers")
    numbers = table("Fates of the reads", header, rows, "n" * len(header))
    return join([picture, element("details", words, numbers)])
