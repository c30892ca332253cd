"""What Snakemake is asked of a run, on a workflow that answers like it."""

import logging
from types import SimpleNamespace

import pytest

from mirtrd.screen.watching import SCREEN, Watch

FIT = "results/expression/a_vs_b.fit.json"
VERDICTS = '{"status": {"up": 1, "not significant": 5}, "notes": []}'


class Job:
    """A job of a rule, known by itself."""

    def __init__(self, rule: str, output: str):
        self.rule = SimpleNamespace(name=rule, norun=False)
        self.output = [output]


class Dag:
    """Two jobs, the fit and a figure of it; ``finished`` and ``needed`` are their rules."""

    def __init__(self, finished: set[str], needed: set[str]):
        self.done, self.needed = finished, needed
        self.jobs = [Job("fit_expression", FIT), Job("plot_ma", "results/ma.svg")]

    def finished(self, job) -> bool:
        return job.rule.name in self.done

    def needrun(self, job) -> bool:
        return job.rule.name in self.needed


@pytest.fixture
def handler():
    made = logging.StreamHandler()
    made.name = SCREEN
    return made


@pytest.fixture
def workflow(tmp_path, monkeypatch, handler):
    (tmp_path / FIT).parent.mkdir(parents=True)
    (tmp_path / FIT).write_text(VERDICTS)
    monkeypatch.chdir(tmp_path)
    logger = logging.Logger("snakemake")
    logger.addHandler(handler)
    return SimpleNamespace(
        logger_manager=SimpleNamespace(
            logger=logger, settings=SimpleNamespace(dryrun=False, verbose=False)
        ),
        is_main_process=True,
        rundir=str(tmp_path.parent),
        dag=Dag(finished={"fit_expression", "plot_ma"}, needed={"fit_expression", "plot_ma"}),
        get_rule=lambda name: SimpleNamespace(norun=name == "all", docstring='"Draw it."'),
    )


def watch(workflow) -> Watch:
    return Watch(workflow, ["S1"], ["a_vs_b"])


def test_the_end_tells_results_from_where_the_command_was_typed(workflow, tmp_path):
    lines = watch(workflow).describe_end().splitlines()
    assert lines == [
        "Done. Where to look first:",
        "  a_vs_b: 1 up, 0 down, 5 not significant, 0 not testable: "
        f"{tmp_path.name}/results/expression/a_vs_b.tsv",
    ]


def test_results_of_an_earlier_run_are_not_told_if_they_are_to_be_made_again(workflow):
    workflow.dag = Dag(finished=set(), needed={"fit_expression", "plot_ma"})
    assert watch(workflow).describe_end() == (
        "Stopped before 2 jobs. The same command goes on from here."
    )


def test_results_that_were_up_to_date_are_told(workflow):
    workflow.dag = Dag(finished=set(), needed={"plot_ma"})
    first, second = watch(workflow).describe_end().splitlines()
    assert first == "Stopped before 1 job. The same command goes on from here."
    assert second.startswith("  a_vs_b: 1 up")


def test_the_end_is_written_to_the_log_of_snakemake_too(workflow, tmp_path):
    log = logging.FileHandler(tmp_path / "log")
    workflow.logger_manager.logger.addHandler(log)
    watch(workflow).end()
    log.close()
    assert (tmp_path / "log").read_text().startswith("Done. Where to look first:\n")


def test_a_rule_that_names_targets_says_nothing(workflow, handler):
    progress = watch(workflow).progress
    assert progress.sentences("plot_ma") == "Draw it."
    assert progress.sentences("all") == ""
    assert handler.formatter is progress


def test_all_jobs_are_heard_of_whatever_is_quiet(workflow, handler):
    handler.addFilter(lambda record: False)
    progress = watch(workflow).progress
    assert handler.filters[0] is progress


@pytest.mark.parametrize("setting", ["dryrun", "verbose"])
def test_dry_and_verbose_runs_keep_the_words_of_snakemake(workflow, handler, setting):
    setattr(workflow.logger_manager.settings, setting, True)
    watch(workflow)
    assert handler.formatter is None
    assert handler.filters == []


def test_jobs_on_other_machines_keep_the_words_of_snakemake(workflow, handler):
    workflow.is_main_process = False
    watch(workflow)
    assert handler.formatter is None
