"""What goes with a contrast besides what is tested, on sheets made for it."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import f as f_distribution
from scipy.stats import f_oneway, linregress, rankdata

from builders.designs import TRD, combine, compare, design
from mirtrd.cohort.differences import Difference, describe_differences, find_differences
from mirtrd.design.contrasts import Contrast

SIZE = 20
NUMBERS = np.arange(SIZE)
GROUP = NUMBERS // 10  # ten controls, then ten patients
RANDOM = np.random.default_rng(4)
NOISE = RANDOM.normal(0, 1, SIZE)
# Nothing that goes with the groups, nor with each other.
EVEN = {
    name: np.tile(RANDOM.permutation(10), 2) / 10 + 1
    for name in ("size_factor", "mirna_reads", "top_share")
}


def sheet_of(**columns) -> pd.DataFrame:
    frame = pd.DataFrame({"condition": np.where(GROUP, "TRD", "control"), **columns})
    return frame.astype(str).set_axis([f"s{n}" for n in NUMBERS])


def find(
    sheet: pd.DataFrame, formula: str = "~ condition", contrast: Contrast = TRD, **libraries
) -> list[Difference]:
    table = pd.DataFrame({**EVEN, **libraries}, index=sheet.index[: len(sheet)])
    return find_differences(table, sheet, design(formula, contrast), contrast, 0.05)


def names(found: list[Difference]) -> list[str]:
    return [difference.what for difference in found]


def test_where_nothing_differs_nothing_is_said():
    sheet = sheet_of(age=40 + NUMBERS % 10, sex=np.where(NUMBERS % 2, "F", "M"))
    assert find(sheet) == []
    assert describe_differences([], TRD) == ""


def test_haemolysis_that_goes_with_the_groups_is_said():
    [found] = find(sheet_of(haemolysis=(2 * GROUP + 0.1 * (NUMBERS % 10)).round(2)))
    assert found.as_note(TRD) == (
        "TRD and control differ in haemolysis (medians 2.45 and 0.45; p = "
        f"{found.pvalue:.1g}): changes may come from broken red blood cells; the design lacks it"
    )
    assert found.pvalue < 1e-6
    assert describe_differences([found], TRD) == (
        "TRD and control differ in haemolysis: this may make changes, or hide them."
    )


def test_libraries_that_differ_are_said_with_their_medians():
    reads = 1e6 * (1 + GROUP) + 1e4 * (NUMBERS % 10)
    found = find(sheet_of(), size_factor=reads / 1e6, mirna_reads=reads, top_share=0.3 + GROUP / 2)
    assert [difference.found for difference in found] == [
        "medians 2.04 and 1.04",
        "medians 2,045,000 and 1,045,000",
        "medians 0.80 and 0.30",
    ]
    assert found[0].as_note(TRD).endswith("how libraries are scaled may make changes, or hide them")
    assert describe_differences(found, TRD) == (
        "TRD and control differ in the size factor, the number of reads and the share of the "
        "top 10: this may make changes, or hide them."
    )


def test_a_column_of_groups_is_told_by_its_numbers_of_samples():
    site = np.where(NUMBERS < 8, "A", np.where(NUMBERS > 11, "B", "A"))
    [found] = find(sheet_of(site=site))
    assert found.found == "A: 2 TRD, 10 control; B: 8 TRD, 0 control"
    assert "changes may be those of site, which the design lacks" in found.as_note(TRD)


def test_a_column_that_is_the_groups_under_another_name_is_said_to_be():
    [found] = find(sheet_of(site=np.where(GROUP, "A", "B")))
    assert found.pvalue == 0
    assert "one follows from the other" in found.as_note(TRD)


def test_what_the_design_has_is_not_said():
    age = 30 + 20 * GROUP + NOISE.round(3)
    assert names(find(sheet_of(age=age))) == ["age"]
    assert find(sheet_of(age=age), "~ age + condition") == []


def test_what_a_covariate_explains_is_not_said():
    """Reads differ between batches, batches between groups: with the batch in the design, the
    groups do not."""
    batch = np.where((NUMBERS % 10 < 1) ^ (GROUP == 1), "b1", "b2")
    reads = np.where(batch == "b1", 1e6, 3e6) + 1e4 * NOISE
    sheet = sheet_of(batch=batch)
    assert set(names(find(sheet, mirna_reads=reads))) == {"the number of reads", "batch"}
    assert find(sheet, "~ batch + condition", mirna_reads=reads) == []


def test_pairs_are_compared_within():
    """A shift that is small next to what patients differ by shows within pairs alone."""
    time = np.where(NUMBERS % 2, "after", "before")
    reads = 1e6 * (1 + NUMBERS // 2) + 1e5 * (NUMBERS % 2) + 1e3 * NOISE
    sheet = sheet_of(time=time, patient=[f"p{n // 2}" for n in NUMBERS])
    contrast = compare("after", "before", "time")
    what = "the number of reads"
    assert what not in names(find(sheet, "~ time", contrast, mirna_reads=reads))
    found = find(sheet, "~ patient + time", contrast, mirna_reads=reads)
    [own] = [difference for difference in found if difference.what == what]
    assert "given patient)" in own.as_note(contrast)


def test_persons_and_kits_are_no_covariates():
    """A person is in one group by nature; of kits the cohort's notes have a sentence."""
    persons = [f"p{n // 2}" for n in NUMBERS]
    assert find(sheet_of(person=persons, kit=np.where(GROUP, "a", "b"))) == []


