"""What of a run answers an item of a guideline."""

from dataclasses import replace

from builders.reported import make_results
from mirtrd.report.facts import find_facts


def test_facts_are_those_of_the_run():
    facts = find_facts(make_results())
    assert facts["reads"] == "6,000 reads of 6 samples, to be deposited as they were"
    assert facts["material"] == "plasma"
    assert facts["kit"] == "truseq; counted are reads"
    assert facts["flow"].startswith("1 of 6 left out. S6: few reads")
    assert facts["targets"] == "2 called miRNAs with accession and sequence"
    assert facts["cycles"] == "about 20 to 28, a rule of thumb"
    assert facts["haemolysis"].startswith(
        "by miRNAs: score of haemolysis 0.5 (median of 6 samples)"
    )
    assert facts["sensitivity"].startswith("TRD vs control: 1 of 2 calls stay")


def test_a_panel_has_a_cut_off_and_an_accuracy_of_its_own():
    facts = find_facts(make_results())
    assert facts["cutoffs"].endswith("of the panel: the odds of the levels in training")
    assert facts["accuracy"].endswith("of the panel, in persons whom its models had not seen")
    without = find_facts(make_results(panel=None))
    assert without["cutoffs"] == "none was set or found; areas under the curve only"
    assert without["accuracy"].endswith("no estimate for new people")


def test_what_the_run_does_not_know_is_empty():
    results = make_results(fate=None, panel=None)
    nothing = results.status.assign(
        haemolysis_score=float("nan"), haemolysis_ratio=float("nan"), kit="", matrix=""
    )
    (found,) = results.contrasts
    none = replace(found, biomarkers=replace(found.biomarkers, rows=found.biomarkers.rows[:0]))
    facts = find_facts(replace(results, status=nothing, contrasts=[none]))
    empty = ("reads", "haemolysis", "kit", "material", "targets", "cycles", "isomirs", "accuracy")
    assert [facts[name] for name in empty] == [""] * len(empty)
