"""One run at a time in a folder; what a killed run leaves behind stops nobody."""

import subprocess
import sys
import threading
import time

import pytest

from builders.paths import ROOT
from mirtrd.core.locks import JOBS, NAME, BusyError, begin_run, join_run

# Hold a lock as another process, say so, and stay until killed.
HOLDER = """
import sys, time
sys.path.insert(0, {scripts!r})
from mirtrd.core.locks import begin_run, join_run
with {held} as lock:
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def hold(tmp_path, monkeypatch):
    """A function that starts a process in the folder, which holds what an expression gives."""
    monkeypatch.chdir(tmp_path)
    started = []

    def start(held: str) -> subprocess.Popen:
        text = HOLDER.format(scripts=str(ROOT / "workflow" / "scripts"), held=held)
        process = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_second_run_is_refused_and_told_of_the_first(hold, tmp_path):
    first = hold("begin_run({}, print)")
    with pytest.raises(BusyError) as caught:
        begin_run({}, print)
    began = f"another run is at work in {tmp_path} (process {first.pid} on "
    assert str(caught.value).startswith(began)


def test_a_run_follows_one_that_was_killed(hold):
    first = hold("begin_run({}, print)")
    first.kill()
    first.wait()
    said = []
    with begin_run({}, said.append):
        assert said == []


def test_a_run_waits_for_jobs_that_outlived_theirs(hold):
    with begin_run(old := {}, print):
        job = hold(f"join_run({old[NAME]!r})")

    def end_job(words: str) -> None:
        said.append(words)
        assert job.poll() is None
        threading.Timer(0.3, job.kill).start()

    said = []
    begun = time.monotonic()
    with begin_run({}, end_job):
        assert time.monotonic() - begun > 0.25
    assert said == [
        "Jobs of an earlier run, which was killed, are still at work: waiting for them."
    ]


def test_jobs_of_one_run_work_at_once(hold):
    with begin_run(environment := {}, print):
        hold(f"join_run({environment[NAME]!r})")
        with join_run(environment[NAME]):
            pass


def test_a_job_that_begins_after_its_run_was_followed_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with begin_run(old := {}, print):
        pass
    with (
        begin_run({}, print),
        pytest.raises(BusyError, match="this job belongs to a run that has ended"),
        join_run(old[NAME]),
    ):
        pass


def test_a_job_that_no_run_has_started_needs_no_lock(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with join_run(None):
        assert not JOBS.exists()


def test_a_file_system_without_locks_is_used_without(tmp_path, monkeypatch):
    def fail(*_) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("mirtrd.core.locks.fcntl.flock", fail)
    with begin_run(environment := {}, print), begin_run({}, print):
        assert set(environment) == {NAME}
