"""How many miRNAs the whole procedure calls on these data when the labels mean nothing."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.core.documents import write_document
from mirtrd.core.features import MIRNA, NOUNS
from mirtrd.core.job import Job, UserError, run
from mirtrd.expression.verdicts import CALLED
from mirtrd.robustness.layouts import Exchange, find_exchange, layouts, possible
from mirtrd.robustness.pvalues import BINS, count_bins, small_share
from mirtrd.robustness.refits import Setting, read_setting
from mirtrd.robustness.tables import PERMUTATIONS
from mirtrd.statistics.arrays import Array, Mask

# With fewer permutations than this, their share is too coarse to be quoted as a rate.
FEW = 20
# Permutations times samples beyond which fewer are drawn: 200 of 250 samples, 50 of 1,000. With all
# of miRBase, 200 of 1,000 samples took twelve CPU minutes, and the rate of many samples is no more
# than confirmed by them.
MOST_REFITTED = 50_000
COUNTED = ("calls", "up", "down", "small_p_share", *BINS)


def affordable(wanted: int, samples: int) -> int:
    """How many permutations of so many samples are drawn where so many are wanted."""
    return min(wanted, max(MOST_REFITTED // max(samples, 1), FEW))


def permute(setting: Setting, exchange: Exchange, wanted: int) -> pd.DataFrame:
    """One row for each permutation: number of calls, of those up and down, the share of small
    p-values, and the histogram of all.

    Values of the column of ``exchange`` are exchanged among its samples within its blocks; other
    samples keep theirs. Then the whole procedure runs anew.
    """
    part = setting.sheet.loc[exchange.samples, exchange.column]
    names, rows = pd.factorize(part)[1], []
    codes, blocks = exchange.codes(setting.sheet), exchange.block_codes(setting.sheet)
    for number, layout in enumerate(layouts(codes, blocks, wanted, exchange.two_groups)):
        shuffled = setting.sheet.copy()
        shuffled.loc[exchange.samples, exchange.column] = names[layout].to_numpy()
        try:
            found = replace(setting, sheet=shuffled).refit()
        except UserError as error:  # a covariate can be confounded with permuted labels
            print(f"permutation {number + 1} cannot be fitted: {error}")
            continue
        called = found.called(setting.question.criteria.alpha)
        row = _count(called, found.change, found.pvalue)
        rows.append({"permutation": str(number + 1), **row})
    return pd.DataFrame(rows, columns=["permutation", *COUNTED])


def observe(results: pd.DataFrame) -> pd.DataFrame:
    """The row "observed", of the table of the contrast."""
    called = results["status"].isin(CALLED).to_numpy()
    change, pvalue = (results[name].to_numpy() for name in ("log2FoldChange", "pvalue"))
    return pd.DataFrame([{"permutation": "observed", **_count(called, change, pvalue)}])


def _count(called: Mask, change: Array, pvalue: Array) -> dict[str, float]:
    pvalue = pvalue[~np.isnan(pvalue)]
    histogram = count_bins(pvalue)
    return {
        "calls": int(called.sum()),
        "up": int((called & (change > 0)).sum()),
        "down": int((called & (change < 0)).sum()),
        "small_p_share": float(small_share(histogram)),
        **dict(zip(BINS, histogram.tolist(), strict=True)),
    }


def summarise(
    table: pd.DataFrame, possible_layouts: int, columns: Sequence[str], noun: str = NOUNS[MIRNA]
) -> dict[str, Any]:
    """What the permutations say, as numbers and in a sentence; ``noun`` is what was tested.

    The p-value is that of as many calls as observed, or more, if labels mean nothing; the true
    labels count as one of the permutations, so it is never 0 (Phipson & Smyth 2010,
    doi:10.2202/1544-6115.1585).
    """
    observed, null = table.iloc[0], table.iloc[1:]
    number, calls = len(null), int(observed["calls"])
    summary: dict[str, Any] = {
        "blocks": list(columns),
        "possible_permutations": possible_layouts - 1,
        "permutations": number,
        "observed_calls": calls,
        "observed_small_p_share": float(observed["small_p_share"]),
    }
    if not number:
        return summary | {"verdict": "no other layout of the labels is possible"}
    low = int(null["calls"].quantile(0.025, interpolation="lower"))
    high = int(null["calls"].quantile(0.975, interpolation="higher"))
    mean, share = float(null["calls"].mean()), float(null["small_p_share"].mean())
    pvalue = (1 + int((null["calls"] >= calls).sum())) / (1 + number)
    summary |= {
        "mean_false_calls": mean,
        "false_calls_interval": [low, high],
        "share_with_any_call": float((null["calls"] > 0).mean()),
        "small_p_share": share,
        "small_p_share_interval": [
            float(x) for x in null["small_p_share"].quantile([0.025, 0.975])
        ],
        "pvalue": pvalue,
        "smallest_possible_pvalue": 1 / (1 + number),
    }
    words = (
        f"with exchanged labels the procedure calls {mean:.3g} {noun} on average (95 % of "
        f"{number} permutations: {low} to {high}); with the true ones {calls} "
        f"(p = {pvalue:.2g})"
    )
    if number < FEW:
        words += (
            f"; only {number} other layouts are possible, so p cannot be below "
            f"{1 / (1 + number):.2g} and the average is coarse"
        )
    return summary | {"verdict": words}


def main(job: Job) -> None:
    setting, results = read_setting(job)
    wanted = job.params.permutations
    drawn = affordable(wanted, len(setting.sheet))
    exchange: Exchange | str = "not asked for (expression.permutations is 0)"
    if wanted:
        exchange = find_exchange(setting.question, setting.sheet)
    if isinstance(exchange, str):
        table = observe(results)
        summary = {"permutations": 0, "verdict": exchange}
    else:
        exchange = exchange.with_layouts(setting.sheet, drawn)
        table = pd.concat([observe(results), permute(setting, exchange, drawn)])
        codes, blocks = exchange.codes(setting.sheet), exchange.block_codes(setting.sheet)
        ways = possible(codes, blocks, exchange.two_groups)
        said = summarise(table, ways, exchange.blocks, NOUNS[results.index.name])
        summary = {"exchanged": exchange.column} | said
    PERMUTATIONS.write_frame(job.output.table, table.set_index("permutation"))
    write_document(job.output.summary, summary)


if __name__ == "__main__":
    run(main)
