"""Score one sample by a frozen panel, or refuse it, with every reason."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from mirtrd.core.documents import write_document
from mirtrd.core.job import Job, run
from mirtrd.counting.tables import MATURE_COUNTS, SAMPLE_MATURES
from mirtrd.inputs.materials import CELL_FREE, matrix_of
from mirtrd.inputs.sheets import read_sheet
from mirtrd.panel.frozen import USE, Panel, accession_of, read_panel
from mirtrd.panel.libraries import UNTOLD_UNIT, Library, species_of, tell_kit, tell_unit
from mirtrd.panel.refusals import caution, refuse, refuse_values
from mirtrd.panel.scoring import (
    CAUTION,
    REFUSED,
    SCORED,
    Sample,
    factor_of,
    score,
    share_of_reference,
    spread_from,
)
from mirtrd.quality.metrics import measure_fit, two_armed_mirnas
from mirtrd.quality.red_cells import red_cell_ratio
from mirtrd.quality.verdicts import exceeds
from mirtrd.reference.names import read_names
from mirtrd.reference.tables import MATURES
from mirtrd.trimming.tally import read_tally
from mirtrd.trimming.verdicts import read_verdict


def read_sample(job: Job, panel: Panel) -> Sample:
    """The sample of a rule, from its reads or from its column of a table of counts."""
    name = job.wildcards.sample
    sheet, _ = read_sheet(job.input.sheet)
    row, matrix = sheet.loc[name], matrix_of(sheet, job.params.matrix)[name]
    names = read_names(job.input.matures, job.input.hairpins, getattr(job.input, "former", None))
    is_other, failure = False, ""
    if job.input.kit:
        layout = MATURES.read_frame(job.input.places)
        rows = SAMPLE_MATURES.read_frame(job.input.mature)
        counts = rows["count"].reindex(dict.fromkeys(layout.index), fill_value=0)
        fit = measure_fit(rows, two_armed_mirnas(layout))
        is_other = exceeds("mismatched_mirnas", fit, panel.limits.mismatched_mirnas)
        verdict, tally = read_verdict(job.input.kit), read_tally(job.input.tally)
        failure = tally.failure or verdict.failure or ""
        kit, unit, policy = verdict.kit or "", str(tally.unit), job.params.policy
    else:
        counts = MATURE_COUNTS.read_frame(job.input.counts)[name]
        kit, unit, policy = "", UNTOLD_UNIT, ""
    ratio = red_cell_ratio(counts.to_frame(name))[name] if matrix in CELL_FREE else np.nan
    return Sample(
        name=name,
        counts=by_accession(counts, names.accessions),
        mirna_reads=int(counts.sum()),
        library=Library(
            kit=tell_kit(kit, job.params.kit),
            matrix=matrix,
            unit=tell_unit(unit, row),
            species=species_of(map(str, counts.index)),
            policy=policy,
        ),
        haemolysis_ratio=float(ratio),
        is_other_species=bool(is_other),
        failure=failure,
    )


def by_accession(counts: "pd.Series[int]", accessions: Mapping[str, str]) -> dict[str, int]:
    """The count of each miRNA by its accession; names of a species that the reference does not
    have stay."""
    return {accession_of(str(mirna), accessions): int(count) for mirna, count in counts.items()}


def judge(panel: Panel, sample: Sample) -> dict[str, Any]:
    """The score of a sample as a document; of one that is refused, the reasons alone."""
    reasons, found = refuse(panel, sample), None
    if not reasons:
        found = score(panel, sample)
        reasons = refuse_values(panel, sample, found)
    if found is None or reasons:
        told: dict[str, Any] = {"status": REFUSED, "reasons": reasons}
    else:
        cautions = caution(panel, sample, found)
        told = {"status": CAUTION if cautions else SCORED, "reasons": cautions, **asdict(found)}
    return {
        "use": USE,
        "sample": sample.name,
        "panel": {
            "name": panel.name,
            "tested": panel.tested,
            "reference": panel.reference,
            "sha256": panel.digest,
        },
        **told,
        "library": asdict(sample.library),
        "mirna_reads": sample.mirna_reads,
        "haemolysis_ratio": _known(sample.haemolysis_ratio),
        "size_factor": _known(factor_of(panel, sample)),
        "reference_share": share_of_reference(panel, sample),
        "reference_spread": _known(spread_from(panel, sample)),
    }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def main(job: Job) -> None:
    panel = read_panel(job.input.panel)
    document = judge(panel, read_sample(job, panel))
    print(f"{document['sample']}: {document['status']}", *document["reasons"], sep="\n")
    write_document(job.output.score, document)


if __name__ == "__main__":
    run(main)
