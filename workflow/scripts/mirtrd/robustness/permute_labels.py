"""How many miRNAs the whole procedure calls on these data when the labels mean nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product
from math import comb, prod
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.core.documents import write_document
from mirtrd.core.job import Job, UserError, run
from mirtrd.design.contrasts import Question
from mirtrd.design.covariates import group_covariates
from mirtrd.robustness.refits import Setting, read_setting
from mirtrd.robustness.tables import PERMUTATIONS
from mirtrd.statistics.arrays import Mask

SEED = 1
NOMINAL = 0.05
# With fewer permutations than this, their share is too coarse to be quoted as a rate.
FEW = 20


def possible(tested: Mask, blocks: Mask) -> int:
    """In how many ways the labels can be laid out within the blocks, the given one included.

    A layout and its mirror image, if blocks allow it, give the same tests and count once.
    """
    ways = prod(comb(int((blocks == b).sum()), int(tested[blocks == b].sum())) for b in set(blocks))
    return ways // 2 if _mirrored(tested, blocks) else ways


def _mirrored(tested: Mask, blocks: Mask) -> bool:
    return all(2 * tested[blocks == b].sum() == (blocks == b).sum() for b in set(blocks))


def choose_blocks(
    sheet: pd.DataFrame, tested: Mask, columns: Sequence[str], wanted: int
) -> list[str]:
    """The columns within whose levels labels are exchanged.

    All of them, if that leaves enough layouts; else the one with the fewest levels is given up,
    and so on, but never the last one (patients have the most levels).
    """
    columns = list(columns)
    while len(columns) > 1 and possible(tested, block_names(sheet, columns)) <= wanted:
        columns.remove(min(columns, key=lambda name: sheet[name].nunique()))
    return columns


def block_names(sheet: pd.DataFrame, columns: Sequence[str]) -> Mask:
    """The block of each sample, numbered."""
    if not columns:
        return np.zeros(len(sheet), dtype=int)
    return sheet.groupby(list(columns), sort=False).ngroup().to_numpy()


def layouts(tested: Mask, blocks: Mask, wanted: int) -> Iterator[Mask]:
    """Other layouts of the labels (bool), no two of them equivalent, none the given one.

    All there are if these are at most ``wanted``; else that many, drawn at random with a fixed
    seed.
    """
    mirrored = _mirrored(tested, blocks)

    def key(layout: Mask) -> bytes:
        return (~layout if mirrored and layout[0] else layout).tobytes()

    seen = {key(tested)}
    everything = possible(tested, blocks) - 1 <= wanted
    source = _all_layouts(tested, blocks) if everything else _random_layouts(tested, blocks)
    for layout in source:
        if len(seen) > wanted:
            return
        if key(layout) not in seen:
            seen.add(key(layout))
            yield layout


def _all_layouts(tested: Mask, blocks: Mask) -> Iterator[Mask]:
    members = [np.flatnonzero(blocks == block) for block in dict.fromkeys(blocks)]
    choices = [combinations(part, int(tested[part].sum())) for part in members]
    for chosen in product(*choices):
        layout = np.zeros(len(tested), dtype=bool)
        layout[[i for part in chosen for i in part]] = True
        yield layout


def _random_layouts(tested: Mask, blocks: Mask) -> Iterator[Mask]:
    random = np.random.default_rng(SEED)
    members = [np.flatnonzero(blocks == block) for block in dict.fromkeys(blocks)]
    while True:
        layout = tested.copy()
        for part in members:
            layout[part] = tested[random.permutation(part)]
        yield layout


def not_permuted(question: Question, wanted: int) -> str:
    """Why labels are not permuted, or nothing."""
    if not wanted:
        return "not asked for (expression.permutations is 0)"
    if not question.contrast.factor:
        return "a contrast of coefficients has no two groups whose labels could be exchanged"
    if question.contrast.reduced:
        return "a likelihood-ratio test is not about two groups whose labels could be exchanged"
    return ""


def permute(setting: Setting, columns: Sequence[str], wanted: int) -> pd.DataFrame:
    """One row for each permutation: number of calls, of those up and down, and the share of
    p-values below NOMINAL. The first row, "observed", has the true labels.

    Labels of the two groups of the contrast are exchanged within the blocks that ``columns``
    form; samples of other groups keep theirs. Everything after the size factors and the count
    filter, which do not look at labels, is done anew: dispersions, their trend and shrinkage,
    effects, outliers, tests, independent filtering, adjustment.
    """
    contrast, pair = setting.question.contrast, setting.sheet.loc[setting.pair]
    tested = (pair[contrast.factor] == contrast.tested).to_numpy()
    rows = [{"permutation": "observed", **_count(setting)}]
    for number, layout in enumerate(layouts(tested, block_names(pair, columns), wanted)):
        shuffled = setting.sheet.copy()
        labels = np.where(layout, contrast.tested, contrast.reference)
        shuffled.loc[pair.index, contrast.factor] = labels
        try:
            row = _count(replace(setting, sheet=shuffled))
        except UserError as error:  # a covariate can be confounded with permuted labels
            print(f"permutation {number + 1} cannot be fitted: {error}")
            continue
        rows.append({"permutation": str(number + 1), **row})
    return pd.DataFrame(rows)


def _count(setting: Setting) -> dict[str, float]:
    found = setting.refit()
    called = found.called(setting.question.criteria.alpha)
    judged = ~np.isnan(found.pvalue)
    return {
        "calls": int(called.sum()),
        "up": int((called & (found.change > 0)).sum()),
        "down": int((called & (found.change < 0)).sum()),
        "small_p_share": float((found.pvalue[judged] < NOMINAL).mean()) if judged.any() else 0.0,
    }


def summarise(table: pd.DataFrame, possible_layouts: int, columns: Sequence[str]) -> dict[str, Any]:
    """What the permutations say, as numbers and in a sentence.

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
        f"with exchanged labels the procedure calls {mean:.3g} miRNAs on average (95 % of "
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
    setting, _ = read_setting(job)
    question, wanted = setting.question, job.params.permutations
    if reason := not_permuted(question, wanted):
        table = pd.DataFrame(columns=PERMUTATIONS.header)
        summary = {"permutations": 0, "verdict": reason}
    else:
        pair = setting.sheet.loc[setting.pair]
        tested = (pair[question.contrast.factor] == question.contrast.tested).to_numpy()
        columns = group_covariates(setting.sheet, question.design, question.contrast)
        columns = choose_blocks(pair, tested, columns, wanted)
        table = permute(setting, columns, wanted)
        summary = summarise(table, possible(tested, block_names(pair, columns)), columns)
    PERMUTATIONS.write_frame(job.output.table, table.set_index("permutation"))
    write_document(job.output.summary, summary)


if __name__ == "__main__":
    run(main)
