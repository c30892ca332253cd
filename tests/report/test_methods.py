"""A text for a paper."""

import re

from builders.paths import RESOURCES
from builders.reported import Seen, make_results
from mirtrd.panel.checklists import ITEMS
from mirtrd.report.methods import (
    GUIDELINE,
    ITEM_OF_CANDIDATES,
    ITEM_OF_FOLDS,
    ITEM_OF_MODEL,
    describe_methods,
    write_methods,
)


def test_the_text_has_versions_parameters_and_references_of_the_run():
    paragraphs, works = write_methods(make_results())
    text = " ".join(paragraphs)
    for words in (
        "Small-RNA reads of 6 samples (library kit: truseq)",
        "cutadapt 5.2 (Martin 2011)",
        "inserts of 15 to 40 nt with at most 1 expected error were kept",
        "Each read was counted once; those that fit several miRNAs were shared out",
        "1 of 6 samples was left out before any test: S6 (few reads: 10).",
        "TRD was compared with",
        "at least 10 reads in at least 2 samples were tested (3 with a p-value)",
        "scaled by the median of ratios (Love et al. 2014)",
        "quasi-likelihood F-test (Lund et al. 2012; Chen et al. 2025)",
        "adjusted p-value below 0.05",
        "permuted 20 times",
        "Targets of the called miRNAs are of hsa_MTI.csv [release and citation of each]",
        "mirtrd 0.2.0, commit abcdef0123",
        "Snakemake 9.27.1",
    ):
        assert words in text
    assert len(works) == len(set(re.findall(r"[A-Z]\w+(?: &| et al\.)?[\w ]* (?:19|20)\d\d", text)))


def test_a_run_from_counts_leaves_to_the_authors_how_they_were_made():
    results = make_results(fate=None)
    paragraphs, works = write_methods(results)
    assert "[by whom, and how reads were counted]" in paragraphs[0]
    assert "cutadapt" not in " ".join(paragraphs)
    assert not [work for work in works if work.authors == ("Martin",)]


def test_without_targets_they_are_not_named():
    paragraphs, _ = write_methods(make_results(themes=None, gene_sets=None))
    assert "Targets" not in " ".join(paragraphs)


def test_a_panel_is_told_in_the_words_of_its_checklist():
    text = " ".join(write_methods(make_results())[0])
    for words in (
        "was trained on 3 and 2 samples of 5 persons, for research use only: logistic regression "
        "with an elastic net (Friedman et al. 2010). Candidates were 40 miRNAs on average. It was "
        "validated in 10 times 5 folds. The p-value of its area under the ROC curve is the share "
        "of 200 sets; ",
        "judged by published criteria (Riley et al. 2019).",
    ):
        assert words in text
    assert "panel" not in " ".join(write_methods(make_results(panel=None))[0])


def test_what_is_told_of_a_panel_is_what_its_checklist_asks_there():
    rows = ITEMS.read(RESOURCES / "panel" / "checklists.tsv")
    filled = {row["item"]: row["filled_by"] for row in rows if row["guideline"] == GUIDELINE}
    items = (ITEM_OF_CANDIDATES, ITEM_OF_FOLDS, ITEM_OF_MODEL)
    assert [filled[item] for item in items] == ["candidates", "partition", "model"]


def test_the_section_has_a_button_that_copies_its_text():
    seen = Seen(describe_methods(make_results()))
    button = seen.named("button")[0]
    assert button["data-copy"] in [part.get("id") for part in seen.named("div")]
