"""List the targets of the miRNAs that a contrast calls."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mirtrd.candidates.best import is_called
from mirtrd.core.job import Job, run
from mirtrd.expression.tables import EXPRESSION
from mirtrd.inputs.gene_sets import read_gene_sets
from mirtrd.inputs.target_tables import SUPPORTS
from mirtrd.targets.lists import themes_of
from mirtrd.targets.tables import CALLED, PAIRS


def list_targets(
    rows: Iterable[tuple[Any, ...]],
    statuses: Mapping[str, str],
    themes: Mapping[str, frozenset[str]],
) -> Iterator[tuple[Any, ...]]:
    """The rows of CALLED: those of PAIRS that are of a called miRNA, by miRNA in the order of
    ``statuses``, then by support, publications and gene."""
    own = [row for row in rows if row[0] in statuses]
    place = {mirna: number for number, mirna in enumerate(statuses)}
    own.sort(key=lambda row: (place[row[0]], SUPPORTS.index(row[2]), -row[3], row[1]))
    in_themes = themes_of({row[1] for row in own}, themes)
    for mirna, gene, support, references, sources in own:
        yield mirna, statuses[mirna], gene, support, references, sources, in_themes.get(gene, "")


def main(job: Job) -> None:
    expression = EXPRESSION.read_frame(job.input.expression)
    called = expression[is_called(expression)].sort_values("pvalue", kind="stable")
    themes = read_gene_sets(job.input.themes, "themes")
    rows = list_targets(PAIRS.read_rows(job.input.pairs), called["status"].to_dict(), themes)
    CALLED.write(job.output.table, rows)


if __name__ == "__main__":
    run(main)
