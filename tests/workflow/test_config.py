"""What a user gets to see of the plan of a run, on the command line."""

import re
import subprocess
import sys

import pytest
import yaml

from builders.paths import SNAKEFILE
from builders.workplace import CONFIG, SHEET, Workplace, with_key


@pytest.fixture
def workplace(tmp_path):
    return Workplace(tmp_path)


def test_a_good_config_and_sheet_are_accepted(workplace):
    workplace.write_sheet(SHEET.replace("\n", "\r\n"))
    result = workplace.dry_run("--cores", "8")
    assert result.returncode == 0, result.stderr
    assert "Error" not in result.stderr
    assert result.stderr.count("Windows line ends (CRLF)") == 1
    jobs = result.stdout.split("\nrule ")
    assert any(job.startswith("fit_model:") for job in jobs)
    for rule in ("trim_reads", "count_mirnas"):
        of_rule = [job for job in jobs if job.startswith(f"{rule}:")]
        assert len(of_rule) == 4
        assert all("threads: 2" in job for job in of_rule)


def test_a_mistake_ends_the_command_with_one_line(workplace):
    workplace.write_config(with_key("trimming.min_lenght", 18))
    assert workplace.error() == (
        "Error: config: unknown key trimming.min_lenght; known are min_length, max_length, "
        "max_expected_errors"
    )


def test_a_second_config_is_merged_and_a_mistake_names_contrast_and_files(workplace):
    second = {"expression": {"design": "~ batch", "contrasts": {}}}
    (workplace.folder / "config" / "two.yaml").write_text(yaml.safe_dump(second))
    two = str(workplace.folder / "config" / "two.yaml")
    result = workplace.dry_run("--cores", "1", "--configfile", two)
    assert result.returncode != 0
    assert re.fullmatch(
        r"Error: expression\.contrasts\.TRD_vs_control: factor 'condition' is not in the design "
        r"'~ batch' \(config/config\.yaml and config/two\.yaml were merged, key by key: .*\)",
        result.stderr.splitlines()[-1],
    )


def test_a_key_that_is_there_twice_ends_the_command_with_one_line(workplace):
    path = workplace.folder / "config" / "config.yaml"
    path.write_text(path.read_text() + "samples: other.tsv\n")
    line = len(path.read_text().splitlines())
    assert re.fullmatch(
        rf"Error: config/config\.yaml, line {line}: key 'samples' is there twice, first on line "
        r"\d+: leave one out",
        workplace.error(),
    )


MODULE = """
module mirtrd:
    snakefile: "{snakefile}"
    config: {config}

use rule * from mirtrd
"""


def test_a_workflow_that_uses_this_one_as_a_module_gives_the_config(workplace):
    (workplace.folder / "config" / "config.yaml").unlink()
    snakefile = workplace.folder / "Snakefile"
    snakefile.write_text(MODULE.format(snakefile=SNAKEFILE, config=CONFIG))
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--dry-run", "quality"]
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=workplace.folder
    )
    assert "trim_reads" in result.stdout, result.stderr


# What a cluster's executor does before jobs are submitted. On the command line, dry runs and
# executors of this computer set a number of cores.
PARSE = """
import sys
from pathlib import Path
from snakemake.api import SnakemakeApi
from snakemake.settings.types import OutputSettings, ResourceSettings

with SnakemakeApi(OutputSettings()) as api:
    snakefile, folder = map(Path, sys.argv[1:])
    run = api.workflow(
        resource_settings=ResourceSettings(nodes=2), snakefile=snakefile, workdir=folder
    )
    # Every way into the workflow that is public sets a number of cores.
    run._workflow  # reads the rules
    print("parsed")
"""


def test_an_executor_needs_no_number_of_cores(workplace):
    command = [sys.executable, "-c", PARSE, str(SNAKEFILE), str(workplace.folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout.endswith("parsed\n"), result.stderr
