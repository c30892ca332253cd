"""Bases as numbers, and as errors."""

import numpy as np
from numpy.typing import NDArray

# By code.
LETTERS = np.frombuffer(b"ACGTN", np.uint8)
UNREAD = 4
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
