"""What the READMEs and the documentation say, held against what they speak of."""

import csv
import gzip
import hashlib
import json
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
import yaml

import reference_pages
from builders.paths import DEMO, ROOT, SCHEMA
from mirtrd.core.fates import FATES, TRIMMED
from mirtrd.core.version import VERSION
from mirtrd.design.checks import check_design
from mirtrd.design.contrasts import Criteria, Design
from mirtrd.design.grammar import FUNCTIONS
from mirtrd.design.matrices import model_matrix
from mirtrd.inputs import settings
from mirtrd.inputs.reserved import RESERVED
from mirtrd.inputs.sheets import LIBRARY, REQUIRED
from mirtrd.provenance.software import NAMES
from pages.config import find_keys
from pages.constants import find_constants
from pages.kits import read_kits
from pages.results import find_rules, find_tables, group_outputs, read_sentences

DOCS = ROOT / "docs"
GENERATED = reference_pages.write_pages()
# All that is written by hand, by its path in the checkout.
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text()
    for path in (
        *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
        *(ROOT / folder / "README.md" for folder in ("config", "resources", ".test")),
        *sorted(DOCS.rglob("*.md")),
    )
}
README = PAGES["README.md"]
RESOURCES = PAGES["resources/README.md"]
SHEET = PAGES["docs/reference/sample-sheet.md"]
FATE = PAGES["docs/reference/fates.md"]
DESIGNS = PAGES["docs/how-to/designs.md"]


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


KEYS = {key: schema for key, schema, _ in find_keys(json.loads(SCHEMA.read_text()))}
DOCUMENTED = {
    unquoted(key): (meaning, default, allowed)
    for key, meaning, default, allowed in tables(
        GENERATED["reference/config.md"], "key", "meaning", "default", "allowed"
    )
}


def test_the_keys_of_the_schema_are_documented():
    assert set(DOCUMENTED) == set(KEYS)
    assert DOCUMENTED["samples"][1] == "**required**"
    assert DOCUMENTED["trimming.min_length"][1:] == ("`15`", "a whole number from 15 to 30 (nt)")
    assert DOCUMENTED["library.on_conflict"][1:] == ("`fail`", "`fail`, `warn`")
    assert DOCUMENTED["quality.reads.warn"][1] == "`null`"
    assert DOCUMENTED["expression.contrasts.<name>.factor"][1] == ""


@pytest.mark.parametrize("key", KEYS)
def test_each_key_says_what_it_means_and_what_it_may_hold(key):
    schema = KEYS[key]
    assert schema["title"]
    allowed = DOCUMENTED[key][2]
    bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    if "enum" not in schema and (expected := [schema[b] for b in bounds if b in schema]):
        found = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", allowed)]
        assert {min(expected), max(expected)} <= set(found)
    assert ("`null`" in allowed) == ("null" in schema.get("type", ()))


def keys_of_the_schema() -> set[str]:
    """Dotted keys, and the sections that hold them."""
    parts = [key.replace("<name>.", "").split(".") for key in KEYS]
    return {".".join(key[:length]) for key in parts for length in range(1, len(key) + 1)}


@pytest.mark.parametrize("page", PAGES)
def test_the_keys_that_a_page_names_exist(page):
    if page == "CHANGELOG.md":
        return  # tells of keys of before
    sections = {key.partition(".")[0] for key in KEYS} - {"samples"}
    named = re.findall(rf"`((?:{'|'.join(sections)})\.\w[\w.]*)(?:: [^`]+)?`", PAGES[page])
    classes = {"reference.other"}
    files = {"reference.fasta"}
    unknown = {
        key
        for key in set(named) - keys_of_the_schema() - files
        if key.rpartition(".")[0] not in classes
    }
    assert not unknown


def test_all_kits_are_documented():
    with (ROOT / "resources" / "kits.tsv").open(newline="") as file:
        kits = list(csv.DictReader(file, delimiter="\t"))
    header = ("kit", "5' bases", "3' adapter", "3' bases", "UMI", "protocols")
    documented = tables(GENERATED["reference/kits.md"], *header)
    for kit, (name, before, adapter, behind, umi, protocols) in zip(kits, documented, strict=True):
        assert (unquoted(name), before, behind) == (kit["kit"], kit["bases_5p"], kit["bases_3p"])
        assert (adapter if adapter == "none" else unquoted(adapter)) == (kit["adapter"] or "none")
        assert protocols == kit["protocols"]
        parts = [kit[part] for part in ("umi_5p", "umi_3p", "umi_after") if kit[part] != "0"]
        assert re.findall(r"\d+", umi) == parts


