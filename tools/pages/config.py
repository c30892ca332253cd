"""The page of the keys of the config, from their schema."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pages.checkout import ROOT, make_table

SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.json"
# The page that explains a section of the config.
EXPLAINED = {
    "samples": "[Sample sheet](sample-sheet.md)",
    "accession": "[Take data from GEO or SRA](../how-to/accession.md)",
    "archive": "[Take data from GEO or SRA](../how-to/accession.md#without-internet)",
    "counts": "[Start from a count table](../how-to/count-table.md)",
    "library": "[Kits and UMIs](../how-to/kits.md)",
    "reference": "[Other RNAs and spike-ins](../how-to/other-rnas.md), "
    "[another species or reference](../how-to/species.md)",
    "evidence": "[Run your own data](../how-to/own-data.md#published-reports)",
    "targets": "[Look up targets and pathways](../how-to/targets.md)",
    "meta": "[Put studies together](../how-to/synthesis.md)",
    "trimming": "[Fates of reads](fates.md)",
    "counting": "[How reads are counted](../explanation/counting.md)",
    "quality": "[Status of a sample](../explanation/samples.md)",
    "expression": "[Covariates, pairs and other designs](../how-to/designs.md), "
    "[statistics](../explanation/statistics.md), [calibration](../explanation/calibration.md)",
}


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


def write_config() -> str:
    """Every key of the config, by section."""
    sections: dict[str, list[list[str]]] = {}
    for key, value, required in find_keys(json.loads(SCHEMA.read_text(encoding="utf-8"))):
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
        "may be left out. A config of nothing but `meta` needs neither `samples` nor "
        "`expression`. Keys that are not listed here are refused, so a typing error cannot pass "
        "as a default.\n\n"
        "`<name>` is yours: it names the files of the contrast. It holds letters, digits, `.`, `_` "
        "and `-`, and starts with a letter or digit. At least one contrast is needed; it has "
        "either `factor`, `tested` and `reference`, or `coefficients`.\n"
    )
    for section, rows in sections.items():
        text += f"\n## {section}\n\nMore: {EXPLAINED[section]}.\n\n"
        text += make_table(("key", "meaning", "default", "allowed"), rows)
    return text
