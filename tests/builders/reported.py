"""Results of a small run, in files as the stages leave them, and what a page of them holds.

Nine miRNAs in six samples; the names that a user may give hold markup, quotes and an emoji.
"""

import json
import struct
import tempfile
import zlib
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from builders.dossiers import CLEAN, NULL, UNTESTED, make_dossier
from builders.paths import ROOT
from builders.tables import write
from mirtrd.candidates.tables import (
    BIOMARKERS,
    CONCORDANCE,
    DOSSIER,
    REFERENCES,
    THERAPEUTICS,
)
from mirtrd.cohort.tables import COMPONENTS, COUNTS, SAMPLES, SIZE_FACTORS
from mirtrd.core.fates import FATES
from mirtrd.core.tables import Table
from mirtrd.design.contrasts import Contrast
from mirtrd.panel.tables import CHECKLISTS as PANEL_CHECKLISTS
from mirtrd.panel.tables import PERFORMANCE, SELECTION
from mirtrd.quality.tables import READ_FATE, STATUS
from mirtrd.report.results import Results, read_results
from mirtrd.robustness.tables import ROBUSTNESS
from mirtrd.targets.tables import GENE_SETS, THEMES

HOSTILE = '</script><b onclick="x">\'&\N{BRAIN}'
CONTRAST = Contrast(name="TRD_vs_control", factor="condition", tested="TRD", reference=HOSTILE)
REPORTED = {"reports": 3, "reports_up": 2, "reports_down": 1, "literature": "Li 2020: UP"}
DOSSIERS = make_dossier(
    miR_1=CLEAN | {"tier": "A", "accession": "MIMAT1", "pvalue": 1e-9, "padj": 1e-8},
    miR_2=CLEAN | {"tier": "B", "tier_reason": "it follows what the design lacks",
                   "status": "down", "log2FoldChange": -2.0, "auc": 0.02},
    miR_3=NULL | {"ci_low": -np.inf, "ci_high": 0.2},
    miR_4=UNTESTED | REPORTED | {"tier": "U", "baseMean": 3.0},
    miR_5=UNTESTED | {"baseMean": 7.0},
    miR_6=UNTESTED | {"reason": "no reads", "baseMean": 0.0},
)  # fmt: skip
STATUSES = {"up": 1, "down": 1, "not significant": 1, "not testable": 3}
VERDICT = {
    "verdict": "2 of 3 tested miRNAs are called different.",
    "cautions": ["TRD and the others differ in age."],
    "calls": {"called": 2, "tested": 3, "false_discovery_rate": 0.05},
    "without_one_sample": {"calls_that_stay": 1, "samples": 5},
    "detectable_in_half": {"log2": 0.8, "power": 0.8},
}
FIT = {
    "design": "~ batch + condition",
    "test": "quasi-likelihood F-test",
    "samples": {"TRD": 3, HOSTILE: 2},
    "count_filter": "at least 10 reads in at least 2 samples",
    "size_factors": "ratio",
    "status": STATUSES,
    "differences": "",
    "notes": ["S6 is left out: few"],
}
HIDDEN = {
    "suspected": False, "sentence": "No hidden factor shows.", "reasons": [], "factors": [],
    "calls": 2, "calls_kept": 2,
}  # fmt: skip
PANEL = {
    "name": "TRD_vs_control", "tested": "TRD", "reference": HOSTILE, "features": [{}, {}],
    "samples": {"TRD": 3, HOSTILE: 2, "persons": 5},
    "performance": {"verdict": "exploratory: 5 persons; Riley's criteria ask for 900"},
    "threshold": {"rule": "the odds of the levels in training"},
    "sha256": "0123456789abcdef",
}  # fmt: skip
VALIDATION = {"notes": ["S6 is not in training: few"]}
AGREEMENT = {
    "tissue": "plasma", "signs_that_agree": 1, "signs_that_contradict": 0, "pvalue": 1.0,
    "caveat": "By chance about half agree.", "taken_for_cases": "TRD is taken for the cases.",
}  # fmt: skip
RECORD = {
    "code": {"version": "0.2.0", "commit": "abcdef0123456789", "modified": False, "sha256": "0"},
    "software": {"python": "3.11.7", "cutadapt": "5.2", "pydeseq2": "0.5.4", "snakemake": "9.27.1",
                 "pandas": "2.3.3", "numpy": "2.4.6", "scipy": "1.17.1"},
    "reference": "miRBase22",
    "files": [{"use": "other", "file": "tRNA.fasta", "sha256": "1"},
              {"use": "targets", "file": "downloads/hsa_MTI.csv", "sha256": "2"}],
    "config": {
        "samples": "config/samples.tsv",
        "expression": {"design": "~ batch + condition", "alpha": 0.05, "lfc_threshold": 0},
        "trimming": {"min_length": 15, "max_length": 40, "max_expected_errors": 1},
        "counting": {"ambiguous": "em", "max_mismatches": 2},
    },
}  # fmt: skip
SAMPLE_NAMES = [f"S{number}" for number in range(1, 6)]
SVG = (
    '<?xml version="1.0"?>\n<svg width="72pt" height="36pt" xmlns="http://www.w3.org/2000/svg">'
    '<!-- unseen --><path d="M 0 0" style="fill: #ff0000; font: \'A\'"/></svg>\n'
)
FIGURES = (
    "cohort/pca",
    "quality/read_fate",
    "robustness/TRD_vs_control",
    "panel/TRD_vs_control.honesty",
)


