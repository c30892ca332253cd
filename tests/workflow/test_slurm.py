"""The demo on a real SLURM of one node: ``make test-slurm``."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import compare_results
import repeat_run
from builders.checkout import Checkout, copy_checkout, copy_demo
from builders.slurm import OneNode, reason_against, wait_for

pytestmark = pytest.mark.slurm

MOST_SUBMISSIONS = 30
LONGEST = 1500  # seconds
SUBMITTED = re.compile(r"has been submitted with SLURM jobid (\d+)")


@pytest.fixture(scope="module")
def node(tmp_path_factory) -> Iterator[OneNode]:
    if reason := reason_against():
        pytest.skip(reason)
    node = OneNode(folder=tmp_path_factory.mktemp("slurm"))
    try:
        node.start()
        yield node
    finally:
        node.stop()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A run on the cluster: how it ended, what it said, and how long it took in seconds."""

    code: int
    text: str
    seconds: float

    @property
    def submissions(self) -> int:
        return len(SUBMITTED.findall(self.text))


def start(checkout: Checkout, *options: str) -> subprocess.Popen[str]:
    """What a user of a cluster types in a checkout."""
    command = [sys.executable, "-m", "snakemake", "--profile", "profiles/slurm"]
    return subprocess.Popen(
        [*command, "--directory", str(checkout.folder), *options],
        cwd=checkout.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def send(checkout: Checkout, *options: str) -> Sent:
    begin = time.monotonic()
    process = start(checkout, *options)
    text, _ = process.communicate(timeout=LONGEST)
    return Sent(code=process.returncode, text=text, seconds=time.monotonic() - begin)


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Path:
    """The folder of the demo, run on this machine alone by the same checkout."""
    checkout = Checkout(folder=copy_demo(tmp_path_factory.mktemp("here") / "demo"))
    run = checkout.run()
    assert run.code == 0, run.text[-3000:]
    return checkout.folder


def differences(before: Path, after: Path, part: str = ".") -> dict[str, list[str]]:
    """What of the results is not the same in both, by verdict."""
    found = compare_results.compare(
        compare_results.digests(before / "results" / part),
        compare_results.digests(after / "results" / part),
    )
    return {verdict: paths for verdict, paths in found.items() if paths and verdict != "same"}


def test_the_demo_repeated_from_its_record_gives_the_same_bytes_in_few_submissions(
    node, here, tmp_path
):
    folder = copy_demo(tmp_path / "there")
    (folder / "config" / "config.yaml").unlink()
    assert repeat_run.main(str(here / "results" / "run.json"), folder=folder) == 0
    sent = send(Checkout(folder=folder))
    assert sent.code == 0, sent.text[-3000:]
    assert differences(here, folder) == {}
    assert sent.submissions <= MOST_SUBMISSIONS
    assert len(node.finished()) == sent.submissions
    assert {job["JobState"] for job in node.finished()} == {"COMPLETED"}
    print(f"\n{sent.submissions} submissions, {sent.seconds:.0f} s")


def test_a_job_that_is_killed_for_memory_is_tried_again_with_more(node, tmp_path):
    before = len(node.finished())
    checkout = copy_checkout(tmp_path / "checkout")
    script = checkout.root / "workflow/scripts/mirtrd/reference/prepare_reference.py"
    # More than the rule asks for at first, for long enough to be seen.
    hog = (
        "    import time\n    hog = bytearray(b'x') * 500_000_000\n    time.sleep(4)\n    del hog\n"
    )
    text = script.read_text()
    main = re.search(r"def main\(job: Job\) -> None:\n", text)
    script.write_text(text[: main.end()] + hog + text[main.end() :])
    sent = send(checkout, "reference")
    assert sent.code == 0, sent.text[-3000:]
    jobs = node.finished()[before:]
    assert len(jobs) == sent.submissions > 1
    assert [job["JobState"] for job in jobs][-1] == "COMPLETED"
    assert "COMPLETED" not in [job["JobState"] for job in jobs][:-1]
    assert "killed" in sent.text
    assert (checkout.folder / "results" / "reference" / "matures.tsv").is_file()


def test_a_node_that_goes_down_and_comes_back_loses_nothing(node, here, tmp_path):
    checkout = Checkout(folder=copy_demo(tmp_path / "there"))
    counted = checkout.folder / "results" / "counting"
    process = start(checkout, "counting")
    try:
        wait_for(lambda: any(counted.glob("*.bam.bai")) and node.running(), "it is half done", 600)
        node.crash()
        time.sleep(5)
        assert node.running() == 0
        node.start_node()
        text, _ = process.communicate(timeout=LONGEST)
    finally:
        process.kill()
    assert process.returncode == 0, text[-3000:]
    assert differences(here, checkout.folder, "counting") == {}
    assert differences(here, checkout.folder, "trimming") == {}
