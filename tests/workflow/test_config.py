"""What a user gets to see of the plan of a run, on the command line."""

import pytest

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
    assert any(job.startswith("fit_expression:") for job in jobs)
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


def test_an_executor_needs_no_number_of_cores(workplace):
    """As on a cluster, where there are jobs in place of cores."""
    result = workplace.dry_run("--executor", "touch", "--jobs", "2")
    assert result.returncode == 0, result.stderr
    assert "fit_expression" in result.stdout