def _status() -> pd.DataFrame:
    rows: dict[str, dict[str, Any]] = {
        name: {"status": "ok", "used": "yes", "reads": 1000, "mirna_reads": 500,
               "mirnas_detected": 6, "mirna_share": 0.5, "haemolysis_score": 0.5}
        for name in SAMPLE_NAMES
    }  # fmt: skip
    reason = "few reads: 10 (quality.reads.fail); odd lengths (quality.share_18_25.warn)"
    rows["S6"] = rows["S1"] | {"status": "fail", "used": "no", "reason": reason}
    frame = pd.DataFrame.from_dict(rows, orient="index").fillna({"reason": ""})
    return frame.assign(kit="truseq", unit="reads", matrix="plasma")


def _sheet() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "condition": ["TRD", "TRD", "TRD", HOSTILE, HOSTILE],
            "batch": ["A", "B", "A", "B", ""],
            "fastq": "reads.fastq.gz",
        },
        index=SAMPLE_NAMES,
    )


def tables_of_run() -> dict[str, tuple[Table, pd.DataFrame]]:
    """The tables of the cohort by the names of the inputs."""
    names = [*DOSSIERS.index]
    counts = pd.DataFrame(
        np.outer([100, 60, 40, 5, 3, 0], [1, 2, 1, 2, 1]), index=names, columns=SAMPLE_NAMES
    )
    fate = pd.DataFrame(0, index=[*SAMPLE_NAMES, "S6"], columns=["reads", *FATES])
    fate = fate.assign(reads=1000, mirna=500, unaligned=500)
    factors = pd.DataFrame({"size_factor": [1.0, 2.0, 1.0, 2.0, 1.0], "method": "ratio"},
                           index=SAMPLE_NAMES)  # fmt: skip
    components = pd.DataFrame(
        {"variance": [0.4, 0.3], "column": ["condition", "batch"], "samples": 5,
         "test": "Kruskal-Wallis", "effect": [0.7, 0.6], "padj": [0.01, 0.02]},
        index=["PC1", "PC2"],
    )  # fmt: skip
    return {
        "status": (STATUS, _status()),
        "samples": (SAMPLES, _sheet()),
        "factors": (SIZE_FACTORS, factors),
        "counts": (COUNTS, counts),
        "components": (COMPONENTS, components),
        "fate": (READ_FATE, fate),
    }


