"""The letters of a panel lie where their bases do."""

import pandas as pd
import pytest

from builders.designs import TRD
from builders.piles import long_pile
from mirtrd.candidates.panels import LETTER, height_of
from mirtrd.candidates.plot_pileups import draw_pileups
from mirtrd.figures.palettes import BLUE, ORANGE


def test_figure_of_one_letter_wide_columns():
    """In the PNG each letter of a run lies where its base does."""
    pile = long_pile(100)
    figure = draw_pileups([pile], pd.Series(["TRD"]), {"TRD": BLUE, "control": ORANGE}, TRD, "x")
    figure.draw_without_rendering()
    letters = figure.axes[1]
    for text in letters.texts:
        if text.get_fontfamily() == ["DejaVu Sans Mono"] and len(text.get_text()) > 15:
            width = text.get_window_extent().width / 300 * 25.4
            assert width == pytest.approx(len(text.get_text()) * LETTER, abs=LETTER / 3)
    assert letters.get_xlim() == figure.axes[0].get_xlim() == (-2, 103)


def test_a_panel_is_as_high_as_it_has_rows():
    bare, folded = long_pile(60), long_pile(60, structure=True)
    assert height_of(folded) - height_of(bare) == pytest.approx(2.35)
