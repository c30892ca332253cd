"""Sections of a report of MultiQC, as custom content: https://docs.seqera.io/multiqc/custom_content.

Each is a dictionary that MultiQC reads as JSON.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from mirtrd.quality.lengths import length_shares

COLOURS = [{"ok": "#009E73"}, {"warn": "#E69F00"}, {"fail": "#D55E00"}]
STATUS_LOOK = {
    "title": "Status",
    "description": "ok, warn or fail; the reasons are in the table of samples",
    "cond_formatting_rules": {name: [{"s_eq": name}] for look in COLOURS for name in look},
    "cond_formatting_colours": COLOURS,
}

# Name and colour of each part of a bar.
Looks = Mapping[str, tuple[str, str]]


class Column(NamedTuple):
    """A column of a table: title, what it says, whether a share, digits."""

    title: str
    description: str
    share: bool = False
    digits: int = 0


GENERAL = {
    "reads": Column("Reads", "reads in the FASTQ files"),
    "dimer_share": Column("Dimers", "share of reads that are adapter dimers", True, 1),
    "mirna_reads": Column("miRNA", "miRNA reads, or molecules where UMIs are used"),
    "mirna_share": Column("miRNA share", "share of miRNA in all reads or molecules", True, 1),
    "mirnas_detected": Column("miRNAs", "miRNAs with at least 2 counts per million"),
    "top10_share": Column("Top 10", "share of the ten most abundant miRNAs", True, 1),
    "umi_saturation": Column("Saturation", "1 - molecules / reads", True, 1),
    "haemolysis_score": Column("Haemolysis", "score of the signature (log2)", digits=2),
}
SAMPLES = ("status", "used", "reason", "kit", "unit", "matrix", "duplicate_of")


def section(
    name: str, title: str, words: str, plot: str, data: Any, **pconfig: Any
) -> dict[str, Any]:
    """A section of the report that MultiQC draws as ``plot``; ``data`` as it expects them."""
    return {
        "id": f"mirtrd_{name}",
        "section_name": title,
        "description": words,
        "plot_type": plot,
        "pconfig": {"id": f"mirtrd_{name}_plot", "title": f"mirtrd: {title}", **pconfig},
        "data": data,
    }


def general_statistics(status: pd.DataFrame) -> dict[str, Any]:
    """The numbers that head the report, without those that no sample has.

    ``status`` is the table of samples.
    """
    headers: list[dict[str, Any]] = [{"status": STATUS_LOOK}]
    data: dict[str, dict[str, Any]] = {
        str(sample): {"status": state} for sample, state in status["status"].items()
    }
    for name, column in GENERAL.items():
        found = status[name].dropna() * (100 if column.share else 1)
        look = {"suffix": " %", "max": 100} if column.share else {}
        look |= {"title": column.title, "description": column.description, "min": 0}
        if name == "haemolysis_score":
            del look["min"]
        if len(found):
            headers.append({name: look | {"format": f"{{:,.{column.digits}f}}"}})
        for sample, value in found.items():
            data[str(sample)][name] = round(float(value), 6)
    return {"id": "mirtrd", "plot_type": "generalstats", "pconfig": headers, "data": data}


def sample_table(status: pd.DataFrame) -> dict[str, Any]:
    """Status and reasons of the samples."""
    headers: dict[str, dict[str, Any]] = {
        name: {"title": name.replace("_", " ").capitalize(), "scale": False} for name in SAMPLES
    }
    headers["status"] |= STATUS_LOOK
    rows = status[list(SAMPLES)].to_dict("index")
    words = "Samples whose <code>used</code> is no are left out of expression and candidates."
    table = section("samples", "Samples", words, "table", rows, no_violin=True)
    return table | {"headers": headers}


def bars(name: str, title: str, words: str, table: pd.DataFrame, looks: Looks) -> dict[str, Any]:
    """Stacked bars of samples; ``table`` is samples x parts, ``looks`` has names and colours."""
    shown = [part for part in looks if (table[part] > 0).any()]
    data = {
        str(sample): {part: int(row[part]) for part in shown} for sample, row in table.iterrows()
    }
    parts = {part: {"name": looks[part][0], "color": looks[part][1]} for part in shown}
    return section(name, title, words, "bargraph", data, cpswitch_counts_label="Number") | {
        "categories": parts
    }


def length_lines(lengths: pd.DataFrame) -> dict[str, Any]:
    """Share of a sample's inserts by length: of all inserts, and of those that are miRNA.

    ``lengths`` has the columns sample, class, length, count.
    """
    shares = length_shares(lengths)
    datasets = []
    for chosen in (shares, shares[shares["class"] == "mirna"]):
        table = chosen.groupby(["sample", "length"])["share"].sum().mul(100).unstack(fill_value=0.0)
        datasets.append({str(s): row.round(4).to_dict() for s, row in table.iterrows()})
    labels = [{"name": "all inserts", "ylab": "% of inserts"}]
    labels.append({"name": "miRNA", "ylab": "% of inserts"})
    words = "Most miRNAs have 20 to 24 nt; degraded RNA is spread out."
    return section("lengths", "Length of inserts", words, "linegraph", datasets,
                   xlab="length (nt)", ylab="% of inserts", data_labels=labels)  # fmt: skip


def haemolysis_points(scores: pd.DataFrame) -> dict[str, Any]:
    """The two signs of haemolysis in plasma and serum; ``scores`` is samples x (ratio, score)."""
    if scores.empty:
        words = "<p>No sample is plasma or serum, so none was scored.</p>"
        return section("haemolysis", "Haemolysis", "", "html", words)
    found = scores[["ratio", "score"]].dropna()
    data = {str(s): {"x": float(r), "y": float(v)} for s, r, v in found.itertuples()}
    words = "Broken red blood cells raise both: samples at the upper right are haemolysed."
    return section("haemolysis", "Haemolysis", words, "scatter", data,
                   xlab="log2 ratio of miR-451a to miR-23a-3p",
                   ylab="score of the signature (log2)")  # fmt: skip
