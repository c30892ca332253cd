"""Panels fill rows from the left and from the top."""

from mirtrd.figures.grid import Grid

LOOK = {"wide": 30, "high": 20, "gap": 5, "between": 10, "left": 12, "foot": 8}


def test_places_by_hand():
    grid = Grid(panels=5, across=3, **LOOK)
    assert (grid.columns, grid.rows, grid.width, grid.height) == (3, 2, 105, 60)
    assert [grid.place(number)[:2] for number in range(5)] == [
        (12, 38), (47, 38), (82, 38), (12, 8), (47, 8),
    ]  # fmt: skip
    assert grid.place(0)[2:] == (30, 20)
    assert [number for number in range(5) if grid.is_first(number)] == [0, 3]
    # The third panel has none below it.
    assert [number for number in range(5) if grid.is_lowest(number)] == [2, 3, 4]


def test_few_panels_have_few_columns():
    assert Grid(panels=2, across=3, **LOOK).columns == 2
    empty = Grid(panels=0, across=3, **LOOK)
    assert (empty.columns, empty.rows) == (1, 1)
