"""What a contrast asks of whom and by which test: the line below the title of its figures."""

from collections.abc import Mapping
from typing import Any

from mirtrd.core.documents import read_document
from mirtrd.design.contrasts import Contrast


def describe_question(fit: Mapping[str, Any], contrast: Contrast) -> str:
    """Samples by level, those of the contrast first; design; test. ``fit`` is the document of the
    contrast that tells how it was tested."""
    samples: Mapping[str, int] = fit["samples"]
    levels = sorted(samples, key=lambda level: (*contrast.levels, level).index(level))
    numbers = ", ".join(f"{samples[level]:,} {level}" for level in levels)
    return f"{numbers}. Design {fit['design']}, {fit['test']}."


def read_question(path: str, contrast: Contrast) -> str:
    """The same from the path of the document."""
    return describe_question(read_document(path), contrast)
