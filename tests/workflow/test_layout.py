"""The law of the layout: which file is where, what a rule has, and what may import what."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from builders.paths import ROOT
from pages.checkout import PACKAGE, RULES, STAGES

TESTS = ROOT / "tests"
# From below. What stands in one line may not import from each other.
BELOW = (("core",), ("statistics", "design", "figures", "reference"), ("inputs",))
ABOVE = ("screen",)
# What is asked for by name before there is a run.
TARGETS = ("sheet", "published_counts")
# Parts of a stage's rules: what only reads can give, what a table of counts gives, and what is made
# before there is a run.
PARTS = ("_reads", "_import", "_sheet")
# Rules of tools that are not ours, by the reason: they have no script.
WITHOUT_SCRIPT = {"multiqc": "runs MultiQC"}
# Modules that only declare what others write and read, or types; they are tested by those.
DECLARATIONS = {"tables", "arrays"}
# Whose test files are still to be split from others; remove each when it has its own.
WITHOUT_TESTS = {
    "core": ("params"),
}
WITHOUT_MODULE: list[str] = []
LARGEST_SHARE = 0.2


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


def folder_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def is_script(path: Path) -> bool:
    return 'if __name__ == "__main__":' in path.read_text()


FILES = sorted(p for p in PACKAGE.glob("*/*.py") if p.name != "__init__.py")
SCRIPTS = [path for path in FILES if is_script(path)]


def imported_files(path: Path) -> set[Path]:
    """The files of the package that a file names in its own imports."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            first, *parts = name.split(".")
            file = PACKAGE.joinpath(*parts).with_suffix(".py")
            if first == PACKAGE.name and parts and file.is_file():
                found.add(file)
    return found


def floor_of(folder: str) -> float:
    """The height of a folder; those of one height do not import from each other."""
    below = next((n for n, folders in enumerate(BELOW) if folder in folders), None)
    if below is not None:
        return below
    return len(BELOW) + [*STAGES, *ABOVE].index(folder)


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_go_down_or_to_a_module_of_an_earlier_stage(path):
    for file in imported_files(path):
        if folder_of(file) != folder_of(path):
            assert floor_of(folder_of(file)) < floor_of(folder_of(path)), name_of(file)
        assert not is_script(file), f"{name_of(file)} is a script, what is shared is in a module"


@cache
def rules() -> dict[str, tuple[str, str]]:
    """The rules by name: the stem of their file, and their text."""
    found = {}
    for path in sorted(RULES.glob("*.smk")):
        parts = re.split(r"^rule (\w+):\n", path.read_text(), flags=re.MULTILINE)
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            found[f"{path.stem}:{name}"] = (path.stem, text.partition("\nuse rule ")[0])
    return found


def stage_of(stem: str) -> str:
    for part in PARTS:
        stem = stem.removesuffix(part)
    return stem


def is_target(key: str) -> bool:
    return key.partition(":")[2] in (*STAGES, *TARGETS, "all")


JOBS = [key for key in rules() if not is_target(key)]


@pytest.mark.parametrize("key", JOBS)
def test_a_rule_runs_the_script_of_its_name_in_the_folder_of_its_stage(key):
    stem, text = rules()[key]
    name = key.partition(":")[2]
    script = re.search(r'script:\n +"\.\./scripts/mirtrd/(\S+)"', text)
    if name in WITHOUT_SCRIPT:
        assert script is None
    else:
        assert script
        assert script[1] == f"{stage_of(stem)}/{name}.py"
        assert (PACKAGE / script[1]) in SCRIPTS


def test_each_script_has_a_rule():
    named = {key.partition(":")[2] for key in JOBS} - set(WITHOUT_SCRIPT)
    assert {path.stem for path in SCRIPTS} == named


def inherited() -> dict[str, tuple[str, str]]:
    """Rules that are others with other files: the stem of their file, and their text."""
    found = {}
    for path in sorted(RULES.glob("*.smk")):
        start = r"^(?:(?:use )?rule|[A-Z]).*$\n"
        for match in re.finditer(r"^use rule (\w+) as (\w+) with:\n", path.read_text(), re.M):
            rest = re.split(start, path.read_text()[match.end() :], maxsplit=1, flags=re.M)
            found[match[2]] = (path.stem, rest[0])
    return found


@pytest.mark.parametrize("name", inherited())
def test_a_rule_that_is_another_with_other_files_has_paths_of_its_stage(name):
    stem, text = inherited()[name]
    stage = stage_of(stem)
    assert re.search(rf'log:\n +"logs/{stage}/{name}\.[^"]+\.log"', text)
    benchmark = re.search(r'benchmark:\n +"([^"]+)"', text)
    assert not benchmark or benchmark[1].startswith(f"benchmarks/{stage}/{name}.")
    outputs = re.search(r" {4}output:\n((?: {8}.*\n)+)", text)
    assert outputs
    paths = re.findall(r'"([^"]+/[^"]+)"', outputs[1])
    assert all(path.startswith(f"results/{stage}/") for path in paths), paths


