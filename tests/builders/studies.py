"""Studies whose effects are known, as the folders of results that their runs leave."""

from pathlib import Path

import numpy as np
import pandas as pd

from builders.paths import MIRBASE
from builders.tables import write
from mirtrd.cohort.tables import COUNTS, SAMPLES
from mirtrd.core.documents import write_document
from mirtrd.expression.tables import EXPRESSION
from mirtrd.inputs.synthesis import Study
from mirtrd.meta.studies import Matures
from mirtrd.reference.fasta import read_records
from mirtrd.reference.names import read_names

MATURES = MIRBASE / "hsa.matures.v22.fasta.gz"
SOURCES = {
    "matures": str(MATURES),
    "hairpins": str(MIRBASE / "hsa.hairpins.v22.fasta.gz"),
    "former": str(MIRBASE / "hsa.former_names.tsv"),
}


def human_matures() -> Matures:
    return Matures.read(read_names(**SOURCES), MATURES)


def some_mirnas(number: int) -> list[str]:
    """Names of matures whose sequence no other one has."""
    records = [(name, sequence) for name, _, sequence in read_records(str(MATURES))]
    sequences = [sequence for _, sequence in records]
    return [name for name, sequence in records if sequences.count(sequence) == 1][:number]


def make_effects(changes: dict[str, float], error: float = 0.2) -> pd.DataFrame:
    """A table of a contrast; a NaN is a miRNA that is below the count filter."""
    change = pd.Series(changes, dtype=float)
    tested = change.notna()
    z = (change / error).abs()
    table = pd.DataFrame(
        {
            "baseMean": 100.0,
            "log2FoldChange": change,
            "lfcSE": np.where(tested, error, np.nan),
            "ci_low": change - 1.96 * error,
            "ci_high": change + 1.96 * error,
            "pvalue": np.where(tested, np.exp(-(z**2) / 2), np.nan),
            "padj": np.where(tested, np.exp(-(z**2) / 2), np.nan),
            "mde": np.where(tested, 1.0, np.nan),
            "status": np.select(
                [~tested, (z > 3) & (change > 0), z > 3],
                ["not testable", "up", "down"],
                "not significant",
            ),
            "reason": np.where(tested, "", "below count filter"),
        }
    )
    return table.rename_axis("mirna")


def make_samples(prefix: str, number: int = 6) -> pd.DataFrame:
    """A sheet of patients and controls by turns."""
    names = pd.Index([f"{prefix}{i}" for i in range(number)], name="sample")
    levels = ["TRD" if i % 2 else "control" for i in range(number)]
    return pd.DataFrame({"condition": levels}, index=names)


def write_run(
    folder: Path,
    effects: pd.DataFrame,
    sheet: pd.DataFrame | None = None,
    counts: pd.DataFrame | None = None,
    contrast: str = "TRD_vs_control",
) -> Path:
    """The results of a run that are of use to a synthesis, in ``folder``/results."""
    results = folder / "results"
    for name in ("expression", "cohort"):
        (results / name).mkdir(parents=True, exist_ok=True)
    write(EXPRESSION, results / "expression" / f"{contrast}.tsv", effects)
    sheet = make_samples(folder.name) if sheet is None else sheet
    tested, _, reference = contrast.partition("_vs_")
    numbers = sheet["condition"].value_counts()
    summary = {
        "coefficient": f"condition[T.{tested}]",
        "test": "quasi-likelihood F-test",
        "samples": {level: int(numbers[level]) for level in sorted((tested, reference))},
    }
    write_document(results / "expression" / f"{contrast}.fit.json", summary)
    SAMPLES.write_frame(results / "cohort" / "samples.tsv", sheet)
    if counts is None:
        random = np.random.default_rng(sum(map(ord, folder.name)))
        shape = (len(effects), len(sheet))
        table = random.lognormal(6, 1.5, (len(effects), 1)) * random.lognormal(0, 0.4, shape)
        counts = pd.DataFrame(random.poisson(table), index=effects.index, columns=sheet.index)
    COUNTS.write_frame(results / "cohort" / "counts.tsv", counts.rename_axis("mirna"))
    return results


def study_of(results: Path, name: str, tissue: str = "", contrast: str = "TRD_vs_control") -> Study:
    """A study by its folder of results."""
    return Study(
        name=name,
        table=str(results / "expression" / f"{contrast}.tsv"),
        contrast=contrast,
        tissue=tissue,
        results=str(results),
        summary=str(results / "expression" / f"{contrast}.fit.json"),
        counts=str(results / "cohort" / "counts.tsv"),
        sheet=str(results / "cohort" / "samples.tsv"),
    )
