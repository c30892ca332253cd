"""The first row of a table is the uppermost of its cells."""

import pandas as pd

from mirtrd.figures.cells import draw_cells, draw_picture
from mirtrd.figures.page import add_panel, new_figure


def test_cells_have_the_values_of_the_table_the_first_row_on_top():
    axes = add_panel(new_figure(50, 50), 5, 5, 40, 40)
    mesh = draw_cells(axes, pd.DataFrame([[1, 2, 3], [4, 5, 6]]), vmin=0, vmax=6)
    assert mesh.get_array().tolist() == [[1, 2, 3], [4, 5, 6]]
    assert axes.get_xlim() == (0, 3)
    assert axes.get_ylim() == (2, 0)
    assert not any(spine.get_visible() for spine in axes.spines.values())


def test_a_picture_has_them_where_the_cells_are():
    axes = add_panel(new_figure(50, 50), 5, 5, 40, 40)
    picture = draw_picture(axes, pd.DataFrame([[1, 2, 3], [4, 5, 6]]), vmin=0, vmax=6)
    assert picture.get_array().tolist() == [[1, 2, 3], [4, 5, 6]]
    assert list(picture.get_extent()) == [0, 3, 2, 0]
    assert axes.get_xlim() == (0, 3)
    assert axes.get_ylim() == (2, 0)
