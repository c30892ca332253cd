"""What runs again after a change, in a copy of the checkout in which the demo is finished."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import pytest

import repeat_run

SAMPLES = 18
# Of 87 jobs.
MOST_OF_A_FIGURE_MODULE = 25
# Jobs that only other configs ask for.
NOT_IN_THE_DEMO = {
    *("plot_spike_ins", "select_fragments", "sum_isomirs", "compare_isomirs"),
    *("plot_forests", "plot_map", "plot_tissues", "plot_enrichment"),
    *("plot_honesty", "plot_performance", "plot_selection"),
}
# Say which code the results are of, and show all of them.
RECORD = {"record_run", "write_report"}


@pytest.fixture(scope="module")
def package(finished_demo) -> Path:
    return finished_demo.checkout.root / "workflow" / "scripts" / "mirtrd"


@contextmanager
def edited(path: Path, text: str | None = None) -> Iterator[None]:
    """A file with a comment at its end, or another text, and as it was afterwards."""
    before, times = path.read_bytes(), path.stat()
    path.write_bytes(before + b"# A comment.\n" if text is None else text.encode())
    try:
        yield
    finally:
        path.write_bytes(before)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


IMPORT = re.compile(r"^from mirtrd\.([\w.]+) import (\([^)]*\)|.*)$", flags=re.MULTILINE)


def imports_of(text: str) -> set[str]:
    """What a file imports of the package, as "figures.style", read from its lines."""
    return {
        name
        for module, names in IMPORT.findall(text)
        for name in (module, *(f"{module}.{word}" for word in re.findall(r"\w+", names)))
    }


def rules_that_use(module: str, package: Path) -> set[str]:
    """The names of the scripts that import a module, directly or through another."""
    texts = {f"{p.parent.name}.{p.stem}": p.read_text() for p in package.glob("*/*.py")}
    users, size = {module}, 0
    while len(users) > size:
        size = len(users)
        users |= {name for name, text in texts.items() if imports_of(text) & users}
    scripts = {name for name in users if 'if __name__ == "__main__"' in texts[name]}
    return {name.partition(".")[2] for name in scripts}


def test_a_second_run_has_nothing_to_do_and_says_where_the_results_are(finished_demo):
    again = finished_demo.checkout.run()
    assert again.code == 0
    assert "Nothing to be done (all requested files are present and up to date)." in again.lines
    end = finished_demo.said.index("Done. Where to look first:")
    assert again.lines[-len(finished_demo.said[end:]) :] == finished_demo.said[end:]


def test_a_figure_module_reruns_the_figures_that_use_it_and_no_other_job(finished_demo, package):
    modules = [p for p in package.glob("figures/*.py") if p.stem != "__init__"]
    users = {path: rules_that_use(f"figures.{path.stem}", package) for path in modules}
    path = max(users, key=lambda path: len(users[path]))
    with edited(path):
        jobs = finished_demo.checkout.jobs_to_do()
    assert set(jobs) == users[path] - NOT_IN_THE_DEMO | RECORD
    assert 10 < sum(jobs.values()) <= MOST_OF_A_FIGURE_MODULE


def test_the_module_of_umis_reruns_trimming_and_what_follows(finished_demo, package):
    module = package / "trimming" / "umis.py"
    with edited(module):
        jobs = finished_demo.checkout.jobs_to_do()
    assert jobs["trim_reads"] == jobs["count_mirnas"] == SAMPLES
    assert not {"prepare_reference", "infer_kit"} & set(jobs)
    assert jobs["judge_samples"] == jobs["test_contrast"] == 1


def test_a_comment_in_a_script_that_nothing_imports_reruns_one_job(finished_demo, package):
    with edited(package / "cohort" / "plot_pca.py"):
        assert finished_demo.checkout.jobs_to_do() == {"plot_pca": 1, **dict.fromkeys(RECORD, 1)}


def test_a_label_swapped_in_the_sheet_leaves_the_counts_alone(finished_demo):
    sheet = finished_demo.checkout.folder / "config" / "samples.tsv"
    text = sheet.read_text()
    swapped = text.replace("TRD01\tTRD", "TRD01\tcontrol").replace("CTL01\tcontrol", "CTL01\tTRD")
    assert swapped != text
    with edited(sheet, swapped):
        jobs = finished_demo.checkout.jobs_to_do()
    assert not {"prepare_reference", "infer_kit", "trim_reads", "count_mirnas"} & set(jobs)
    assert not {"merge_counts", "merge_isomirs", "summarise_reads"} & set(jobs)
    assert {"judge_samples", "test_contrast", "rank_candidates"} <= set(jobs)


def test_a_run_repeated_from_its_record_is_the_same_to_snakemake(finished_demo):
    """It compares what each job was given."""
    folder, root = finished_demo.checkout.folder, finished_demo.checkout.root
    config, record = folder / "config" / "config.yaml", str(folder / "results" / "run.json")
    assert repeat_run.main(record, root, folder) == 0
    with edited(config):
        config.unlink()
        assert repeat_run.main(record, root, folder) == 0
        assert finished_demo.checkout.jobs_to_do() == {}


def test_what_is_not_as_it_was_is_told_when_a_run_is_repeated(finished_demo, tmp_path, capsys):
    folder, root = finished_demo.checkout.folder, finished_demo.checkout.root
    record = json.loads((folder / "results" / "run.json").read_text())
    record["code"] |= {"sha256": "0", "version": "0.1.9", "commit": "abc"}
    record["software"] |= {"cutadapt": "1.0", "perl": "5"}
    record["files"][0]["sha256"] = "0"
    record["files"][1]["file"] = "resources/gone.fa"
    record["config"]["expression"]["alpha"] = 0.2
    (tmp_path / "run.json").write_text(json.dumps(record))
    assert repeat_run.main(str(tmp_path / "run.json"), root, folder) == 1
    assert capsys.readouterr().out.splitlines() == [
        "the code was another, of version 0.1.9: check out commit abc",
        f"cutadapt was 1.0, is {version('cutadapt')}",
        "perl was 5, is not installed",
        "config/samples.tsv (sheet) is not the same",
        "resources/gone.fa (matures) is missing",
        "config/config.yaml is there and is another: move it away",
    ]


def test_the_record_of_a_run_holds_no_place(finished_demo):
    text = (finished_demo.checkout.folder / "results" / "run.json").read_text()
    assert str(finished_demo.checkout.root) not in text
