"""Gene sets in GMT files, as MSigDB and others hand them out."""

import pytest

from mirtrd.core.job import UserError
from mirtrd.inputs.gene_sets import join_gene_sets, read_gene_sets


def read(tmp_path, text: str) -> dict[str, frozenset[str]]:
    path = tmp_path / "sets.gmt"
    path.write_text(text)
    return read_gene_sets(path, "config: targets.gene_sets")


def test_a_set_has_the_genes_behind_its_description(tmp_path):
    found = read(tmp_path, "A\thttp://a\tTNF\tIL6\n\nB\t\tBDNF\tBDNF\t\n")
    assert found == {"A": frozenset({"TNF", "IL6"}), "B": frozenset({"BDNF"})}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A\tdescription\n", "line 1: found 'A.tdescription', expected a GMT file"),
        ("A\td\tTNF\nA\td\tIL6\n", "line 2: set A is there twice"),
        ("", "is empty, expected a GMT file"),
        ("TNF IL6 BDNF\n", "line 1: found 'TNF IL6 BDNF', expected a GMT file"),
    ],
)
def test_what_is_no_gene_set_is_said_with_its_line(tmp_path, text, message):
    with pytest.raises(UserError, match=f"^config: targets.gene_sets: .*{message}"):
        read(tmp_path, text)


def test_a_name_that_two_files_have_is_told_apart():
    parts = {"a.gmt": {"A": frozenset("x")}, "b/c.gmt": {"A": frozenset("y")}}
    assert join_gene_sets(parts) == {"A": frozenset("x"), "A (c.gmt)": frozenset("y")}
