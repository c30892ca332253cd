"""Log axes are labelled with powers of ten that need no formula."""

import pytest

from mirtrd.figures.page import add_panel, new_figure
from mirtrd.figures.scales import log_axis


@pytest.mark.parametrize(("value", "label"), [(1, "10⁰"), (1e-12, "10⁻¹²"), (1000, "10³"), (0, "")])
def test_labels_by_hand(value, label):
    axes = add_panel(new_figure(50, 50), 5, 5, 40, 40)
    axes.set_xscale("log")
    log_axis(axes.xaxis)
    assert axes.xaxis.get_major_formatter()(value) == label
