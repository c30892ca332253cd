"""The version stands in one place."""

import re

from mirtrd.core.version import VERSION


def test_the_version_is_semantic():
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
