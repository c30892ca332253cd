"""What the READMEs say, held against the schema, the rules, the resources and the Makefile."""

import csv
import gzip
import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from builders.paths import ROOT, SCHEMA
from mirtrd.core.fates import FATES, TRIMMED
from mirtrd.counting.tables import EDITING, ISOMIR_SUMMARY
from mirtrd.design import designs
from mirtrd.inputs import settings
from mirtrd.inputs.sheets import LIBRARY, REQUIRED

README = (ROOT / "README.md").read_text()
CONFIG = (ROOT / "config" / "README.md").read_text()
RESOURCES = (ROOT / "resources" / "README.md").read_text()


def tables(text: str, *header: str) -> list[list[str]]:
    """The rows of all tables of a Markdown text that have this header."""
    rows, inside = [], False
    for line in text.splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells == list(header):
            inside = True
        elif inside and set(line) - set("|-"):
            rows.append(cells)
    assert rows, f"no table with the columns {', '.join(header)}"
    return rows


def unquoted(cell: str) -> str:
    """What stands in backticks in a cell that holds nothing else."""
    assert re.fullmatch(r"`[^`]+`", cell), f"{cell} is not one thing in backticks"
    return cell[1:-1]


def leaves(schema: dict, prefix: str = "", required: bool = False):
    """(dotted key, its schema, whether it is required) of each key that holds a value."""
    inner = schema.get("properties", {})
    for name, value in inner.items():
        yield from leaves(value, f"{prefix}.{name}".lstrip("."), name in schema.get("required", ()))
    named = schema.get("additionalProperties")
    if isinstance(named, dict) and "properties" in named:
        yield from leaves(named, f"{prefix}.<name>", False)
    elif not inner:
        yield prefix, schema, required


KEYS = {key: (schema, required) for key, schema, required in leaves(json.loads(SCHEMA.read_text()))}
DOCUMENTED = {
    unquoted(key): (default, allowed)
    for key, _, default, allowed in tables(CONFIG, "key", "meaning", "default", "allowed")
}


def test_the_keys_of_the_schema_are_found():
    assert "trimming.min_length" in KEYS
    assert "expression.contrasts.<name>.factor" in KEYS


