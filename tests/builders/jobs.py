"""The job object that Snakemake hands to a script."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class FakeJob:
    """A job without Snakemake; each part is reached by the names that a rule gives it."""

    input: SimpleNamespace
    output: SimpleNamespace
    params: SimpleNamespace
    wildcards: SimpleNamespace
    log: list[str]
    threads: int


def job(
    *,
    input: Mapping[str, Any],
    output: Mapping[str, Any],
    params: Mapping[str, Any] | None = None,
    wildcards: Mapping[str, str] | None = None,
    log: tuple[str, ...] = (),
    threads: int = 1,
) -> FakeJob:
    """A job as a rule would make it; as in Snakemake, what a rule does not name is not there."""
    return FakeJob(
        input=SimpleNamespace(**input),
        output=SimpleNamespace(**output),
        params=SimpleNamespace(**(params or {})),
        wildcards=SimpleNamespace(**(wildcards or {})),
        log=list(log),
        threads=threads,
    )
