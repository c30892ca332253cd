"""What is asked for behind --config needs no config that is finished."""

import re

import pytest

from mirtrd.core.job import UserError
from mirtrd.inputs.asked import read_asked


def test_an_accession_alone_asks_for_a_sheet(tmp_path):
    asked = read_asked({"accession": "GSE1,GSE2"}, tmp_path / "no.yaml")
    assert (asked.accession, asked.stem) == ("GSE1,GSE2", "GSE1_GSE2")
    assert (asked.condition, asked.file, asked.pattern, asked.mirror) == ("", "", "*", None)
    assert asked.told == "config/samples.GSE1_GSE2.yaml"


def test_a_file_asks_for_published_counts(tmp_path):
    given = {"accession": "GSE1", "file": "GSE1_RAW.tar", "files": "*mature*", "condition": 1}
    asked = read_asked(given, tmp_path / "no.yaml")
    assert (asked.file, asked.pattern, asked.condition) == ("GSE1_RAW.tar", "*mature*", "1")
    assert asked.told == "logs/accession/collect_counts.GSE1.log"


@pytest.mark.parametrize(
    ("text", "mirror"),
    [
        ("archive: {mirror: /here}", "/here"),
        ("archive: {mirror: null}", None),
        ("archive: here", None),
        ("[1", None),
        ("", None),
        ("\xff", None),
    ],
)
def test_the_mirror_of_a_config_is_used_whatever_else_is_in_it(tmp_path, text, mirror):
    path = tmp_path / "config.yaml"
    path.write_bytes(text.encode("latin-1"))
    assert read_asked({"accession": "GSE1"}, path).mirror == mirror
    given = {"accession": "GSE1", "archive": {"mirror": "/there"}}
    assert read_asked(given, path).mirror == "/there"


def test_what_is_not_known_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"^--config conditon=…: is not known here; known are acc"):
        read_asked({"accession": "GSE1", "conditon": "x"}, tmp_path / "no.yaml")
    with pytest.raises(UserError, match="is none that is known"):
        read_asked({"accession": "depression"}, tmp_path / "no.yaml")
    for key, message in {
        "file": "a{b}: braces in a path mean a wildcard",
        "condition": "condition=a{b}: give the name that the sheet has for it",
    }.items():
        with pytest.raises(UserError, match=re.escape(message)):
            read_asked({"accession": "GSE1", key: "a{b}"}, tmp_path / "no.yaml")


def test_a_folder_or_a_table_that_is_here_asks_for_a_sheet(tmp_path):
    (tmp_path / "my reads").mkdir()
    (tmp_path / "counts.tsv.gz").touch()
    asked = read_asked({"reads": str(tmp_path / "my reads")}, tmp_path / "no.yaml")
    assert (asked.source, asked.stem) == ("reads", "my_reads")
    asked = read_asked({"counts": str(tmp_path / "counts.tsv.gz")}, tmp_path / "no.yaml")
    assert (asked.source, asked.stem) == ("counts", "counts")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"reads": "no"}, r"^--config reads=no: there is no such folder of FASTQ files$"),
        ({"counts": "no"}, r"^--config counts=no: there is no such table of counts$"),
        (
            {"counts": "x", "samples": "y"},
            r"^--config counts=… makes a sheet and stands alone, foun",
        ),
    ],
)
def test_what_is_not_here_is_refused(given, message, tmp_path):
    with pytest.raises(UserError, match=message):
        read_asked(given, tmp_path / "no.yaml")
