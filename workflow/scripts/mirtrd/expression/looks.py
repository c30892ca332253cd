"""What the statuses of testable miRNAs look like and mean in a contrast."""

from mirtrd.figures.palettes import BLUE, GREY, PURPLE, VERMILION

# Statuses of a testable miRNA, in the order in which they are drawn.
STATUS_COLOURS = {"not significant": GREY, "changed": PURPLE, "down": BLUE, "up": VERMILION}


def change_label(tested: str, reference: str) -> str:
    """What a fold change compares; a contrast of coefficients has no reference."""
    return f"log₂ fold change ({tested} / {reference})" if reference else f"log₂ change ({tested})"


def status_labels(tested: str, reference: str) -> dict[str, str]:
    """What the statuses of a significant miRNA mean in a contrast."""
    of = f" in {tested}" if reference else ""
    return {"up": f"up{of}", "down": f"down{of}"}