def tables_of_contrast() -> dict[str, tuple[Table, pd.DataFrame]]:
    """The tables of the contrast by the names of the inputs."""
    calls = DOSSIERS.loc[["miR-1", "miR-2"]]
    markers = calls.assign(
        suited=["yes", "no"], against=["", HOSTILE], cq_low=20.0, cq_high=28.0,
        missed_share=0.4, missed="tail 40 %", paralogues=["miR-9 (1)", ""],
    )[[*BIOMARKERS.header[1:]]]  # fmt: skip
    references = calls.assign(genorm_m=0.4, normfinder=0.1).reindex(
        columns=list(REFERENCES.header[1:])
    )
    references["accession"] = calls["accession"]
    hypotheses = calls.assign(
        modality="undetermined", basis="up in plasma", grade="T1", experiment="", targets="",
        oligonucleotide="", safety="", confidence="", family_present="",
    )[[*THERAPEUTICS.header[1:]]]  # fmt: skip
    robustness = pd.DataFrame(
        {"status": ["up", "down"], "significant_share": [1.0, 0.8], "least_change": [0.9, -2.2],
         "largest_change": [1.1, -1.0], "weakest": ["", "lost under limma-trend"]},
        index=calls.index,
    )  # fmt: skip
    reports = pd.DataFrame(
        {"expected": ["up", "down"], "observed": ["up", ""],
         "status": ["concordant", "not testable"], "reason": ["", "no reads"],
         "same_tissue": ["yes", "no"], "log2FoldChange": [1.0, np.nan], "ci_low": [0.5, np.nan],
         "ci_high": [1.5, np.nan], "reported_tissue": ["plasma", "brain"], "population": "TRD",
         "n": "", "study": HOSTILE},
        index=["miR-1", "miR-6"],
    )  # fmt: skip
    themes = pd.DataFrame(
        {"list": ["up", "down"], "support": "strong", "called": [1, 1], "mirnas": [1, 0],
         "targets": [40, 0], "inside": [10, 0], "share": [0.25, np.nan], "chance": [0.2, np.nan],
         "chance_low": [0.1, np.nan], "chance_high": [0.3, np.nan], "pvalue": [0.3, np.nan],
         "padj": [0.5, np.nan], "pvalue_usual": [0.00001, np.nan],
         "reason": ["", "no such target"], "genes": ["BDNF,MECP2", ""]},
        index=["plasticity", "plasticity"],
    )  # fmt: skip
    return {
        **tables_of_panel(),
        "dossiers": (DOSSIER, DOSSIERS),
        "biomarkers": (BIOMARKERS, markers),
        "references": (REFERENCES, references),
        "therapeutics": (THERAPEUTICS, hypotheses),
        "robustness": (ROBUSTNESS, robustness),
        "reports": (CONCORDANCE, reports),
        "themes": (THEMES, themes),
        "gene_sets": (GENE_SETS, themes.rename({"plasticity": HOSTILE})),
    }


def tables_of_panel() -> dict[str, tuple[Table, pd.DataFrame]]:
    """The tables of the panel of the contrast by the names of the inputs."""
    performance = pd.DataFrame.from_dict(
        {
            "AUC, miRNAs": [0.75, 0.4, 0.9375, "of the panel"],
            "AUC, covariates": [0.25, 0.125, 0.5, "of the covariates alone"],
            "AUC, miRNAs and covariates": [0.8125, 0.5, 0.96, "of both together"],
            "AUC that miRNAs add": [0.3125, -0.0625, 0.5, "both less the covariates"],
            "permutation p": [0.015, np.nan, np.nan, "share of 200 sets, by 2 repeats"],
            "calibration slope": [np.nan, np.nan, np.nan, "1 is right"],
            "Brier score": [0.0068, np.nan, np.nan, "the less, the better"],
            "true positives": [2, np.nan, np.nan, "samples"],
        },
        orient="index",
        columns=list(PERFORMANCE.header[1:]),
    )
    selection = pd.DataFrame(
        {"accession": ["MIMAT1", "MIMAT2", "MIMAT3", "MIMAT4"],
         "excluded": ["", "", "", "of red blood cells"], "looked_share": [1.0, 0.9, 1.0, 0.0],
         "chosen_share": [1.0, 0.62, 0.3, 0.0], "coefficient": [0.25, -0.125, np.nan, np.nan]},
        index=["miR-1", "miR-2", "miR-3", "miR-5"],
    )  # fmt: skip
    checklists = pd.DataFrame(
        [("TRIPOD+AI", "1", "owed by the author", ""),
         ("TRIPOD+AI", "9a", "filled", "40 miRNAs on average"),
         ("TRIPOD+AI", "12a", "filled", "10 times 5 folds"),
         ("TRIPOD+AI", "12c", "filled", "logistic regression with an elastic net"),
         ("REMARK", "5", "in part", "kit: truseq")],
        columns=["guideline", "item", "status", "text"],
    ).assign(topic="what is asked")  # fmt: skip
    return {
        "performance": (PERFORMANCE, performance),
        "selection": (SELECTION, selection),
        "panel_checklists": (
            PANEL_CHECKLISTS, checklists.set_index("guideline")[[*PANEL_CHECKLISTS.header[1:]]],
        ),
    }  # fmt: skip