@pytest.mark.parametrize("page", PAGES)
def test_the_kits_that_a_page_names_exist(page):
    known = {kit["kit"] for kit in read_kits()}
    named = re.findall(r"\bkit `(\w+)`|^ *kit: (\w+)", PAGES[page], re.MULTILINE)
    assert {a or b for a, b in named} <= known | {"custom", "auto"}


def test_the_columns_of_the_sheet_are_documented():
    assert tuple(unquoted(column) for column, _ in tables(SHEET, "column", "meaning")) == REQUIRED
    optional = tables(SHEET, "optional column", "meaning")
    assert tuple(unquoted(column) for column, _ in optional) == LIBRARY


def test_all_fates_are_documented_and_trimming_in_its_order():
    documented = [unquoted(fate) for fate, _ in tables(FATE, "fate", "meaning")]
    assert sorted(documented) == sorted(FATES)
    assert tuple(documented[: len(TRIMMED)]) == TRIMMED


def yaml_examples(section: str) -> list[dict]:
    found = (re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL) for page in PAGES.values())
    blocks = [yaml.safe_load(text) for texts in found for text in texts]
    return [block for block in blocks if section in block]


@pytest.mark.parametrize("section", ["library", "reference", "expression"])
def test_examples_are_valid_configs(section):
    expression = yaml_examples("expression")[0]
    assert yaml_examples(section)
    for example in yaml_examples(section):
        settings.check_config({"samples": "samples.tsv", **expression, **example}, SCHEMA)


@pytest.mark.parametrize(
    "expression", [example["expression"] for example in yaml_examples("expression")]
)
def test_example_designs_can_be_fitted(expression):
    """On 24 patients seen twice, or 48 samples: sixteen of each condition, in two groups."""
    size = 48
    batches = "1122331212313" if "C(batch)" in expression["design"] else "AABBBAABABABA"
    ages = np.random.default_rng(1).normal(45, 12, size).round(1)
    sheet = pd.DataFrame(
        {
            "condition": ["TRD", "responder", "control"] * 16,
            # Numbered batches have to be marked as groups.
            "batch": list(batches * 3 + batches[:9]),
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
    checked = settings.check_config({"samples": "samples.tsv", "expression": expression}, SCHEMA)
    design = Design.from_config(checked["expression"])
    check_design(sheet, design, Criteria.from_config(checked["expression"]))
    for contrast in design.contrasts:
        matrix, coefficient = model_matrix(sheet, design, contrast)
        if contrast.factor:
            tested = sheet[contrast.factor] == contrast.tested
            assert list(matrix[coefficient]) == list(tested.astype(float))


def test_the_functions_of_formulas_are_documented():
    listed = DESIGNS.partition("and the functions ")[2].partition(". ")[0]
    assert set(re.findall(r"`([\w.]+)`", listed)) == set(FUNCTIONS)


def test_the_names_that_contrasts_may_not_have_are_documented():
    listed = DESIGNS.partition("So these are taken, ")[2].partition(".\n")[0]
    assert re.findall(r"`(\w+)`", listed) == list(RESERVED)


def declared_outputs() -> set[str]:
    """The paths that the rules declare as outputs, as they are written."""
    paths = set()
    for rules in (ROOT / "workflow" / "rules").glob("*.smk"):
        for block in re.findall(r"^    output:\n((?: {8}.*\n)+)", rules.read_text(), re.MULTILINE):
            paths.update(re.findall(r'"((?:results|reference)/[^"]+)"', block))
    return paths


def pattern_of(path: str) -> re.Pattern[str]:
    """What a path with wildcards matches: wildcards themselves, or values of them."""
    parts = re.split(r"\{\w+\}", path)
    return re.compile(r"(?:\{\w+\}|[\w-]+)".join(map(re.escape, parts)))


@pytest.mark.parametrize("page", PAGES)
def test_the_results_that_a_page_names_are_made(page):
    if page == "CHANGELOG.md":
        return  # tells of paths of before
    outputs = list(map(pattern_of, declared_outputs()))
    named = re.findall(r"`(?:\.test/)?(results/\w+/[^`\s]*\.[^`\s]+)`", PAGES[page])
    assert [path for path in named if not any(p.fullmatch(path) for p in outputs)] == []


def test_all_files_of_a_run_are_documented_with_a_sentence():
    rows = tables(GENERATED["reference/results.md"], "file", "what it is", "made by")
    documented = set()
    for file, sentence, _ in rows:
        path, *formats = re.findall(r"`([^`]+)`", file)
        documented |= {path + extension for extension in formats} or {path}
        assert sentence.endswith("."), path
    assert documented == declared_outputs()


def test_sentences_are_of_files_that_are_made():
    grouped = {
        path for rules in find_rules().values() for rule in rules for path in group_outputs(rule)
    }
    assert set(read_sentences()) <= grouped


def test_no_sentence_of_a_table_stands_twice():
    declared = {table.path for found in find_tables().values() for table in found}
    twice = declared & set(read_sentences())
    assert not twice, "the stage declares these tables: delete their lines in docs/files.tsv"


def test_columns_of_declared_tables_are_documented():
    for found in find_tables().values():
        for table in found:
            section = GENERATED["reference/results.md"].partition(f"\n`{table.path}`: ")[2]
            rows = tables(section.partition("\n#")[0], "column", "what it says", "unit")
            names = [unquoted(row[0]) for row in rows]
            assert names[: len(table.columns)] == [column.name for column in table.columns]
            assert all(row[1] for row in rows)


def test_constants_come_with_the_comment_above_or_behind_them():
    source = """
# What trimming drops,
# and why.
LEAST = 15
MOST = 40

NOTHING = 3
SHARE = 0.5  # of the reads
NAMES = ("a", "b")
# Both.
LOW, HIGH = 1, 1e-3
# Written as it stands.
LENGTHS = range(18, 26)
"""
    found = [(group.lines, group.comment) for group in find_constants(source)]
    assert found == [
        (("LEAST = 15", "MOST = 40"), "What trimming drops, and why."),
        (("SHARE = 0.5",), "of the reads"),
        (("LOW, HIGH = 1, 1e-3",), "Both."),
        (("LENGTHS = range(18, 26)",), "Written as it stands."),
    ]


def test_constants_of_each_stage_that_decides_are_documented():
    page = GENERATED["reference/constants.md"]
    for text in ("## trimming", "## counting", "`MAX_N = 1`", "## statistics"):
        assert text in page


def test_a_file_of_the_checkout_becomes_a_page_with_links_that_lead_on():
    page = GENERATED["developer/contributing.md"]
    assert "[Layout](layout.md)" in page
    assert "[glossary](../reference/glossary.md)" in page
    assert "(docs/" not in page


@pytest.mark.parametrize("page", PAGES)
def test_the_make_targets_of_a_page_exist(page):
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"(?:^|`)make (\w+)", PAGES[page], re.MULTILINE))
    assert targets <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    assert page != "README.md" or targets >= {"demo", "test", "install", "docs"}


