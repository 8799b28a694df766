"""Where a function waits for a debugger, and how Chrome and VS Code find it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Inspecting:
    """Node's inspector at a WebSocket's URL, on this machine only; its path is a number that nobody guesses."""

    url: str

    @property
    def address(self) -> str:
        """`127.0.0.1:35627`."""
        return self.url.removeprefix("ws://").partition("/")[0]

    @property
    def devtools(self) -> str:
        """The address of Chrome's DevTools for it."""
        there = self.url.removeprefix("ws://")
        return f"devtools://devtools/bundled/js_app.html?experiments=true&v8only=true&ws={there}"

    @property
    def launch_json(self) -> str:
        """What VS Code attaches with: the whole of `.vscode/launch.json`."""
        host, _, port = self.address.rpartition(":")
        attach = {"type": "node", "request": "attach", "name": "hsfunc", "address": host, "port": int(port)}
        return json.dumps({"version": "0.2.0", "configurations": [attach]}, indent=2)

    def __str__(self) -> str:
        indented = self.launch_json.replace("\n", "\n    ")
        return (
            f"The call waits for a debugger at {self.url} and stops at the first line of main.\n"
            f"  Chrome: chrome://inspect, Configure…, add {self.address}; or open\n"
            f"    {self.devtools}\n"
            f"  VS Code: Run and Debug with this .vscode/launch.json\n"
            f"    {indented}\n"
            "The deadline counts while JavaScript runs, not while it waits or is paused; the memory limit stays.\n"
            "Ctrl-C ends it; in a notebook, interrupt the kernel."
        )


OnInspecting = Callable[[Inspecting], object]


def teller(inspect: bool | OnInspecting) -> Callable[[str], object] | None:
    """What is told of the inspector's URL: the standard error where nobody else wants to know."""
    if inspect is False:
        return None
    told = _tell if inspect is True else inspect
    return lambda url: told(Inspecting(url))


def _tell(inspecting: Inspecting) -> None:
    sys.stderr.write(f"{inspecting}\n")
    sys.stderr.flush()
