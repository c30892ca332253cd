"""The page of the files of a run, from rules, declared tables and the sentences of other files."""

import ast
import csv
import importlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pages.checkout import PACKAGE, ROOT, RULES, SCRIPTS, STAGES, make_table


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule as its file states it: name, docstring, paths of its outputs."""

    name: str
    sentence: str
    outputs: tuple[str, ...]


def read_rules(path: Path) -> list[Rule]:
    """The rules of a file that make something, also those that use the script of another."""
    start = r"^(?:rule|use rule \w+ as) (\w+)(?:| with):\n"
    parts = re.split(start, path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    rules = []
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        block = re.search(r"^    output:\n((?: {8}.*\n)+)", body, re.MULTILINE)
        sentence = re.search(r'"""(.*?)"""', body, re.DOTALL)
        if block:
            outputs = tuple(re.findall(r'"((?:results|reference)/[^"]+)"', block[1]))
            said = sentence[1] if sentence else ""
            rules.append(Rule(name=name, sentence=said, outputs=outputs))
    return rules


def find_rules() -> dict[str, list[Rule]]:
    """The rules of each stage, those that need reads, or a table of counts, included."""
    return {
        stage: [
            rule
            for part in ("_reads", "", "_import")
            if (path := RULES / f"{stage}{part}.smk").is_file()
            for rule in read_rules(path)
        ]
        for stage in STAGES
    }


def find_tables() -> dict[str, list[Any]]:
    """The tables that each stage declares in its module ``tables``."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        table_type = importlib.import_module("mirtrd.core.tables").Table
        found = {}
        for stage in STAGES:
            if (PACKAGE / stage / "tables.py").is_file():
                module = importlib.import_module(f"mirtrd.{stage}.tables")
                found[stage] = [v for v in vars(module).values() if isinstance(v, table_type)]
        return found
    finally:
        sys.path.remove(str(SCRIPTS))


def read_sentences() -> dict[str, str]:
    """What is in the files that are no tables, and in figures, by their path without format."""
    with (ROOT / "docs" / "files.tsv").open(encoding="utf-8", newline="") as file:
        return {row["path"]: row["sentence"] for row in csv.DictReader(file, delimiter="\t")}


def group_outputs(rule: Rule) -> dict[str, list[str]]:
    """The outputs of a rule: figures by their path without format, others as they are."""
    figures = {path.removesuffix(".svg") for path in rule.outputs if path.endswith(".svg")}
    grouped: dict[str, list[str]] = {}
    for path in rule.outputs:
        stem, _, extension = path.rpartition(".")
        stem = stem.removesuffix(".plotted")
        if (
            stem in figures
            and extension in ("svg", "pdf", "png", "tsv")
            and path != f"{stem}.tests.tsv"
        ):
            grouped.setdefault(stem, []).append(path.removeprefix(stem))
            grouped[stem].sort(key=lambda format: (format.endswith("tsv"), format))
        else:
            grouped[path] = []
    return grouped


def write_results() -> str:
    """Every file that a run writes, by stage, and the columns of the tables."""
    tables = find_tables()
    sentences = read_sentences()
    sentences |= {table.path: table.sentence for found in tables.values() for table in found}
    text = (
        "# Files and columns\n\n"
        "What a run writes, in the order in which data flow. `{sample}` stands for the name of a "
        "sample, `{contrast}` for that of a contrast, `{synthesis}` for that of a "
        "synthesis. A figure is there as `.svg` and `.pdf` "
        "to be edited, as `.png` to be shown, and its numbers as a table. All tables are text "
        "with tabs between columns; numbers that are not known are empty or `NA`. Logs are in "
        "`logs/`, and time and memory of the heavier jobs in `benchmarks/`, in folders of the "
        "same names.\n"
    )
    for stage, rules in find_rules().items():
        docstring = ast.get_docstring(ast.parse(_docstring_of(RULES / f"{stage}.smk"))) or ""
        stated = docstring.partition(": ")[2] or docstring
        text += f"\n## {stage}\n\n{stated[:1].upper()}{stated[1:]}\n\n"
        rows = []
        described = set()
        for rule in rules:
            for path, formats in group_outputs(rule).items():
                if path in described:
                    continue  # made from a table of counts as it is from reads
                described.add(path)
                shown = " ".join(f"`{extension}`" for extension in formats)
                sentence = sentences.get(path, rule.sentence)
                rows.append((f"`{path}` {shown}".rstrip(), sentence, f"`{rule.name}`"))
        text += make_table(("file", "what it is", "made by"), rows)
        for table in tables.get(stage, ()):
            name = table.path.removeprefix(f"results/{stage}/")
            text += f"\n### `{name}`\n\n`{table.path}`: {table.sentence}\n\n"
            columns = [*table.columns, *([table.others] if table.others else [])]
            text += make_table(
                ("column", "what it says", "unit"),
                ((f"`{column.name}`", column.sentence, column.unit) for column in columns),
            )
    return text


def _docstring_of(path: Path) -> str:
    """The docstring of a file of rules, whose other lines are no Python."""
    match = re.match(r'""".*?"""', path.read_text(encoding="utf-8"), re.DOTALL)
    return match[0] if match else ""
