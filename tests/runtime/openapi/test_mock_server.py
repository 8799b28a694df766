"""Prism as a process: asked and answered over its pipes, ended and begun again; the real one where it is installed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics.runtime.bundling.cache import PackageCache, PackageSet
from hsfunc_magics.runtime.node.node import find_node
from hsfunc_magics.runtime.openapi.mock_server import Described, MockServer, MockServerError

PAST_SELECT = 1_024  # what select() can wait for

# As HubSpot writes its files: no example is null.
SPEC: dict[str, Any] = {
    "openapi": "3.0.1",
    "info": {"title": "Things", "version": "3"},
    "paths": {
        "/things/v3/{thingId}": {
            "get": {
                "parameters": [{"name": "thingId", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "a thing",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["id", "name"],
                                    "properties": {
                                        "id": {"type": "string", "example": "512"},
                                        "name": {"type": "string", "example": None},
                                    },
                                    "example": None,
                                }
                            }
                        },
                    }
                },
            },
            "delete": {"responses": {"204": {"description": "gone"}}},
        }
    },
}
# What stands in for Prism: it tells what it was given.
FAKE = """
exports.getHttpOperationsFromSpec = async (spec) => Object.entries(spec.paths);
"""
FAKE_CLIENT = """
exports.createClientFromOperations = (operations) => ({
  request: async (path, { method, body }) => {
    if (path === '/none') throw Object.assign(new Error('no path'), { status: 404 });
    if (path === '/broken') throw new Error('no schema');
    if (path === '/dies') process.exit(1);
    const text = JSON.stringify(operations);
    return { status: 200, headers: { 'Content-type': 'application/json' }, data: { path, method, body, text } };
  },
});
"""


class Installed(PackageCache):
    """A cache whose set is there already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, seconds=1)

    def get(self, *_: Any, **__: Any) -> PackageSet:
        return PackageSet(self.folder, ())


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "things.json"
    path.write_text(json.dumps(SPEC), "utf-8")
    return path


def server(spec: Path, folder: Path) -> MockServer:
    return MockServer([spec], Installed(folder), lambda: find_node(20))


@pytest.fixture
def fake(tmp_path: Path, spec: Path) -> Iterator[MockServer]:
    package = tmp_path / "node_modules" / "@stoplight" / "prism-http"
    (package / "dist").mkdir(parents=True)
    (package / "index.js").write_text(FAKE)
    (package / "dist" / "client.js").write_text(FAKE_CLIENT)
    made = server(spec, tmp_path)
    yield made
    made.close()


def test_requests_are_answered_in_turn_and_empty_examples_are_none(fake: MockServer) -> None:
    assert fake.start() == 1
    told = fake.ask("POST", "/things?a=ä", {}, {"b": [1]})
    assert told is not None and told.status == 200
    assert (told.body["path"], told.body["method"], told.body["body"]) == ("/things?a=ä", "post", {"b": [1]})
    assert '"example":null' not in told.body["text"] and '"example":"512"' in told.body["text"]
    assert fake.ask("GET", "/none", {}, None) is None
    with pytest.raises(MockServerError, match="no schema"):
        fake.ask("GET", "/broken", {}, None)


def test_it_is_asked_in_a_process_with_many_descriptors(fake: MockServer) -> None:
    with ExitStack() as opened:
        while opened.enter_context(open(os.devnull)).fileno() < PAST_SELECT:
            pass
        assert fake.start() == 1


def test_it_begins_again_after_its_end(fake: MockServer) -> None:
    with pytest.raises(MockServerError, match="ended"):
        fake.ask("GET", "/dies", {}, None)
    assert fake.ask("GET", "/things", {}, None) is not None
    fake.close()
    assert fake.ask("GET", "/things", {}, None) is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "JSON"), ("{}", "no OpenAPI file"), ('{"openapi": "3.0.1", "paths": {}}', "it has no paths")],
)
def test_a_file_that_is_none_is_told(fake: MockServer, spec: Path, text: str, told: str) -> None:
    spec.write_text(text)
    with pytest.raises(MockServerError, match=told):
        fake.start()


PRISM = os.environ.get("HSFUNC_PRISM")


@pytest.mark.skipif(PRISM is None, reason="HSFUNC_PRISM names no folder where @stoplight/prism-http is installed")
def test_prism_itself_answers_from_examples_and_schemas(spec: Path) -> None:
    made = server(spec, Path(str(PRISM)))
    assert made.start() == 2
    headers = {"Content-type": "application/json"}
    assert made.ask("GET", "/things/v3/7", {}, None) == Described(200, headers, {"id": "512", "name": "string"})
    gone = made.ask("DELETE", "/things/v3/7", {}, None)
    assert gone is not None and gone.status == 204 and gone.body is None
    assert made.ask("GET", "/other", {}, None) is None
    assert made.ask("PUT", "/things/v3/7", {}, None) is None
    made.close()