def _png() -> bytes:
    """A PNG of one point, which need not be seen."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    )


def write_files(folder: Path, **documents: Mapping[str, Any]) -> SimpleNamespace:
    """The inputs of ``write_report``; ``documents`` replace those of the same names."""
    known = {
        "record": RECORD, "verdicts": VERDICT, "fits": FIT, "hidden": HIDDEN,
        "permutations": {"permutations": 20, "verdict": "as many as chance"},
        "pvalues": {"verdict": "well-behaved", "what_to_do": "Nothing."},
        "agreements": AGREEMENT, "panel": PANEL, "validation": VALIDATION,
    } | documents  # fmt: skip
    page = ROOT / "workflow" / "report" / "page"
    files: dict[str, Any] = {
        "citation": str(ROOT / "CITATION.cff"),
        "checklists": str(ROOT / "resources" / "reporting" / "checklists.tsv"),
        "template": str(page / "page.html"),
        "style": str(page / "report.css"),
        "script": str(page / "report.js"),
        "figures": [],
    }
    for name, content in known.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(content))
        files[name] = str(path) if name == "record" else [str(path)]
    for name, (table, frame) in {**tables_of_run(), **tables_of_contrast()}.items():
        path = folder / f"{name}.tsv"
        write(table, path, frame)
        if table.headed:
            path.write_text("# Mind this.\n" + path.read_text())
        files[name] = str(path) if name in tables_of_run() and name != "fate" else [str(path)]
    return SimpleNamespace(**files)


def write_figures(folder: Path) -> list[str]:
    """Figures of a run as ``results/...`` below a folder, in which the test has to be."""
    paths = []
    for stem in FIGURES:
        path = folder / "results" / stem
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(f"{path.name}.svg").write_text(SVG)
        path.with_name(f"{path.name}.png").write_bytes(_png() * 10)
        paths += [f"results/{stem}.svg", f"results/{stem}.png"]
    return paths


@cache
def make_results(**absent: Any) -> Results:
    """The results of the small run, read from its files; those of ``absent`` are not there. Made
    once: nobody changes it."""
    with tempfile.TemporaryDirectory() as folder:
        files = {**vars(write_files(Path(folder))), **dict.fromkeys(absent, ())}
        return read_results(SimpleNamespace(**files), [CONTRAST.as_param()])


class Seen(HTMLParser):
    """What a browser makes of HTML: elements with their attributes, and the text between them."""

    VOID = ("br", "input", "img", "meta")

    def __init__(self, markup: str):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.inside: list[str] = []
        self.scripts: list[str] = []
        self.feed(markup)
        self.close()
        assert not self.inside, f"never closed: {self.inside}"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        assert self.inside, f"</{tag}> without a beginning"
        assert self.inside.pop() == tag

    def handle_data(self, data):
        if self.inside and self.inside[-1] == "script":
            self.scripts.append(data)
        elif not self.inside or self.inside[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]
