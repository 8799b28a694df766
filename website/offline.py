"""Whether the pages of a site ask the network for anything: scripts, styles, fonts, pictures."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

_ADDRESS = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_OF_STYLES = re.compile(r"(?:url\(|@import)\s*['\"]?((?:https?:)?//[^'\")\s]+)", re.IGNORECASE)
# What a browser loads by itself; a link waits for a click.
_LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
    "link": "href",
}
# `link`s that say something and load nothing.
_SAID = {"canonical", "search", "next", "prev", "author", "license", "alternate"}


def asking(site: Path) -> list[tuple[str, str]]:
    """Page and address, of whatever would be loaded from elsewhere."""
    found: list[tuple[str, str]] = []
    for path in sorted(path for path in site.rglob("*") if path.suffix in {".html", ".css"}):
        text = path.read_text(encoding="utf-8", errors="replace")
        addresses = _OF_STYLES.findall(text) if path.suffix == ".css" else loaded(text)
        found += [(str(path.relative_to(site)), address) for address in addresses]
    return found


def loaded(html: str) -> list[str]:
    """The addresses elsewhere that a page loads."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    """Collects them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get(_LOADED.get(tag, "")) or ""
        if _ADDRESS.match(address) and not (tag == "link" and (given.get("rel") or "") in _SAID):
            self.found.append(address)
        self.found += _OF_STYLES.findall(given.get("style") or "")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style":
            self.found += _OF_STYLES.findall(data)
