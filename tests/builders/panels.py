"""Cohorts of two classes for panels, drawn at random, whose truth is known."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from builders.jobs import job
from builders.paths import MIRBASE, RESOURCES
from mirtrd.cohort.tables import COUNTS, SAMPLES
from mirtrd.counting.tables import MATURE_AMBIGUITY
from mirtrd.design.contrasts import Contrast
from mirtrd.panel import freeze_panel, shuffle_panel, validate_panel
from mirtrd.panel.frozen import Panel, accession_of, read_panel
from mirtrd.panel.libraries import Library
from mirtrd.panel.scoring import Sample
from mirtrd.panel.training import Training
from mirtrd.quality.tables import STATUS
from mirtrd.reference.names import read_names


class World:
    """miRNAs with their mean counts, dispersions and the changes of some in the tested class, from
    which any number of persons can be drawn. A factor that is no matter of the class moves all of
    them, as cells and storage do."""

    def __init__(self, random: np.random.Generator, mirnas: int = 250, changed: int = 12,
                 change: float = 0.0):  # fmt: skip
        self.means = np.exp(random.normal(5.0, 1.7, mirnas))
        self.dispersions = random.uniform(0.1, 0.4, mirnas)
        self.loadings = random.normal(0, 0.25, mirnas)
        self.changes = np.zeros(mirnas)
        rows = random.choice(np.flatnonzero(self.means > 30), changed, replace=False)
        self.changes[rows] = change * random.choice([-1, 1], changed)

    @property
    def names(self) -> list[str]:
        return [f"hsa-miR-{number + 1}-5p" for number in range(len(self.means))]

    def draw(self, tested: np.ndarray, random: np.random.Generator, depth: float = 1.0):
        """Counts of persons (rows), given which of them are of the tested class."""
        factor = random.normal(size=(len(tested), 1)) * self.loadings
        sizes = depth * random.lognormal(0, 0.3, (len(tested), 1))
        mean = sizes * self.means * 2.0 ** (factor + tested[:, None] * self.changes)
        number = 1 / self.dispersions
        return random.negative_binomial(number, number / (number + mean)).astype(float)


def make_training(
    counts: np.ndarray, tested: np.ndarray, names: Sequence[str] = (), **others: np.ndarray
) -> Training:
    """A cohort of these counts (samples x miRNAs), each sample a person of one site."""
    samples, mirnas = counts.shape
    fields = {
        "samples": [f"S{number + 1:03}" for number in range(samples)],
        "mirnas": list(names) or [f"hsa-miR-{number + 1}-5p" for number in range(mirnas)],
        "counts": counts,
        "tested": tested,
        "persons": np.arange(samples),
        "sites": np.zeros(samples, dtype=int),
        "covariates": np.empty((samples, 0)),
        "allowed": np.ones(mirnas, dtype=bool),
        "min_count": 10,
    }
    return Training(**(fields | others))


def draw_training(
    world: World, samples: int, random: np.random.Generator, **others: np.ndarray
) -> Training:
    """A cohort with as many tested as other persons."""
    tested = np.arange(samples) % 2 == 0
    return make_training(world.draw(tested, random), tested, world.names, **others)


def real_names(number: int) -> list[str]:
    """Names of human matures of miRBase, those by which haemolysis is told among them."""
    names = read_names(
        MIRBASE / "hsa.matures.v22.fasta.gz", MIRBASE / "hsa.hairpins.v22.fasta.gz"
    ).accessions
    told = ["hsa-miR-451a", "hsa-miR-23a-3p"]
    return [*told, *(name for name in names if name not in told)][:number]


class Study:
    """A folder with all that the rules of a panel read: a cohort of plasma whose classes differ in
    some miRNAs, and the files of the jobs up to the frozen panel."""

    def __init__(self, folder: Path, samples: int = 24, mirnas: int = 70, change: float = 1.5):
        self.folder = folder
        random = np.random.default_rng(20)
        world = World(random, mirnas=mirnas, changed=6, change=change)
        world.means[:] = np.maximum(world.means, 60)
        self.names = real_names(mirnas)
        tested = np.arange(samples) % 2 == 0
        values = world.draw(tested, random).astype(int)
        values[:, :2] = [400, 300]  # miR-451a and miR-23a-3p: no haemolysis
        self.samples = [f"S{number:02}" for number in range(samples)]
        self.counts = pd.DataFrame(values.T, index=self.names, columns=self.samples)
        self.sheet = pd.DataFrame(
            {
                "condition": np.where(tested, "TRD", "control"),
                "age": [str(20 + (7 * n) % 40) for n in range(samples)],
                "batch": np.where(np.arange(samples) % 4 < 2, "A", "B"),
                "haemolysis": "",
            },
            index=pd.Index(self.samples, name="sample"),
        )
        status = {column.name: np.nan for column in STATUS.columns[1:]}
        status |= {"status": "ok", "used": "yes", "reason": "", "kit": "truseq", "unit": "reads"}
        status |= {"matrix": "plasma", "haemolysis_ratio": 0.4, "duplicate_of": ""}
        self.status = pd.DataFrame(status, index=self.sheet.index)
        self.write()

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def write(self) -> None:
        COUNTS.write_frame(self.path("counts.tsv"), self.counts)
        SAMPLES.write_frame(self.path("samples.tsv"), self.sheet)
        STATUS.write_frame(self.path("status.tsv"), self.status)
        rows = [(name, 1, 1, 0, 0.0, "", "", "") for name in self.names]
        rows[-1] = (self.names[-1], 9, 1, 8, 0.9, "", "", "")  # most of its counts are shared
        MATURE_AMBIGUITY.write(self.path("ambiguity.tsv"), rows)

    def job(self, outputs: dict[str, str], threads: int = 1, **further: str):
        """A job of a rule that reads the training cohort, and what else it is given."""
        inputs = {name: self.path(f"{name}.tsv") for name in
                  ("counts", "samples", "status", "ambiguity")}  # fmt: skip
        inputs |= {
            "red_cells": str(RESOURCES / "prior" / "haemolysis.tsv"),
            "matures": str(MIRBASE / "hsa.matures.v22.fasta.gz"),
            "hairpins": str(MIRBASE / "hsa.hairpins.v22.fasta.gz"),
        }
        contrast = Contrast(name="TRD_vs_control", factor="condition", tested="TRD",
                            reference="control")  # fmt: skip
        params = {
            "contrast": contrast.as_param(),
            "formula": "~ age + condition",
            "design": "~ age + condition",
            "matrix": "plasma",
            "min_count": 10,
            "haemolysis_limit": 7,
            "mismatched_limit": 0.02,
            "kits": dict.fromkeys(self.samples, "auto"),
            "policy": "em",
            "release": "miRBase22",
            "config": {"panel": {"contrast": "TRD_vs_control"}},
        }
        inputs |= {name: self.path(file) for name, file in further.items()}
        outputs = {name: self.path(file) for name, file in outputs.items()}
        return job(input=inputs, output=outputs, params=params, threads=threads)

    def train(self, permutations: int = 4) -> None:
        """Run the jobs up to the frozen panel and its checklists."""
        validate_panel.main(
            self.job({"predictions": "predictions.tsv", "summary": "validation.json"})
        )
        shuffle_panel.shuffle(self.job({"table": "shuffled.tsv"}), permutations)
        freeze_panel.main(
            self.job(
                {name: f"{name}.tsv" for name in ("performance", "selection")}
                | {"panel": "panel.json", "samples": "trained.tsv"},
                predictions="predictions.tsv",
                summary="validation.json",
                shuffled="shuffled.tsv",
            )
        )

    @cached_property
    def panel(self) -> Panel:
        """The panel that was trained."""
        return read_panel(self.path("panel.json"))

    def sample(self, name: str, **changes) -> Sample:
        """A sample of the cohort as if it came alone."""
        accessions = read_names(
            MIRBASE / "hsa.matures.v22.fasta.gz", MIRBASE / "hsa.hairpins.v22.fasta.gz"
        ).accessions
        counts = self.counts[name]
        fields = {
            "name": name,
            "counts": {accession_of(mirna, accessions): int(n) for mirna, n in counts.items()},
            "mirna_reads": int(counts.sum()),
            "library": Library(
                kit="truseq", matrix="plasma", unit="reads", species="hsa", policy="em"
            ),
            "haemolysis_ratio": 0.4,
        }
        return Sample(**(fields | changes))
