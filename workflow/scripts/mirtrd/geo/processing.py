"""The text on data processing that GEO asks for, from what the run knows of itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

STEP, BUILD, FORMAT = (
    "data processing step",
    "genome build/assembly",
    "processed data files format and content",
)
# What no run knows.
OWED = (
    "title, summary, overall design, contributors",
    "molecule, instrument model and treatment of each sample, unless the sheet has them",
    "growth, treatment, extract and library construction protocol",
)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the text tells: versions of the software by name, kits and units of the samples, the
    least and the largest length of an insert, the reference, classes of other RNAs, and whether the
    run began with a table of counts."""

    software: Mapping[str, str]
    version: str
    kits: Sequence[str]
    units: Sequence[str]
    lengths: tuple[int, int]
    release: str
    others: Sequence[str]
    from_counts: bool

    @classmethod
    def of(cls, record: Mapping[str, Any], kits: Iterable[str], units: Iterable[str],
           params: Any) -> "Facts":  # fmt: skip
        """The facts of a record of a run, its samples and its rule."""
        shortest, longest = params.lengths
        return cls(
            software=record["software"],
            version=record["code"]["version"],
            kits=sorted(set(filter(None, kits))),
            units=sorted(set(filter(None, units))),
            lengths=(shortest, longest),
            release=params.release,
            others=list(params.others),
            from_counts=params.from_counts,
        )

    @property
    def reference(self) -> str:
        """The reference, in words."""
        return "human miRBase release 22" if self.release == "miRBase22" else "own FASTA files"


def describe_steps(facts: Facts) -> list[str]:
    """What was done, a sentence or two for each step."""
    tool = f"mirtrd {facts.version}"
    scaled = f"Counts per million of all miRNA counts of a library were computed by {tool}."
    if facts.from_counts:
        names = f"Names of miRNAs were lifted to {facts.reference}, by {tool}."
        return ["Counts were taken from a table that was made before.", names, scaled]
    kits = ", ".join(facts.kits) or "not known"
    shortest, longest = facts.lengths
    trimmed = (
        f"Adapters and bases of low quality were trimmed by {tool} with cutadapt "
        f"{facts.software.get('cutadapt', '')} (kit: {kits}); inserts of {shortest} to {longest} "
        "nt were kept and collapsed to distinct ones."
    )
    if "molecules" in facts.units:
        trimmed += " Molecules were told apart by their UMI."
    others = f" and other RNAs ({', '.join(facts.others)})" if facts.others else ""
    placed = (
        f"Inserts, isomiRs too, were placed by {tool} on hairpins of {facts.reference}{others}. "
        "Each was counted once; one that fits several RNAs was shared out among them by "
        "expectation-maximisation."
    )
    return [trimmed, placed, scaled]


def write_text(facts: Facts, notes: Sequence[str]) -> str:
    """The text: a line for each field of GEO's sheet, then what is left to the author."""
    units = " or ".join(facts.units) or "counts"
    lines = [f"{STEP}: {step}" for step in describe_steps(facts)]
    lines.append(f"{BUILD}: none; the reference is {facts.reference} (hairpins and matures)")
    lines.append(
        f"{FORMAT}: raw_counts.tsv: tab-separated text, mature miRNAs x samples, whole numbers of "
        f"{units}"
    )
    lines.append(
        f"{FORMAT}: cpm.tsv: the same as counts per million of all miRNA counts of the sample"
    )
    lines += ["", "Left to you:", *(f"- {item}" for item in [*notes, *OWED])]
    lines.append("- whether all columns of samples.tsv may be public; the data are of people")
    return "\n".join(lines) + "\n"
