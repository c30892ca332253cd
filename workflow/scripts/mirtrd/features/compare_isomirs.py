"""Tell for each miRNA whether its isomiRs change alike in a contrast."""

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from mirtrd.cohort.tables import COUNTS, SAMPLES
from mirtrd.core.features import MIRNA
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast, Design
from mirtrd.design.matrices import make_model
from mirtrd.expression.tables import EXPRESSION
from mirtrd.features.shares import combine, compare_shares, log_odds
from mirtrd.features.tables import DISAGREEMENTS, ISOMIRS
from mirtrd.features.variants import CANONICAL, has_other_seed
from mirtrd.statistics.multiple_testing import adjust

SIGNIFICANT = ("up", "down", "changed")


def find_pattern(canonical: str, significant: Sequence[str], statuses: set[str]) -> str:
    """How the isomiRs of a miRNA disagree, by their statuses alone: the column of that name.

    ``canonical`` is the status of the one as annotated, "" if it was not tested; ``significant``
    are all variants that are, ``statuses`` how.
    """
    others = [variant for variant in significant if variant != CANONICAL]
    if {"up", "down"} <= statuses:
        return "opposite"
    if canonical == "not significant" and others:
        return "seed alone" if any(map(has_other_seed, others)) else "isomir alone"
    if canonical in SIGNIFICANT and not others:
        return "canonical alone"
    return ""


def compare(
    tested: pd.DataFrame, whole: pd.DataFrame, shares: pd.DataFrame
) -> Iterator[dict[str, object]]:
    """A row for each miRNA with two tested isomiRs or more: DISAGREEMENTS, without the last two.

    ``tested`` are the tested isomiRs with the columns mirna, variant and status; ``whole`` is the
    table of the contrast; ``shares`` the tests of shares, empty if there are none.
    """
    for mirna, group in tested.groupby("mirna", sort=False):
        if len(group) < 2:
            continue
        status = dict(zip(group["variant"], group["status"], strict=True))
        found = {way: [v for v in status if status[v] == way] for way in SIGNIFICANT}
        significant = [variant for variant in status if status[variant] in SIGNIFICANT]
        own = shares.loc[shares.index.intersection(group.index, sort=False)]
        first = own["pvalue"].idxmin() if len(own) else None
        yield {
            "mirna": mirna,
            "isomirs": len(group),
            **whole.loc[mirna, ["status", "log2FoldChange", "padj"]],
            "canonical": status.get(CANONICAL, ""),
            "up": "; ".join(found["up"]),
            "down": "; ".join(found["down"]),
            "other_seed": "; ".join(filter(has_other_seed, significant)),
            "pattern": find_pattern(status.get(CANONICAL, ""), significant, set(group["status"])),
            "most_apart": group.loc[first, "variant"] if first else "",
            "share_change": own.loc[first, "share_change"] if first else math.nan,
            "p_heterogeneity": combine(own["pvalue"].to_numpy()) if first else math.nan,
        }


def main(job: Job) -> None:
    isomirs = ISOMIRS.read_frame(job.input.isomirs)
    counts, samples = COUNTS.read_frame(job.input.counts), SAMPLES.read_frame(job.input.samples)
    results = EXPRESSION.read_frame(job.input.expression)
    tested = isomirs.join(results.loc[results["padj"].notna(), ["status"]], how="inner")
    several = tested[tested.groupby("mirna")["mirna"].transform("size") > 1]
    design = Design.from_param(job.params.design)
    asked = make_model(samples, design, Contrast.from_param(job.params.contrast))
    shares = pd.DataFrame(columns=["share_change", "pvalue"])
    if asked.reduced is None and len(several):
        logs = log_odds(counts, isomirs["mirna"]).loc[several.index]
        shares = compare_shares(logs, asked.matrix, asked.coefficient)
    rows = compare(several, EXPRESSION.read_frame(job.input.mirnas), shares)
    table = pd.DataFrame(rows, columns=DISAGREEMENTS.header[:-2])
    table["padj_heterogeneity"] = adjust(table["p_heterogeneity"].to_numpy(dtype=float))
    below = table["padj_heterogeneity"] < job.params.alpha
    table["disagree"] = below.map({True: "yes", False: "no"})
    DISAGREEMENTS.write_frame(job.output.table, table.set_index(MIRNA))


if __name__ == "__main__":
    run(main)