def test_exactly_the_keys_of_the_schema_are_documented():
    assert list(DOCUMENTED) == list(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_default_is_that_of_the_schema(key):
    schema, required = KEYS[key]
    default = DOCUMENTED[key][0]
    if required:
        assert default == "**required**"
    elif "<name>" in key:
        assert default == ""  # a contrast is of one of two kinds
    else:
        written = schema["default"]
        text = written if isinstance(written, str) else json.dumps(written)
        assert unquoted(default) == text


@pytest.mark.parametrize("key", KEYS)
def test_allowed_values_are_those_of_the_schema(key):
    schema, allowed = KEYS[key][0], DOCUMENTED[key][1]
    kinds = schema.get("type", [])
    if "enum" in schema:
        assert allowed == ", ".join(f"`{value}`" for value in schema["enum"])
    elif kinds == "boolean":
        assert allowed == "`true`, `false`"
    elif kinds in ("integer", "number"):
        bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        expected = sorted(float(schema[bound]) for bound in bounds if bound in schema)
        assert sorted(map(float, re.findall(r"\d+(?:\.\d+)?", allowed))) == expected
    assert ("`null`" in allowed or "or `null`" in allowed) == ("null" in kinds)


def test_all_kits_are_documented():
    with (ROOT / "resources" / "kits.tsv").open(newline="") as file:
        kits = list(csv.DictReader(file, delimiter="\t"))
    header = ("kit", "5' bases", "3' adapter", "3' bases", "UMI", "protocols")
    documented = tables(CONFIG, *header)
    for kit, (name, before, adapter, behind, umi, protocols) in zip(kits, documented, strict=True):
        assert (unquoted(name), before, behind) == (kit["kit"], kit["bases_5p"], kit["bases_3p"])
        assert (adapter if adapter == "none" else unquoted(adapter)) == (kit["adapter"] or "none")
        assert protocols == kit["protocols"]
        parts = [kit[part] for part in ("umi_5p", "umi_3p", "umi_after") if kit[part] != "0"]
        assert re.findall(r"\d+", umi) == parts


def test_the_required_columns_are_documented():
    assert tuple(unquoted(column) for column, _ in tables(CONFIG, "column", "meaning")) == REQUIRED
    optional = tables(CONFIG, "optional column", "meaning")
    assert tuple(unquoted(column) for column, _ in optional) == LIBRARY


def test_all_fates_are_documented_and_trimming_in_its_order():
    documented = [unquoted(fate) for fate, _ in tables(CONFIG, "fate", "meaning")]
    assert sorted(documented) == sorted(FATES)
    assert tuple(documented[: len(TRIMMED)]) == TRIMMED


def yaml_examples(section: str) -> list[dict]:
    blocks = map(yaml.safe_load, re.findall(r"```yaml\n(.*?)```", CONFIG, flags=re.DOTALL))
    return [block for block in blocks if section in block]


@pytest.mark.parametrize("section", ["library", "reference", "expression"])
def test_examples_are_valid_configs(section):
    expression = yaml_examples("expression")[0]
    assert yaml_examples(section)
    for example in yaml_examples(section):
        settings.check({"samples": "samples.tsv", **expression, **example}, SCHEMA)


@pytest.mark.parametrize(
    "expression", [example["expression"] for example in yaml_examples("expression")]
)
def test_example_designs_can_be_fitted(expression):
    """On 24 patients seen twice, or 48 samples: sixteen of each condition, in two groups."""
    size = 48
    ages = np.random.default_rng(1).normal(45, 12, size).round(1)
    sheet = pd.DataFrame(
        {
            "condition": ["TRD", "responder", "control"] * 16,
            "batch": list("1122331212313") * 3 + list("123123123"),
            "study": list("ABBAABBABAAB") * 4,
            "sex": list("FMMFFMFM") * 6,
            "age": ages.astype(str),
            "patient": [f"P{number // 2:02}" for number in range(size)],
            "patient_in_group": [str(number // 4) for number in range(size)],
            "time": ["before", "after"] * 24,
            "response": ["yes", "yes", "no", "no"] * 12,
        },
        index=[f"s{number}" for number in range(size)],
    )
    checked = settings.check({"samples": "samples.tsv", "expression": expression}, SCHEMA)
    designs.check_expression(sheet, checked["expression"])
    contrasts = checked["expression"]["contrasts"]
    references = designs.reference_levels(contrasts.values(), checked["expression"]["references"])
    for contrast in contrasts.values():
        design = (sheet, expression["design"], contrast, references)
        matrix, coefficient = designs.model_matrix(*design)
        if "factor" in contrast:
            tested = sheet[contrast["factor"]] == contrast["tested"]
            assert list(matrix[coefficient]) == list(tested.astype(float))


def declared_outputs() -> set[str]:
    """The paths that the rules declare as outputs, as they are written."""
    paths = set()
    for rules in (ROOT / "workflow" / "rules").glob("*.smk"):
        for block in re.findall(r"^    output:\n((?: {8}.*\n)+)", rules.read_text(), re.MULTILINE):
            paths.update(re.findall(r'"(results/[^"]+)"', block))
    return paths


def test_the_outputs_of_the_readme_are_made():
    documented = [unquoted(path) for path, _ in tables(README, "path", "what it is")]
    assert set(documented) <= declared_outputs()
    assert len(documented) == len(set(documented))


def test_other_formats_of_the_readme_are_made():
    for path, what in tables(README, "path", "what it is"):
        stem = unquoted(path).rpartition(".")[0]
        for suffix in re.findall(r"`(\.\w+)`", what):
            assert stem + suffix in declared_outputs()
        for name in re.findall(r"`(\w+\.plotted\.tsv)`", what):
            assert str(Path(unquoted(path)).with_name(name)) in declared_outputs()


def test_the_columns_of_isomirs_and_editing_are_documented():
    for header, fields in (
        ("column of the summary", ISOMIR_SUMMARY.header),
        ("column of editing", EDITING.header),
    ):
        cells = [cell for cell, _ in tables(CONFIG, header, "meaning")]
        assert tuple(re.findall(r"`(\w+)`", " ".join(cells))) == fields


def test_the_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE))
    assert targets >= {"demo", "test", "install"}
    assert targets <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("page", ["README.md", "config/README.md", "resources/README.md"])
def test_local_links_lead_somewhere(page):
    path = ROOT / page
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text()):
        file, _, anchor = target.partition("#")
        if not file.startswith("http"):
            linked = path.parent / file if file else path
            assert linked.is_file(), target
            titles = re.findall(r"^#+ (.+)$", linked.read_text(), re.MULTILINE) if anchor else []
            assert not anchor or anchor in [t.lower().replace(" ", "-") for t in titles]


