"""Whatever happens to a run, the results are those of an undisturbed one, or it ends in a line.

So many kills as FAULTS says (``make test-faults``: 20), in turn of Snakemake, a job and all,
at moments that are drawn with a seed.
"""

import gzip
import os
import random
import shutil
import subprocess
import time
from contextlib import suppress

import pytest

from builders.checkout import Checkout
from builders.faulty import (
    TARGETS,
    contents,
    kill_alone,
    kill_group,
    kill_job,
    scripts_of,
    start,
    write_study,
)

KILLS = int(os.environ.get("FAULTS", "3"))
SEED = 15


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> Checkout:
    """A study whose run was left alone."""
    study = write_study(tmp_path_factory.mktemp("undisturbed") / "study")
    run = study.run(*TARGETS)
    assert run.code == 0, run.text[-3000:]
    assert len(contents(study.folder)) > 60
    return study


@pytest.fixture
def finished(undisturbed, tmp_path) -> Checkout:
    """A copy of it, to be disturbed."""
    shutil.copytree(undisturbed.folder, tmp_path / "study", symlinks=True)
    return Checkout(folder=tmp_path / "study")


def wait_for_a_job(run: subprocess.Popen) -> None:
    deadline = time.monotonic() + 120
    while run.poll() is None and not scripts_of(run) and time.monotonic() < deadline:
        time.sleep(0.05)


