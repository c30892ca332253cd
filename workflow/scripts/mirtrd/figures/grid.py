"""Panels of one size in rows and columns, places in millimetres."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Grid:
    """So many panels, at most ``across`` of them beside each other, filled row by row.

    ``wide`` and ``high`` are the size of a panel, ``gap`` the room between columns and ``between``
    that between rows, ``left`` and ``foot`` where the lowest panel of the first column begins.
    """

    panels: int
    across: int
    wide: float
    high: float
    gap: float
    between: float
    left: float
    foot: float

    @property
    def columns(self) -> int:
        """The number of columns, one if there are no panels."""
        return min(self.across, max(self.panels, 1))

    @property
    def rows(self) -> int:
        """The number of rows, one if there are no panels."""
        return max(-(-self.panels // self.columns), 1)

    @property
    def width(self) -> float:
        """The columns, each with the gap behind it."""
        return self.columns * (self.wide + self.gap)

    @property
    def height(self) -> float:
        """The rows, each with the room above it."""
        return self.rows * (self.high + self.between)

    def place(self, number: int) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of a panel."""
        row, column = divmod(number, self.columns)
        left = self.left + column * (self.wide + self.gap)
        bottom = self.foot + (self.rows - 1 - row) * (self.high + self.between)
        return left, bottom, self.wide, self.high

    def is_first(self, number: int) -> bool:
        """Whether a panel is in the first column."""
        return number % self.columns == 0

    def is_lowest(self, number: int) -> bool:
        """Whether there is no panel below this one."""
        return number + self.columns >= self.panels
