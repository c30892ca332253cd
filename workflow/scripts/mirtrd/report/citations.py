"""What a text on the results has to cite, from CITATION.cff."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# Who stands in the file for authors that are not named.
OTHERS = "and others"


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A published work, by family names."""

    authors: tuple[str, ...]
    year: int
    title: str
    journal: str
    doi: str

    @property
    def short(self) -> str:
        """As it stands in a sentence: "Love et al. 2014"."""
        first, *others = self.authors
        if not others:
            return f"{first} {self.year}"
        second = f"& {others[0]}" if len(others) == 1 and others[0] != OTHERS else "et al."
        return f"{first} {second} {self.year}"

    @property
    def full(self) -> str:
        """As it stands in a list of references."""
        names = ", ".join(self.authors).replace(f", {OTHERS}", " et al.")
        return f"{names} ({self.year}). {self.title}. {self.journal}. doi:{self.doi}"


def read_citations(path: str | Path) -> list[Citation]:
    """The references of a file in the Citation File Format, in its order."""
    content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    return [_as_citation(reference) for reference in content["references"]]


def _as_citation(reference: Mapping[str, Any]) -> Citation:
    names = tuple(person.get("family-names") or person["name"] for person in reference["authors"])
    return Citation(
        authors=names,
        year=reference["year"],
        title=reference["title"].strip(),
        journal=reference["journal"],
        doi=reference["doi"],
    )


@dataclass(kw_only=True)
class Cited:
    """The works that a text cites, in the order in which it does."""

    known: Mapping[str, Citation]
    found: dict[str, Citation]

    @classmethod
    def of(cls, citations: Iterable[Citation]) -> "Cited":
        return cls(known={citation.doi: citation for citation in citations}, found={})

    def cite(self, *dois: str) -> str:
        """These works in brackets, as they stand in a sentence."""
        for doi in dois:
            self.found[doi] = self.known[doi]
        return f"({'; '.join(self.known[doi].short for doi in dois)})"
