"""Pages of the documentation that the code itself writes; a hook of MkDocs, see ``mkdocs.yml``.

Keys of the config come from their schema, kits from their table, files from the rules, columns
from the tables of the stages, and constants from the lines that set them, with the comment above.
Nothing but ``on_files`` knows MkDocs: ``write_pages`` gives the text of each page by its path.
"""

import ast
import csv
import importlib
import json
import posixpath
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "workflow" / "scripts"
PACKAGE = SCRIPTS / "mirtrd"
RULES = ROOT / "workflow" / "rules"
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.json"

# In the order in which data flow through them.
STAGES = (
    "reference",
    "trimming",
    "counting",
    "quality",
    "cohort",
    "expression",
    "robustness",
    "candidates",
)
# Where numbers decide; ``core``, ``inputs`` and ``figures`` only read, write and draw.
DECIDING = (*STAGES, "design", "statistics")
# Of those numbers, such as decide about memory or a format alone.
TECHNICAL = {
    "BATCH",
    "BLOCK_BYTES",
    "BLOCK_RECORDS",
    "GAP",
    "JOINED",
    "LETTERS",
    "PAUSE",
    "PLACE_BITS",
    "READS",
    "SEED_BITS",
    "TIMEOUT",
    "UMI_AT",
    "UNREAD_AT",
    "WORD",
}
# The page that explains a section of the config.
EXPLAINED = {
    "samples": "[Sample sheet](sample-sheet.md)",
    "counts": "[Start from a count table](../how-to/count-table.md)",
    "library": "[Kits and UMIs](../how-to/kits.md)",
    "reference": "[Other RNAs and spike-ins](../how-to/other-rnas.md), "
    "[another species or reference](../how-to/species.md)",
    "trimming": "[Fates of reads](fates.md)",
    "counting": "[How reads are counted](../explanation/counting.md)",
    "quality": "[Status of a sample](../explanation/samples.md)",
    "expression": "[Covariates, pairs and other designs](../how-to/designs.md), "
    "[statistics](../explanation/statistics.md), [calibration](../explanation/calibration.md)",
}
# Files of the checkout that are pages, too.
INCLUDED = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "developer/contributing.md",
    "resources/README.md": "reference/resources.md",
}


def write_pages() -> dict[str, str]:
    """The text of each page, by its path in the documentation."""
    pages = {
        "reference/config.md": write_config(json.loads(SCHEMA.read_text())),
        "reference/kits.md": write_kits(ROOT / "resources" / "kits.tsv"),
        "reference/results.md": write_results(),
        "reference/constants.md": write_constants(),
    }
    return pages | {page: include(source) for source, page in INCLUDED.items()}


def on_files(files: Any, config: Any) -> Any:
    """Add the pages to those that MkDocs found in ``docs``."""
    from mkdocs.structure.files import File

    for path, text in write_pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def make_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    cells = [list(header), *map(list, rows)]
    lines = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in cells]
    return "\n".join([lines[0], "|---" * len(cells[0]) + "|", *lines[1:]]) + "\n"


def find_keys(
    schema: dict[str, Any], prefix: str = "", required: bool = False
) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """(dotted key, its schema, whether it is required) of each key that holds a value."""
    inner = schema.get("properties", {})
    for name, value in inner.items():
        yield from find_keys(
            value, f"{prefix}.{name}".lstrip("."), name in schema.get("required", ())
        )
    named = schema.get("additionalProperties")
    if isinstance(named, dict) and "properties" in named:
        yield from find_keys(named, f"{prefix}.<name>", False)
    elif not inner:
        yield prefix, schema, required


def describe_default(key: str, schema: dict[str, Any], required: bool) -> str:
    """What a key is where it is left out. A contrast is of one of two kinds, so it has none."""
    if "default" not in schema:
        return "**required**" if required else ""
    default = schema["default"]
    return f"`{default if isinstance(default, str) else json.dumps(default)}`"


def describe_allowed(schema: dict[str, Any]) -> str:
    """What a key may hold."""
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "boolean":
        return "`true`, `false`"
    text = schema.get("description", "names of classes, each with a path")
    if "null" in schema.get("type", ()) and "null" not in text:
        text += ", or null"
    return re.sub(r"\bnull\b", "`null`", text.removeprefix("the "))


