"""A verdict comes back as it was written."""

import pytest

from mirtrd.inputs.kits import Layout
from mirtrd.trimming.verdicts import Verdict, read_verdict, write_verdict

LAYOUT = Layout(adapter="ACGTACGTAC", umi_after=12)


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(failure="no kit", warning=None, declared="auto"),
        Verdict(
            failure=None,
            warning="short",
            declared="qiaseq",
            kit="qiaseq",
            layout=LAYOUT.without_umi(),
            inferred="qiaseq",
            inferred_layout=LAYOUT,
            support=0.9876,
            runner_up="nebnext",
            runner_up_support=0.0123,
            reads=100,
            anchors=40,
            mirnas=20,
            read_length=51,
            q30_share=0.5,
            supports={"qiaseq": 0.9876, "nebnext": 0.0123},
        ),
    ],
    ids=["failed", "whole"],
)
def test_a_verdict_comes_back(tmp_path, verdict):
    write_verdict(tmp_path / "kit.json", verdict)
    assert read_verdict(tmp_path / "kit.json") == verdict


def test_shares_have_four_digits(tmp_path):
    verdict = Verdict(failure=None, warning=None, declared="auto", support=2 / 3,
                      q30_share=1 / 3, supports={"a": 2 / 3})  # fmt: skip
    write_verdict(tmp_path / "kit.json", verdict)
    found = read_verdict(tmp_path / "kit.json")
    assert (found.support, found.q30_share, found.supports) == (0.6667, 0.3333, {"a": 0.6667})
