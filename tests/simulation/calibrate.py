"""How often the tests are wrong, and how often they find what is there, on simulated cohorts.

Run from the checkout: python tests/simulation/calibrate.py [ROUNDS] [--kinds KIND ...] [--r]
Both tests are tried, see expression.distribution.

Each cohort has 300 miRNAs as in plasma, a tenth of which change by one log2, half up and half
down. Of the others, the share with p < 0.05 is the type-I error; the mean share of false ones
among all that are called is the false-discovery rate, nominally 5 %. A test that calls more false
ones finds more true ones as well, so power is also told at the level at which the true
false-discovery rate is 5 %. As many cohorts without a change say in how many anything is called.
With --r the same counts are given to edgeR and voom of R, if they are installed.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "workflow" / "scripts"))

from mirtrd.cohort.filtering import passes_filter  # noqa: E402
from mirtrd.cohort.size_factors import size_factors  # noqa: E402
from mirtrd.design.contrasts import Contrast, Design  # noqa: E402
from mirtrd.design.matrices import Model, make_model  # noqa: E402
from mirtrd.statistics.model_matrix import ModelMatrix  # noqa: E402
from mirtrd.statistics.multiple_testing import adjust  # noqa: E402
from mirtrd.statistics.negbin import Hypothesis, NegbinFit, ask, fit_negbin  # noqa: E402
from mirtrd.statistics.quasi import find_interval  # noqa: E402

SIZES = (12, 40, 120)
# What the cohorts have besides the change, and the design that an analyst would take.
KINDS = {
    "plain": "~ condition",
    "composition": "~ condition",
    "batch": "~ batch + condition",
    "haemolysis": "~ haemolysis + condition",
    "plasma": "~ condition",
    "outliers": "~ condition",
    "log-normal": "~ condition",
    "changes": "~ condition",
}
TESTS = ("quasi", "normal")
MIRNAS, CHANGED, ALPHA = 300, 30, 0.05
CHANGES = (0.5, 1.0, 2.0)
CONTRAST = Contrast(name="TRD_vs_control", factor="condition", tested="TRD", reference="control")
R_SCRIPT = """
suppressMessages(library(edgeR))
folder <- commandArgs(TRUE)
for (path in Sys.glob(file.path(folder, "*.counts.tsv"))) {
  counts <- as.matrix(read.delim(path, row.names = 1))
  design <- as.matrix(read.delim(sub("counts", "design", path), row.names = 1))
  y <- calcNormFactors(DGEList(counts))
  fit <- glmQLFit(estimateDisp(y, design), design)
  edger <- glmQLFTest(fit, coef = ncol(design))$table$PValue
  voomed <- eBayes(lmFit(voom(y, design), design))$p.value[, ncol(design)]
  write.table(data.frame(edgeR = edger, voom = voomed, row.names = rownames(counts)),
              sub("counts", "r", path), sep = "\\t", quote = FALSE)
}
"""


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Counts (miRNAs x samples) and sheet, and the true changes of the miRNAs (log2; NaN of what
    is neither right nor wrong)."""

    counts: pd.DataFrame
    sheet: pd.DataFrame
    effects: pd.Series


