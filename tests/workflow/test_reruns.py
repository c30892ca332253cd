"""What runs again after a change, in a copy of the checkout in which the demo is finished."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mirtrd.core.provenance import find_imports

SAMPLES = 18
# A drawing job that nothing but its module is to rerun is one of at most so many of 86.
MOST_OF_A_FIGURE_MODULE = 25


@pytest.fixture(scope="module")
def package(demo) -> Path:
    return demo.checkout.root / "workflow" / "scripts" / "mirtrd"


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


def rules_that_import(module: Path, package: Path) -> set[str]:
    """The names of the scripts that run code of a module."""
    scripts = [p for p in package.glob("*/*.py") if 'if __name__ == "__main__"' in p.read_text()]
    return {p.stem for p in scripts if module in find_imports(p, package)}


def test_a_second_run_has_nothing_to_do_and_says_where_the_results_are(demo):
    again = demo.checkout.run()
    assert again.code == 0
    assert "Nothing to be done (all requested files are present and up to date)." in again.lines
    end = demo.said.index("Done. Where to look first:")
    assert again.lines[-len(demo.said[end:]) :] == demo.said[end:]


def test_a_figure_module_reruns_the_figures_that_use_it(demo, package):
    modules = [p for p in sorted((package / "figures").glob("*.py")) if p.stem != "__init__"]
    users = {module: rules_that_import(module, package) for module in modules}
    module = max(users, key=lambda module: len(users[module]))
    with edited(module):
        jobs = demo.checkout.jobs_to_do()
    assert users[module] & set(jobs) == users[module] - {"plot_spike_ins"}
    assert 0 < sum(jobs.values()) <= MOST_OF_A_FIGURE_MODULE
    # What is not drawn by it is downstream of nothing that is.
    assert all(rule.split("_")[0] in DRAWING for rule in jobs), jobs


DRAWING = ("plot", "associate", "diagnose")


def test_the_module_of_umis_reruns_trimming_and_what_follows(demo, package):
    module = package / "trimming" / "umis.py"
    with edited(module):
        jobs = demo.checkout.jobs_to_do()
    assert jobs["trim_reads"] == jobs["count_mirnas"] == SAMPLES
    assert not {"prepare_reference", "infer_kit"} & set(jobs)
    assert jobs["judge_samples"] == jobs["fit_expression"] == 1


def test_a_comment_in_a_script_that_nothing_imports_reruns_one_job(demo, package):
    with edited(package / "cohort" / "plot_pca.py"):
        assert demo.checkout.jobs_to_do() == {"plot_pca": 1}


def test_a_label_swapped_in_the_sheet_leaves_the_counts_alone(demo):
    sheet = demo.checkout.folder / "config" / "samples.tsv"
    text = sheet.read_text()
    swapped = text.replace("TRD01\tTRD", "TRD01\tcontrol").replace("CTL01\tcontrol", "CTL01\tTRD")
    assert swapped != text
    with edited(sheet, swapped):
        jobs = demo.checkout.jobs_to_do()
    assert not {"prepare_reference", "infer_kit", "trim_reads", "count_mirnas"} & set(jobs)
    assert not {"merge_counts", "merge_isomirs", "summarise_reads"} & set(jobs)
    assert {"judge_samples", "fit_expression", "rank_candidates"} <= set(jobs)
