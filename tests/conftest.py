"""What tests of several stages share: the finished demo, and who runs where."""

import os
from dataclasses import dataclass

import hypothesis
import pytest

# Before NumPy is imported. The matrices are small, and threads that wait for each other cost many
# times what they save; Snakemake gives jobs the same.
os.environ["OMP_NUM_THREADS"] = "1"

from builders.checkout import Checkout, copy_checkout

# The same examples each time, so that a test that passed passes; how long one takes depends on what
# else the machine does.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("same")
NEED_THE_DEMO = ("test_demo.py", "test_handing_over.py", "test_messages.py", "test_reruns.py")


@dataclass(frozen=True, kw_only=True)
class FinishedDemo:
    """A copy of the checkout in which the demo was run, and the lines that the run wrote."""

    checkout: Checkout
    said: list[str]


@pytest.fixture(scope="session")
def finished_demo(tmp_path_factory) -> FinishedDemo:
    """Made once. Who edits the code of the copy puts it back."""
    checkout = copy_checkout(tmp_path_factory.mktemp("demo"))
    run = checkout.run()
    assert run.code == 0, run.text[-3000:]
    return FinishedDemo(checkout=checkout, said=run.lines)


def scope_of(test: str) -> str:
    """What has to run in one process, by the name of one of its tests: a module, so that what it
    shares is made once; all modules that need the finished demo."""
    module = test.partition("::")[0].rpartition("/")[2]
    return "finished demo" if module in NEED_THE_DEMO else module


def pytest_collection_modifyitems(items):
    # The demo takes longest, so it starts first.
    items.sort(key=lambda item: scope_of(item.nodeid) != "finished demo")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Share the tests out by scope (``loadgroup`` of xdist 3.8 does nothing with pytest 9.2)."""
    from xdist.scheduler import LoadScopeScheduling  # not at the top: there may be no xdist

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

    config.option.loadscopereorder = False
    return Scheduling(config, log)