@pytest.mark.parametrize("page", PAGES)
def test_the_files_of_the_checkout_that_a_page_names_exist(page):
    named = re.findall(
        r"`((?:\.test|config|docs|envs|profiles|resources|tests|tools|workflow)/[\w./-]*\w/?)`",
        PAGES[page],
    )
    made = ("results/", ".test/results/", ".test/logs/")
    for path in named:
        if not path.startswith(made) and path != "config/spike_ins.tsv":
            assert (ROOT / path).exists(), path


def anchor_of(title: str) -> str:
    """The anchor of a heading, as Markdown's table of contents makes it."""
    kept = re.sub(r"[^\w\s-]", "", title).strip().lower()
    return re.sub(r"[-\s]+", "-", kept)


def links() -> Iterator[tuple[str, str]]:
    for page, text in PAGES.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if not target.startswith("http"):
                yield page, target


@pytest.mark.parametrize(("page", "target"), list(links()))
def test_local_links_lead_somewhere(page, target):
    file, _, anchor = target.partition("#")
    linked = ((ROOT / page).parent / file if file else ROOT / page).resolve()
    if linked.is_relative_to(DOCS) and (name := str(linked.relative_to(DOCS))) in GENERATED:
        assert page.startswith("docs/"), "pages that the code writes are on the site only"
        text = GENERATED[name]
    else:
        assert linked.is_file()
        text = linked.read_text() if anchor else ""
    assert not anchor or anchor in map(anchor_of, re.findall(r"^#+ (.+)$", text, re.MULTILINE))


def test_the_menu_of_the_site_names_each_page_once():
    settings_of_site = re.sub(r"!!\S+", "", (ROOT / "mkdocs.yml").read_text())
    menu = re.findall(r"[\w/-]+\.md", settings_of_site)
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} | set(GENERATED)
    assert sorted(menu) == sorted(pages)


