"""How an output is shown in the report of Snakemake: its caption, category and labels."""

from dataclasses import dataclass
from pathlib import Path

# Stages with something to show, in the order in which data flow; categories are sorted by name.
SHOWN = (
    *("quality", "cohort", "expression", "robustness", "candidates", "targets", "features"),
    *("panel", "meta"),
)
KINDS = {".svg": "figure", ".tsv": "table"}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What stands beside an output: the path of its caption in workflow/report/, the category, and
    labels by which it is found among others of that; wildcards are in braces."""

    caption: str
    category: str
    labels: dict[str, str]


def describe_output(path: str) -> Shown:
    """How ``results/<stage>/…/{wildcard}.<content>.<format>`` is shown.

    Its caption is called as its content or, where there is none, as its wildcard. KeyError or
    ValueError for a stage, or a format, that has nothing to show.
    """
    _, stage, *folders, name = path.split("/")
    parts = name.removesuffix(Path(path).suffix).split(".")
    wildcards = [part for part in (*folders, *parts) if part.startswith("{")]
    content = ".".join(part for part in parts if not part.startswith("{"))
    content = content or wildcards[-1].strip("{}")
    labels = {"what": content.replace("_", " "), "kind": KINDS[Path(path).suffix]}
    return Shown(
        caption=f"{stage}/{content}.rst",
        category=f"{SHOWN.index(stage) + 1}. {stage.capitalize()}",
        labels=labels | ({"of": ", ".join(wildcards)} if wildcards else {}),
    )
