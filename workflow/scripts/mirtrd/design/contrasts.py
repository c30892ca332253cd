"""What is asked of the counts: contrasts, the design they belong to, and what is called.

No pandas here: the figures of a contrast need its words only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from mirtrd.core.job import UserError
from mirtrd.core.params import Param

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Contrast(Param):
    """One comparison: two levels of a factor, or a weighted sum of coefficients of the design.

    ``coefficients`` are weights by name of coefficient. With ``reduced``, a formula without some
    terms of the design, the test is a likelihood-ratio test of all that it leaves out. What a
    contrast does not have is empty.
    """

    name: str
    factor: str = ""
    tested: str = ""
    reference: str = ""
    coefficients: Mapping[str, float] = field(default_factory=dict)
    reduced: str = ""

    @classmethod
    def from_config(cls, name: str, section: Mapping[str, Any]) -> Self:
        """The contrast of that name in the config. Raises UserError if ``section`` names neither
        two levels nor coefficients, or both."""
        levels = [key for key in ("factor", "tested", "reference") if key in section]
        where = f"config: expression.contrasts.{name}"
        if levels and "coefficients" in section:
            raise UserError(
                f"{where} has both {levels[0]} and coefficients, expected one of the two"
            )
        if "coefficients" not in section and len(levels) < 3:
            missing = next(key for key in ("factor", "tested", "reference") if key not in levels)
            raise UserError(
                f"{where}.{missing} is missing: a contrast has factor, tested and reference, or "
                "coefficients"
            )
        return cls(name=name, **section)

    @property
    def levels(self) -> tuple[str, ...]:
        """The tested and the reference level; none for a contrast of coefficients."""
        return (self.tested, self.reference) if self.factor else ()

    def samples(self, sheet: "pd.DataFrame") -> "pd.Index":
        """The samples of the two levels, in the order of the sheet; all without levels."""
        if not self.factor:
            return sheet.index
        return sheet.index[sheet[self.factor].isin(self.levels)]

    @property
    def title(self) -> str:
        """The name as the title of a figure."""
        return self.name.replace("_", " ")

    @property
    def axis_label(self) -> str:
        """What the change on an axis compares."""
        if self.factor:
            return f"log₂ fold change ({self.tested} / {self.reference})"
        return f"log₂ change ({self.name})"

    @property
    def status_labels(self) -> dict[str, str]:
        """What the statuses "up" and "down" mean."""
        where = f" in {self.tested}" if self.factor else ""
        return {"up": f"up{where}", "down": f"down{where}"}


@dataclass(frozen=True, kw_only=True)
class Design(Param):
    """The model of the counts: a formula, the reference level of each factor, and the contrasts
    that are tested on it."""

    formula: str
    references: Mapping[str, str] = field(default_factory=dict)
    contrasts: tuple[Contrast, ...] = ()

    @classmethod
    def from_config(cls, expression: Mapping[str, Any]) -> Self:
        """The design of that section of the config."""
        contrasts = tuple(
            Contrast.from_config(name, section) for name, section in expression["contrasts"].items()
        )
        references = reference_levels(contrasts, expression["references"])
        return cls(formula=expression["design"], references=references, contrasts=contrasts)

    @classmethod
    def from_param(cls, fields: Mapping[str, Any]) -> Self:
        contrasts = tuple(map(Contrast.from_param, fields["contrasts"]))
        return cls(**{**fields, "contrasts": contrasts})


@dataclass(frozen=True, kw_only=True)
class Criteria(Param):
    """When a miRNA is called: adjusted p-value below ``alpha``, against a change of at most
    ``lfc_threshold`` (log2), by Wald statistics of a "normal" or a "t" ``distribution``."""

    alpha: float
    lfc_threshold: float = 0.0
    distribution: str = "normal"

    @classmethod
    def from_config(cls, expression: Mapping[str, Any]) -> Self:
        """The criteria of that section of the config."""
        keys = ("alpha", "lfc_threshold", "distribution")
        return cls(**{key: expression[key] for key in keys})


@dataclass(frozen=True, kw_only=True)
class Question:
    """A contrast of a design, and when a miRNA is called."""

    contrast: Contrast
    design: Design
    criteria: Criteria

    @classmethod
    def from_params(cls, params: Any) -> Self:
        """The question of a job whose parameters are called like the fields."""
        return cls(
            contrast=Contrast.from_param(params.contrast),
            design=Design.from_param(params.design),
            criteria=Criteria.from_param(params.criteria),
        )


def reference_levels(contrasts: Iterable[Contrast], given: Mapping[str, str]) -> dict[str, str]:
    """The reference level of each factor: the one given, else that of the first contrast of it."""
    found = dict(given)
    for contrast in contrasts:
        if contrast.factor:
            found.setdefault(contrast.factor, contrast.reference)
    return found
