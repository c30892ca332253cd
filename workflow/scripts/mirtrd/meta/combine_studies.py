"""Put the effects of several studies together, miRNA by miRNA and tissue by tissue."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mirtrd.core.documents import read_document, write_document
from mirtrd.core.job import Job, run
from mirtrd.inputs.synthesis import Study
from mirtrd.meta.pooling import count_studies
from mirtrd.meta.questions import check_questions
from mirtrd.meta.strata import MAIN, Stratum, find_strata
from mirtrd.meta.studies import Effects, Matures, read_effects, read_summary
from mirtrd.meta.synthesising import find_weights, synthesise
from mirtrd.meta.tables import NAMES, STUDIES, SYNTHESIS
from mirtrd.meta.verdicts import STATUSES
from mirtrd.reference.names import read_names, some

KNOWN = "known"


def make_rows(effects: Effects, strata: Sequence[Stratum]) -> pd.DataFrame:
    """The rows of the studies by miRNA, with the weight of each in the estimate of its tissue."""
    weights = [find_weights(effects, s).stack() for s in strata if s.use == MAIN]
    shares = pd.concat(weights).rename("weight")
    keys = ["mirna", "study"]
    tissues = {name: s.tissue for s in strata if s.use == MAIN for name in s.studies}
    rows = effects.rows.assign(tissue=effects.rows["study"].map(tissues))
    rows = rows.join(shares.rename_axis(keys), on=keys).set_index("mirna")
    return rows[list(STUDIES.header[1:])]


def describe(
    studies: Sequence[Study],
    effects: Effects,
    summaries: Mapping[str, Mapping[str, Any]],
    strata: Mapping[Stratum, pd.DataFrame],
) -> dict[str, Any]:
    """What was put together, in numbers."""
    tested = effects.rows["missing"].eq("").groupby(effects.rows["study"]).sum()
    listed = [
        {
            "study": study.name,
            "tissue": study.tissue,
            "contrast": study.contrast,
            "note": study.note,
            "table": study.table,
            "test": summaries[study.name].get("test", ""),
            "samples": summaries[study.name].get("samples", {}),
            "mirnas_tested": int(tested[study.name]),
        }
        for study in studies
    ]
    found = []
    for stratum, table in strata.items():
        numbers = table["status"].value_counts()
        status = {name: int(numbers.get(name, 0)) for name in STATUSES}
        found.append(
            {"tissue": stratum.tissue, "use": stratum.use, "studies": list(stratum.studies),
             "status": status}
        )  # fmt: skip
    return {"studies": listed, "tissues": found}


def note_names(effects: Effects) -> list[str]:
    """How many names of each study could not be looked up."""
    notes = []
    for study, matches in effects.matches.items():
        if lost := [name for name, match in matches.items() if not match.names]:
            notes.append(
                f"study {study}: {len(lost)} of {len(matches)} names are no mature of the "
                f"reference and take no part: {some(lost, 3)}"
            )
    return notes


def note_tissues(strata: Sequence[Stratum], effects: Effects) -> list[str]:
    """What the tissues do not allow."""
    notes = []
    if strata[-1].use != MAIN:
        alone = [stratum.tissue for stratum in strata if len(stratum.studies) == 1]
        notes.append(
            "the studies are of different tissues; rows of all tissues together are a check of "
            "sensitivity, no result"
            + (f"; there is one study only of {', '.join(alone)}" if alone else "")
        )
    for stratum in strata:
        changes = effects.tested("log2FoldChange", stratum.studies).to_numpy(dtype=float)
        two = int((count_studies(changes) == 2).sum())
        if two:
            notes.append(
                f"{stratum.tissue}: {two} miRNAs are tested in two studies: their estimate is the "
                "fixed effect, which takes the true change for the same in both"
            )
    return notes


def main(job: Job) -> None:
    names = read_names(job.input.matures, job.input.hairpins, getattr(job.input, "former", None))
    matures = Matures.read(names, job.input.matures)
    studies = [Study.from_param(fields) for fields in job.params.studies]
    summaries = {study.name: read_summary(study) for study in studies}
    doubts = check_questions(studies, summaries)
    effects = read_effects(studies, matures)
    strata = find_strata(studies)
    tables = {stratum: synthesise(effects, stratum, job.params.alpha) for stratum in strata}
    whole = pd.concat(tables.values())
    whole["accession"] = [matures.accession(name) for name in whole.index]
    SYNTHESIS.write_frame(job.output.table, whole[list(SYNTHESIS.header[1:])])
    STUDIES.write_frame(job.output.studies, make_rows(effects, strata))
    NAMES.write(
        job.output.names,
        (
            (study, written, "/".join(match.names), match.how)
            for study, matches in effects.matches.items()
            for written, match in matches.items()
            if match.how != KNOWN
        ),
    )
    notes = [*doubts, *read_document(job.input.notes), *note_tissues(strata, effects)]
    summary = describe(studies, effects, summaries, tables)
    write_document(job.output.summary, summary | {"notes": [*notes, *note_names(effects)]})


if __name__ == "__main__":
    run(main)
