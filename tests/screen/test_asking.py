"""At its end, what was asked for is shown, or why it was not made."""

import logging
from types import SimpleNamespace

import pytest

from mirtrd.screen.asking import WatchAsked
from mirtrd.screen.progress import Failure


@pytest.fixture
def asked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    workflow = SimpleNamespace(
        logger_manager=SimpleNamespace(
            logger=logging.Logger("snakemake"),
            settings=SimpleNamespace(dryrun=False, verbose=False),
        ),
        is_main_process=True,
        rundir=str(tmp_path),
        dag=SimpleNamespace(jobs=[]),
    )
    return WatchAsked(workflow, "samples.yaml")


def test_the_file_that_says_what_was_made_is_shown(asked, tmp_path):
    (tmp_path / "samples.yaml").write_text("# é\nsamples: x\n", encoding="utf-8")
    assert asked.describe_end() == "# é\nsamples: x\n"


def test_without_that_file_it_is_done(asked):
    assert asked.describe_end() == "Done."


def test_a_failure_is_told_in_its_last_line_and_nothing_that_is_old(asked, tmp_path):
    (tmp_path / "samples.yaml").write_text("samples: old\n")
    failure = Failure(job="make_sheet", log="logs/x.log", message="asking\nError: no such study")
    asked.progress = SimpleNamespace(failures=[failure])
    assert asked.describe_end() == "  make_sheet (logs/x.log):\nError: no such study"
