"""Sources that stand where a file of serverless.json would: TypeScript and ES modules that nobody has built yet."""

from __future__ import annotations

from collections.abc import Container

_KINDS = {
    ".ts": "TypeScript",
    ".tsx": "TypeScript",
    ".mts": "TypeScript",
    ".cts": "TypeScript",
    ".mjs": "an ES module",
    ".jsx": "JSX",
}


def unbuilt_source(file: str, known: Container[str]) -> str | None:
    """The source among the `known` files that `file` would be built from: `test.ts` for `test.js`."""
    stem = file.removesuffix(".js")
    candidates = [f"{stem}{ending}" for ending in _KINDS] if stem != file else []
    return next((name for name in candidates if name in known), None)


def unbuilt_mend(file: str, source: str) -> str:
    """What helps where only the source of a file is there."""
    kind = next(kind for ending, kind in _KINDS.items() if source.endswith(ending))
    return (
        f"{source} is {kind}, which the platform does not run: compile it to {file}, or have it bundled here"
        " (--bundle; in Python bundle=True)."
    )
