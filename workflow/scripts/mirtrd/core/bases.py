"""Bases as numbers, and as errors."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# By code.
LETTERS = np.frombuffer(b"ACGTN", np.uint8)
UNREAD = 4
# Rows that are looked up at a time.
ROWS = 2000
_CODES = bytearray([UNREAD] * 256)
for code, letters in enumerate((b"Aa", b"Cc", b"Gg", b"TtUu")):
    for letter in letters:
        _CODES[letter] = code
# The probability that a base with this letter for its quality is wrong.
ERROR = np.minimum(10 ** ((33.0 - np.arange(256)) / 10), 1).astype(np.float32)


def encode(letters: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Codes of letters, in their shape: 0 to 3 for A, C, G and T or U, 4 for what is no base."""
    codes = np.frombuffer(bytearray(letters.tobytes().translate(_CODES)), np.uint8)
    return codes.reshape(letters.shape)


def look_up(table: NDArray[Any], numbers: NDArray[Any]) -> NDArray[Any]:
    """What a table has for each of some rows of numbers, such as letters.

    Some rows at a time: what NumPy makes of numbers on the way is eight bytes each, and so stays in
    the cache.
    """
    values = np.empty(numbers.shape, table.dtype)
    for first in range(0, len(numbers), ROWS):
        rows = slice(first, first + ROWS)
        table.take(numbers[rows], out=values[rows], mode="clip")
    return values
