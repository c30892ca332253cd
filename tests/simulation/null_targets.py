"""How often random lists of miRNAs seem to target a set of genes, by either p-value.

Run from the checkout: python tests/simulation/null_targets.py LISTS [--run RESULTS CONTRAST]
As many random lists of 3 to 20 miRNAs, half of them of single miRNAs and half of whole seed
families, drawn from tested ones. Targets are simulated, anew for every tenth of the lists: hubs
among miRNAs and genes, families that share targets. With --run they are those of a run, RESULTS
its folder of results, and the sets are the two themes.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "workflow" / "scripts"), str(ROOT / "tests")]

from builders.paths import MIRBASE  # noqa: E402
from builders.targeted import ask, call, make_families, make_pairs, make_sets  # noqa: E402
from mirtrd.candidates.identity import identify, read_identities  # noqa: E402
from mirtrd.expression.tables import EXPRESSION  # noqa: E402
from mirtrd.inputs.gene_sets import read_gene_sets  # noqa: E402
from mirtrd.inputs.targets import THEMES  # noqa: E402
from mirtrd.targets.tables import PAIRS  # noqa: E402
from mirtrd.targets.test_themes import Asked, judge_sets  # noqa: E402

SIZES, TABLES, ALPHA = (3, 5, 10, 20), 10, 0.05
DRAWS = 999
MATURES = MIRBASE / "hsa.matures.v22.fasta.gz"


def draw_called(mirnas: pd.DataFrame, size: int, by: str, random: np.random.Generator) -> list[str]:
    """Names of random miRNAs: so many single ones, or families until there are as many."""
    if by == "miRNAs":
        return list(random.choice(mirnas.index, size, replace=False))
    called: list[str] = []
    groups = mirnas.groupby("seed").groups
    for seed in random.permutation(sorted(groups)):
        if len(called) < size:
            called += list(groups[seed])
    return called


def simulated() -> Iterator[tuple[Asked, dict[str, frozenset[str]]]]:
    """Tables of simulated targets, and sets."""
    for seed in range(TABLES):
        mirnas = make_families(seed)
        pairs = make_pairs(mirnas, seed)
        yield ask(mirnas, pairs, [], DRAWS), make_sets(pairs, seed)


def of_run(results: Path, contrast: str) -> Iterator[tuple[Asked, dict[str, frozenset[str]]]]:
    """The targets of a run, and the themes, as often as there are simulated ones."""
    expression = EXPRESSION.read_frame(results / "expression" / f"{contrast}.tsv")
    tested = expression[expression["pvalue"].notna()]
    seeds = identify(tested.index, read_identities(MATURES))["seed"]
    mirnas = tested[["status", "baseMean"]].assign(seed=seeds, status="not significant")
    asked = ask(mirnas, list(PAIRS.read_rows(results / "targets" / "mirna_targets.tsv")), [], DRAWS)
    for _ in range(TABLES):
        yield asked, read_gene_sets(ROOT / THEMES, "themes")


def measure(lists: int, tables: Iterator[tuple[Asked, dict[str, frozenset[str]]]]) -> pd.DataFrame:
    """A row for each set and level of support of each random list, with both p-values."""
    found, number = [], 0
    random = np.random.default_rng(1)
    for asked, sets in tables:
        for _ in range(-(-lists // TABLES)):
            size, by = SIZES[number % len(SIZES)], ("miRNAs", "families")[number // 4 % 2]
            called = draw_called(asked.mirnas, size, by, random)
            judged = judge_sets(call(asked, called), sets)
            found.append(judged.assign(number=number, by=by, size=size))
            number += 1
    return pd.concat(found)


def report(found: pd.DataFrame) -> None:
    """Print the share of small p-values, and of lists with a hit after adjustment."""
    names = {"random miRNAs": "", "random genes (usual)": "_usual"}
    for label, rows in [("all lists", found), *((f"of {by}", r) for by, r in found.groupby("by"))]:
        lists = rows["number"].nunique()
        print(f"{label} ({lists}, {rows['pvalue'].notna().sum()} p-values)")
        for name, end in names.items():
            tested = rows[rows["pvalue"].notna()]
            small = (tested[f"pvalue{end}"] < ALPHA).mean()
            hits = (tested[f"padj{end}"] < ALPHA).groupby(tested["number"]).any().sum() / lists
            print(f"  {name:22} p < {ALPHA}: {small:6.1%}   a hit after adjustment: {hits:6.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("lists", type=int)
    parser.add_argument("--run", nargs=2, metavar=("RESULTS", "CONTRAST"))
    given = parser.parse_args()
    tables = of_run(Path(given.run[0]), given.run[1]) if given.run else simulated()
    report(measure(given.lists, tables))


if __name__ == "__main__":
    main()
