"""The matrix, the summary and the sites of editing, on cases worked out by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import binom

from mirtrd.counting.merge_isomirs import (
    Row,
    Site,
    error_rates,
    find_sites,
    join_groups,
    judge_sites,
    main,
    matrix_rows,
    read_groups,
    summarise,
    usual_rate,
    write_rows,
)

#        1234567890123456789012
LET7 = "TGAGGTAGTAGGTTGTATAGTT"
MIR16 = "TAGCAGCACGTAAATATTGGCG"
HEADER = "mirna\tinsert\tvariant\tcount\tchanges\n"
EDITED = "TGGGGTAGTAGGTTGTATAGTT"
FIRST = f"let-7\t{LET7}\tNA\t60\t\nlet-7\t{EDITED}\tiso_snv_seed\t5\t3A>G\n"
SECOND = f"let-7\t{LET7}\tNA\t20\t\nlet-7\t{LET7[1:]}A\tiso_5p:+1,iso_add3p:1\t15\t\n"
THIRD = f"miR-16\t{MIR16}\tNA\t7\t\n"


@pytest.fixture
def merged(tmp_path) -> dict[str, list[list[str]]]:
    """The cells of each table of three samples, of which the last is empty."""
    texts = {"S2": FIRST + THIRD, "S1": SECOND, "S3": ""}
    for sample, text in texts.items():
        (tmp_path / sample).write_text(HEADER + text)
    rows = f"let-7\th1\t0\t22\t{LET7}\nlet-7\th2\t4\t26\t{LET7}\nnone\th2\t40\t44\tACGT\n"
    rows += f"miR-16\th3\t0\t22\t{MIR16}\n"
    (tmp_path / "matures").write_text("mirna\thairpin\tstart\tend\tsequence\n" + rows)
    names = ("matrix", "summary", "editing")
    main(
        SimpleNamespace(
            input=SimpleNamespace(
                isomirs=[str(tmp_path / sample) for sample in texts],
                matures=str(tmp_path / "matures"),
            ),
            output=SimpleNamespace(**{name: str(tmp_path / name) for name in names}),
            params=SimpleNamespace(samples=list(texts)),
        )
    )
    return {
        name: [line.split("\t") for line in (tmp_path / name).read_text().splitlines()]
        for name in names
    }


def test_the_matrix_has_a_row_for_each_insert_and_mirna(merged):
    assert merged["matrix"] == [
        ["mirna", "insert", "variant", "S2", "S1", "S3"],
        ["let-7", LET7, "NA", "60", "20", "0"],
        ["let-7", LET7[1:] + "A", "iso_5p:+1,iso_add3p:1", "0", "15", "0"],
        ["let-7", EDITED, "iso_snv_seed", "5", "0", "0"],
        ["miR-16", MIR16, "NA", "7", "0", "0"],
    ]


def test_the_summary_is_that_of_the_cohort(merged):
    header, let7, mir16 = merged["summary"]
    row = dict(zip(header, let7, strict=True))
    assert row == {
        "mirna": "let-7",
        "count": "100",
        "canonical_share": "0.8",
        "seed": "GAGGUAG",
        "shifted_5p_share": "0.15",
        "top_5p_shift": "+1",
        "top_5p_share": "0.15",
        "top_5p_seed": "AGGUAGU",
        "shorter_3p_share": "0",
        "longer_3p_share": "0",
        "tailed_share": "0.15",
        "tail_A": "1",
        "tail_C": "0",
        "tail_G": "0",
        "tail_U": "0",
        "edited_share": "0.05",
        "substituted_share": "0",
        "top_substitution": "3A>G",
        "top_substitution_share": "0.05",
    }
    assert mir16[:4] == ["miR-16", "7", "1", "AGCAGCA"]
    assert mir16[5] == mir16[11] == ""


def test_editing_lists_edited_sites_only(merged):
    header, only = merged["editing"]
    row = dict(zip(header, only, strict=True))
    # All 100 inserts cover base 3; sample S2 has 65 of them.
    assert (row["mirna"], row["position"], row["in_seed"]) == ("let-7", "3", "yes")
    assert (row["edited"], row["covering"], row["share"]) == ("5", "100", "0.05")
    assert (row["samples"], float(row["highest_share"])) == ("1", pytest.approx(5 / 65, rel=1e-5))


def test_tables_in_another_order_are_no_silent_loss():
    groups = read_groups([f"miR-16\t{MIR16}\tNA\t7\t\n", f"let-7\t{LET7}\tNA\t7\t\n"])
    with pytest.raises(KeyError, match="let-7"):
        list(join_groups(["let-7", "miR-16"], [groups]))


def test_the_variant_of_the_highest_count_wins():
    rows = {0: [Row("AC", "iso_snv", 2, "")], 3: [Row("AC", "iso_add3p:2", 5, "")]}
    assert list(matrix_rows(rows, 4)) == [("AC", "iso_add3p:2", [2, 0, 0, 5])]


def test_summary_of_ends_and_substitutions():
    rows = [
        Row(LET7[:-2], "iso_3p:-2", 10, ""),
        Row(LET7[:-1] + "TAC", "iso_add3p:2", 20, ""),
        Row(LET7 + "G", "iso_3p:+1", 30, ""),
        Row("C" + LET7, "iso_5p:-1", 10, ""),
        Row("A" + LET7, "iso_5p:-1", 20, ""),
        Row(LET7[2:], "iso_5p:+2", 5, ""),
        Row(LET7[:4] + "CG" + LET7[6:], "iso_snv_seed", 5, "5G>C,6T>G"),
    ]
    found = summarise("let-7", LET7, rows)
    assert found.count == 100
    assert found.canonical_share == 0
    assert found.shifted_5p_share == pytest.approx(0.35)
    assert (found.top_5p_shift, found.top_5p_share, found.top_5p_seed) == ("-1", 0.3, "UGAGGUA")
    assert (found.shorter_3p_share, found.longer_3p_share) == (0.1, 0.3)
    assert found.tailed_share == 0.2
    assert (found.tail_A, found.tail_C, found.tail_G, found.tail_U) == (0.5, 0.5, 0, 0)
    assert (found.edited_share, found.substituted_share) == (0, 0.05)
    assert (found.top_substitution, found.top_substitution_share) == ("5G>C", 0.05)


def test_sites_count_reads_that_go_two_bases_further():
    rows = {
        0: [Row("", "NA", 40, ""), Row("", "iso_snv_seed", 10, "3A>G")],
        1: [Row("", "iso_5p:+3,iso_3p:-2", 6, ""), Row("", "iso_5p:-1", 4, "0C>T,3A>T")],
        # Base 18 is the last but one that is left: the substitution could be a tail.
        2: [Row("", "iso_3p:-3,iso_snv", 3, "18A>G")],
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
    for site in range(number):
        base, covering = "ACGT"[site % 4], int(rng.integers(50, 20_000))
        rates = np.where(np.arange(4) == site % 4, 0, 0.001)
        rates[2] += edited * (base == "A")
        instead = tuple(rng.binomial(covering, rates).tolist())
        sites.append(Site("m", site, base, covering, instead, 1, 0.0))
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
    sites = [Site("m", 1, "A", 1000, (0, 1, 30, 0), 2, 0.5), Site("m", 2, "A", 900, (0,) * 4, 0, 0)]
    sites += [Site("m", 3, base, 1000, (0, 0, 0, 0), 0, 0.0) for base in "CGT"]
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


def test_a_site_that_few_reads_cover_is_not_tested(tmp_path):
    deep = Site("m", 1, "A", 1000, (0, 1, 30, 0), 2, 0.5)
    others = [Site("m", 3, base, 1000, (0, 0, 0, 0), 0, 0.0) for base in "CGT"]
    rare = Site("m", 2, "A", 19, (0, 0, 1, 0), 1, -1)
    first, second = judge_sites([deep, rare, *others])
    (alone,) = judge_sites([deep, rare._replace(covering=0, instead=(0,) * 4), *others])
    assert first.padj == pytest.approx(alone.padj)
    assert (second.position, second.edited, second.share) == (2, 1, 1 / 19)
    assert np.isnan([second.pvalue, second.padj]).all()
    write_rows(str(tmp_path / "editing"), ("p", "share"), [(second.pvalue, second.share)])
    assert (tmp_path / "editing").read_text() == "p\tshare\n\t0.0526316\n"
