"""Sites of editing and of errors, on cases worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from builders.isomirs import LET7, rows_of
from mirtrd.counting.editing import Site, error_rates, find_sites, judge_sites, usual_rate


def site(position: int, base: str, covering: int, instead: tuple[int, ...], **further) -> Site:
    """A site of a mature m."""
    known = {"mirna": "m", "samples": 0, "highest_share": 0.0, **further}
    return Site(position=position, base=base, covering=covering, instead=instead, **known)


OTHER_BASES = [site(3, base, 1000, (0, 0, 0, 0)) for base in "CGT"]


def test_sites_count_reads_that_go_two_bases_further():
    rows = {
        0: rows_of(("", "NA", 40, ""), ("", "iso_snv_seed", 10, "3A>G")),
        1: rows_of(("", "iso_5p:+3,iso_3p:-2", 6, ""), ("", "iso_5p:-1", 4, "0C>T,3A>T")),
        # Base 18 is the last but one that is left: the substitution could be a tail.
        2: rows_of(("", "iso_3p:-3,iso_snv", 3, "18A>G")),
    }
    sites = {site.position: site for site in find_sites("let-7", LET7, rows)}
    # Reads end at base 22, 20 and 19: up to 20, 18 and 17 they go two further.
    assert max(sites) == 20
    assert [sites[p].covering for p in (1, 3, 4, 17, 18, 19, 20)] == [57, 57, 63, 63, 60, 54, 54]
    assert sites[3].instead == (0, 0, 10, 4)
    assert (sites[3].samples, sites[3].highest_share) == (1, 0.2)
    assert sites[18].instead == (0, 0, 0, 0)
    # No sample but the first has 20 reads.
    assert sites[4].highest_share == 0


def test_usual_rate_leaves_out_what_stands_out():
    covering = np.full(200, 10_000)
    changed = np.full(200, 10)
    changed[:3] = 5_000
    # 10 in 10,000, and one more read and error over the 197 sites.
    assert usual_rate(covering, changed) == pytest.approx((197 * 10 + 1) / (197 * 10_000 + 1))
    assert usual_rate(np.array([9]), np.array([0])) == 0.1


def test_error_rate_of_a_site_is_its_own_if_that_is_higher():
    # 100 sites of each base, each read as each other base in one of 1,000 reads.
    bases = np.repeat(np.arange(4), 100)
    covering = np.full(400, 100_000)
    instead = np.full((400, 4), 100)
    instead[np.arange(400), bases] = 0
    instead[0] = (0, 600, 0, 400)
    instead[1] = (0, 10, 0, 10)
    rates = error_rates(bases, covering, instead)
    usual = rates[2]
    assert usual == pytest.approx(0.001, rel=1e-3)
    assert rates[0] == pytest.approx(1010 / (200_000 + 10 / usual))
    assert rates[1] == usual


def simulated_sites(rng: np.random.Generator, edited: float, number: int) -> list[Site]:
    """Sites of all bases with an error rate of 1 in 1,000 for each other base."""
    sites = []
    for at in range(number):
        base, covering = "ACGT"[at % 4], int(rng.integers(50, 20_000))
        rates = np.where(np.arange(4) == at % 4, 0, 0.001)
        rates[2] += edited * (base == "A")
        instead = tuple(rng.binomial(covering, rates).tolist())
        sites.append(site(at, base, covering, instead, samples=1))
    return sites


def test_errors_are_no_editing():
    found = judge_sites(simulated_sites(np.random.default_rng(1), 0, 4000))
    assert min(row.padj for row in found) > 0.05
    # As far as sites are whole numbers, p-values are uniform or higher.
    assert sum(row.pvalue < 0.05 for row in found) < 0.06 * 1000


def test_editing_of_one_in_a_hundred_is_found_though_all_sites_are_edited():
    sites = simulated_sites(np.random.default_rng(2), 0.01, 400)
    found = judge_sites(sites)
    called = {row.position for row in found if row.padj < 0.05}
    assert called >= {s.position for s in sites if s.base == "A" and s.covering > 2000}


def test_pvalue_is_that_of_the_binomial_test():
    sites = [site(1, "A", 1000, (0, 1, 30, 0)), site(2, "A", 900, (0,) * 4), *OTHER_BASES]
    (row,) = judge_sites(sites)
    # Of 1,900 reads of A, one is read as C: the most frequent other kind, with one more of each,
    # is that of one in 1,000 reads.
    usual = max(2 / 1901, 1 / 1001)
    local = (1 + 10) / (2000 + 10 / usual)
    assert row.error_rate == pytest.approx(max(usual, local))
    assert row.pvalue == pytest.approx(binom.sf(29, 1000, row.error_rate))
    assert row.padj == pytest.approx(min(1, 2 * row.pvalue))
    assert row.share == 0.03


def test_no_reads():
    assert judge_sites([]) == []


def test_a_site_that_few_reads_cover_is_not_tested():
    deep = site(1, "A", 1000, (0, 1, 30, 0), samples=2, highest_share=0.5)
    rare = site(2, "A", 19, (0, 0, 1, 0), samples=1, highest_share=-1)
    first, second = judge_sites([deep, rare, *OTHER_BASES])
    none = replace(rare, covering=0, instead=(0,) * 4)
    (alone,) = judge_sites([deep, none, *OTHER_BASES])
    assert first.padj == pytest.approx(alone.padj)
    assert (second.position, second.edited, second.share) == (2, 1, 1 / 19)
    assert np.isnan([second.pvalue, second.padj, second.highest_share]).all()


def test_an_insert_that_is_too_short_covers_nothing():
    # From base 4 to base 3 of five, of which the last two could be a tail.
    rows = {0: rows_of(("", "iso_5p:+3,iso_3p:-2", 10, ""))}
    assert list(find_sites("m", "ACGTA", rows)) == []
