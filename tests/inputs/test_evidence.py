"""Tables of published reports: the one that ships, others, or none."""

from pathlib import Path

import pytest

from builders.paths import RESOURCES
from builders.refusals import refusal_of
from mirtrd.inputs.evidence import find_evidence

SHIPPED = RESOURCES / "prior" / "trd_evidence.tsv"


def test_what_is_asked_for():
    assert find_evidence(None, SHIPPED) == [str(SHIPPED)]
    assert find_evidence("none", SHIPPED) == []
    assert find_evidence(["shipped", str(SHIPPED)], SHIPPED) == [str(SHIPPED)] * 2


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "does not exist"), ("a\tb\n1\t2\n", "is not as expected: text in UTF-8 with tabs")],
)
def test_what_is_no_such_table(tmp_path, monkeypatch, content, message):
    monkeypatch.chdir(tmp_path)
    if content:
        Path("reports.tsv").write_text(content)
    assert message in refusal_of(lambda: find_evidence("reports.tsv", SHIPPED))
