"""What a run left, read once."""

import pandas as pd

from builders.reported import CONTRAST, HOSTILE, make_results


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
