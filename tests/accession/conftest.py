"""Archives on this machine for the tests of the stage."""

import pytest

from builders import archive
from mirtrd.accession.archives import Archives
from mirtrd.core import download


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(download, "PAUSE", 0.0)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with archive.serving() as server:
        yield server


@pytest.fixture
def archives(server):
    return Archives(
        reports=f"{server.address}{archive.REPORT}",
        records=f"{server.address}{archive.RECORD}",
        files=f"{server.address}/geo",
    )
