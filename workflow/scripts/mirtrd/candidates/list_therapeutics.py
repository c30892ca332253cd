"""List what the calls of a contrast, and miRNAs with published experiments, would ask for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mirtrd.candidates.best import is_called
from mirtrd.candidates.concordance import Rows
from mirtrd.candidates.families import name_some
from mirtrd.candidates.tables import DOSSIER, THERAPEUTICS
from mirtrd.candidates.therapies import HEADING, choose_modality
from mirtrd.cohort.tables import SAMPLES
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.inputs.materials import material_of
from mirtrd.reference.names import read_names
from mirtrd.reference.reports import DIRECTIONS
from mirtrd.reference.tables import DELIVERY, EVIDENCE, THERAPIES
from mirtrd.statistics.abundance import DETECTED

LOOKED_UP = ("grade", "experiment", "targets", "oligonucleotide", "safety", "confidence")


def list_therapeutics(
    dossier: pd.DataFrame,
    curated: Mapping[str, Mapping[str, Any]],
    reports: Mapping[str, Sequence[Mapping[str, Any]]],
    tissue: str,
) -> pd.DataFrame:
    """The calls, then the curated miRNAs that are none; each in the order of the dossier.

    ``curated`` and ``reports`` are by the name of our row.
    """
    called = is_called(dossier)
    chosen = [*dossier.index[called], *dossier.index[~called & dossier.index.isin([*curated])]]
    rows = dossier.loc[chosen].copy()
    present = dossier.index[dossier["baseMean"] >= DETECTED]
    by_seed = dossier.loc[present].groupby("seed").groups
    told = []
    for mirna, row in rows.iterrows():
        known = curated.get(str(mirna))
        own = row["status"] if row["status"] in DIRECTIONS else ""
        modality, basis = choose_modality(own, tissue, known, reports.get(str(mirna), ()))
        looked_up = {name: known[name] if known else "" for name in LOOKED_UP}
        if known:
            looked_up["experiment"] = "; ".join(filter(None, [known["experiment"],
                                                              known["reference"]]))  # fmt: skip
        family = by_seed.get(row["seed"], pd.Index([])).difference([mirna], sort=False)
        told.append(
            {"modality": modality, "basis": basis, **looked_up, "family_present": name_some(family)}
        )
    table = rows.assign(**pd.DataFrame(told, index=rows.index)) if told else rows
    return table.reindex(columns=list(THERAPEUTICS.header[1:]))


def group_by_row(written: Sequence[Mapping[str, Any]], rows: Rows) -> dict[str, list[Any]]:
    """What tells of each of our rows, whatever names it uses."""
    found = rows.find_all([entry["mirna"] for entry in written])
    grouped = defaultdict(list)
    for entry in written:
        if row := found[entry["mirna"]][0]:
            grouped[row].append(entry)
    return dict(grouped)


def main(job: Job) -> None:
    dossier = DOSSIER.read_frame(job.input.dossier)
    samples = SAMPLES.read_frame(job.input.samples)
    contrast = Contrast.from_param(job.params.contrast)
    tissue = material_of(samples.loc[contrast.samples(samples)], job.params.matrix)
    names = read_names(job.input.matures, job.input.hairpins, job.input.former)
    rows = Rows.of(dossier.index, names)
    curated = group_by_row(list(THERAPIES.read(job.input.therapies)), rows)
    reports = [row for path in job.input.evidence for row in EVIDENCE.read(path)]
    table = list_therapeutics(
        dossier,
        {row: entries[0] for row, entries in curated.items()},
        group_by_row(reports, rows),
        tissue,
    )
    delivery = [
        f"To the brain, {row['route']}: {row['note']} ({row['stage']}; {row['source']}; "
        f"{row['confidence']})."
        for row in DELIVERY.read(job.input.delivery)
    ]
    THERAPEUTICS.write_frame(job.output.table, table, heading=[*HEADING, *delivery])


if __name__ == "__main__":
    run(main)