def write_config(schema: dict[str, Any]) -> str:
    """Every key of the config, by section."""
    sections: dict[str, list[list[str]]] = {}
    for key, value, required in find_keys(schema):
        row = [
            f"`{key}`",
            re.sub(r"\bnull\b", "`null`", value["title"]),
            describe_default(key, value, required),
            describe_allowed(value),
        ]
        sections.setdefault(key.partition(".")[0], []).append(row)
    text = (
        "# Keys of the config\n\n"
        "Paths are relative to the working directory: the folder in which Snakemake is started, "
        "or the one given with `--directory`. A key marked **required** has no default; all others "
        "may be left out. Keys that are not listed here are refused, so a typing error cannot pass "
        "as a default.\n\n"
        "`<name>` is yours: it names the files of the contrast. It holds letters, digits, `.`, `_` "
        "and `-`, and starts with a letter or digit. At least one contrast is needed; it has "
        "either `factor`, `tested` and `reference`, or `coefficients`.\n"
    )
    for section, rows in sections.items():
        text += f"\n## {section}\n\nMore: {EXPLAINED[section]}.\n\n"
        text += make_table(("key", "meaning", "default", "allowed"), rows)
    return text


def read_kits(path: Path) -> list[dict[str, str]]:
    """The rows of the table of kits."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def describe_umi(kit: dict[str, str]) -> str:
    """The UMI of a kit: its lengths and where it is."""
    if kit["umi_after"] != "0":
        return f"{kit['umi_after']}, behind the adapter"
    if kit["umi_5p"] != "0" or kit["umi_3p"] != "0":
        return f"{kit['umi_5p']} + {kit['umi_3p']}, the random bases"
    return "none"


def write_kits(path: Path) -> str:
    """Every kit of the table."""
    rows = (
        (
            f"`{kit['kit']}`",
            kit["bases_5p"],
            f"`{kit['adapter']}`" if kit["adapter"] else "none",
            kit["bases_3p"],
            describe_umi(kit),
            kit["protocols"],
        )
        for kit in read_kits(path)
    )
    return (
        "# Kits\n\n"
        "The names that `library.kit` and the column `kit` of the sample sheet know, next to "
        "`auto` and `custom`. Lengths are in nt. [Kits and UMIs](../how-to/kits.md) says how to "
        "choose, and how to add one.\n\n"
        + make_table(("kit", "5' bases", "3' adapter", "3' bases", "UMI", "protocols"), rows)
    )


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule as its file states it: name, docstring, paths of its outputs."""

    name: str
    sentence: str
    outputs: tuple[str, ...]


