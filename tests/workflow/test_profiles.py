"""What the profiles ask Snakemake for; tests/workflow/test_slurm.py runs one on a cluster."""

import re
import subprocess
import sys

import pytest
import yaml

from builders.paths import ROOT
from builders.workplace import Workplace

SLURM = yaml.safe_load((ROOT / "profiles" / "slurm" / "config.yaml").read_text())
GROUPS = dict(entry.split("=") for entry in SLURM["groups"])
SAMPLES = 100
# Sent off alone: long, and one for each contrast.
ALONE = {"check_robustness", "permute_labels"}
# Long as well, and only where a panel is trained.
FOR_PANEL = {"shuffle_panel"}
FOR_FEATURES = {"check_features", "permute_features"}
# Only when asked for by name.
ASKED = {"multiqc", "download_rna", "make_sheet", "collect_counts"}


def rules_with_a_job() -> dict[str, str]:
    """The text of each rule that makes something, by its name."""
    found = {}
    for path in (ROOT / "workflow" / "rules").glob("*.smk"):
        parts = re.split(
            r"^(?:use rule \w+ as|rule) (\w+)(?: with)?:\n", path.read_text(), flags=re.MULTILINE
        )
        found |= {n: t for n, t in zip(parts[1::2], parts[2::2], strict=True) if "output:" in t}
    return found


RULES = rules_with_a_job()
LOCAL = {name for name, text in RULES.items() if "localrule: True" in text}


def test_each_job_is_in_a_group_or_known_to_be_sent_off_alone():
    assert set(GROUPS) == set(RULES) - LOCAL - ALONE - FOR_FEATURES - FOR_PANEL - ASKED
    components = dict(entry.split("=") for entry in SLURM["group-components"])
    assert set(components) == set(GROUPS.values())


# Those of `use rule` have the resources of the rule that they use.
@pytest.mark.parametrize("name", sorted(n for n, text in RULES.items() if '"""' in text))
def test_each_job_that_is_sent_off_states_memory_and_run_time(name):
    if name in LOCAL | {"infer_kit"}:
        return
    resources = re.search(r"    resources:\n((?: {8}.*\n)+)", RULES[name])
    assert resources
    assert re.search(r"\bmem(_mb)?=", resources[1])
    assert re.search(r"\bruntime=", resources[1])


@pytest.fixture(scope="module")
def dry_run(tmp_path_factory) -> list[str]:
    """The lines of a dry run of many samples with the groups of the profile."""
    workplace = Workplace(tmp_path_factory.mktemp("study"))
    rows = ["sample\tcondition\tfastq\n"]
    for number in range(SAMPLES):
        (workplace.folder / "reads" / f"S{number}.fastq.gz").touch()
        rows.append(f"S{number}\t{['TRD', 'control'][number % 2]}\treads/S{number}.fastq.gz\n")
    workplace.write_sheet("".join(rows))
    grouping = ["--groups", *SLURM["groups"], "--group-components", *SLURM["group-components"]]
    result = workplace.dry_run("--cores", str(SLURM["cores"]), *grouping)
    assert result.returncode == 0, result.stderr
    return (result.stdout + result.stderr).splitlines()


def test_a_study_of_a_hundred_samples_is_about_as_many_submissions(dry_run):
    groups = [line for line in dry_run if "Group job " in line]
    names = [found[1] for line in dry_run if (found := re.match(r"rule (\w+):", line))]
    alone = [name for name in names if name not in LOCAL | {"all"}]
    assert sum("Group job sample" in line for line in groups) == SAMPLES
    assert set(alone) == ALONE
    assert len(groups) + len(alone) == SAMPLES + 8


def test_memory_follows_the_number_of_samples(dry_run):
    at = next(n for n, line in enumerate(dry_run) if line.strip() == "rule select_samples:")
    resources = next(line for line in dry_run[at:] if line.strip().startswith("resources:"))
    # 700 MB, and 0.8 MB for each sample.
    assert "mem_mb=780," in resources


def test_account_and_partition_are_a_line_each_to_fill():
    text = (ROOT / "profiles" / "slurm" / "config.yaml").read_text()
    filled = yaml.safe_load(
        re.sub(r"^  # - (slurm_\w+=)\w+$", r"  - \1x", text, flags=re.MULTILINE)
    )
    assert filled["default-resources"][:2] == ["slurm_account=x", "slurm_partition=x"]
    assert filled["default-resources"][2:] == SLURM["default-resources"]


def test_a_cluster_needs_a_profile_and_nothing_else(tmp_path):
    """Where the plugin is installed, a dry run with the profile, as it is typed in a checkout."""
    pytest.importorskip("snakemake_executor_plugin_slurm", reason="make install-slurm")
    workplace = Workplace(tmp_path)
    command = [sys.executable, "-m", "snakemake", "--profile", "profiles/slurm", "--dry-run"]
    done = subprocess.run(
        [*command, "--directory", str(workplace.folder)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
