"""A debugger of the tests' own: speaks the inspector's protocol over its WebSocket."""

from __future__ import annotations

import json
from typing import Any, Self

import websocket

SECONDS = 30


class Debugger:
    """Attaches to Node's inspector; `paused` waits until the function has stopped, and says at which line."""

    def __init__(self, url: str) -> None:
        self._socket = websocket.create_connection(url, suppress_origin=True, timeout=SECONDS)
        self._asked = 0
        self.scripts: dict[str, str] = {}
        self.ask("Debugger.enable")

    def ask(self, method: str, **parameters: Any) -> None:
        """Asks without waiting for the answer."""
        self._asked += 1
        self._socket.send(json.dumps({"id": self._asked, "method": method, "params": parameters}))

    def begin(self) -> None:
        """Lets what waits for a debugger begin."""
        self.ask("Runtime.runIfWaitingForDebugger")

    def paused(self) -> tuple[str, int]:
        """The file and the line, counting from 1, of the next stop."""
        while True:
            told = json.loads(self._socket.recv())
            if told.get("method") == "Debugger.scriptParsed":
                self.scripts[told["params"]["scriptId"]] = told["params"]["url"]
            elif told.get("method") == "Debugger.paused":
                place = told["params"]["callFrames"][0]["location"]
                return self.scripts[place["scriptId"]], place["lineNumber"] + 1

    def resume(self) -> None:
        """Lets it go on."""
        self.ask("Debugger.resume")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Detaches: what is paused then goes on."""
        self._socket.close()


def step_through(url: str) -> None:
    """Attaches, and lets the function run to its end."""
    with Debugger(url) as debugger:
        debugger.begin()
        debugger.paused()
        debugger.resume()
