"""The verdict on the kit of a sample: what inference says and trimming goes by."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mirtrd.core.documents import read_document, write_document
from mirtrd.inputs.kits import Layout

# Digits behind the point of a share.
DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The kit to trim a sample by, or the failure.

    ``support`` is the share of the anchors (reads with a whole mature miRNA) that the inferred
    kit explains; ``supports`` that of every kit. ``layout`` has the UMI that is counted,
    ``inferred_layout`` the one that is there. ``q30_share`` is None where qualities are unknown.
    ``umi_in_names`` is the length in nt of the UMIs in the names of reads that are counted, and is
    written where there are any.
    """

    failure: str | None
    warning: str | None
    declared: str
    kit: str | None = None
    layout: Layout | None = None
    inferred: str | None = None
    inferred_layout: Layout | None = None
    support: float | None = None
    runner_up: str | None = None
    runner_up_support: float | None = None
    reads: int = 0
    anchors: int = 0
    mirnas: int = 0
    read_length: int = 0
    q30_share: float | None = 0.0
    supports: Mapping[str, float] = field(default_factory=dict)
    umi_in_names: int = 0


def write_verdict(path: str | Path, verdict: Verdict) -> None:
    """Write a verdict as JSON, shares rounded to four digits."""
    content = _rounded(asdict(verdict))
    if not verdict.umi_in_names:
        del content["umi_in_names"]
    write_document(path, content)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return round(value, DIGITS) if isinstance(value, float) else value


def read_verdict(path: str | Path) -> Verdict:
    """What ``write_verdict`` wrote."""
    content = read_document(path)
    for name in ("layout", "inferred_layout"):
        content[name] = Layout(**content[name]) if content[name] else None
    return Verdict(**content)
