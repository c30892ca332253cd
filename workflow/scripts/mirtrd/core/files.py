"""What can go wrong when a file that a user gave is read."""

import zlib
from typing import cast

from isal import isal_zlib

# What reading a plain or gzipped file raises when it is missing, cut short, damaged or no text.
UNREADABLE: tuple[type[Exception], ...] = (
    OSError,
    EOFError,
    zlib.error,
    cast("type[Exception]", isal_zlib.error),  # its types say that it is no class
    UnicodeDecodeError,
)
