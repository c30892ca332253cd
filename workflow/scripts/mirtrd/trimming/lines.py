"""Lines of files that may have none: what is read of them at a time is bounded."""

import io
from typing import Any, BinaryIO

from mirtrd.core.files import UNREADABLE

# What may stand behind the last record: ends of lines, and NUL bytes where a file was given more
# room than it fills. Blank lines may also stand between records, as where files were joined.
PADDING = b"\r\n\t \0"
# The longest line, in letters. Reads of small RNA have hundreds; a file whose lines do not end
# would be taken for one read, and kept in memory whole.
MAX_LINE = 1_000_000
# Notepad and Excel begin a file with it.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class LongLineError(Exception):
    """A line is longer than any read."""

    def __init__(self) -> None:
        super().__init__(f"a line of more than {MAX_LINE:,} letters is no read: has it line ends?")


# What reading lines raises where a file is damaged, or has none.
NO_LINES: tuple[type[Exception], ...] = (LongLineError, *UNREADABLE)


class BoundedLines(io.RawIOBase):
    """A file without its byte order mark, of which a line is MAX_LINE long at most."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._since = 0
        self._started = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the next letters; LongLineError if there are too many since the last line end."""
        read = self._file.read(len(buffer))
        if not self._started:
            self._started = True
            read = read.removeprefix(BYTE_ORDER_MARK) or self._file.read(len(buffer))
        if read and not read.strip(b"\0"):
            # However many there are, they say the same.
            read = read[:1]
        self._since += len(read)
        if (end := read.rfind(b"\n")) >= 0:
            self._since = len(read) - end - 1
        if self._since > MAX_LINE:
            raise LongLineError
        buffer[: len(read)] = read
        return len(read)
