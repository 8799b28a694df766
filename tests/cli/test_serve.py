"""`hsfunc serve`: its start, what it prints, changed files, signals, what it leaves behind."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
from pathlib import Path

import pytest

from ..processes import descendants, left_of
from .conftest import Serving, hsfunc


def test_every_problem_is_told_before_it_starts(folder: Path) -> None:
    (folder / "serverless.json").write_text(
        '{\n  "endpoints": {\n    "a": {"file": "no.js"},\n    "b": {"method": "X"}\n  }\n}'
    )
    ended = hsfunc("serve", folder)
    assert ended.returncode == 1
    assert (
        "3 errors and 5 warnings" in ended.stderr and "no.js" in ended.stderr and "endpoints.b (line 4)" in ended.stderr
    )
    assert "Traceback" not in ended.stderr and "Serving" not in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--visitor", "{"], "--visitor takes JSON"),
        (["--visitor", '{"vid": 0}'], "from 1"),
        (["--env-file", "no-such.env"], "--env-file no-such.env: no such file"),
        (["--host", "no such host"], "no address"),
        (["--port", "99999"], "99999"),
        (["--account-id", "0"], "a number from 1"),
        (["--domain", "https://www.example.com/"], "a name such as www.example.com"),
        (["--log-file", "/no/such/folder/log.sqlite"], "/no/such/folder/log.sqlite"),
        (["--log-file", __file__], "The log cannot be kept in"),
    ],
)
def test_a_mistake_on_the_command_line_is_told(folder: Path, arguments: list[str], told: str) -> None:
    ended = hsfunc("serve", folder, *arguments)
    assert ended.returncode != 0 and told in ended.stderr
    assert "Traceback" not in ended.stderr and "Serving" not in ended.stdout


def test_a_port_in_use_is_told(serving: Serving, folder: Path) -> None:
    ended = hsfunc("serve", folder, "--port", str(serving.port))
    assert ended.returncode == 1 and "address already in use" in ended.stderr


@pytest.mark.parametrize("arguments", [[], ["--host", "0.0.0.0"]])
def test_the_control_pages_are_where_it_says(folder: Path, arguments: list[str]) -> None:
    serving = Serving(folder, *arguments)
    line = serving.process.stdout.readline() if serving.process.stdout is not None else ""
    told = re.fullmatch(r"Try it, log and quota: http://127\.0\.0\.1:(\d+)/_hsfunc/\n", line)
    assert told is not None and int(told[1]) != serving.port
    assert serving.get("/_hsfunc/", int(told[1]))[0] == 200
    assert serving.get("/_hsfunc/")[0] == 302
    assert ("on every address of this machine" in serving.said) == bool(arguments)
    assert serving.end() == 0


def test_their_port_can_be_chosen_and_is_no_other(folder: Path, serving: Serving) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chosen = Serving(folder, "--control-port", str(port))
    assert chosen.get("/_hsfunc/", port)[0] == 200
    assert chosen.end() == 0
    ended = hsfunc("serve", folder, "--control-port", str(serving.port))
    assert ended.returncode == 1 and "Another --control-port" in ended.stderr
    ended = hsfunc("serve", folder, "--port", str(port), "--control-port", str(port))
    assert ended.returncode == 1 and "another one than --port" in ended.stderr


def test_executions_are_printed_as_hubspot_lists_them(serving: Serving) -> None:
    assert serving.get("/_hcms/api/ok") == (200, b'{"ok":1}')
    assert serving.get("/_hcms/api/none")[0] == 404
    assert serving.end() == 0
    assert " - SUCCESS - GET ok - Execution Time: " in serving.said
    assert "  INFO  called" in serving.said
    assert " - 404 - GET /_hcms/api/none" in serving.said


def test_changed_files_take_effect_at_the_next_call(serving: Serving, folder: Path) -> None:
    assert serving.get("/_hcms/api/ok")[1] == b'{"ok":1}'
    (folder / "ok.js").write_text("exports.main = (context, sendResponse) => sendResponse({ body: 'new' });")
    assert serving.get("/_hcms/api/ok")[1] == b"new"


def test_without_watch_the_files_stay_as_they_were_read(folder: Path) -> None:
    serving = Serving(folder, "--no-watch", "--domain", "www.example.com", "--domain", "shop.example.com:8443")
    assert serving.get("/_hcms/api/ok")[1] == b'{"ok":1}'
    (folder / "ok.js").write_text("exports.main = (context, sendResponse) => sendResponse({ body: 'new' });")
    assert serving.get("/_hcms/api/ok")[1] == b'{"ok":1}'
    assert serving.end() == 0


def test_secrets_come_from_a_file_and_are_not_printed(folder: Path, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.env"
    secrets.write_text("TOKEN='wert 79 geheim'\n")
    log = tmp_path / "log.sqlite"
    serving = Serving(folder, "--env-file", secrets, "--log-file", log, "--account-id", "42", "--no-watch")
    assert serving.get("/_hcms/api/secret?portalid=42")[1] == b"wert 79 geheim"
    assert serving.end() == 0
    assert "wert 79" not in serving.said and "TOKEN" not in " ".join(serving.process.args)  # type: ignore[arg-type]
    assert log.exists() and b"wert 79" not in log.read_bytes()
    listed = hsfunc("logs", "secret", "--log-file", log, "--account-id", "42")
    assert listed.returncode == 0 and " - SUCCESS - Execution Time: " in listed.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_running_executions_end(serving: Serving, number: signal.Signals) -> None:
    assert serving.get("/_hcms/api/ok")[0] == 200
    waiting = serving.ask("/_hcms/api/slow")
    _until_running(serving)
    serving.process.send_signal(number)
    assert waiting.getresponse().read() == b"late"
    waiting.close()
    assert serving.wait() == 0


def test_a_second_signal_waits_for_nothing(serving: Serving) -> None:
    waiting = serving.ask("/_hcms/api/stuck")
    _until_running(serving)
    below = descendants(serving.process.pid)
    serving.process.send_signal(signal.SIGINT)
    while _takes_connections(serving.port):
        time.sleep(0.02)
    assert serving.end(signal.SIGINT) == 1
    waiting.close()
    assert left_of(below) == []
    assert "Traceback" not in serving.said


def test_nothing_is_left_after_sigkill(serving: Serving) -> None:
    waiting = serving.ask("/_hcms/api/stuck")
    _until_running(serving)
    below = descendants(serving.process.pid)
    assert below
    serving.process.kill()
    waiting.close()
    assert left_of(below) == []


def _takes_connections(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _until_running(serving: Serving) -> None:
    """The server has taken the request before: one that came later is answered."""
    assert serving.get("/_hcms/api/echo")[0] == 200


def test_the_visitor_calls_with_a_tracking_cookie(folder: Path) -> None:
    serving = Serving(folder, "--visitor", json.dumps({"vid": 5, "email": "ann@example.org"}), "--quiet")
    assert serving.get("/_hcms/api/ok")[0] == 200
    assert serving.end() == 0
    assert "Execution Time" not in serving.said
