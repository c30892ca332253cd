"""HTML as values: what is text is escaped, what is markup already is not."""

import html
from collections.abc import Iterable, Sequence


class Markup(str):
    """Text that is HTML. Only the functions of this module make it of other text."""

    __slots__ = ()


# What an element may hold; nothing of None.
Child = str | int | None
# What an attribute may be: there without a value, or not at all, for True and False.
Value = str | int | bool | None
# Elements without an end.
VOID = ("br", "input", "img", "meta")
EMPTY = Markup("")
# Letters of a cell of a table that stay on one line.
LONG = 26


def escape(text: Child) -> Markup:
    """Text as HTML that shows it, whatever it holds; HTML as it is."""
    if isinstance(text, Markup):
        return text
    return Markup(html.escape("" if text is None else str(text)))


def join(parts: Iterable[Child], between: str = "") -> Markup:
    """One after the other."""
    return Markup(escape(between).join(map(escape, parts)))


def element(name: str, *children: Child, **attributes: Value) -> Markup:
    """An element with these children. ``class_`` is class, ``aria_label`` is aria-label."""
    opened = name
    for key, value in attributes.items():
        attribute = key.rstrip("_").replace("_", "-")
        if value is True:
            opened += f" {attribute}"
        elif value is not None and value is not False:
            opened += f' {attribute}="{html.escape(str(value))}"'
    if name in VOID:
        return Markup(f"<{opened}>")
    return Markup(f"<{opened}>{join(children)}</{name}>")


def paragraph(*children: Child, class_: str | None = None) -> Markup:
    """A paragraph."""
    return element("p", *children, class_=class_)


def bullets(items: Iterable[Child], class_: str | None = None) -> Markup:
    """A list of items; nothing if there are none."""
    made = [element("li", item) for item in items]
    return element("ul", *made, class_=class_) if made else EMPTY


def link(target: str, text: Child) -> Markup:
    """A link to an anchor of this page."""
    return element("a", text, href=f"#{target}")


def show_mirna(mirna: str) -> Markup:
    """The name of a miRNA as a button that shows it among all of the contrast around it."""
    return element("button", mirna, type="button", class_="mirna", data_mirna=mirna)


def show_accession(mirna: str, accession: str) -> Markup:
    """The same, with its accession."""
    return join([show_mirna(mirna), element("small", accession)], " ")


def fold(summary: Child, *children: Child, class_: str | None = None) -> Markup:
    """What is there on a click."""
    return element("details", element("summary", summary), *children, class_=class_)


def definitions(pairs: Iterable[tuple[Child, Child]]) -> Markup:
    """Terms, and what is said of each."""
    parts = [element("div", element("dt", term), element("dd", meaning)) for term, meaning in pairs]
    return element("dl", *parts)


def table(
    caption: str, header: Sequence[Child], rows: Iterable[Sequence[Child]], numbers: str = ""
) -> Markup:
    """A table that scrolls where it is too wide; ``numbers`` has "n" at each column of numbers, and
    anything else at the others. The first cell of a row is its heading."""
    classes = ["number" if kind == "n" else None for kind in numbers.ljust(len(header))]
    head = [
        element("th", name, scope="col", class_=class_)
        for name, class_ in zip(header, classes, strict=False)
    ]
    body = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(
                element("td", cell, class_="long" if _is_long(cell) else class_)
                for cell, class_ in zip(row[1:], classes[1:], strict=False)
            ),
        )
        for row in rows
    ]
    whole = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *head)),
        element("tbody", *body),
    )
    return element("div", whole, class_="scroll", role="group", aria_label=caption, tabindex=0)


def _is_long(cell: Child) -> bool:
    """Whether a cell holds a sentence, which needs width and lines."""
    return not isinstance(cell, Markup) and len(str(cell)) > LONG


def anchor_of(*names: str) -> str:
    """An anchor made of names, which may hold anything; two that differ have two anchors."""
    return "-".join(
        "".join(sign if sign.isascii() and sign.isalnum() else f"_{ord(sign):x}" for sign in name)
        for name in names
    )
