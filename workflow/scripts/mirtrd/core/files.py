"""What can go wrong when a file that a user gave is read."""

import zlib

from isal import isal_zlib

# What reading a plain or gzipped file raises when it is missing, cut short, damaged or no text.
UNREADABLE = (OSError, EOFError, zlib.error, isal_zlib.error, UnicodeDecodeError)
