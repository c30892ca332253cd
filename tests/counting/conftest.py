"""The small reference of the tests of counting."""

import pytest

from builders.counting import write_reference
from mirtrd.reference.targets import Reference


@pytest.fixture(scope="session")
def reference(tmp_path_factory) -> Reference:
    return write_reference(tmp_path_factory.mktemp("reference")).read()
