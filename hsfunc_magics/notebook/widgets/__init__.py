"""Parts of widgets that the folder editor and the request form share; ipywidgets and anywidget, loaded late."""

from __future__ import annotations

from importlib.util import find_spec

from ..magics.errors import MagicError


def require_widgets(command: str, instead: str = "") -> None:
    """Raises `MagicError`, which says how to install what the command lacks, and what does the same `instead`."""
    missing = [module for module in ("ipywidgets", "anywidget") if find_spec(module) is None]
    if missing:
        raise MagicError(
            f"{command} needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed here:"
            " run %pip install 'hsfunc-magics[widgets]', then restart the kernel and reload the page."
            f"{instead and chr(10)}{instead}"
        )
