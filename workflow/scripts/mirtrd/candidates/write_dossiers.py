"""Write all that a run knows of each miRNA in a contrast into one row."""

from typing import Any

import numpy as np
import pandas as pd

from mirtrd.candidates.canonical import compare_canonical, read_canonical
from mirtrd.candidates.families import describe_families, pool_families
from mirtrd.candidates.followed import (
    describe_followed,
    follow_columns,
    follow_score,
    within_groups,
)
from mirtrd.candidates.identity import identify, read_identities
from mirtrd.candidates.markers import SAME_PEOPLE, discriminate
from mirtrd.candidates.published import summarise_concordance
from mirtrd.candidates.tables import CANDIDATES, CONCORDANCE, DOSSIER
from mirtrd.candidates.tiers import tell_tiers
from mirtrd.cohort.components import sheet_columns
from mirtrd.cohort.tables import COUNTS, SAMPLES, SIZE_FACTORS, VST
from mirtrd.core.job import Job, run
from mirtrd.counting.tables import ISOMIR_SUMMARY
from mirtrd.design.contrasts import Contrast, Design
from mirtrd.design.formulas import columns_of
from mirtrd.design.matrices import make_model
from mirtrd.inputs.materials import HAEMOLYSIS
from mirtrd.statistics.multiple_testing import adjust

NONE = "none"


def describe_haemolysis(
    left: pd.DataFrame, sheet: pd.DataFrame, groups: pd.Series, alpha: float
) -> pd.DataFrame:
    """Whether each miRNA rises with the score of haemolysis in these samples; empty without one."""
    score = pd.to_numeric(sheet.get(HAEMOLYSIS, pd.Series("", sheet.index)), errors="coerce")
    found = follow_score(left, score, groups)
    padj = adjust(found["pvalue"].to_numpy(dtype=float))
    follows = np.where((found["r"] > 0) & (padj < alpha), "yes", "no")
    return pd.DataFrame(
        {
            "haemolysis_r": found["r"],
            "haemolysis_padj": padj,
            "follows_haemolysis": np.where(found["r"].notna(), follows, ""),
        },
        index=left.index,
    )


def describe_columns(
    left: pd.DataFrame, sheet: pd.DataFrame, design: Design, contrast: Contrast, alpha: float
) -> pd.DataFrame:
    """Which columns of the sheet each miRNA follows, and which of these the design lacks."""
    own = {HAEMOLYSIS, contrast.factor}
    columns = [c for c in sheet_columns(sheet, design.formula) if c.name not in own]
    taken = sheet[contrast.factor].nunique() if contrast.factor else 1
    found = follow_columns(left, columns, taken)
    lacking = found[~found["column"].isin(columns_of(design.formula))]
    table = pd.concat(
        [
            describe_followed(found, alpha, "follows"),
            describe_followed(lacking, alpha, "follows_unadjusted"),
        ],
        axis=1,
    ).reindex(left.index)
    table["follows"] = table["follows"].fillna(NONE if len(found) else "")
    return table.fillna("")


def assemble(
    candidates: pd.DataFrame, parts: list[pd.DataFrame], families: pd.DataFrame
) -> pd.DataFrame:
    """The dossiers, in the order of the candidate list; ``families`` are by seed."""
    table = candidates
    for part in parts:
        table = table.join(part)
    table = table.join(families, on="seed")
    for column in DOSSIER.columns[1:]:
        if column.name not in table:
            table[column.name] = "" if column.kind == "text" else np.nan
        elif column.kind == "text":
            table[column.name] = table[column.name].fillna("")
    return table.assign(**tell_tiers(table))[list(DOSSIER.header[1:])]


def gather_parts(job: Job, candidates: pd.DataFrame, samples: pd.DataFrame) -> list[pd.DataFrame]:
    """What else is known, by miRNA, and last what is known by seed."""
    params = job.params
    contrast, design = Contrast.from_param(params.contrast), Design.from_param(params.design)
    asked = make_model(samples, design, contrast)
    counts = COUNTS.read_frame(job.input.counts)
    factors = SIZE_FACTORS.read_frame(job.input.factors)["size_factor"]
    normalised = counts / factors[counts.columns]
    tested = candidates.index[candidates["pvalue"].notna()]
    identities = identify(candidates.index, read_identities(job.input.matures))
    vst = VST.read_frame(job.input.vst)
    compared = samples.loc[contrast.samples(samples)]
    groups = compared[contrast.factor] if contrast.factor else pd.Series("all", compared.index)
    left = within_groups(vst[compared.index], groups)
    parts = [
        identities.drop(columns="seed"),
        describe_families(identities["seed"]),
        discriminate(normalised, samples, contrast, tested),
        describe_haemolysis(left, compared, groups, params.alpha),
        describe_columns(left, compared, design, contrast, params.alpha),
        *_read_isomirs(job, candidates, factors, asked),
    ]
    if job.input.concordance:
        rows = CONCORDANCE.read_frame(job.input.concordance[0])
        parts.append(summarise_concordance(rows, candidates.index))
    return [*parts, pool_families(normalised, identities["seed"], tested, asked)]


def _read_isomirs(
    job: Job, candidates: pd.DataFrame, factors: pd.Series, asked: Any
) -> list[pd.DataFrame]:
    if not job.input.isomirs:
        return []
    summary = ISOMIR_SUMMARY.read_frame(job.input.summary[0])
    canonical = read_canonical(job.input.isomirs[0], factors.index)
    return [
        summary[["canonical_share", "shifted_5p_share"]],
        compare_canonical(canonical, factors, candidates, asked, job.params.alpha),
    ]


def main(job: Job) -> None:
    candidates = CANDIDATES.read_frame(job.input.candidates)
    samples = SAMPLES.read_frame(job.input.samples)
    *parts, families = gather_parts(job, candidates, samples)
    table = assemble(candidates, parts, families)
    DOSSIER.write_frame(job.output.table, table, heading=[SAME_PEOPLE])


if __name__ == "__main__":
    run(main)
