"""A panel comes back from its file as it was, and a file that was changed is refused."""

import json

import pytest

from builders.refusals import refusal_of
from mirtrd.panel.frozen import accession_of, digest_of, read_panel, write_panel


def test_a_panel_comes_back_to_the_last_bit(study, tmp_path):
    write_panel(tmp_path / "panel.json", study.panel)
    assert read_panel(tmp_path / "panel.json") == study.panel
    assert (tmp_path / "panel.json").read_bytes() == (study.folder / "panel.json").read_bytes()


def test_a_file_that_was_changed_is_refused(study, tmp_path):
    content = json.loads((study.folder / "panel.json").read_text())
    content["intercept"] += 0.1
    path = tmp_path / "panel.json"
    path.write_text(json.dumps(content))
    assert "is not as it was written" in refusal_of(lambda: read_panel(path))


def test_the_digest_does_not_hang_on_order_or_blanks(study, tmp_path):
    content = json.loads((study.folder / "panel.json").read_text())
    turned = dict(reversed(content.items()))
    (tmp_path / "panel.json").write_text(json.dumps(turned, indent=None))
    assert read_panel(tmp_path / "panel.json") == study.panel
    assert digest_of(turned) == study.panel.digest == content["sha256"]


@pytest.mark.parametrize(
    ("mirna", "accession"),
    [("a", "MIMAT1"), ("b/a", "MIMAT1/MIMAT2"), ("mmu-miR-9", "mmu-miR-9")],
)
def test_accessions_of_a_row(mirna, accession):
    assert accession_of(mirna, {"a": "MIMAT1", "b": "MIMAT2"}) == accession
