"""HubSpot's own local runtime: where `HSFUNC_RIVAL` says that it is installed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

VARIABLE = "HSFUNC_RIVAL"
PACKAGE = "@hubspot/serverless-dev-runtime"
HOW_TO_GET_IT = f"npm install {PACKAGE}@7.0.7 anywhere, and set {VARIABLE} to the folder where you did"


def rival() -> Path | None:
    """The folder of HubSpot's runtime, where the variable names it."""
    named = os.environ.get(VARIABLE, "")
    return package_folder(Path(named)) if named else None


def package_folder(named: Path) -> Path | None:
    """The folder of the package: the one that is named, or below it where npm has installed into that one.

    npm writes a `package.json` into the latter too: only its name tells which is which.
    """
    for folder in (named, named / "node_modules" / PACKAGE):
        if _manifest(folder).get("name") == PACKAGE:
            return folder.resolve()
    return None


def version(folder: Path) -> str:
    """The version of the package in its folder."""
    return str(_manifest(folder).get("version"))


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
