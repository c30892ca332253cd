"""What is said of each job, from records as Snakemake makes them."""

import logging

import pytest
from snakemake_interface_logger_plugins.common import LogEvent

from mirtrd.screen.progress import Progress, in_words, last_words

SENTENCES = {
    "count_mirnas": "Place the inserts of a sample and count them.",
    "plot_ma": "Draw effect against abundance.",
    "all": "",
}


@pytest.fixture
def progress():
    return Progress(SENTENCES.__getitem__, lambda: "Done.", "study/")


def record(message: str = "", event: LogEvent | None = None, **known) -> logging.LogRecord:
    made = logging.makeLogRecord({"msg": message, "levelno": logging.INFO})
    vars(made).update(known, event=event)
    return made


def started(job: int, rule: str, local: bool = True, **wildcards: str) -> logging.LogRecord:
    known = {"rule_name": rule, "rule_msg": None, "wildcards": wildcards, "local": local}
    return record(event=LogEvent.JOB_INFO, jobid=job, **known)


def shown(progress: Progress, *records: logging.LogRecord) -> list[str]:
    """The screen after these records."""
    return [progress.format(one) for one in records if progress.filter(one)]


@pytest.mark.parametrize(
    ("sentence", "wildcards", "words"),
    [
        ("Trim the reads of a sample.", {"sample": "NA"}, "Trim the reads of sample NA"),
        ("Test a contrast.", {"contrast": "a_vs_b"}, "Test contrast a_vs_b"),
        ("Draw effects.", {"contrast": "a_vs_b"}, "Draw effects (a_vs_b)"),
        ("Join the counts of all samples.", {}, "Join the counts of all samples"),
        ("Draw a sample of reads.", {"contrast": "x"}, "Draw a sample of reads (x)"),
    ],
)
def test_a_job_is_told_by_the_sentence_of_its_rule_and_what_it_is_about(sentence, wildcards, words):
    assert in_words(sentence, wildcards) == words


def test_jobs_are_numbered_and_targets_are_no_jobs(progress):
    stats = {"count_mirnas": 9, "plot_ma": 1, "all": 1, "total": 11}
    assert shown(
        progress,
        record("Job stats:", LogEvent.RUN_INFO, stats=stats),
        started(7, "count_mirnas", sample="TRD01"),
        started(3, "plot_ma", contrast="a_vs_b"),
        started(0, "all"),
    ) == [
        "10 jobs to do",
        "[ 1/10] Place the inserts of sample TRD01 and count them",
        "[ 2/10] Draw effect against abundance (a_vs_b)",
    ]


def test_jobs_on_other_machines_are_told_when_they_are_finished(progress):
    stats = {"count_mirnas": 2, "total": 2}
    assert shown(
        progress,
        record("Job stats:", LogEvent.RUN_INFO, stats=stats),
        started(1, "count_mirnas", local=False, sample="A"),
        started(2, "count_mirnas", local=False, sample="B"),
        record("Finished jobid: 2", LogEvent.JOB_FINISHED, job_id=2),
    ) == ["2 jobs to do", "[1/2] Place the inserts of sample B and count them"]
    assert not progress.filter(record("", LogEvent.JOB_FINISHED, job_id=0))


def test_a_job_that_is_tried_again_keeps_its_number(progress):
    job = started(5, "plot_ma", contrast="x")
    first, again = shown(progress, job, job)
    assert first == again


@pytest.mark.parametrize(
    "message",
    [
        "Building DAG of jobs...",
        "Select jobs to execute...",
        "Complete log(s): /study/.snakemake/log/1.log",
        "WorkflowError:\nAt least one job did not complete successfully.",
        "RuleException:\nCalledProcessError:\nCommand 'y' returned non-zero exit status 1.",
    ],
)
def test_what_snakemake_says_of_itself_is_left_to_its_log(progress, message):
    assert shown(progress, record(message)) == []


@pytest.mark.parametrize(
    "message",
    [
        "Creating conda environment envs/reads.yaml...",
        "Job 3 has been submitted with SLURM jobid 14",
        "MissingOutputException in rule x",
        "Command 'y' died with <Signals.SIGKILL: 9>.",
    ],
)
def test_what_a_user_waits_for_or_has_to_know_is_shown(progress, message):
    assert shown(progress, record(message)) == [message]


