"""A trained panel, made once."""

import pytest

from builders.panels import Study


@pytest.fixture(scope="session")
def study(tmp_path_factory) -> Study:
    """A cohort and its panel. Who changes a file works on a copy."""
    study = Study(tmp_path_factory.mktemp("panel"))
    study.train()
    return study
