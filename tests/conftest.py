"""What tests of several stages share: the finished demo, and who runs where."""

from dataclasses import dataclass

import pytest

from builders.checkout import Checkout, copy_checkout


@dataclass(frozen=True, kw_only=True)
class FinishedDemo:
    """A copy of the checkout in which the demo was run, and the lines that the run wrote."""

    checkout: Checkout
    said: list[str]


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> FinishedDemo:
    """Made once. Who edits the code of the copy puts it back."""
    checkout = copy_checkout(tmp_path_factory.mktemp("demo"))
    run = checkout.run()
    assert run.code == 0, run.text[-3000:]
    return FinishedDemo(checkout=checkout, said=run.lines)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """With several processes (``--dist loadgroup``), one gets all tests of a module, so that what
    a module shares is made once; one gets all that need the demo, at the start, as it takes long.
    """
    items.sort(key=lambda item: "demo" not in item.fixturenames)
    for item in items:
        group = "demo" if "demo" in item.fixturenames else item.module.__name__
        item.add_marker(pytest.mark.xdist_group(group))
