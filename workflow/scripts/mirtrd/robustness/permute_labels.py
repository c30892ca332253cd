"""How many miRNAs the whole procedure calls on these data when the labels mean nothing."""

import json
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import comb, prod
from pathlib import Path

import numpy as np
import pandas as pd

from mirtrd.core.job import Job, UserError, run
from mirtrd.design.contrasts import Question
from mirtrd.design.covariates import group_covariates
from mirtrd.robustness.refits import fit_again, model_of, read_fit
from mirtrd.robustness.tables import PERMUTATIONS

SEED = 1
NOMINAL = 0.05
# With fewer permutations than this, their share is too coarse to be quoted as a rate.
FEW = 20


def possible(tested: np.ndarray, blocks: np.ndarray) -> int:
    """In how many ways the labels can be laid out within the blocks, the given one included.

    A layout and its mirror image, if blocks allow it, give the same tests and count once.
    """
    ways = prod(comb(int((blocks == b).sum()), int(tested[blocks == b].sum())) for b in set(blocks))
    return ways // 2 if _mirrored(tested, blocks) else ways


def _mirrored(tested: np.ndarray, blocks: np.ndarray) -> bool:
    return all(2 * tested[blocks == b].sum() == (blocks == b).sum() for b in set(blocks))


def choose_blocks(
    sheet: pd.DataFrame, tested: np.ndarray, columns: Sequence[str], wanted: int
) -> list[str]:
    """The columns within whose levels labels are exchanged.

    All of them, if that leaves enough layouts; else the one with the fewest levels is given up,
    and so on, but never the last one (patients have the most levels).
    """
    columns = list(columns)
    while len(columns) > 1 and possible(tested, block_names(sheet, columns)) <= wanted:
        columns.remove(min(columns, key=lambda name: sheet[name].nunique()))
    return columns


def block_names(sheet: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """The block of each sample, numbered."""
    if not columns:
        return np.zeros(len(sheet), dtype=int)
    return sheet.groupby(list(columns), sort=False).ngroup().to_numpy()


def layouts(tested: np.ndarray, blocks: np.ndarray, wanted: int) -> Iterator[np.ndarray]:
    """Other layouts of the labels (bool), no two of them equivalent, none the given one.

    All there are if these are at most ``wanted``; else that many, drawn at random with a fixed
    seed.
    """
    mirrored = _mirrored(tested, blocks)

    def key(layout: np.ndarray) -> bytes:
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


def _all_layouts(tested: np.ndarray, blocks: np.ndarray) -> Iterator[np.ndarray]:
    members = [np.flatnonzero(blocks == block) for block in dict.fromkeys(blocks)]
    choices = [combinations(part, int(tested[part].sum())) for part in members]
    for chosen in product(*choices):
        layout = np.zeros(len(tested), dtype=bool)
        layout[[i for part in chosen for i in part]] = True
        yield layout


def _random_layouts(tested: np.ndarray, blocks: np.ndarray) -> Iterator[np.ndarray]:
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


def permute(
    counts: pd.DataFrame,
    factors: pd.Series,
    sheet: pd.DataFrame,
    question: Question,
    columns: Sequence[str],
    wanted: int,
) -> pd.DataFrame:
    """One row for each permutation: number of calls, of those up and down, and the share of
    p-values below NOMINAL. The first row, "observed", has the true labels.

    Labels of the two groups of the contrast are exchanged within the blocks that ``columns``
    form; samples of other groups keep theirs. Everything after the size factors and the count
    filter, which do not look at labels, is done anew: dispersions, their trend and shrinkage,
    effects, outliers, tests, independent filtering, adjustment.
    """
    contrast, pair = question.contrast, question.contrast.samples(sheet)
    tested = (sheet.loc[pair, contrast.factor] == contrast.tested).to_numpy()
    rows = [{"permutation": "observed", **_count(counts, factors, sheet, question)}]
    for number, layout in enumerate(layouts(tested, block_names(sheet.loc[pair], columns), wanted)):
        shuffled = sheet.copy()
        labels = np.where(layout, contrast.tested, contrast.reference)
        shuffled.loc[pair, contrast.factor] = labels
        try:
            row = _count(counts, factors, shuffled, question)
        except UserError as error:  # a covariate can be confounded with permuted labels
            print(f"permutation {number + 1} cannot be fitted: {error}")
            continue
        rows.append({"permutation": str(number + 1), **row})
    return pd.DataFrame(rows)


def _count(
    counts: pd.DataFrame, factors: pd.Series, sheet: pd.DataFrame, question: Question
) -> dict[str, float]:
    model, pair = model_of(sheet, question), question.contrast.samples(sheet)
    found = fit_again(counts, factors, model, question.criteria, pair)
    called = found.called(question.criteria.alpha)
    judged = ~np.isnan(found.pvalue)
    return {
        "calls": int(called.sum()),
        "up": int((called & (found.change > 0)).sum()),
        "down": int((called & (found.change < 0)).sum()),
        "small_p_share": float((found.pvalue[judged] < NOMINAL).mean()) if judged.any() else 0.0,
    }


def summarise(table: pd.DataFrame, possible_layouts: int, columns: Sequence[str]) -> dict:
    """What the permutations say, as numbers and in a sentence.

    The p-value is that of as many calls as observed, or more, if labels mean nothing; the true
    labels count as one of the permutations, so it is never 0 (Phipson & Smyth 2010,
    doi:10.2202/1544-6115.1585).
    """
    observed, null = table.iloc[0], table.iloc[1:]
    number, calls = len(null), int(observed["calls"])
    summary = {
        "blocks": list(columns),
        "possible_permutations": possible_layouts - 1,
        "permutations": number,
        "observed_calls": calls,
        "observed_small_p_share": float(observed["small_p_share"]),
    }
    if not number:
        return summary | {"verdict": "no other layout of the labels is possible"}
    low, high = (
        int(np.quantile(null["calls"], level, method=method))
        for level, method in ((0.025, "lower"), (0.975, "higher"))
    )
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
    question = Question.from_params(job.params)
    contrast = question.contrast
    files = (job.input.counts, job.input.factors, job.input.status, job.input.sheet)
    counts, factors, _, sheet, _ = read_fit(*files, job.input.expression)
    wanted = job.params.permutations
    if reason := not_permuted(question, wanted):
        table = pd.DataFrame(columns=PERMUTATIONS.header)
        summary = {"permutations": 0, "verdict": reason}
    else:
        pair = sheet.loc[contrast.samples(sheet)]
        tested = pair[contrast.factor] == contrast.tested
        columns = group_covariates(sheet, question.design, contrast)
        columns = choose_blocks(pair, tested.to_numpy(), columns, wanted)
        table = permute(counts, factors, sheet, question, columns, wanted)
        blocks = block_names(pair, columns)
        summary = summarise(table, possible(tested.to_numpy(), blocks), columns)
    PERMUTATIONS.write_frame(job.output.table, table.set_index("permutation"))
    Path(job.output.summary).write_text(json.dumps(summary, indent=2) + "\n")


if __name__ == "__main__":
    run(main)
