"""What bundling gave, on a card of its own and on that of a registration."""

from __future__ import annotations

from ...emulator.functions.bundle import Bundle
from .frame import code, escape, frame, size, visible


def bundle_text(bundle: Bundle) -> str:
    """The card as text."""
    title = f"{bundle.folder}/{bundle.file}"
    lines = [title, *(f"  {line}" for line in bundle_lines(bundle)), *(f"  {line}" for line in _users(bundle))]
    return visible("\n".join(lines))


def bundle_html(bundle: Bundle) -> str:
    """The card as HTML."""
    lines = [code(f"{bundle.folder}/{bundle.file}"), *map(escape, [*bundle_lines(bundle), *_users(bundle)])]
    return frame([f"<p>{'<br>'.join(lines)}</p>"])


def bundle_lines(bundle: Bundle) -> list[str]:
    """What is to be said of a bundle, with its notes."""
    packages = ", ".join(str(package) for package in bundle.packages if package.used) or "no package of npm"
    small = ", minified" if bundle.minified else ""
    return [
        f"bundle of {bundle.original} with {packages}: {size(bundle.size)}{small}, by {bundle.maker}",
        *(f"Note: {note.text} ({note.source})" for note in bundle.notes),
    ]


def _users(bundle: Bundle) -> list[str]:
    if bundle.endpoints:
        return [f"used by {', '.join(bundle.endpoints)}"]
    return ["no endpoint uses it yet"]
