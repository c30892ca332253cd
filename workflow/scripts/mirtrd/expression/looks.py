"""What the statuses of testable miRNAs look like."""

from mirtrd.figures.palettes import BLUE, GREY, PURPLE, VERMILION

# In the order in which they are drawn.
STATUS_COLOURS = {"not significant": GREY, "changed": PURPLE, "down": BLUE, "up": VERMILION}
