"""What the script of the page is given: data that no browser takes for markup, and its digest."""

import base64
import hashlib
import json
from typing import Any

from mirtrd.report.markup import Markup, element

# What could end the element, begin another one or end a line of a script.
UNSAFE = {"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"}


def as_data(name: str, content: Any) -> Markup:
    """An element that holds data as JSON, by its identifier. ValueError for a number that JSON
    cannot hold."""
    text = json.dumps(content, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    for sign, code in UNSAFE.items():
        text = text.replace(sign, code)
    return element("script", Markup(text), type="application/json", id=name)


def digest_of(text: str) -> str:
    """By what a content security policy knows a script or a style that stands in the page."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
