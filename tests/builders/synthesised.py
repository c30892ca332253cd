"""A synthesis as its figures read it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from builders.tables import write
from mirtrd.inputs.synthesis import Study
from mirtrd.meta.strata import find_strata
from mirtrd.meta.studies import Effects
from mirtrd.meta.synthesising import synthesise
from mirtrd.meta.tables import STUDIES, SYNTHESIS
from mirtrd.meta.verdicts import STATUSES


def make_synthesis(mirnas: int, tissues: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A synthesis of a study for each of the tissues, and the rows of the studies; every fourth
    effect is missing, and the last miRNA is in no study."""
    random = np.random.default_rng(mirnas)
    studies = [
        Study(name=f"study {n}", table=f"{n}.tsv", contrast="c", tissue=tissue)
        for n, tissue in enumerate(tissues)
    ]
    names = [f"hsa-miR-{n}-5p" for n in range(mirnas)]
    rows = pd.DataFrame(
        [(name, study.name, study.tissue) for study in studies for name in names],
        columns=["mirna", "study", "tissue"],
    )
    lost = (random.random(len(rows)) < 0.25) | (rows["mirna"] == names[-1] if names else False)
    change = np.where(lost, np.nan, random.normal(0.4, 0.5, len(rows)))
    error = np.where(lost, np.nan, random.uniform(0.1, 0.5, len(rows)))
    rows = rows.assign(
        log2FoldChange=change, lfcSE=error, ci_low=change - 2 * error, ci_high=change + 2 * error,
        pvalue=np.where(lost, np.nan, 0.03), padj=np.where(lost, np.nan, 0.04), baseMean=50.0,
        weight=np.where(lost, np.nan, 1 / len(studies)),
        status=np.where(lost, "not testable", "up"),
        missing=np.where(lost, "below count filter", ""),
    )  # fmt: skip
    effects = Effects(rows=rows, matches={})
    strata = find_strata(studies)
    table = pd.concat([synthesise(effects, stratum, 0.05) for stratum in strata])
    return table, rows.set_index("mirna")


def write_synthesis(folder: Path, mirnas: int, tissues: list[str]) -> dict[str, str]:
    """The files of a synthesis, by the names under which rules hand them over."""
    table, rows = make_synthesis(mirnas, tissues)
    summary = folder / "summary.json"
    summary.write_text(json.dumps({"tissues": summarise(table)}))
    return {
        "table": write(SYNTHESIS, folder / "table.tsv", table),
        "studies": write(STUDIES, folder / "studies.tsv", rows),
        "summary": str(summary),
    }


def summarise(table: pd.DataFrame) -> list[dict]:
    """What the summary says of each tissue."""
    found = []
    for tissue, rows in table.groupby("tissue", sort=False):
        status = {name: int((rows["status"] == name).sum()) for name in STATUSES}
        number = int((rows["studies"] + rows["studies_without"]).iloc[0])
        found.append({"tissue": tissue, "use": rows["use"].iloc[0],
                      "studies": [f"s{n}" for n in range(number)], "status": status})  # fmt: skip
    return found
