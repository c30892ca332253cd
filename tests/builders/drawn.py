"""What a figure shows."""


def legend_texts(figure) -> list[str]:
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def assert_nothing_clipped(figure) -> None:
    figure.draw_without_rendering()
    # A tenth of a point is lost to rounding.
    tight = figure.get_tightbbox().extents * 72
    width, height = figure.get_size_inches() * 72
    assert tight[0] > -0.1
    assert tight[1] > -0.1
    assert tight[2] < width + 0.1
    assert tight[3] < height + 0.1
