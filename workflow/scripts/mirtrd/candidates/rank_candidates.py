"""Rank the miRNAs of a contrast, next to what a reader has to know about each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mirtrd.candidates.best import NOT_TESTED, is_tested
from mirtrd.candidates.tables import CANDIDATES
from mirtrd.cohort.tables import COUNTS, SAMPLES
from mirtrd.core.documents import read_document
from mirtrd.core.job import Job, run
from mirtrd.counting.tables import MATURE_AMBIGUITY
from mirtrd.design.contrasts import Contrast
from mirtrd.expression.tables import EXPRESSION
from mirtrd.inputs.materials import are_blood_cells
from mirtrd.quality.tables import ENTRIES
from mirtrd.reference.names import Names, read_names
from mirtrd.reference.tables import EVIDENCE, RED_CELLS
from mirtrd.robustness.tables import ROBUSTNESS
from mirtrd.statistics.abundance import DETECTED

# Of a report of which the finding itself was not read.
NOT_CHECKED = r"^K|(?:result|membership|direction) K"
REPORTS = ("reports", "reports_up", "reports_down")


def detection(counts: pd.DataFrame, sheet: pd.DataFrame, contrast: Contrast) -> pd.DataFrame:
    """For each miRNA and group of a contrast: median counts per million miRNA reads (CPM), and
    the share of samples that have at least DETECTED reads. A contrast of coefficients has no
    groups, so its cells stay empty."""
    cpm = counts / counts.sum() * 1e6
    columns: dict[str, pd.Series | float] = {}
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
    unchecked = (
        evidence["confidence"].str.contains(NOT_CHECKED).map({True: " (not checked)", False: ""})
    )
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


def count_reports(reports: pd.DataFrame) -> pd.DataFrame:
    """The reports with 0 where there are none; empty where the name could not be looked up."""
    counted = reports[[*REPORTS]].fillna(0).astype(int).astype("Int64")
    counted.loc[reports.index == ""] = pd.NA
    return reports.assign(**counted)


def of_members(table: pd.DataFrame, names: pd.Index) -> pd.DataFrame:
    """Rows of ``table`` for names that may be groups of matures: the first member that has one."""
    found = {
        name: next((member for member in name.split("/") if member in table.index), None)
        for name in names
    }
    return table.reindex([found[name] for name in names]).set_axis(names)


def look_up(index: pd.Index, names: Names) -> pd.Index:
    """Each name as miRBase has it now, groups of matures joined; what is not found is empty."""
    matches = names.look_up_all(index)
    return pd.Index(["/".join(matches[name].names) for name in index], name=index.name)


def rank(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its rank: what is tested by p-value, then what is not by its abundance."""
    tested = is_tested(table)
    ordered = pd.concat(
        [
            table[tested].sort_values(["padj", "pvalue"], kind="stable"),
            table[~tested].sort_values("baseMean", ascending=False, kind="stable"),
        ]
    )
    ordered.insert(0, "rank", range(1, len(ordered) + 1))
    return ordered


def assemble(
    expression: pd.DataFrame, robustness: pd.DataFrame, known: Sequence[pd.DataFrame]
) -> pd.DataFrame:
    """The candidate list: the table of a contrast, its robustness, and what else is ``known`` of
    the miRNAs, all by miRNA."""
    table = expression[[name for name in CANDIDATES.header if name in expression]]
    testable = robustness[robustness["status"] != NOT_TESTED]
    table = table.join(testable[["sign_share", "significant_share", "weakest"]])
    for part in known:
        table = table.join(part)
    if "literature" not in table:
        table = table.assign(**dict.fromkeys(REPORTS, np.nan), literature="")
    table["fold_change"] = 2.0 ** table["log2FoldChange"]
    return rank(table)[list(CANDIDATES.header[1:])]


def main(job: Job) -> None:
    expression = EXPRESSION.read_frame(job.input.expression)
    counts, sheet = COUNTS.read_frame(job.input.counts), SAMPLES.read_frame(job.input.samples)
    ambiguity = MATURE_AMBIGUITY.read_frame(job.input.ambiguity)
    red_cells = RED_CELLS.read_frame(job.input.haemolysis)
    if are_blood_cells(sheet, job.params.matrix):
        red_cells = red_cells[:0]
    names = read_names(job.input.matures, job.input.hairpins, job.input.former)
    current = look_up(expression.index, names)
    known = [
        detection(counts, sheet, Contrast.from_param(job.params.contrast)),
        ambiguity[["ambiguous_share", "shared_with", "look_alike"]],
        ENTRIES.read_frame(job.input.entries)[["entry", "entry_reasons"]],
        of_members(red_cells, current).rename(columns={"source": "haemolysis"}),
    ]
    if job.input.evidence:
        evidence = pd.concat(map(EVIDENCE.read_frame, job.input.evidence)).reset_index()
        evidence["mirna"] = look_up(pd.Index(evidence["mirna"]), names)
        reports = summarise_evidence(evidence[evidence["mirna"] != ""])
        known.append(count_reports(of_members(reports, current)))
    known[3:] = [part.set_axis(expression.index) for part in known[3:]]
    robustness = ROBUSTNESS.read_frame(job.input.robustness)
    verdict = read_document(job.input.verdict)
    CANDIDATES.write_frame(
        job.output.table,
        assemble(expression, robustness, known),
        heading=[verdict["verdict"], *verdict["cautions"]],
    )


if __name__ == "__main__":
    run(main)
