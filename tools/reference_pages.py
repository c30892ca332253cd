"""Pages of the documentation that the code itself writes; a hook of MkDocs, see ``mkdocs.yml``.

Keys of the config come from their schema, kits from their table, files from the rules, columns
from the tables of the stages, and constants from the lines that set them, with the comment above.
Only the functions called ``on_...`` know MkDocs: ``write_pages`` gives the text of each page.
"""

import re
from typing import Any

from pages.config import write_config
from pages.constants import write_constants
from pages.included import INCLUDED, include
from pages.kits import write_kits
from pages.results import write_results


def write_pages() -> dict[str, str]:
    """The text of each page, by its path in the documentation."""
    pages = {
        "reference/config.md": write_config(),
        "reference/kits.md": write_kits(),
        "reference/results.md": write_results(),
        "reference/constants.md": write_constants(),
    }
    return pages | {page: include(source) for source, page in INCLUDED.items()}


def on_files(files: Any, config: Any) -> Any:
    """Add the pages to those that MkDocs found in ``docs``."""
    from mkdocs.structure.files import File

    for path, text in write_pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def find_foreign(html: str) -> list[str]:
    """Addresses on other hosts from which a page would load something; links are none."""
    tags = re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*>", html)
    loading = " ".join(tag for tag in tags if 'rel="canonical"' not in tag)
    return re.findall(r"""\b(?:src|href)=["']?((?:\w+:)?//[^"'\s>]+)""", loading)


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Fail if a page would load something from another host."""
    from mkdocs.exceptions import PluginError

    if foreign := find_foreign(output):
        raise PluginError(f"{page.file.src_uri} loads from other hosts: {', '.join(foreign)}")
    return output
