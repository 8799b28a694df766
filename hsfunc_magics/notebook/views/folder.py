"""A folder as text: its endpoints, and what all of them share."""

from __future__ import annotations

from ...emulator.functions.folder import Folder
from .frame import visible


def folder_text(folder: Folder) -> str:
    """The folder, a line for each endpoint."""
    endpoints = folder.endpoints()
    methods = {name: " ".join(endpoint.methods) for name, endpoint in endpoints.items()}
    first = max(map(len, methods.values()), default=0)
    second = max(map(len, endpoints), default=0)
    lines = [f"{folder.title} ({folder.runtime}), {_count(len(endpoints))}"]
    lines += [f"  {methods[name]:<{first}}  {name:<{second}}  {endpoint.file}" for name, endpoint in endpoints.items()]
    for key in ("environment", "secrets"):
        names = folder.manifest.data.get(key)
        if names:
            lines.append(f"  {key} of all: {', '.join(names)}")
    return visible("\n".join(lines))


def _count(number: int) -> str:
    return {0: "no endpoints", 1: "1 endpoint"}.get(number, f"{number} endpoints")