def test_the_picture_is_small():
    assert (ROOT / "docs" / "volcano.png").stat().st_size < 300_000


@pytest.mark.parametrize(("name", "digest"), tables(RESOURCES, "file", "sha256"))
def test_references_have_their_checksum(name, digest):
    with gzip.open(ROOT / "resources" / unquoted(name)) as file:
        assert hashlib.sha256(file.read()).hexdigest() == digest


def test_all_references_have_a_checksum():
    listed = {Path(unquoted(name)).name for name, _ in tables(RESOURCES, "file", "sha256")}
    assert listed == {path.name for path in (ROOT / "resources" / "mirbase").iterdir()}


def test_numbers_of_the_resources_are_right():
    def text(name: str) -> str:
        with gzip.open(ROOT / "resources" / "mirbase" / name, "rt") as file:
            return file.read()

    kinds = re.findall(r"^chr\S+\t\S+\t(\w+)\t", text("hsa.v22.gff3.gz"), re.MULTILINE)
    with (ROOT / "resources" / "prior" / "trd_evidence.tsv").open(newline="") as file:
        reports = list(csv.DictReader(file, delimiter="\t"))
    of_trd = [row for row in reports if row["population"] in ("TRD", "TRD-ECT")]
    with (ROOT / "resources" / "prior" / "haemolysis.tsv").open(newline="") as file:
        sources = [row["source"] for row in csv.DictReader(file, delimiter="\t")]
    for statement in (
        f"{text('hsa.hairpins.v22.fasta.gz').count('>'):,} hairpins",
        f"{text('hsa.matures.v22.fasta.gz').count('>'):,} mature miRNAs",
        f"{kinds.count('miRNA_primary_transcript'):,} primary transcripts",
        f"{kinds.count('miRNA'):,} matures",
        f"{len(reports)} published reports on {len({r['mirna'] for r in reports})} miRNAs",
        f"{len(of_trd)} rows have",
        f"the {sources.count('Smith 2022 signature')} miRNAs",
    ):
        assert statement in " ".join(RESOURCES.split())
    described = {source for source, _ in tables(RESOURCES, "`source`", "miRNAs")}
    assert described == set(sources)


def test_the_columns_of_the_evidence_are_documented():
    header = (ROOT / "resources" / "prior" / "trd_evidence.tsv").read_text().split("\n", 1)[0]
    documented = [unquoted(column) for column, _ in tables(RESOURCES, "column", "meaning")]
    assert documented == header.split("\t")


def test_the_citation_names_what_the_readme_names():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    dois = {reference["doi"] for reference in citation["references"] if "doi" in reference}
    assert dois == set(re.findall(r"doi:\[([^\]]+)\]", README))


CONDA_NAMES = {
    "python-isal": "isal",
    "matplotlib-base": "matplotlib",
    "snakemake-minimal": "snakemake",
}


def test_conda_environments_have_the_versions_that_are_tested():
    locked = (ROOT / "requirements.txt").read_text()
    # Python 3.11, as in the environments, takes the first of two versions.
    tested = dict(reversed(re.findall(r"^([\w-]+)==([\w.]+)", locked, re.MULTILINE)))
    tested["multiqc"] = (ROOT / "requirements-multiqc.txt").read_text().strip().split("==")[1]
    environments = sorted((ROOT / "envs").glob("*.yaml"))
    assert environments
    for path in environments:
        for package in yaml.safe_load(path.read_text())["dependencies"]:
            name, version = package.split(" =")
            assert version == tested.get(CONDA_NAMES.get(name, name), "3.11"), (path.name, package)