def test_samples_of_other_groups_take_no_part():
    sheet = sheet_of(age=40 + NUMBERS % 10)
    more = sheet.copy().set_axis([f"t{n}" for n in NUMBERS])
    more[["condition", "age"]] = "responder", "99"
    both = pd.concat([sheet, more])
    table = pd.DataFrame(EVEN, sheet.index)
    libraries = pd.concat([table, table.set_axis(more.index) * 9])
    assert find_differences(libraries, both, design("~ condition"), TRD, 0.05) == []


def test_a_column_with_gaps_is_judged_by_the_samples_that_have_it():
    score = [str(n) if n % 5 else "" for n in NUMBERS]
    [found] = find(sheet_of(hamd=score))
    # Of 11 to 19 without 15, and of 1 to 9 without 5.
    assert found.found == "medians 15 and 5"
    assert find(sheet_of(hamd=["1", "2", *[""] * 18])) == []


def test_a_measurement_goes_with_what_it_goes_with():
    age = 30 + NOISE.round(3)
    found = find(
        sheet_of(age=age), "~ condition + age", combine(age=1), size_factor=1 + 0.1 * NOISE
    )
    assert names(found) == ["the size factor"]
    assert found[0].as_note(combine(age=1)).startswith("sum goes with the size factor (p = ")


def test_a_likelihood_ratio_of_several_levels_is_about_all_of_them():
    dose = np.array(["none", "low", "high"])[NUMBERS % 3]
    reads = 1e6 + 1e5 * (NUMBERS % 3) + 1e3 * NOISE
    contrast = combine(**{"dose[T.low]": 1})
    asked = Contrast(name="dose", coefficients=contrast.coefficients, reduced="~ condition")
    found = find(sheet_of(dose=dose), "~ condition + dose", asked, mirna_reads=reads)
    assert names(found) == ["the number of reads"]


def test_few_samples_show_nothing():
    sheet = sheet_of(age=20 + 30 * GROUP + NUMBERS % 10).iloc[8:12]
    table = pd.DataFrame(EVEN, [f"s{n}" for n in NUMBERS]).loc[sheet.index]
    assert find_differences(table, sheet, design("~ condition"), TRD, 0.05) == []


@pytest.mark.parametrize("strength", [1.5, 3])
def test_p_values_are_those_of_the_usual_tests_on_ranks(strength):
    """Of two groups, an analysis of variance of the ranks; of a measurement, the regression of
    ranks on it within groups."""
    values = NOISE + strength * GROUP
    [found] = find(sheet_of(score=values))
    ranks = rankdata(values)
    assert found.pvalue == pytest.approx(f_oneway(ranks[:10], ranks[10:]).pvalue)
    age = NUMBERS[::-1] % 7 + 0.5 * NOISE
    reads = 1e6 + 1e5 * age + 1e5 * NOISE[::-1]
    [found] = find(sheet_of(age=age), "~ condition + age", combine(age=1), mirna_reads=reads)[:1]
    rest = age - np.array([age[:10].mean(), age[10:].mean()])[GROUP]
    own = (
        rankdata(reads)
        - np.array([rankdata(reads)[:10].mean(), rankdata(reads)[10:].mean()])[GROUP]
    )
    share = linregress(rest, own).rvalue ** 2
    # Two coefficients beside the one that is tested.
    statistic = share / (1 - share) * (SIZE - 3)
    assert found.pvalue == pytest.approx(f_distribution.sf(statistic, 1, SIZE - 3))


def test_where_labels_mean_nothing_little_is_said():
    """At 5 % over all that is tried; the ranks of so few samples are no normal numbers."""
    random = np.random.default_rng(0)
    said = 0
    for _ in range(100):
        sheet = sheet_of(
            age=random.integers(20, 70, SIZE), sex=random.choice(["F", "M"], SIZE),
            haemolysis=random.normal(0, 1, SIZE).round(3),
        )  # fmt: skip
        libraries = {name: random.lognormal(0, 0.5, SIZE) for name in EVEN}
        said += bool(find(sheet, **libraries))
    assert said <= 12  # of 100 at 5 %, more once in 500
