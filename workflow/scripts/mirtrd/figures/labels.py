"""Names beside the points of a panel, where they cover nothing."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from mirtrd.figures.palettes import DARK_GREY

UNLINED = 5.0  # pt, how far a label may be from its point without a line
CLEARANCE = 3.2  # pt, between a label and the middle of a point
MARGIN = 1.5  # pt, between a label and the frame, another label or its line
DISTANCES = (4.0, 7.0, 11.0, 16.0, 22.0, 30.0, 40.0, 52.0)  # pt, the nearest first
# Sixteenths of a circle, the outward ones first, of two like directions the upper one.
TURNS = np.array([0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 8]) * np.pi / 8

Array = NDArray[np.float64]


def place_labels(
    axes: Axes, targets: Array, names: Sequence[str], obstacles: Array, size: float = 6.5
) -> NDArray[np.bool_]:
    """Write a name beside each target so that it covers no obstacle and no other name.

    ``targets`` (names x 2) and ``obstacles`` (n x 2) are in data units; targets that are drawn
    must be among the obstacles. Each name takes the nearest free place in turn, so the first
    ones are the closest, with a line to its target if that is some way off. A name for which
    there is no place is left out. A name without a line is nearer to its target than to any
    other obstacle. Returns which names are written.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    to_points = 72 / figure.dpi
    frame = np.array(axes.get_window_extent().extents) * to_points
    spots = axes.transData.transform(np.reshape(obstacles, (-1, 2))) * to_points
    room = Room(frame, spots)
    look: dict[str, Any] = {"textcoords": "offset points", "fontsize": size}
    look |= {"ha": "center", "va": "center"}
    line = {"arrowstyle": "-", "color": DARK_GREY, "linewidth": 0.4, "shrinkA": 0, "shrinkB": 2.5}
    written = []
    for name, target in zip(names, targets, strict=True):
        text = axes.annotate(name, target, (0, 0), zorder=5, **look)
        half = np.array(text.get_window_extent().size) * to_points / 2
        start = axes.transData.transform(target) * to_points
        found = room.take(start, half)
        written.append(found is not None)
        if found is None:
            text.remove()
            continue
        box, leader = found
        text.set_position(tuple((box[:2] + box[2:]) / 2 - start))
        if _is_lined(start, leader):
            axes.annotate("", target, leader[1] - start, zorder=4, arrowprops=line, **look)
    return np.array(written, dtype=bool)


class Room:
    """The places in a panel that are still free for names, all in points.

    ``frame`` and the boxes are (left, bottom, right, top); ``spots`` are the points to keep off,
    ``leaders`` the lines from names to their points.
    """

    def __init__(self, frame: Array, spots: Array) -> None:
        self.frame = frame
        self.spots = spots
        self.boxes: list[Array] = []
        self.leaders: list[Array] = []

    def take(self, start: Array, half: Array) -> tuple[Array, Array] | None:
        """The best box for a name and the line to it from its point; None if there is no room.

        ``half`` is half the size of the name. A line past all other points is better than one
        that is close to some of them.
        """
        others = self.spots[np.abs(self.spots - start).max(axis=1) > 1e-6]
        for keep_off in (1.5, 0.0):
            for distance, direction in self._places(start):
                centre = start + direction * (distance + half)
                box = np.concatenate([centre - half, centre + half])
                leader = np.array([start, np.clip(start, box[:2], box[2:])])
                gap = CLEARANCE if distance > UNLINED else distance + 2
                if (
                    self._is_free(box, leader)
                    and not _inside(others, box, gap).any()
                    and not _near(others, leader, keep_off)
                ):
                    self.boxes.append(box)
                    if _is_lined(start, leader):
                        self.leaders.append(leader)
                    return box, leader
        return None

    def _places(self, start: Array) -> Iterator[tuple[float, Array]]:
        """Distances and directions to try, the nearest and the outward ones first."""
        right = start[0] > (self.frame[0] + self.frame[2]) / 2
        angles = TURNS if right else np.pi - TURNS
        directions = np.column_stack([np.cos(angles), np.sin(angles)])
        return ((distance, way) for distance in DISTANCES for way in directions)

    def _is_free(self, box: Array, leader: Array) -> bool:
        return (
            bool((box[:2] >= self.frame[:2] + MARGIN).all())
            and bool((box[2:] <= self.frame[2:] - MARGIN).all())
            and not _inside(self.spots, box, CLEARANCE).any()
            and not any(_overlap(box, other) for other in self.boxes)
            and not any(_inside(_along(other), box, MARGIN).any() for other in self.leaders)
            and not any(_inside(_along(leader), other, 0).any() for other in self.boxes)
            and not any(_cross(leader, other) for other in self.leaders)
        )


def _is_lined(start: Array, leader: Array) -> bool:
    return bool(np.linalg.norm(leader[1] - start) > UNLINED)


def _overlap(first: Array, second: Array) -> bool:
    return bool(((first[:2] < second[2:] + MARGIN) & (first[2:] > second[:2] - MARGIN)).all())


def _near(points: Array, segment: Array, distance: float) -> bool:
    along = _along(segment)
    return any((((points - spot) ** 2).sum(axis=1) < distance**2).any() for spot in along)


def _along(segment: Array) -> Array:
    return segment[0] + np.linspace(0, 1, 30)[:, None] * (segment[1] - segment[0])


def _inside(points: Array, box: Array, margin: float) -> NDArray[np.bool_]:
    inside = (points > box[:2] - margin) & (points < box[2:] + margin)
    return np.logical_and(inside[:, 0], inside[:, 1])


def _cross(first: Array, second: Array) -> bool:
    return (
        _side(first, second[0]) * _side(first, second[1]) < 0
        and _side(second, first[0]) * _side(second, first[1]) < 0
    )


def _side(segment: Array, point: Array) -> int:
    """On which side of a line a point is: -1, 0 or 1."""
    (x, y), (dx, dy) = point - segment[0], segment[1] - segment[0]
    return int(np.sign(dx * y - dy * x))