def read_rules(path: Path) -> list[Rule]:
    """The rules of a file that make something."""
    parts = re.split(r"^rule (\w+):\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    rules = []
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        block = re.search(r"^    output:\n((?: {8}.*\n)+)", body, re.MULTILINE)
        sentence = re.search(r'"""(.*?)"""', body, re.DOTALL)
        if block and sentence:
            outputs = tuple(re.findall(r'"((?:results|reference)/[^"]+)"', block[1]))
            rules.append(Rule(name=name, sentence=sentence[1], outputs=outputs))
    return rules


def find_rules() -> dict[str, list[Rule]]:
    """The rules of each stage, those that need reads included."""
    return {
        stage: [
            rule
            for path in (RULES / f"{stage}_reads.smk", RULES / f"{stage}.smk")
            if path.is_file()
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
        if stem in figures and extension in ("svg", "png", "tsv") and path != f"{stem}.tests.tsv":
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
        "sample, `{contrast}` for that of a contrast. A figure is there as `.svg` to be edited, as "
        "`.png` to be shown, and its numbers as a table. All tables are text with tabs between "
        "columns; numbers that are not known are empty or `NA`. Logs are in `logs/`, and time and "
        "memory of the heavier jobs in `benchmarks/`, in folders of the same names.\n"
    )
    for stage, rules in find_rules().items():
        docstring = ast.get_docstring(ast.parse(_docstring_of(RULES / f"{stage}.smk"))) or ""
        stated = docstring.partition(": ")[2] or docstring
        text += f"\n## {stage}\n\n{stated[:1].upper()}{stated[1:]}\n\n"
        rows = []
        for rule in rules:
            for path, formats in group_outputs(rule).items():
                shown = " ".join(f"`{extension}`" for extension in formats)
                sentence = sentences.get(path, rule.sentence)
                rows.append((f"`{path}` {shown}".rstrip(), sentence, f"`{rule.name}`"))
        text += make_table(("file", "what it is", "made by"), rows)
        for table in tables.get(stage, ()):
            text += f"\n### `{table.path}`\n\n{table.sentence}\n\n"
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


@dataclass(frozen=True, kw_only=True)
class Constants:
    """Lines that stand together in a module and set numbers, and the comment above them."""

    names: tuple[str, ...]
    lines: tuple[str, ...]
    comment: str


def _is_numeric(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return isinstance(node.value, int | float) and not isinstance(node.value, bool)
        case ast.UnaryOp():
            return _is_numeric(node.operand)
        case ast.BinOp():
            return _is_numeric(node.left) and _is_numeric(node.right)
        case ast.Tuple() | ast.List():
            return bool(node.elts) and all(map(_is_numeric, node.elts))
        case ast.Call(func=ast.Name(id="range")):
            return all(map(_is_numeric, node.args))
    return False


def find_constants(source: str) -> list[Constants]:
    """Numbers that a module sets in capitals under a comment, or with one behind them."""
    lines = source.splitlines()
    found: list[Constants] = []
    last_line = 0
    for node in ast.parse(source).body:
        if not isinstance(node, ast.Assign) or not _is_numeric(node.value):
            continue
        names = tuple(re.findall(r"\w+", ast.unparse(node.targets[0])))
        if not all(name.isupper() for name in names):
            continue
        value = " ".join((ast.get_source_segment(source, node.value) or "").split())
        written = f"{', '.join(names)} = {value}"
        comment = " ".join(_comment_above(lines, node.lineno))
        behind = lines[(node.end_lineno or node.lineno) - 1].partition("  # ")[2]
        if found and not comment and not behind and node.lineno == last_line + 1:
            group = found.pop()
            names, comment = group.names + names, group.comment
            group_lines = (*group.lines, written)
        else:
            comment = f"{comment} ({behind})" if comment and behind else comment or behind
            group_lines = (written,)
        found.append(Constants(names=names, lines=group_lines, comment=comment))
        last_line = node.end_lineno or node.lineno
    return [group for group in found if group.comment and not TECHNICAL & set(group.names)]


def _comment_above(lines: list[str], line: int) -> list[str]:
    """The lines of the comment that ends right above a line, which is counted from 1."""
    start = line - 1
    while start and lines[start - 1].startswith("# "):
        start -= 1
    return [text.removeprefix("# ") for text in lines[start : line - 1]]


def write_constants() -> str:
    """The numbers that decide, by stage and module."""
    text = (
        "# Constants\n\n"
        "Numbers that decide about counts, calls and verdicts and that are no keys of the config, "
        "because one value serves all. Each stands once in the code; the sentence is the comment "
        "next to it.\n"
    )
    for stage in DECIDING:
        modules = {
            path.stem: find_constants(path.read_text(encoding="utf-8"))
            for path in sorted((PACKAGE / stage).glob("*.py"))
            if not path.name.startswith("plot_")
        }
        text += f"\n## {stage}\n" if any(modules.values()) else ""
        for module, groups in modules.items():
            rows = [
                ("<br>".join(f"`{line}`" for line in group.lines), group.comment)
                for group in groups
            ]
            text += f"\n### {module}\n\n{make_table(('value', 'why'), rows)}" if rows else ""
    return text


def include(source: str) -> str:
    """A file of the checkout as a page: its links lead to pages, or are named if they cannot."""
    page = INCLUDED[source]

    def translate(match: re.Match[str]) -> str:
        label, target, anchor = match[1], match[2], match[3] or ""
        if "://" in target:
            return match[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        linked = INCLUDED.get(path) or (
            path.removeprefix("docs/") if path.startswith("docs/") else None
        )
        if linked is None:
            return label
        return f"[{label}]({posixpath.relpath(linked, posixpath.dirname(page) or '.')}{anchor})"

    text = (ROOT / source).read_text(encoding="utf-8")
    return re.sub(r"\[([^\]]+)\]\(([^)#]+)(#[^)]*)?\)", translate, text)
