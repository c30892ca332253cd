"""How often the tests are wrong, and how often they find what is there, on simulated cohorts.

Run from the checkout: python tests/simulation/calibrate.py [ROUNDS] [--r]
Both distributions of the Wald statistic are tried, see expression.distribution.

Each cohort has 300 miRNAs as in plasma, a tenth of which change by one log2, half up and half
down. Of the others, the share with p < 0.05 is the type-I error; the mean share of false ones
among all that are called is the false-discovery rate, nominally 5 %. With --r the same counts are
given to R's DESeq2, if it is installed.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from mirtrd.cohort.filtering import passes_filter  # noqa: E402
from mirtrd.cohort.normalise_counts import size_factors  # noqa: E402
from mirtrd.design.contrasts import Contrast, Criteria, Design  # noqa: E402
from mirtrd.design.matrices import make_model  # noqa: E402
from mirtrd.expression.fit_model import fit_model  # noqa: E402
from mirtrd.expression.test_contrast import ask  # noqa: E402

SIZES = (12, 40, 120)
# What the cohorts have besides the change, and the design that an analyst would take.
SCENARIOS = {
    "nothing": "~ condition",
    "plain": "~ condition",
    "composition": "~ condition",
    "batch": "~ batch + condition",
    "haemolysis": "~ haemolysis + condition",
}
MIRNAS, CHANGED, ALPHA = 300, 30, 0.05
CONTRAST = Contrast(name="TRD_vs_control", factor="condition", tested="TRD", reference="control")
R_SCRIPT = """
suppressMessages(library(DESeq2))
args <- commandArgs(TRUE)
counts <- as.matrix(read.delim(file.path(args[1], "counts.tsv"), row.names = 1))
sheet <- read.delim(file.path(args[1], "sheet.tsv"), row.names = 1, stringsAsFactors = TRUE)
sheet$condition <- relevel(sheet$condition, ref = "control")
if (!is.null(sheet$haemolysis)) sheet$haemolysis <- as.numeric(scale(sheet$haemolysis))
data <- suppressMessages(DESeqDataSetFromMatrix(counts, sheet, as.formula(args[2])))
data <- suppressMessages(DESeq(data, quiet = TRUE))
table <- as.data.frame(results(data, contrast = c("condition", "TRD", "control"), alpha = 0.05))
write.table(table, file.path(args[1], "r.tsv"), sep = "\\t", quote = FALSE)
"""


def simulate(
    rng: np.random.Generator, size: int, scenario: str
) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Counts (miRNAs x samples), the sheet, and the true changes of the miRNAs (log2).

    Libraries of 0.3 to 3 million reads; abundances over four orders of magnitude with one miRNA
    at a fifth of all reads; dispersions 0.1 + 3 / mean, scattered log-normally. "nothing": no
    miRNA changes, so the false-discovery rate is the share of cohorts with a call. "composition":
    the three most abundant miRNAs double in patients, who differ so in what all others get of the
    reads. "batch": two batches, more patients in one, shift a third of all miRNAs. "haemolysis":
    a score that is higher in patients raises 20 miRNAs. What a scenario shifts with the groups
    and no design can take away (the three miRNAs) counts as neither right nor wrong.
    """
    tested = np.arange(size) % 2 == 1
    sheet = pd.DataFrame(
        {"condition": np.where(tested, "TRD", "control")},
        index=[f"s{number}" for number in range(size)],
    )
    share = 10 ** rng.uniform(-6, -2, MIRNAS)
    share[:3] = np.array([0.25, 0.1, 0.05]) * share.sum()
    effects = np.zeros(MIRNAS)
    if scenario != "nothing":
        chosen = rng.choice(np.arange(23, MIRNAS), CHANGED, replace=False)
        effects[chosen] = np.where(np.arange(CHANGED) % 2, 1.0, -1.0)
    logs = np.log2(share)[:, None] + np.outer(effects, tested)
    if scenario == "composition":
        logs[:3] += tested
        effects[:3] = np.nan
    if scenario == "batch":
        batch = rng.random(size) < np.where(tested, 0.7, 0.3)
        batch[:4] = [True, True, False, False]
        sheet["batch"] = np.where(batch, "B", "A")
        shifts = rng.normal(0, 0.7, MIRNAS) * (rng.random(MIRNAS) < 1 / 3)
        logs += np.outer(shifts, batch)
    if scenario == "haemolysis":
        score = rng.normal(0, 1, size) + 0.5 * tested
        sheet["haemolysis"] = [f"{value:.3f}" for value in score]
        logs[3:23] += rng.uniform(0.3, 1, 20)[:, None] * score
    means = 2**logs
    means *= 10 ** rng.uniform(5.5, 6.5, size) / means.sum(axis=0)
    dispersion = (0.1 + 3 / means.mean(axis=1)) * np.exp(rng.normal(0, 0.4, MIRNAS))
    draws = rng.negative_binomial(1 / dispersion[:, None], 1 / (1 + dispersion[:, None] * means))
    names = [f"m{number}" for number in range(MIRNAS)]
    return pd.DataFrame(draws, names, sheet.index), sheet, effects


