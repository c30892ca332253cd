"""Tables as a rule would have written them, without what a test does not look at."""

from pathlib import Path

import numpy as np
import pandas as pd

from mirtrd.core.tables import Table

# What a reader might take for a missing value, a number or a truth value.
NAMES = ("NA", "None", "001", "1e3", "TRUE", "nan")


def write(table: Table, path: Path, frame: pd.DataFrame) -> str:
    """Write a frame that has some of the columns; the others are empty. Returns the path."""
    empty = {
        column.name: "" if column.kind == "text" else np.nan
        for column in table.columns[1:]
        if column.name not in frame and not column.name.startswith("{")
    }
    full = frame.assign(**empty)
    known = [name for name in table.header[1:] if name in full]
    others = [name for name in full if name not in known]
    table.write_frame(path, full[[*known, *others]])
    return str(path)
