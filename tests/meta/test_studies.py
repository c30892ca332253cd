"""Tables of studies are joined by the accessions of the matures."""

import numpy as np
import pandas as pd
import pytest

from builders.studies import human_matures, make_effects, study_of, write_run
from mirtrd.core.job import UserError
from mirtrd.meta.studies import read_effects, read_study, read_summary

NONE = float("nan")


@pytest.fixture(scope="module")
def matures():
    return human_matures()


def test_names_of_other_releases_and_joined_names_are_the_same_mirna(tmp_path, matures):
    new = make_effects({"hsa-miR-320a-3p": 1.0, "hsa-miR-199a-3p/hsa-miR-199b-3p": 0.5})
    old = make_effects({"hsa-miR-320a": 0.8, "hsa-miR-199a-3p": 0.4, "hsa-miR-451": NONE})
    studies = [
        study_of(write_run(tmp_path / name, table), name)
        for name, table in (("new", new), ("old", old))
    ]
    effects = read_effects(studies, matures)
    changes = effects.tested("log2FoldChange", ["new", "old"])
    assert changes.loc["hsa-miR-320a-3p"].tolist() == [1.0, 0.8]
    assert changes.loc["hsa-miR-199a-3p/hsa-miR-199b-3p"].tolist() == [0.5, 0.4]
    missing = effects.pivot("missing", ["new", "old"]).loc["hsa-miR-451a"]
    assert missing.tolist() == ["not in the table", "below count filter"]
    assert effects.matches["old"]["hsa-miR-320a"].how == "lifted"


def test_of_rows_of_equal_sequence_the_most_abundant_that_was_tested_is_taken(tmp_path, matures):
    table = make_effects({"hsa-miR-199a-3p": NONE, "hsa-miR-199b-3p": 0.4, "hsa-miR-21-5p": 1.0})
    table["baseMean"] = [300.0, 20.0, 50.0]
    rows, _ = read_study(study_of(write_run(tmp_path / "A", table), "A"), matures)
    row = rows.loc["hsa-miR-199a-3p/hsa-miR-199b-3p"]
    assert (row["log2FoldChange"], row["missing"]) == (0.4, "")
    assert row["written"] == "hsa-miR-199a-3p; hsa-miR-199b-3p"


def test_a_change_without_end_is_no_effect(tmp_path, matures):
    table = make_effects({"hsa-miR-21-5p": 12.0, "hsa-miR-16-5p": 4.0, "hsa-miR-155-5p": 4.0})
    table.loc["hsa-miR-16-5p", "ci_high"] = np.inf
    rows, _ = read_study(study_of(write_run(tmp_path / "A", table), "A"), matures)
    assert rows["missing"].tolist() == ["no reads in one group", "no reads in one group", ""]


def test_what_independent_filtering_took_out_is_an_effect(tmp_path, matures):
    table = make_effects({"hsa-miR-21-5p": 0.3, "hsa-miR-16-5p": 1.0})
    table.loc["hsa-miR-21-5p", ["status", "reason"]] = ["not testable", "independent filtering"]
    table.loc["hsa-miR-21-5p", "padj"] = np.nan
    rows, _ = read_study(study_of(write_run(tmp_path / "A", table), "A"), matures)
    assert rows.loc["hsa-miR-21-5p", "missing"] == ""


def test_shrunken_changes_are_not_read(tmp_path, matures):
    table = make_effects({"hsa-miR-21-5p": 1.0}).assign(log2FoldChange_shrunken=0.1)
    rows, _ = read_study(study_of(write_run(tmp_path / "A", table), "A"), matures)
    assert "log2FoldChange_shrunken" not in rows
    assert rows.loc["hsa-miR-21-5p", "log2FoldChange"] == 1.0


def test_tables_without_effects_are_refused(tmp_path, matures):
    other = make_effects({"mmu-miR-9999-5p": 1.0})
    with pytest.raises(UserError, match="none of its 1 names is a mature of the reference"):
        read_study(study_of(write_run(tmp_path / "A", other), "A"), matures)
    table = make_effects({"hsa-miR-21-5p": 1.0}).assign(mde=np.nan)
    with pytest.raises(UserError, match=r"study B: .* is a test of several coefficients at once"):
        read_study(study_of(write_run(tmp_path / "B", table), "B"), matures)


def test_a_study_without_a_summary_tells_nothing_of_its_test(tmp_path):
    study = study_of(write_run(tmp_path / "A", make_effects({"hsa-miR-21-5p": 1.0})), "A")
    assert read_summary(study)["samples"] == {"TRD": 3, "control": 3}
    assert read_summary(type(study)(name="B", table="b.tsv", contrast="c")) == {}


def test_matures_have_their_accessions(matures):
    assert matures.accession("hsa-miR-21-5p") == "MIMAT0000076"
    assert isinstance(pd.Series(matures.alike).iloc[0], tuple)
