"""Axes with a logarithmic scale."""

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from mirtrd.figures.numbers import power_of_ten


def log_axis(axis: Axis) -> None:
    """Label a log-scaled axis with powers of ten, in characters that need no formula."""

    def power(value: float, _: int) -> str:
        return power_of_ten(round(np.log10(value))) if value > 0 else ""

    axis.set_major_locator(LogLocator(numticks=6))
    axis.set_major_formatter(FuncFormatter(power))
    axis.set_minor_formatter(NullFormatter())