def names_of(text: str, part: str) -> set[str]:
    """The names of the inputs or outputs of a rule, and of what several rules are given; for a
    model, those of its files."""
    block = re.search(rf" {{4}}{part}:\n((?: {{8}}.*\n)+)", text)
    names = set(re.findall(r"^ {8}(\w+)=", block[1], re.M)) if block else set()
    model = re.search(r"^MODEL = \{\n(.*?)^\}", (RULES / "expression.smk").read_text(), re.M | re.S)
    assert model
    given = set(re.findall(r"^ {8}\*\*(\w+),", block[1], re.M)) if block else set()
    files = set(re.findall(r'^    "(\w+)":', model[1], re.M)) if "MODEL" in given else set()
    return names | files | given - {"MODEL"}


def test_a_rule_that_is_another_hands_its_script_files_of_the_same_names():
    whole = {key.partition(":")[2]: text for key, (_, text) in rules().items()}
    pairs = [
        pair
        for path in sorted(RULES.glob("*.smk"))
        for pair in re.findall(r"^use rule (\w+) as (\w+) with:\n", path.read_text(), re.M)
    ]
    assert pairs
    for original, name in pairs:
        for part in ("input", "output"):
            own = names_of(inherited()[name][1], part)
            assert own == names_of(whole[original], part), (name, part)


@pytest.mark.parametrize("key", rules())
def test_a_rule_says_in_one_sentence_what_it_does(key):
    _, text = rules()[key]
    docstring = re.match(r' +"""(.+)"""\n', text)
    assert docstring
    assert re.fullmatch(r"[A-Z][^\n]*\.", docstring[1])


@pytest.mark.parametrize("key", JOBS)
def test_a_job_has_a_log_and_paths_of_its_stage(key):
    stem, text = rules()[key]
    name, stage = key.partition(":")[2], stage_of(stem)
    log = re.search(r'log:\n +"([^"]+)"', text)
    assert log
    assert re.fullmatch(rf"logs/{stage}/{name}(\.\{{\w+\}})?\.log", log[1])
    benchmark = re.search(r'benchmark:\n +"([^"]+)"', text)
    assert not benchmark or benchmark[1].startswith(f"benchmarks/{stage}/{name}.")
    outputs = re.search(r" {4}output:\n((?: {8}.*\n)+)", text)
    assert outputs
    paths = re.findall(r'"([^"]+/[^"]+)"', outputs[1])
    # What a user downloads is theirs from then on, and so are drafts; the record is of all stages.
    folders = (
        f"results/{stage}/",
        "results/run.json",
        "config/samples.",
        "config/counts.",
    )
    assert all(path.startswith(folders) for path in paths), paths


@pytest.mark.parametrize("path", sorted(RULES.glob("*.smk")), ids=lambda path: path.stem)
def test_rules_hold_no_code_of_their_own(path):
    text = path.read_text()
    assert not re.search(r"^ +run:", text, flags=re.MULTILINE)
    assert "lambda" not in text


@pytest.mark.parametrize("path", sorted(RULES.glob("*.smk")), ids=lambda path: path.stem)
def test_a_rules_file_opens_with_what_it_needs_and_gives(path):
    first = path.read_text().partition('"""\n')[0]
    assert first.startswith('"""')
    if path.stem != "common":
        assert "Needs " in first or "Needs " in " ".join(first.split())
        assert "Gives " in " ".join(first.split())


# Whose tests are not yet apart from those of other stages.
WITHOUT_FOLDER = {"cohort"}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_has_rules_a_target_scripts_and_tests(stage):
    assert (RULES / f"{stage}.smk").is_file()
    assert (PACKAGE / stage).is_dir()
    assert (TESTS / stage).is_dir() or stage in WITHOUT_FOLDER
    first = next(key for key in rules() if rules()[key][0] == stage)
    assert first == f"{stage}:{stage}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_module_has_its_test_file(path):
    test = TESTS / folder_of(path) / f"test_{path.stem}.py"
    declares = path.stem in DECLARATIONS and folder_of(path) != "core"
    waits = path.stem in WITHOUT_TESTS.get(folder_of(path), "").split()
    assert test.is_file() or declares or waits


def test_a_test_file_has_its_module():
    modules = {(folder_of(path), f"test_{path.stem}") for path in FILES}
    folders = {folder_of(path) for path in FILES}
    strangers = [
        path.relative_to(TESTS).as_posix()
        for path in TESTS.glob("*/test_*.py")
        if path.parent.name in folders and (path.parent.name, path.stem) not in modules
    ]
    assert set(strangers) <= set(WITHOUT_MODULE)


def test_no_test_imports_another():
    for path in TESTS.rglob("*.py"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = [getattr(node, "module", None) or "", *(a.name for a in node.names)]
                ours = [name for name in names if not names[0].startswith(PACKAGE.name)]
                assert not any(name.split(".")[-1].startswith("test_") for name in ours), path


def code_lines(path: Path) -> int:
    """Lines that are neither blank, nor comments, nor of a docstring."""
    documented = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            documented.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    lines = enumerate(path.read_text().splitlines(), start=1)
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") and number not in documented
        for number, line in lines
    )


def test_no_stage_outgrows_the_others():
    lines = Counter({folder_of(path): 0 for path in FILES})
    for path in FILES:
        lines[folder_of(path)] += code_lines(path)
    stage, most = lines.most_common(1)[0]
    assert most <= LARGEST_SHARE * lines.total(), f"{stage}: {most} of {lines.total()} lines"
