"""The Python API as Markdown: the public names of the package, for autodoc to fill in from docstrings and types."""

from __future__ import annotations

import inspect

import hsfunc_magics

_HEAD = """# Python API

Everything is imported from `hsfunc_magics`: `from hsfunc_magics import Account`."""


def reference() -> str:
    """Classes, errors and functions, in this order; each with its public members."""
    kinds: dict[str, list[str]] = {"Classes": [], "Errors and warnings": [], "Functions": []}
    for name in hsfunc_magics.__all__:
        value = getattr(hsfunc_magics, name)
        wrong = inspect.isclass(value) and issubclass(value, Exception)
        kinds["Errors and warnings" if wrong else "Classes" if inspect.isclass(value) else "Functions"].append(name)
    parts = [_HEAD]
    for title, names in kinds.items():
        kind = "autofunction" if title == "Functions" else "autoclass"
        parts.append(f"## {title}")
        for name in names:
            # What an enumeration inherits is what every text can do.
            inherited = () if name == "Status" else ("inherited-members",)
            options = ("members", "undoc-members", *inherited) if title == "Classes" else ()
            parts.append(_directive(kind, name, options))
    return "\n\n".join(parts)


def _directive(kind: str, name: str, options: tuple[str, ...]) -> str:
    lines = [f".. {kind}:: hsfunc_magics.{name}", *(f"   :{option}:" for option in options)]
    return "\n".join(["```{eval-rst}", *lines, "```"])