def test_what_a_page_would_load_from_other_hosts_is_found():
    assert reference_pages.find_foreign(
        '<a href="https://doi.org/1">a link</a><script src="../main.js"></script>'
        '<link rel="canonical" href="https://example.org/">'
        '<link rel="icon" href="https://example.org/icon.png"><img alt="" src=//example.org/a.png>'
    ) == ["https://example.org/icon.png", "//example.org/a.png"]


def test_the_search_of_a_site_in_a_folder_loads_nothing_from_other_hosts():
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text())
    # Else the plugin loads a script of this name from elsewhere.
    assert "offline" in site["plugins"]
    assert [name for name in site["extra"]["polyfills"] if "iframe-worker" in name]
    assert all((DOCS / name).is_file() for name in site["extra"]["polyfills"])


def test_the_readme_and_the_entry_of_the_catalogue_are_short():
    assert README.count("\n") <= 130
    assert PAGES["config/README.md"].count("\n") <= 130


def test_pictures_are_small():
    for path in DOCS.rglob("*.png"):
        assert path.stat().st_size < 300_000, path


def test_the_tutorial_tells_the_truth_of_the_demo():
    effects = pd.read_csv(DEMO / "truth" / "effects.tsv", sep="\t", index_col=0)["log2FoldChange"]
    fates = pd.read_csv(DEMO / "truth" / "read_fate.tsv", sep="\t", index_col=0)
    tutorial = " ".join(PAGES["docs/tutorial.md"].split())
    changed = effects[effects != 0]
    reads = fates["reads"]
    for statement in (
        f"{len(changed)} of {len(effects)} miRNAs were made to differ",
        f"{reads.min():,} to {reads.max():,} reads each",
        f"Of {reads.sum():,} reads",
        f"The truth is {effects['hsa-miR-409-3p']}",
    ):
        assert statement in tutorial
    assert effects["hsa-let-7d-3p"] == effects["hsa-miR-4433a-3p"] == 0
    assert "hsa-miR-135a-5p" in changed


def test_commands_that_take_a_stage_name_one():
    for text in PAGES.values():
        for target in re.findall(r"`snakemake --cores \d+ (\w+)`", text):
            rules = (ROOT / "workflow" / "rules").glob("*.smk")
            assert any(f"rule {target}:\n" in path.read_text() for path in rules), target


@pytest.mark.parametrize(("name", "digest"), tables(RESOURCES, "file", "sha256"))
def test_references_have_their_checksum(name, digest):
    content = (ROOT / "resources" / unquoted(name)).read_bytes()
    if name.endswith(".gz`"):
        content = gzip.decompress(content)
    assert hashlib.sha256(content).hexdigest() == digest


def test_all_references_have_a_checksum():
    listed = {unquoted(name) for name, _ in tables(RESOURCES, "file", "sha256")}
    resources = ROOT / "resources"
    files = [*(resources / "mirbase").iterdir(), *(resources / "fonts").glob("*.ttf")]
    assert listed == {path.relative_to(resources).as_posix() for path in files}


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


def test_the_citation_names_what_the_documentation_names():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    dois = {reference["doi"] for reference in citation["references"] if "doi" in reference}
    section = PAGES["docs/how-to/hand-over.md"].partition("## What to cite")[2]
    assert dois == set(re.findall(r"doi:\[([^\]]+)\]", section))


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == VERSION
    released = re.findall(r"^## \[([\d.]+)\] - (\S+)$", PAGES["CHANGELOG.md"], re.MULTILINE)
    assert released[0] == (VERSION, str(citation["date-released"]))


def test_each_version_says_whether_results_change():
    _, *versions = re.split(r"^## \[", PAGES["CHANGELOG.md"], flags=re.MULTILINE)
    assert versions
    for version in versions:
        assert re.search(r"^### Do results change\?\n\n\S", version, re.MULTILINE)


def test_hosted_checks_run_what_a_checkout_runs():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    job = workflow["jobs"]["checks"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    assert job["steps"][-1] == {"run": ".ci/run"}
    actions = [step["uses"] for step in job["steps"] if "uses" in step]
    assert all(re.search(r"@v\d+\.\d+\.\d+$", action) for action in actions)


def test_hooks_of_commits_are_the_linters_of_make():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    lint = (ROOT / "Makefile").read_text().partition("\nlint:")[2].partition("\n\n")[0]
    for hook in hooks:
        tool = hook["entry"].removeprefix(".venv/bin/python -m ")
        assert f"-m {tool}" in lint


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
            assert version == tested.get(NAMES.get(name, name), "3.11"), (path.name, package)


def test_no_page_waits_for_a_number():
    for name, text in PAGES.items():
        assert not re.search(r"@[A-Z]+@|\bTODO\b|\bTBD\b", text), name
