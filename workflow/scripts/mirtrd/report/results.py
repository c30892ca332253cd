"""What the sections of the report are made of: the results of a run, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mirtrd.candidates.tables import (
    BIOMARKERS,
    CONCORDANCE,
    DOSSIER,
    REFERENCES,
    THERAPEUTICS,
)
from mirtrd.cohort.tables import COMPONENTS, COUNTS, SAMPLES, SIZE_FACTORS
from mirtrd.core.documents import read_document
from mirtrd.core.tables import Table
from mirtrd.design.contrasts import Contrast
from mirtrd.panel.tables import CHECKLISTS as PANEL_CHECKLISTS
from mirtrd.panel.tables import PERFORMANCE, SELECTION
from mirtrd.quality.tables import READ_FATE, STATUS
from mirtrd.report.citations import Citation, read_citations
from mirtrd.report.pictures import Pictures
from mirtrd.report.tables import CHECKLISTS
from mirtrd.robustness.tables import ROBUSTNESS
from mirtrd.targets.tables import GENE_SETS, THEMES


@dataclass(frozen=True, kw_only=True)
class HeadedTable:
    """A table, and the sentences above it."""

    heading: Sequence[str]
    rows: pd.DataFrame

    @classmethod
    def read(cls, table: Table, path: str) -> "HeadedTable":
        return cls(heading=table.read_heading(path), rows=table.read_frame(path))


@dataclass(frozen=True, kw_only=True)
class Trained:
    """A panel that was trained: the frozen one and how its validation went as documents, how well
    it does by measure, the choice by miRNA, and its checklists."""

    frozen: Mapping[str, Any]
    validation: Mapping[str, Any]
    performance: pd.DataFrame
    selection: pd.DataFrame
    checklists: pd.DataFrame

    @property
    def path(self) -> str:
        """Where the frozen panel is."""
        return f"results/panel/{self.frozen['name']}.panel.json"


@dataclass(frozen=True, kw_only=True)
class ContrastResults:
    """What the run found in a contrast: documents as they stand in their files, tables with a row
    for each miRNA. ``reports`` and ``agreement`` are of published evidence, ``themes`` and
    ``gene_sets`` of tables of targets, ``trained`` is its panel; None without any."""

    contrast: Contrast
    verdict: Mapping[str, Any]
    fit: Mapping[str, Any]
    permutations: Mapping[str, Any]
    pvalues: Mapping[str, Any]
    hidden: Mapping[str, Any]
    dossier: HeadedTable
    biomarkers: HeadedTable
    references: HeadedTable
    therapeutics: HeadedTable
    robustness: pd.DataFrame
    reports: pd.DataFrame | None
    agreement: Mapping[str, Any] | None
    themes: pd.DataFrame | None
    gene_sets: pd.DataFrame | None
    trained: Trained | None

    def number_of(self, status: str) -> int:
        """How many miRNAs have a status."""
        return int(self.fit["status"].get(status, 0))


@dataclass(frozen=True, kw_only=True)
class Results:
    """What the run found.

    ``record`` is what made it. ``status`` has a row for each sample, ``samples`` (the columns of
    the sheet) and ``factors`` for each that is used, ``fate`` for each if there are reads.
    ``counts`` are miRNAs x samples.
    """

    record: Mapping[str, Any]
    status: pd.DataFrame
    samples: pd.DataFrame
    factors: pd.DataFrame
    counts: pd.DataFrame
    components: pd.DataFrame
    fate: pd.DataFrame | None
    pictures: Pictures
    citations: Sequence[Citation]
    checklists: pd.DataFrame
    contrasts: Sequence[ContrastResults]

    @property
    def config(self) -> Mapping[str, Any]:
        """The config with its defaults."""
        return self.record["config"]

    @property
    def has_reads(self) -> bool:
        """Whether the run began with reads, rather than with a table of counts."""
        return self.fate is not None

    @property
    def left_out(self) -> pd.DataFrame:
        """The samples that no test uses."""
        return self.status[self.status["used"] != "yes"]

    @property
    def panels(self) -> list[Trained]:
        """The panels that were trained."""
        return [found.trained for found in self.contrasts if found.trained]


def read_results(files: Any, contrasts: Sequence[Mapping[str, Any]]) -> Results:
    """The results in the input files of the rule."""
    return Results(
        record=read_document(files.record),
        status=STATUS.read_frame(files.status),
        samples=SAMPLES.read_frame(files.samples),
        factors=SIZE_FACTORS.read_frame(files.factors),
        counts=COUNTS.read_frame(files.counts),
        components=COMPONENTS.read_frame(files.components),
        fate=READ_FATE.read_frame(files.fate[0]) if files.fate else None,
        pictures=Pictures.find(files.figures),
        citations=read_citations(files.citation),
        checklists=CHECKLISTS.read_frame(files.checklists),
        contrasts=[
            _read_contrast(files, place, Contrast.from_param(fields))
            for place, fields in enumerate(contrasts)
        ],
    )


def _read_contrast(files: Any, place: int, contrast: Contrast) -> ContrastResults:
    """Those of one contrast; the rule lists its files in the order of the contrasts."""
    has_evidence, has_targets = bool(files.reports), bool(files.themes)
    return ContrastResults(
        contrast=contrast,
        verdict=read_document(files.verdicts[place]),
        fit=read_document(files.fits[place]),
        permutations=read_document(files.permutations[place]),
        pvalues=read_document(files.pvalues[place]),
        hidden=read_document(files.hidden[place]),
        dossier=HeadedTable.read(DOSSIER, files.dossiers[place]),
        biomarkers=HeadedTable.read(BIOMARKERS, files.biomarkers[place]),
        references=HeadedTable.read(REFERENCES, files.references[place]),
        therapeutics=HeadedTable.read(THERAPEUTICS, files.therapeutics[place]),
        robustness=ROBUSTNESS.read_frame(files.robustness[place]),
        reports=CONCORDANCE.read_frame(files.reports[place]) if has_evidence else None,
        agreement=read_document(files.agreements[place]) if has_evidence else None,
        themes=THEMES.read_frame(files.themes[place]) if has_targets else None,
        gene_sets=GENE_SETS.read_frame(files.gene_sets[place]) if has_targets else None,
        trained=_read_trained(files, contrast),
    )


def _read_trained(files: Any, contrast: Contrast) -> Trained | None:
    """The panel of a contrast; the rule has the files of one at most."""
    frozen = read_document(files.panel[0]) if files.panel else {}
    if frozen.get("name") != contrast.name:
        return None
    return Trained(
        frozen=frozen,
        validation=read_document(files.validation[0]),
        performance=PERFORMANCE.read_frame(files.performance[0]),
        selection=SELECTION.read_frame(files.selection[0]),
        checklists=PANEL_CHECKLISTS.read_frame(files.panel_checklists[0]),
    )
