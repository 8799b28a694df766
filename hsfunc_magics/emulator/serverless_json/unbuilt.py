"""Sources of files that nobody has built yet: TypeScript and ES modules, and what a bundle would be made of."""

from __future__ import annotations

from collections.abc import Container

from .manifest import original_name

_OPTION = " (--bundle; in Python bundle=True)"
_KINDS = {
    ".ts": "TypeScript",
    ".tsx": "TypeScript",
    ".mts": "TypeScript",
    ".cts": "TypeScript",
    ".mjs": "an ES module",
    ".jsx": "JSX",
}


def unbuilt_source(file: str, known: Container[str]) -> str | None:
    """The source among the `known` files that `file` would be built from: `test.ts` or `test.bundle.js`'s `test.js`."""
    stem = file.removesuffix(".js")
    candidates = [f"{stem}{ending}" for ending in _KINDS] if stem != file else []
    return next((name for name in [*candidates, original_name(file)] if name is not None and name in known), None)


def unbuilt_mend(file: str, source: str) -> str:
    """What helps where only the source of a file is there."""
    kind = next((kind for ending, kind in _KINDS.items() if source.endswith(ending)), None)
    if kind is None:
        return f"{file} looks like a bundle of {source}: build it, or have it bundled here{_OPTION}."
    return (
        f"{source} is {kind}, which the platform does not run: compile it to {file}, or have it bundled here{_OPTION}."
    )
