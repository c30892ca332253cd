"""Objects that travel from a rule to its script as a parameter."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Param:
    """A frozen dataclass that a rule hands over as a plain dictionary.

    To rerun jobs whose parameters changed, Snakemake compares the ``repr`` of parameters of
    built-in types. It silently leaves out all others, so that a job would not rerun when a field
    of an object changes. Hence ``as_param`` in the rule, ``from_param`` in the script.
    """

    def as_param(self) -> dict[str, Any]:
        """The fields by name, as built-in types."""
        return asdict(self)

    @classmethod
    def from_param(cls, fields: Mapping[str, Any]) -> Self:
        """The object that ``as_param`` was called on."""
        return cls(**fields)
