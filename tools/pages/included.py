"""Files of the checkout that are pages of the documentation, too."""

import posixpath
import re

from pages.checkout import ROOT

INCLUDED = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "developer/contributing.md",
    "resources/README.md": "reference/resources.md",
}


def include(source: str) -> str:
    """A file of the checkout as a page: its links lead to pages, or are named if they cannot."""
    page = INCLUDED[source]

    def translate(match: re.Match[str]) -> str:
        label, target, anchor = match[1], match[2], match[3] or ""
        if "://" in target:
            return match[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        linked = INCLUDED.get(path) or (
            path.removeprefix("docs/") if path.startswith("docs/") else None
        )
        if linked is None:
            return label
        return f"[{label}]({posixpath.relpath(linked, posixpath.dirname(page) or '.')}{anchor})"

    text = (ROOT / source).read_text(encoding="utf-8")
    return re.sub(r"\[([^\]]+)\]\(([^)#]+)(#[^)]*)?\)", translate, text)