def simulate(rng: np.random.Generator, size: int, kind: str, changing: bool = True) -> Cohort:
    """Libraries of 0.3 to 3 million reads; abundances over four orders of magnitude with one miRNA
    at a fifth of all reads; dispersions 0.1 + 3 / mean, scattered log-normally.

    "composition": the three most abundant miRNAs double in patients, who differ so in what all
    others get of the reads. "batch": two batches, more patients in one, shift a third of all
    miRNAs. "haemolysis": a score that is higher in patients raises 20 miRNAs. "plasma": dispersions
    of 0.1 to 0.6 whatever the mean. "outliers": one count in 200 is 8 to 30 times as large.
    "log-normal": of the same means and variances, but with the tails of a log-normal distribution.
    "changes": the changes are CHANGES. What a kind shifts with the groups and no design can take
    away (the three miRNAs) counts as neither right nor wrong.
    """
    tested = np.arange(size) % 2 == 1
    sheet = pd.DataFrame(
        {"condition": np.where(tested, "TRD", "control")},
        index=[f"s{number}" for number in range(size)],
    )
    share = 10 ** rng.uniform(-6, -2, MIRNAS)
    share[:3] = np.array([0.25, 0.1, 0.05]) * share.sum()
    effects = np.zeros(MIRNAS)
    chosen = rng.choice(np.arange(23, MIRNAS), CHANGED, replace=False)
    if changing:
        effects[chosen] = np.where(np.arange(CHANGED) % 2, 1.0, -1.0)
        if kind == "changes":
            effects[chosen] *= np.repeat(CHANGES, CHANGED // len(CHANGES))
    logs = np.log2(share)[:, None] + np.outer(effects, tested)
    if kind == "composition":
        logs[:3] += tested
        effects[:3] = np.nan
    if kind == "batch":
        batch = rng.random(size) < np.where(tested, 0.7, 0.3)
        batch[:4] = [True, True, False, False]
        sheet["batch"] = np.where(batch, "B", "A")
        shifts = rng.normal(0, 0.7, MIRNAS) * (rng.random(MIRNAS) < 1 / 3)
        logs += np.outer(shifts, batch)
    if kind == "haemolysis":
        score = rng.normal(0, 1, size) + 0.5 * tested
        sheet["haemolysis"] = [f"{value:.3f}" for value in score]
        logs[3:23] += rng.uniform(0.3, 1, 20)[:, None] * score
    means = 2**logs
    means *= 10 ** rng.uniform(5.5, 6.5, size) / means.sum(axis=0)
    dispersion = (0.1 + 3 / means.mean(axis=1)) * np.exp(rng.normal(0, 0.4, MIRNAS))
    if kind == "plasma":
        dispersion = rng.uniform(0.1, 0.6, MIRNAS)
    draws = rng.negative_binomial(1 / dispersion[:, None], 1 / (1 + dispersion[:, None] * means))
    if kind == "log-normal":
        spread = np.sqrt(np.log1p(dispersion))[:, None]
        draws = rng.poisson(means * np.exp(spread * rng.normal(size=means.shape) - spread**2 / 2))
    if kind == "outliers":
        outlying = rng.random(draws.shape) < 0.005
        draws = np.where(outlying, (draws * rng.uniform(8, 30, draws.shape)).astype(int), draws)
    names = [f"m{number}" for number in range(MIRNAS)]
    counts = pd.DataFrame(draws, names, sheet.index)
    return Cohort(counts=counts, sheet=sheet, effects=pd.Series(effects, names))


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A cohort, the miRNAs of it that pass the filter, and their fit."""

    cohort: Cohort
    kept: pd.DataFrame
    asked: Model
    fit: NegbinFit

    @classmethod
    def of(cls, cohort: Cohort, design: str) -> "Fitted":
        kept = cohort.counts[passes_filter(cohort.counts, 10, len(cohort.sheet) // 2)]
        asked = make_model(cohort.sheet, Design(formula=design), CONTRAST)
        factors = size_factors(cohort.counts)[0].to_numpy()
        fit = fit_negbin(kept.to_numpy(), ModelMatrix(asked.matrix.to_numpy(), factors))
        return cls(cohort=cohort, kept=kept, asked=asked, fit=fit)

    @property
    def coefficient(self) -> int:
        return self.asked.matrix.columns.get_loc(self.asked.coefficient)

    def tables(self) -> dict[str, pd.DataFrame]:
        """By test, the true change, the p-value, its adjustment, and the 95 % interval."""
        tables = {}
        for test in TESTS:
            hypothesis = Hypothesis(coefficient=self.coefficient, alpha=ALPHA, distribution=test)
            found = ask(self.fit, hypothesis)
            low, high = found.change - 1.96 * found.error, found.change + 1.96 * found.error
            if test == "quasi":
                ends = find_interval(self.fit.quasi(), self.coefficient)
                low, high = (end / np.log(2) for end in ends)
            tables[test] = pd.DataFrame(
                {"effect": self.cohort.effects[self.kept.index].to_numpy(),
                 "pvalue": found.pvalue, "padj": found.padj, "low": low, "high": high}
            )  # fmt: skip
        return tables


def run_r(fitted: Sequence[Fitted]) -> list[dict[str, pd.DataFrame]]:
    """What edgeR and voom give of each cohort."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, one in enumerate(fitted):
            one.kept.to_csv(folder / f"{number}.counts.tsv", sep="\t")
            matrix = one.asked.matrix
            last = [c for c in matrix if c != one.asked.coefficient] + [one.asked.coefficient]
            matrix[last].to_csv(folder / f"{number}.design.tsv", sep="\t")
        (folder / "run.R").write_text(R_SCRIPT)
        subprocess.run(["Rscript", folder / "run.R", folder], check=True)
        found = []
        for number, one in enumerate(fitted):
            table = pd.read_csv(folder / f"{number}.r.tsv", sep="\t", index_col=0)
            effect = one.cohort.effects[table.index]
            found.append(
                {name: pd.DataFrame({"effect": effect, "pvalue": table[name],
                                     "padj": adjust(table[name].to_numpy())})
                 for name in table}
            )  # fmt: skip
        return found


def rates(table: pd.DataFrame, level: float = ALPHA) -> dict[str, float]:
    """The rates of one cohort at a level of the adjusted p-value."""
    null, changed = table["effect"] == 0, table["effect"].abs() > 0
    called = table["padj"] < level
    judged = called & (null | changed)
    return {
        "type-I error": (table.loc[null, "pvalue"].dropna() < 0.05).mean(),
        "FDR": (judged & null).sum() / max(judged.sum(), 1),
        "power": called[changed].mean(),
    }


def power_at_equal_error(tables: Sequence[pd.DataFrame]) -> float:
    """The mean power at the largest level at which the mean false-discovery rate is ALPHA."""
    for level in np.geomspace(0.5, 1e-4, 120):
        found = pd.DataFrame([rates(table, level) for table in tables]).mean()
        if found["FDR"] <= ALPHA:
            return float(found["power"])
    return 0.0


def coverage(tables: Sequence[pd.DataFrame]) -> dict[str, float]:
    """The share of the 95 % intervals that hold the true change, by its size."""
    table = pd.concat(tables)
    table = table[table["pvalue"].notna()]
    inside = (table["low"] <= table["effect"]) & (table["effect"] <= table["high"])
    size = table["effect"].abs()
    return {f"covers {change:g}": inside[size == change].mean() for change in (0, *CHANGES)}


def calibrate(size: int, kind: str, rounds: int, with_r: bool = False) -> pd.DataFrame:
    """A row for each test: mean rates over simulated cohorts, and the share of as many cohorts
    without a change in which anything is called."""
    fitted, null = (
        [
            Fitted.of(simulate(np.random.default_rng([seed, size]), size, kind, changing),
                      KINDS[kind])
            for seed in range(start, start + rounds)
        ]
        for start, changing in ((0, True), (10**6, False))
    )  # fmt: skip
    found, nothing = [one.tables() for one in fitted], [one.tables() for one in null]
    if with_r:
        found = [ours | theirs for ours, theirs in zip(found, run_r(fitted), strict=True)]
        nothing = [ours | theirs for ours, theirs in zip(nothing, run_r(null), strict=True)]
    rows = []
    for test in found[0]:
        tables = [one[test] for one in found]
        calls = [(one[test]["padj"] < ALPHA) & (one[test]["effect"] == 0) for one in nothing]
        row = {"samples": size, "kind": kind, "test": test}
        row |= pd.DataFrame(map(rates, tables)).mean().to_dict()
        row["power at FDR 5 %"] = power_at_equal_error(tables)
        row["null cohorts with a call"] = np.mean([called.any() for called in calls])
        rows.append(row | (coverage(tables) if test in TESTS else {}))
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rounds", type=int, nargs="?", default=10)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--r", action="store_true", help="edgeR and voom as well")
    given = parser.parse_args()
    for size in given.sizes:
        kinds = [kind for kind in given.kinds if size < max(SIZES) or kind == "plain"]
        for kind in kinds:
            table = calibrate(size, kind, given.rounds, given.r)
            print(table.to_string(index=False, float_format="{:.3f}".format), flush=True)


if __name__ == "__main__":
    main()
