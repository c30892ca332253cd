"""Targets of the calls."""

from builders.reported import HOSTILE, Seen, make_results
from mirtrd.report.targeted import describe_targeted


def test_the_usual_p_value_stands_beside_the_one_to_go_by():
    results = make_results()
    seen = Seen(describe_targeted(results, results.contrasts[0]))
    row = "plasticityupstrong1 of 110 of 4025 %20 % (10 % to 30 %)0.30.51.0 × 10⁻⁵BDNF,MECP2"  # noqa: RUF001
    assert row in seen.text
    assert "Go by the p-value of random miRNAs." in seen.text
    assert seen.text.index("The two themes") < seen.text.index(HOSTILE)


def test_what_was_not_tested_says_why():
    results = make_results()
    text = Seen(describe_targeted(results, results.contrasts[0])).text
    assert "plasticitydownstrong0 of 1no such target" in text


def test_without_tables_nothing_was_looked_up():
    results = make_results(themes=None, gene_sets=None)
    assert "none ships" in describe_targeted(results, results.contrasts[0])