def test_the_error_of_a_job_is_the_last_that_is_said_of_it(progress, tmp_path):
    log = tmp_path / "count.log"
    log.write_text("counting\nError: reads/A.fastq.gz: cut short\n")
    failed = record("", LogEvent.JOB_ERROR, jobid=1, rule_name="count_mirnas", log=[str(log)])
    lines = shown(progress, started(1, "count_mirnas", sample="A"), failed)
    assert lines[1].splitlines() == [
        f"Failed: Place the inserts of sample A and count them (study/{log})",
        "Error: reads/A.fastq.gz: cut short",
    ]
    assert progress.failures[0].message == "Error: reads/A.fastq.gz: cut short"


def test_a_job_that_is_done_in_another_try_did_not_fail(progress):
    job = started(1, "plot_ma", contrast="x")
    failed = record("", LogEvent.JOB_ERROR, jobid=1, rule_name="plot_ma", log=[])
    shown(progress, job, failed)
    assert [failure.log for failure in progress.failures] == ["no log"]
    shown(progress, job, record("", LogEvent.JOB_FINISHED, job_id=1))
    assert progress.failures == []


def failing_group(folder, **logs: str) -> tuple[logging.LogRecord, ...]:
    """The records of a group of jobs that failed, by rule and what its log holds."""
    jobs = []
    for number, (rule, text) in enumerate(logs.items(), start=1):
        log = folder / f"{rule}.log"
        log.write_text(text)
        jobs.append({"jobid": number, "rule_name": rule, "log": [str(log)]})
    scheduler = folder / "14.log"
    scheduler.write_text(
        "[Thu Nov 26]\nError in rule plot_ma:\nslurmstepd: error: *** JOB 14 ON n1 CANCELLED AT "
        "2026-11-26T01:00:00 DUE TO TIME LIMIT ***\n"
    )
    # Snakemake holds the jobs of a group in a set, so in any order.
    group = record(
        "Error in group figures",
        LogEvent.GROUP_ERROR,
        job_error_info=jobs[::-1],
        aux_logs=[str(scheduler)],
    )
    return (group, *(record("", LogEvent.JOB_ERROR, **job) for job in jobs))


def test_of_jobs_sent_off_together_the_one_that_failed_is_told(progress, tmp_path):
    records = failing_group(
        tmp_path,
        count_mirnas="",
        plot_ma="a warning\nTraceback (most recent call last)\nKeyError: 1",
    )
    shown(progress, started(1, "count_mirnas", local=False, sample="A"))
    shown(progress, started(2, "plot_ma", local=False, contrast="x"))
    lines = shown(progress, *records)
    assert [line.splitlines()[0] for line in lines] == [
        f"Failed: Draw effect against abundance (x) (study/{tmp_path}/plot_ma.log)"
    ]
    assert len(progress.failures) == 1
    # In another try, any of them may be the one.
    again = failing_group(tmp_path, count_mirnas="Error: reads/A: cut short", plot_ma="")
    assert [line.splitlines()[1] for line in shown(progress, *again)] == [
        "Error: reads/A: cut short"
    ]


def test_jobs_that_a_scheduler_ended_together_are_told_once(progress, tmp_path):
    records = failing_group(tmp_path, count_mirnas="", plot_ma="")
    shown(progress, started(1, "count_mirnas", local=False, sample="A"))
    assert [line.splitlines() for line in shown(progress, *records)] == [
        [
            "Failed: Place the inserts of sample A and count them, and 1 more jobs with it "
            f"({tmp_path}/14.log)",
            "Error: JOB 14 ON n1 CANCELLED AT 2026-11-26T01:00:00 DUE TO TIME LIMIT",
        ]
    ]
    assert len(progress.failures) == 1
    shown(progress, record("", LogEvent.JOB_FINISHED, job_id=1))
    assert progress.failures == []


def test_a_traceback_is_shown_to_its_end_and_silence_is_explained(tmp_path):
    trace = tmp_path / "a.log"
    trace.write_text("".join(f"line {n}\n" for n in range(100)) + "ValueError: no\n")
    empty = tmp_path / "b.log"
    empty.touch()
    assert last_words([str(trace)]).splitlines()[0] == "line 71"
    assert last_words([str(trace)]).endswith("\nValueError: no")
    # A scheduler's own log stands behind ours.
    assert last_words([str(empty), str(trace)]).endswith("ValueError: no")
    silent = "Error: the job ended without a word, as one that is killed for want of memory does"
    assert last_words([str(empty), str(tmp_path / "none.log")]) == silent


def test_a_run_with_nothing_to_do_ends_like_any_other(progress):
    message = "Nothing to be done (all requested files are present and up to date)."
    assert shown(progress, record(message)) == [f"{message}\nDone."]
