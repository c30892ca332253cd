"""A script runs as a job: its log has all that is printed, an error of the user is one line."""

import subprocess
import sys
from pathlib import Path

from builders.paths import ROOT

SCRIPT = """
import sys, types
sys.path.insert(0, {scripts!r})
import os
from mirtrd.core.job import UserError, run
snakemake = types.SimpleNamespace(log=[{log!r}], answer=42)
def main(job):
    print("printed", job.answer)
    os.system("echo by a command")
    {ending}
run(main)
"""


def run_script(folder: Path, ending: str) -> tuple[subprocess.CompletedProcess, str]:
    """How a script ended, and its log."""
    log = folder / "job.log"
    text = SCRIPT.format(scripts=str(ROOT / "workflow" / "scripts"), log=str(log), ending=ending)
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    return done, log.read_text()


def test_all_that_is_printed_is_in_the_log(tmp_path):
    done, log = run_script(tmp_path, "pass")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(log.splitlines()) == ["by a command", "printed 42"]


def test_a_mistake_of_the_user_ends_in_one_line(tmp_path):
    done, log = run_script(tmp_path, 'raise UserError("sheet: is empty")')
    assert done.returncode == 1
    assert log.splitlines()[-1] == "Error: sheet: is empty"
    assert "Traceback" not in log


def test_any_other_error_keeps_its_traceback(tmp_path):
    done, log = run_script(tmp_path, "1 / 0")
    assert done.returncode == 1
    assert "Traceback" in log
    assert log.splitlines()[-1] == "ZeroDivisionError: division by zero"


def test_a_full_disk_is_told_on_the_screen_if_the_log_cannot_be_written():
    text = SCRIPT.format(
        scripts=str(ROOT / "workflow" / "scripts"),
        log="/dev/full",
        ending='open("/dev/full", "w").write("x" * 100_000)',
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "Error: the results, or their log /dev/full, cannot be written (No space left on device): "
        "make room or get permission, then start the run again"
    )
    assert "Traceback" not in done.stderr


def test_a_mistake_is_told_on_the_screen_if_the_log_cannot_be_written():
    text = SCRIPT.format(
        scripts=str(ROOT / "workflow" / "scripts"),
        log="/dev/full",
        ending='sys.stdout = open(os.devnull, "w"); raise UserError("sheet: is empty")',
    )
    text = text.replace('print("printed", job.answer)', "pass")
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "Error: sheet: is empty"


def test_a_log_that_cannot_be_opened_is_told_on_the_screen(tmp_path):
    text = SCRIPT.format(
        scripts=str(ROOT / "workflow" / "scripts"), log=str(tmp_path), ending="pass"
    )
    text = text.replace("run(main)", "import pathlib, errno\n" + REFUSING + "run(main)")
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.stderr == (
        f"Error: {tmp_path} cannot be written (Permission denied): make room or get permission, "
        "then start the run again\n"
    )


# Stands in for a folder without permission, as a superuser has all.
REFUSING = """
def refuse(path, *mode):
    raise PermissionError(errno.EACCES, "Permission denied", str(path))
pathlib.Path.open = refuse
"""


def test_a_result_that_cannot_be_written_is_named_in_the_log(tmp_path):
    ending = 'raise PermissionError(13, "Permission denied", "results/a.tsv")'
    done, log = run_script(tmp_path, ending)
    assert done.returncode == 1
    assert log.splitlines()[-1].startswith("Error: results/a.tsv cannot be written (Permission de")
    assert "Traceback" not in log
