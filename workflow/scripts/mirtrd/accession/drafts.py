"""A sheet and the lines of the config that belong to it, as drafts for the user to look at."""

import csv
import io
import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field

from mirtrd.accession.archives import name_of
from mirtrd.accession.columns import Columns, find_matrices, make_columns, take_condition
from mirtrd.accession.reports import Run
from mirtrd.accession.studies import Study
from mirtrd.reference.names import some

# Letters of a protocol that are shown, and how many protocols.
LETTERS, PROTOCOLS = 1500, 3
# Where the commands of the SRA Toolkit leave reads.
READS = "reads"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A sheet for a study: the names of its columns and its rows, and what to say of it."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    condition: Sequence[str]
    columns: Columns
    matrix: str = ""
    notes: Sequence[str] = field(default_factory=list)

    @property
    def has_reads(self) -> bool:
        return "accession" in self.header or "fastq" in self.header


def make_draft(study: Study, named: str) -> Draft:
    """The draft for a study, its condition being the column ``named``, or empty."""
    columns, condition = take_condition(make_columns(study.samples), named)
    matrices = find_matrices(study.samples)
    matrix = matrices[0] if len(set(matrices)) == 1 else ""
    runs = {sample.name: _split(sample.runs) for sample in study.samples}
    further = {
        "accession": [",".join(run.name for run in runs[s.name][0]) for s in study.samples],
        "fastq": [",".join(map(_by_toolkit, runs[s.name][1])) for s in study.samples],
        "matrix": [] if matrix else matrices,
    }
    further = {name: cells for name, cells in further.items() if any(cells)} | columns.cells
    names = [sample.name for sample in study.samples]
    groups = list(condition) or [""] * len(names)
    notes = list(study.notes)
    if named and "" in groups:
        unknown = [name for name, group in zip(names, groups, strict=True) if not group]
        notes.append(
            f"{len(unknown)} samples have no condition: fill it in, or delete their rows: "
            f"{some(unknown)}"
        )
    if absent := [run for _, without in runs.values() for run in without]:
        notes.append(describe_absent(absent))
    return Draft(
        header=["sample", "condition", *further],
        rows=list(map(list, zip(names, groups, *further.values(), strict=True))),
        condition=condition,
        columns=columns,
        matrix=matrix,
        notes=notes,
    )


def _split(runs: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Runs with a file of first reads at ENA, and without."""
    return [r for r in runs if r.first_reads], [r for r in runs if not r.first_reads]


def _by_toolkit(run: Run) -> str:
    """Where the commands of ``describe_absent`` leave the first reads of a run."""
    return f"{READS}/{run.name}{'_1' if run.is_paired else ''}.fastq.gz"


def describe_absent(runs: Sequence[Run]) -> str:
    """The commands of the SRA Toolkit for runs that ENA has no FASTQ file of."""
    names = " ".join(run.name for run in runs)
    return (
        f"{len(runs)} runs have no FASTQ file of first reads at ENA; get them with the SRA Toolkit "
        f"before the run: for run in {names}; do prefetch $run && fasterq-dump --split-3 --outdir "
        f"{READS} $run && gzip {READS}/$run*.fastq; done"
    )


def format_sheet(draft: Draft) -> str:
    """The sheet as tab-separated text; cells with quotes in them are quoted."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerows([draft.header, *draft.rows])
    return text.getvalue()


def format_lines(accession: str, study: Study, draft: Draft, sheet: str) -> str:
    """What was found, as comments, and the lines for the config."""
    shown = [
        f"{accession}: {study.title}" if study.title else accession,
        f"{len(draft.rows)} samples in {sheet}. Look at both files before you run.",
        *_section("To know", draft.notes),
        *_section("The same for all samples", _pairs(draft.columns.constants)),
        *_describe_condition(accession, draft),
        *_section("How libraries were made (the kit, if it is named anywhere)",
                  [text[:LETTERS] for text in study.protocols[:PROTOCOLS]]),
        *_describe_supplements(accession, study),
        "",
        "For config/config.yaml:",
    ]  # fmt: skip
    lines = [f"# {line}".rstrip() for line in shown]
    return "\n".join([*lines, "", *_config_lines(accession, draft, sheet)]) + "\n"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"{title}:", *(f"  - {line}" for line in lines)] if lines else []


def _pairs(values: dict[str, str]) -> list[str]:
    return [f"{key}: {value}" for key, value in values.items()]


def _describe_condition(accession: str, draft: Draft) -> list[str]:
    if draft.condition:
        return []
    listed = []
    for name in draft.columns.candidates:
        levels = draft.columns.levels(name).items()
        listed.append(f"{name}: {', '.join(f'{level} ({number})' for level, number in levels)}")
    again = f"snakemake --cores 1 sheet --config accession={accession} condition=COLUMN"
    if not listed:
        columns = ", ".join(draft.columns.cells)
        return ["", f"The condition is empty: fill it in by hand, or name one of {columns}:",
                f"  {again}"]  # fmt: skip
    return [*_section("The condition is empty. Columns that may be it", listed), f"  {again}"]


def _describe_supplements(accession: str, study: Study) -> list[str]:
    names = [name_of(address) for address in study.supplements]
    again = (
        f"snakemake --cores 1 published_counts --config accession={accession} "
        f"file={shlex.quote(names[0]) if len(names) == 1 else 'FILE'}"
    )
    listed = _section("Supplementary files", names)
    return [*listed, f"  To start from counts in one of them: {again}"] if listed else []


def _config_lines(accession: str, draft: Draft, sheet: str) -> list[str]:
    lines = [f"samples: {sheet}"]
    if not draft.has_reads:
        lines += ["counts:", f"  path: config/counts.{accession}.tsv"]
    if draft.matrix:
        lines += ["library:", f"  matrix: {draft.matrix}"]
    levels = sorted(set(draft.condition) - {""})
    reference, *tested = levels if len(levels) > 1 else ["REFERENCE", "TESTED"]
    lines += ["expression:", "  design: ~ condition", "  contrasts:"]
    if len(levels) > 1:
        lines.insert(-2, "  # Which level is the reference is for you to say.")
    for level in tested:
        lines += [
            f"    {_contrast_name(level)}_vs_{_contrast_name(reference)}:",
            "      factor: condition",
            f"      tested: {json.dumps(level, ensure_ascii=False)}",
            f"      reference: {json.dumps(reference, ensure_ascii=False)}",
        ]
    return lines


def _contrast_name(level: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "_", level).strip("_.-") or "level"
