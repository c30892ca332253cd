"""Axes with a logarithmic scale."""

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter


def log_axis(axis: Axis) -> None:
    """Label a log-scaled axis with powers of ten, in characters that need no formula."""
    superscript = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

    def power(value: float, _: int) -> str:
        return f"10{str(round(np.log10(value))).translate(superscript)}" if value > 0 else ""

    axis.set_major_locator(LogLocator(numticks=6))
    axis.set_major_formatter(FuncFormatter(power))
    axis.set_minor_formatter(NullFormatter())
