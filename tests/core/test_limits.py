"""Limits of the system."""

import pytest

from mirtrd.core.limits import allow_files


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ((256, 4096), (600, 4096)),
        ((256, 300), (300, 300)),
        ((256, -1), (600, -1)),
        ((1024, 4096), None),
        ((-1, -1), None),
    ],
)
def test_as_many_files_may_be_open_as_there_are_samples(monkeypatch, limits, expected):
    wanted = []
    monkeypatch.setattr("resource.getrlimit", lambda _: limits)
    monkeypatch.setattr("resource.setrlimit", lambda _, pair: wanted.append(pair))
    allow_files(500)
    assert wanted == ([expected] if expected else [])
