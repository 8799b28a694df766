"""`hsfunc serve` and `call` with folders as public ones lie: old runtimes, missing files, project functions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import Serving, hsfunc

HELLO = "exports.main = (context, sendResponse) => sendResponse({ body: context.contact || 'hello' });"
OLD = '{"runtime": "nodejs12.x", "endpoints": {"f": {"file": "f.js"}, "gone": {"file": "gone.js"}}}'


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.functions"
    path.mkdir()
    (path / "serverless.json").write_text(OLD)
    (path / "f.js").write_text(HELLO)
    return path


@pytest.mark.parametrize("words", [("serve",), ("call",)])
def test_a_refusal_names_the_option(old: Path, words: tuple[str, ...]) -> None:
    ended = hsfunc(*words, old, *(["f"] if words == ("call",) else []))
    assert ended.returncode == 1
    assert "as it lies: --runtime nodejs20.x; hsfunc check --fix FOLDER writes it into the file" in ended.stderr


def test_a_call_begins_with_what_is_missing(old: Path) -> None:
    ended = hsfunc("call", old, "f", "--runtime", "nodejs20.x")
    assert (ended.returncode, ended.stdout) == (0, "hello")
    first, second, third, *_ = ended.stderr.splitlines()
    assert first == "hsfunc: Warning: old.functions lacks the file of 1 endpoint: calls of it answer 500."
    assert "gone.js" in second and 'the file says "nodejs12.x", and the folder runs on nodejs20.x here' in third
    assert (old / "serverless.json").read_text() == OLD
    ended = hsfunc("call", old, "gone", "--runtime", "nodejs20.x", "-i", "-s")
    assert ended.stdout.startswith("HTTP/1.1 500 ") and ended.stdout.endswith("{}") and ended.returncode == 1
    assert ended.stderr == ""


@pytest.fixture
def serving(old: Path) -> Iterator[Serving]:
    found = Serving(old, "--runtime", "nodejs20.x")
    yield found
    if found.process.poll() is None:
        found.process.kill()
        found.process.wait()
    assert found.process.stdout is not None
    found.process.stdout.close()


def test_a_server_begins_with_what_is_missing_and_serves_it_once_it_is_there(old: Path, serving: Serving) -> None:
    assert serving.said.startswith("Warning: old.functions lacks the file of 1 endpoint")
    assert serving.get("/_hcms/api/f") == (200, b"hello")
    assert serving.get("/_hcms/api/gone") == (500, b"{}")
    (old / "gone.js").write_text(HELLO)
    assert serving.get("/_hcms/api/gone") == (200, b"hello")
    (old / "f.js").unlink()
    assert serving.get("/_hcms/api/f") == (500, b"{}")
    assert serving.get("/_hcms/api/gone") == (200, b"hello")
    assert serving.end() == 0
    assert "MissingFile: There is no file f.js in old.functions." in serving.said


def test_a_runtime_that_cannot_be_had_is_told_before_anything_is_served(old: Path) -> None:
    for runtime, words in (("nodejs12.x", "needs Node 12"), ("20", "'20' is not a runtime")):
        ended = hsfunc("serve", old, "--runtime", runtime)
        assert ended.returncode == 1 and words in ended.stderr and "Traceback" not in ended.stderr


def test_project_functions_are_named_as_such(old: Path) -> None:
    (old / "serverless.json").write_text('{"appFunctions": {"f": {"file": "f.js", "endpoint": {"path": "f"}}}}')
    for command in ("serve", "call"):
        ended = hsfunc(command, old, *(["f"] if command == "call" else []))
        assert ended.returncode == 1 and "functions of a developer project (platform 2023.1" in ended.stderr
        assert "missing" not in ended.stderr


@pytest.mark.parametrize(
    ("visitor", "words"),
    [
        ('{"vid": 7, "is_loged_in": true}', "--visitor: 'is_loged_in' is no key of a contact"),
        ('{"is_logged_in": true}', "--visitor takes JSON such as"),
        ("[7]", "--visitor takes JSON such as"),
    ],
)
def test_a_mistyped_visitor_is_refused(old: Path, visitor: str, words: str) -> None:
    ended = hsfunc("call", old, "f", "--runtime", "nodejs20.x", "--visitor", visitor)
    assert ended.returncode == 1 and words in ended.stderr


def test_a_visitor_in_pythons_spelling_is_logged_in(old: Path) -> None:
    visitor = '{"vid": 7, "is_logged_in": true, "list_memberships": [3]}'
    ended = hsfunc("call", old, "f", "--runtime", "nodejs20.x", "--visitor", visitor, "-s")
    assert ended.stdout == '{"vid":7,"isLoggedIn":true,"listMemberships":[3]}'
