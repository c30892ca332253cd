"""Text as people save it: UTF-8 or UTF-16, with or without a byte order mark."""

MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
# Bytes that are looked at for zeros, and their least share in every second place of UTF-16 without
# a mark; text in letters of the alphabet has nothing but zeros there.
START, SHARE = 2000, 1 / 2


class NotTextError(ValueError):
    """What is no UTF-8 text, with the number of the line that shows it."""

    def __init__(self, line: int):
        super().__init__(f"line {line}: not UTF-8 text")
        self.line = line


def decode(content: bytes) -> str:
    """The text of a file; its encoding is told by its mark, or by zeros between the letters."""
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8")
    start = content[:START]
    if encoding == "utf-8" and len(start) > 3:
        for name, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
            if zeros.count(0) > SHARE * len(zeros):
                encoding = name
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotTextError(content[: error.start].count(b"\n") + 1) from None


def shorten(text: str, most: int = 100) -> str:
    """A text for a message, its middle left out where it is long."""
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 4 :]}"
