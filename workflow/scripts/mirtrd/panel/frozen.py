"""A frozen panel: all that a score of one new sample needs, in a file that people can read."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from mirtrd.core.documents import read_document, write_document
from mirtrd.core.job import UserError
from mirtrd.inputs.panels import FORMAT, KIND

# What every output says first.
USE = "research use only"


@dataclass(frozen=True, kw_only=True)
class Scaler:
    """A miRNA of the reference of size factors, with the logarithm of its geometric mean."""

    mirna: str
    accession: str
    log_mean: float


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A miRNA of the panel: mean and deviation of its log2 scaled counts in training, the lowest
    and highest of these, and the coefficient of the standardised value."""

    mirna: str
    accession: str
    mean: float
    deviation: float
    coefficient: float
    lowest: float
    highest: float
    chosen_share: float


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a sample must not fall short of or exceed.

    ``mirna_reads`` is the least count of training, ``spread`` the largest of its spreads from the
    reference. ``haemolysis_ratio`` and ``mismatched_mirnas`` are the thresholds of quality, None
    for none.
    """

    mirna_reads: int
    spread: float
    haemolysis_ratio: float | None
    mismatched_mirnas: float | None


@dataclass(frozen=True, kw_only=True)
class Libraries:
    """The kits, materials, units, policies of ambiguous reads and the species of training, "" among
    them for what was not told of some."""

    kits: Sequence[str]
    matrices: Sequence[str]
    units: Sequence[str]
    policies: Sequence[str]
    species: str


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A frozen panel.

    The linear predictor is the intercept and the sum of coefficients by standardised values; the
    probability is that of ``calibration`` (slope and intercept) of it. ``distribution`` has the
    percentiles 1 to 99 of the predictors of each level when their persons were left out.
    ``threshold`` is on the linear predictor. ``performance`` and ``samples`` are for the reader.
    """

    name: str
    tested: str
    reference: str
    version: str
    release: str
    samples: Mapping[str, int]
    libraries: Libraries
    scalers: Sequence[Scaler]
    pseudocount: float
    features: Sequence[Feature]
    intercept: float
    calibration: Mapping[str, float]
    threshold: Mapping[str, Any]
    distribution: Mapping[str, Sequence[float]]
    limits: Limits
    performance: Mapping[str, Any]
    config_sha256: str

    @classmethod
    def from_document(cls, content: Mapping[str, Any]) -> Self:
        """The panel of the content of a file."""
        fields = {key: content[key] for key in cls.__dataclass_fields__}
        fields["libraries"] = Libraries(**fields["libraries"])
        fields["scalers"] = [Scaler(**row) for row in fields["scalers"]]
        fields["features"] = [Feature(**row) for row in fields["features"]]
        fields["limits"] = Limits(**fields["limits"])
        return cls(**fields)

    @property
    def document(self) -> dict[str, Any]:
        """The content of its file, all but its digest."""
        return {"use": USE, "kind": KIND, "format_version": FORMAT, **asdict(self)}

    @property
    def digest(self) -> str:
        """The SHA-256 of its content, by which outputs name it."""
        return digest_of(self.document)


def digest_of(content: Mapping[str, Any]) -> str:
    """The SHA-256 of a document, whatever the order and the blanks of its file."""
    bare = {key: value for key, value in content.items() if key != "sha256"}
    text = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write_panel(path: str | Path, panel: Panel) -> None:
    """Write a panel as JSON, its digest last."""
    write_document(path, panel.document | {"sha256": panel.digest})


def read_panel(path: str | Path) -> Panel:
    """What ``write_panel`` wrote. UserError for a file that was changed since."""
    content = read_document(path)
    if content.get("sha256") != digest_of(content):
        raise UserError(
            f"score.panel: {path} is not as it was written: its content does not have the digest "
            "that it says; take it anew from the run that trained it"
        )
    return Panel.from_document(content)


def accession_of(mirna: str, accessions: Mapping[str, str]) -> str:
    """The accessions of a row of matures, sorted, by which other releases know it; the name where
    the reference has none."""
    return "/".join(sorted(accessions.get(name) or name for name in mirna.split("/")))
