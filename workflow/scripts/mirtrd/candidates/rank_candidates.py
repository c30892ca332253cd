"""Rank the miRNAs of a contrast, next to what a reader has to know about each."""

import numpy as np
import pandas as pd

from mirtrd.cohort.usable import read_usable
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast

# A miRNA is detected in a sample with this many reads.
DETECTED = 10


def detection(counts: pd.DataFrame, sheet: pd.DataFrame, contrast: Contrast) -> pd.DataFrame:
    """For each miRNA and group of a contrast: median counts per million miRNA reads (CPM), and
    the share of samples that have at least DETECTED reads. A contrast of coefficients has no
    groups, so its cells stay empty."""
    cpm = counts / counts.sum() * 1e6
    columns = {}
    for role, level in (("tested", contrast.tested), ("reference", contrast.reference)):
        if not contrast.factor:
            columns |= {f"median_cpm_{role}": np.nan, f"detected_{role}": np.nan}
            continue
        samples = sheet.index[sheet[contrast.factor] == level]
        columns[f"median_cpm_{role}"] = cpm[samples].median(axis=1).round(2)
        columns[f"detected_{role}"] = (counts[samples] >= DETECTED).mean(axis=1).round(3)
    return pd.DataFrame(columns, index=counts.index)


def summarise_evidence(evidence: pd.DataFrame) -> pd.DataFrame:
    """For each miRNA: number of published reports, how many of them up or down in cases, and the
    reports in words, "study (population, tissue): finding" each."""
    treated = "with treatment: " + evidence["with_response"]
    finding = evidence["case_vs_control"].where(evidence["case_vs_control"] != "-", treated)
    unchecked = evidence["confidence"].str.startswith("K").map({True: " (not checked)", False: ""})
    where = " (" + evidence["population"] + ", " + evidence["tissue"] + "): "
    words = evidence["study"] + where + finding + unchecked
    return pd.DataFrame(
        {
            "reports": evidence.groupby("mirna").size(),
            "reports_up": (evidence["direction"] == "up").groupby(evidence["mirna"]).sum(),
            "reports_down": (evidence["direction"] == "down").groupby(evidence["mirna"]).sum(),
            "literature": words.groupby(evidence["mirna"]).agg("; ".join),
        }
    )


def of_members(table: pd.DataFrame, names: pd.Index) -> pd.DataFrame:
    """Rows of ``table`` for names that may be groups of matures: the first member that has one."""
    found = {
        name: next((member for member in name.split("/") if member in table.index), None)
        for name in names
    }
    return table.reindex([found[name] for name in names]).set_axis(names)


def rank(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its rank: what is tested by p-value, then what is not by its abundance."""
    tested = table["status"] != "not testable"
    ordered = pd.concat(
        [
            table[tested].sort_values(["padj", "pvalue"], kind="stable"),
            table[~tested].sort_values("baseMean", ascending=False, kind="stable"),
        ]
    )
    ordered.insert(0, "rank", range(1, len(ordered) + 1))
    return ordered


def main(job: Job) -> None:
    table = pd.read_csv(job.input.expression, sep="\t", index_col="mirna", keep_default_na=False)
    numeric = table.columns.drop(["status", "reason"])
    table[numeric] = table[numeric].apply(pd.to_numeric)
    counts, sheet = read_usable(job.input.counts, job.input.status, job.input.sheet)
    ambiguity = pd.read_csv(job.input.ambiguity, sep="\t", index_col="mirna")
    evidence = pd.read_csv(job.input.evidence, sep="\t", dtype=str, keep_default_na=False)
    red_cells = pd.read_csv(job.input.haemolysis, sep="\t", index_col="mirna")
    table = table.drop(columns=["dispersion_genewise", "dispersion_trend", "dispersion"])
    robustness = pd.read_csv(job.input.robustness, sep="\t", index_col="mirna")
    testable = robustness[robustness["status"] != "not testable"]
    table = table.join(testable[["sign_share", "significant_share"]])
    table = table.join(detection(counts, sheet, Contrast.from_param(job.params.contrast)))
    table = table.join(ambiguity[["ambiguous_share", "shared_with", "look_alike"]])
    table["haemolysis"] = of_members(red_cells, table.index)["source"]
    table = table.join(of_members(summarise_evidence(evidence), table.index))
    for column in ("reports", "reports_up", "reports_down"):
        table[column] = table[column].fillna(0).astype(int)
    leading = ["status", "reason", "baseMean", "log2FoldChange", "ci_low", "ci_high", "mde"]
    table = table[[*leading, *table.columns.drop(leading)]]
    rank(table).to_csv(job.output.table, sep="\t", float_format="%.6g", index_label="mirna")


if __name__ == "__main__":
    run(main)
