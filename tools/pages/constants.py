"""The page of the numbers that decide, from the lines that set them and the comments above."""

import ast
import re
from dataclasses import dataclass

from pages.checkout import PACKAGE, STAGES, make_table

# Where numbers decide; ``core``, ``inputs``, ``figures`` and ``report`` only read, write and draw.
DECIDING = (*(stage for stage in STAGES if stage != "report"), "design", "statistics")
# Modules that lay out figures, besides the scripts called plot_...
DRAWING = {"lines", "looks", "panels"}
# Of the numbers, such as decide about memory or a format alone.
TECHNICAL = {
    "BATCH",
    "BLOCK",
    "BLOCK_BYTES",
    "BLOCK_RECORDS",
    "CELL",
    "DIGITS",
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
            if not path.name.startswith("plot_") and path.stem not in DRAWING
        }
        text += f"\n## {stage}\n" if any(modules.values()) else ""
        for module, groups in modules.items():
            rows = [
                ("<br>".join(f"`{line}`" for line in group.lines), group.comment)
                for group in groups
            ]
            text += f"\n### {module}\n\n{make_table(('value', 'why'), rows)}" if rows else ""
    return text