def judge(table: pd.DataFrame, effects: pd.Series) -> dict[str, float]:
    """The rates of one cohort from pvalue and padj of the miRNAs that were tested."""
    effects = effects[table.index]
    null, changed = effects == 0, effects.abs() == 1
    called = table["padj"] < ALPHA
    judged = called & (null | changed)
    return {
        "type-I error": (table.loc[null, "pvalue"].dropna() < 0.05).mean(),
        "FDR": (judged & null).sum() / max(judged.sum(), 1),
        "power": called[changed].mean(),
    }


def run_r(counts: pd.DataFrame, sheet: pd.DataFrame, design: str) -> pd.DataFrame:
    """What R's DESeq2 gives."""
    with tempfile.TemporaryDirectory() as folder:
        counts.to_csv(f"{folder}/counts.tsv", sep="\t")
        sheet.to_csv(f"{folder}/sheet.tsv", sep="\t")
        script = Path(folder) / "run.R"
        script.write_text(R_SCRIPT)
        subprocess.run(["Rscript", script, folder, design], check=True)
        return pd.read_csv(f"{folder}/r.tsv", sep="\t", index_col=0)


def calibrate(size: int, scenario: str, rounds: int, with_r: bool) -> dict[str, float]:
    """Mean rates over simulated cohorts, and those of R under "R" if asked for."""
    design, rates = SCENARIOS[scenario], []
    for seed in range(rounds):
        counts, sheet, truth = simulate(np.random.default_rng([seed, size]), size, scenario)
        effects = pd.Series(truth, counts.index)
        kept = counts[passes_filter(counts, 10, size // 2)]
        factors = size_factors(kept)[0]
        asked = make_model(sheet, Design(formula=design), CONTRAST)
        model = fit_model(kept, factors, asked.matrix)
        rates.append({})
        for distribution in ("normal", "t"):
            table = ask(model, asked, Criteria(alpha=ALPHA, distribution=distribution)).table
            rates[-1] |= {f"{k}, {distribution}": v for k, v in judge(table, effects).items()}
        if with_r:
            theirs = judge(run_r(kept, sheet, design), effects)
            rates[-1] |= {f"{name}, R": value for name, value in theirs.items()}
    return pd.DataFrame(rates).mean().to_dict()


def main(rounds: int, with_r: bool) -> None:
    rows = [
        {"samples": size, "scenario": scenario, **calibrate(size, scenario, rounds, with_r)}
        for size in SIZES
        for scenario in SCENARIOS
    ]
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format="{:.3f}".format))
    print(table.drop(columns="scenario").groupby("samples").mean().to_string(
        float_format="{:.3f}".format))  # fmt: skip


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(numbers[0] if numbers else 10, "--r" in sys.argv)