def in_a_mount_namespace(commands: str, **variables: str) -> subprocess.CompletedProcess:
    """Commands of a shell that may mount what they like; it is gone with them."""
    able = ["unshare", "--mount", "true"]
    if os.geteuid() or subprocess.run(able, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small or a read-only disk takes root, and unshare")
    return subprocess.run(
        ["unshare", "--mount", "sh", "-ec", commands],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def assert_same(study: Checkout, undisturbed: Checkout) -> None:
    expected, found = contents(undisturbed.folder), contents(study.folder)
    assert found.keys() == expected.keys()
    assert [path for path in expected if found[path] != expected[path]] == []


def test_runs_and_jobs_that_are_killed_go_on_to_the_same_bytes(undisturbed, tmp_path):
    """Each run goes on where the last was killed. A run waits for jobs that outlived theirs."""
    study = write_study(tmp_path / "study")
    drawn = random.Random(SEED)
    for number in range(KILLS):
        kill = (kill_alone, kill_job, kill_group)[number % 3]
        run = start(study)
        wait_for_a_job(run)
        time.sleep(drawn.uniform(0, 1.5))
        with suppress(ProcessLookupError):  # the run has ended by itself meanwhile
            kill(run)
        if run.wait() == 0:
            shutil.rmtree(study.folder / "results")  # done: begin anew
    run = study.run(*TARGETS)
    assert run.code == 0, run.text[-3000:]
    assert "unlock" not in run.text
    assert_same(study, undisturbed)


def test_a_second_run_is_refused_in_a_line_and_harms_nothing(undisturbed, tmp_path):
    study = write_study(tmp_path / "study")
    first = start(study)
    wait_for_a_job(first)
    second = study.run(*TARGETS)
    assert second.code == 1
    message = f"Error: another run is at work in {study.folder} (process {first.pid} on "
    assert second.lines[-1].startswith(message)
    assert "Traceback" not in second.text
    assert study.run("--dry-run", *TARGETS).code == 0
    assert first.wait() == 0, (study.folder / "run.log").read_text()[-3000:]
    assert_same(study, undisturbed)


def test_a_full_disk_is_told_and_with_room_the_run_goes_on(undisturbed, tmp_path):
    study = write_study(tmp_path / "study")
    command = " ".join(f"'{word}'" for word in study.command(*TARGETS))
    done = in_a_mount_namespace(
        f"cd '{study.folder}'; mkdir results kept; mount -t tmpfs -o size=1200k none results;"
        f"{command} > full.log 2>&1 && exit 7;"
        f"mount -o remount,size=200m results; {command} > room.log 2>&1; cp -r results/. kept"
    )
    said = (study.folder / "full.log").read_text()
    assert done.returncode == 0, said[-3000:] + done.stderr
    assert "No space left on device): make room" in said
    assert "Traceback" not in said
    (study.folder / "results").rmdir()
    (study.folder / "kept").rename(study.folder / "results")
    assert_same(study, undisturbed)


@pytest.mark.parametrize("folder", [".", "results"])
def test_a_folder_that_is_read_only_ends_the_run_in_a_line(finished, folder):
    path = finished.folder / folder
    command = " ".join(f"'{word}'" for word in finished.command(*TARGETS))
    done = in_a_mount_namespace(
        f"mount --bind '{path}' '{path}'; mount -o remount,ro,bind '{path}'; cd /; {command}"
    )
    errors = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert done.returncode == 1
    assert errors == [
        f"Error: {path.resolve()}: may not be written to: get permission, or run in another "
        "folder, with --directory"
    ]
    assert "Traceback" not in done.stdout + done.stderr


def test_place_locale_and_a_reference_that_is_read_only_change_no_byte(undisturbed, tmp_path):
    """In a folder with blanks, braces, quotes and letters of other alphabets, from another one."""
    study = write_study(tmp_path / 'a {study} of µ\'s & "more"')
    done = subprocess.run(
        study.command(*TARGETS),
        cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert_same(study, undisturbed)


def test_a_library_that_is_cut_off_afterwards_fails_alone(finished, undisturbed):
    """Its results are those of the cut one, and come back with the whole one."""
    path = finished.folder / "reads" / "TRD01.fastq.gz"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    run = finished.run(*TARGETS)
    assert run.code == 0, run.text[-3000:]
    rows = (finished.folder / "results/quality/samples.tsv").read_text().splitlines()
    header, *samples = (row.split("\t") for row in rows)
    of = {row[0]: dict(zip(header, row, strict=True)) for row in samples}
    assert of["TRD01"]["status"] == "fail"
    assert "TRD01.fastq.gz" in of["TRD01"]["reason"]
    before, after = contents(undisturbed.folder), contents(finished.folder)
    others = [path for path in before if path.startswith(("counting/TRD02", "trimming/CTL"))]
    assert len(others) > 10
    assert [path for path in others if after[path] != before[path]] == []
    path.write_bytes(whole)
    assert finished.run(*TARGETS).code == 0
    assert_same(finished, undisturbed)


def test_a_file_that_is_replaced_by_an_older_one_is_noticed(finished):
    """As cp -p and rsync -a do."""
    path = finished.folder / "reads" / "CTL01.fastq.gz"
    reads = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(reads[: len(reads) // 8 * 4], mtime=0))
    os.utime(path, (1_000_000_000, 1_000_000_000))
    jobs = finished.jobs_to_do(*TARGETS)
    assert {jobs[rule] for rule in ("infer_kit", "trim_reads", "count_mirnas")} == {1}
    assert "prepare_reference" not in jobs


def test_a_time_stamp_alone_reruns_nothing(finished):
    for path in (finished.folder / "reads").iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert finished.jobs_to_do(*TARGETS) == {}


def test_reads_that_went_into_an_archive_block_nothing(finished):
    shutil.rmtree(finished.folder / "reads")
    run = finished.run("--dry-run", *TARGETS)
    assert run.code == 0, run.text
    assert "Nothing to be done (all requested files are present and up to date)." in run.lines
    assert any(line.startswith("reads of TRD01, TRD02, CTL01, CTL04 are not") for line in run.lines)
    jobs = finished.jobs_to_do("results/expression/TRD_vs_control.tsv")
    assert jobs["test_contrast"] == 1
    assert not {"trim_reads", "count_mirnas"} & set(jobs)


@pytest.mark.parametrize("lost", ["TRD01.bam", "TRD01.bam.bai", "TRD01.gff3"])
def test_a_result_that_was_deleted_is_made_again(finished, lost):
    (finished.folder / "results" / "counting" / lost).unlink()
    assert finished.jobs_to_do("counting")["count_mirnas"] == 1


def test_a_sample_that_is_removed_or_added_reruns_what_depends_on_it_alone(finished):
    sheet = finished.folder / "config" / "samples.tsv"
    text = sheet.read_text()
    path = finished.folder / "reads" / "new.fastq.gz"
    shutil.copy(finished.folder / "reads" / "CTL04.fastq.gz", path)
    added = f"{text}NEW\tcontrol\treads/new.fastq.gz\n"
    fewer = "".join(line for line in added.splitlines(True) if "CTL04" not in line)
    for content in (added, fewer):
        sheet.write_text(content)
        jobs = finished.jobs_to_do(*TARGETS)
        # Of the new one.
        assert {jobs[rule] for rule in ("infer_kit", "trim_reads", "count_mirnas")} == {1}
        assert jobs["merge_counts"] == jobs["judge_samples"] == 1
        assert "prepare_reference" not in jobs
