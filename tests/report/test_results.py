"""What a run left, read once."""

from dataclasses import replace

import pandas as pd

from builders.reported import CONTRAST, HOSTILE, make_results, write_files
from mirtrd.report.results import read_results


def test_the_results_are_those_of_the_files():
    results = make_results()
    assert results.has_reads
    assert list(results.left_out.index) == ["S6"]
    assert results.config["expression"]["alpha"] == 0.05
    (found,) = results.contrasts
    assert found.contrast == CONTRAST
    assert list(found.dossier.heading) == ["Mind this."]
    assert found.dossier.rows.loc["miR-4", "literature"] == "Li 2020: UP"
    assert (found.number_of("not testable"), found.number_of("changed")) == (3, 0)
    assert found.reports is not None
    assert found.reports.loc["miR-1", "study"] == HOSTILE


def test_a_run_from_counts_and_without_evidence_has_neither():
    results = make_results(fate=None, reports=None, agreements=None)
    assert not results.has_reads
    assert results.contrasts[0].reports is None
    assert results.contrasts[0].agreement is None
    assert isinstance(results.contrasts[0].robustness, pd.DataFrame)


def test_a_panel_is_of_the_contrast_that_it_was_trained_for(tmp_path):
    files = write_files(tmp_path)
    (trained,) = make_results().panels
    assert trained.path == "results/panel/TRD_vs_control.panel.json"
    assert trained.selection.loc["miR-2", "chosen_share"] == 0.62
    other = replace(CONTRAST, name="other")
    assert not read_results(files, [other.as_param()]).panels
    assert not make_results(panel=None).panels
