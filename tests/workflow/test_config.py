"""What a user gets to see of the plan of a run, on the command line."""

import subprocess
import sys

import pytest

from builders.paths import SNAKEFILE
from builders.workplace import SHEET, Workplace, with_key


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
