"""HubSpot's published OpenAPI files: any of their paths is answered by Prism, from examples and schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from ....runtime.bundling.cache import PackageCache
from ....runtime.bundling.child import BundlingError
from ....runtime.node.node import NodeNotFoundError, find_node
from ....runtime.openapi.mock_server import MockServer, MockServerError
from ....runtime.outgoing import Answer, OutgoingRequest
from ...errors import SeedError
from ...serverless_json.manifest import OLDEST_DEPLOYED_MAJOR
from ...settings import Settings
from .replies import Reply

_NO_BODY = (204, 304)


class OpenApiFiles:
    """What answers the paths of some files. Prism is installed on demand, and starts with the first of them."""

    def __init__(
        self, files: Sequence[str | Path], settings: Settings, on_progress: Callable[[str], None] | None = None
    ) -> None:
        """Raises `SeedError` where the files are none, or Prism cannot be had."""
        paths = [Path(file).expanduser().absolute() for file in files]
        for path in paths:
            if not path.is_file():
                raise SeedError(f"There is no file {path} for --openapi.")
        self._names = ", ".join(path.name for path in paths)
        place = Path(settings.bundle_cache).expanduser().absolute() if settings.bundle_cache is not None else None
        cache = PackageCache(place, seconds=settings.npm_seconds)
        self._server = MockServer(
            paths, cache, lambda: find_node(OLDEST_DEPLOYED_MAJOR, settings.nodes), on_progress=on_progress
        )
        try:
            self.count = self._server.start()
        except (BundlingError, MockServerError, NodeNotFoundError) as problem:
            raise SeedError(f"The OpenAPI file cannot be used. {problem}") from None

    def __repr__(self) -> str:
        return f"<OpenAPI: {self.count} operations of {self._names}>"

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """The answer; None where the files have no such path."""
        parts = urlsplit(request.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        headers = {name.lower(): value for name, value in request.headers}
        rule = f"{request.method.upper()} {parts.path} of {self._names}, by Prism"
        try:
            told = self._server.ask(request.method, path, headers, _body(request.body))
        except (BundlingError, MockServerError, NodeNotFoundError) as problem:
            error = {"status": "error", "message": str(problem), "category": "INTERNAL_ERROR"}
            return Answer(Reply(500, error).response(), "hubspot", rule=rule)
        if told is None:
            return None
        reply = Reply(told.status, None if told.status in _NO_BODY else told.body)
        return Answer(reply.response(), "hubspot", rule=rule)

    def close(self) -> None:
        """Ends Prism, which starts again when it is needed."""
        self._server.close()


def _body(content: bytes) -> object:
    """A body as Prism takes it: JSON, or its text."""
    if not content:
        return None
    text = content.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
