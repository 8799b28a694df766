"""`%%hsmock` and `%hs mocks`: what a cell mocks, what it shows, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics import FunctionSyntaxError, HsfuncError, MagicError, MockError, current_account
from hsfunc_magics.runtime.outgoing import NetworkFailure, OutgoingRequest, OutgoingResponse

from ..conftest import Shell

CONTACTS = "https://api.hubapi.com/crm/v3/objects/contacts"


def ask(method: str, url: str) -> OutgoingResponse | NetworkFailure | None:
    answer = current_account().outside.answer(OutgoingRequest(method, url))
    return answer.outcome if answer is not None else None


def card(shell: Shell) -> str:
    [data] = shell.shown()
    assert "<script" not in data["text/html"]
    text: str = data["text/plain"]
    return text


@pytest.mark.parametrize(
    ("cell", "response"),
    [
        ('\n{"results": [1.50]}\n', (("Content-Type", "application/json"), b'{"results":[1.5]}')),
        ("\nnot found\n", (("Content-Type", "text/plain; charset=utf-8"), b"not found")),
        (" -H 'Content-Type: text/html'\n{% raw %}\n", (("Content-Type", "text/html"), b"{% raw %}")),
        (" -H content-type:text/javascript\n() => 1", (("content-type", "text/javascript"), b"() => 1")),
        ("\n(request) => ({ id: request.params.id })\n", (("Content-Type", "application/json"), b'{"id":"7"}')),
    ],
)
def test_the_cell_is_the_body(shell: Shell, cell: str, response: tuple[tuple[str, str], bytes]) -> None:
    shell.run(f"%%hsmock GET {CONTACTS}/:id --status 201{cell}")
    assert ask("GET", f"{CONTACTS}/7") == OutgoingResponse(201, (response[0],), response[1])


def test_a_line_mocks_without_a_body(shell: Shell) -> None:
    shell.run(f"%hsmock DELETE {CONTACTS}/* --status 204 -H 'X-A: b: c'")
    assert ask("DELETE", f"{CONTACTS}/7") == OutgoingResponse(204, (("X-A", "b: c"),))
    assert card(shell) == f"DELETE {CONTACTS}/* is mocked\n  204 with no body\n  headers: X-A"
    shell.run(f"%hsmock {CONTACTS} --fail dns --delay 20ms --times 2")
    assert ask("GET", CONTACTS) == NetworkFailure("dns")
    assert card(shell) == f"GET {CONTACTS} is mocked\n  fails: dns, after 20 ms, 2 times"
    shell.run(f"%%hsmock {CONTACTS}\n")
    assert ask("GET", CONTACTS) == OutgoingResponse(200)


def test_a_cell_that_runs_again_replaces_its_mock(shell: Shell) -> None:
    shell.run(f"%%hsmock GET {CONTACTS}\n[1]")
    shell.run(f"%%hsmock GET {CONTACTS} --times 1\n[2]")
    shell.shown()
    shell.run(f"%%hsmock GET {CONTACTS} --times 1\n[3]")
    assert "replaces" not in card(shell)
    assert [ask("GET", CONTACTS) for _ in range(3)] == [
        OutgoingResponse(200, (("Content-Type", "application/json"),), body) for body in (b"[3]", b"[2]", b"[1]")
    ]
    shell.run(f"%%hsmock GET {CONTACTS} --times 1\n[4]")
    assert "replaces 2 mocks of the same method and URL" in card(shell)
    shell.run(f"%%hsmock get {CONTACTS}\n[5]")
    assert card(shell) == (
        f"GET {CONTACTS} is mocked\n  200 with JSON, 3 bytes\n  replaces 2 mocks of the same method and URL"
    )
    assert len(current_account().mocks) == 1


@pytest.mark.parametrize(
    ("cell", "error", "told"),
    [
        ("%hsmock", MagicError, "%%hsmock needs [METHOD] URL"),
        ("%hsmock GET", MagicError, "GET of which URL?"),
        (f"%hsmock GTE {CONTACTS}", MockError, "Did you mean GET?"),
        (f"%hsmock GET {CONTACTS} {CONTACTS}", MagicError, "one word too many"),
        (f"%hsmock GET {CONTACTS} --statsu 200", MagicError, "Did you mean --status?"),
        (f"%hsmock GET {CONTACTS} --status ok", MagicError, "invalid int value: 'ok'"),
        (f"%hsmock GET {CONTACTS} --fail timout", MockError, "Did you mean timeout?"),
        (f"%hsmock GET {CONTACTS} --delay 3", MockError, "such as '300ms'"),
        (f"%hsmock GET {CONTACTS} -H X", MagicError, "-H takes NAME:VALUE"),
        (f"%%hsmock GET {CONTACTS} --fail reset\n[]", MagicError, "the cell stays empty"),
        (f'%%hsmock GET {CONTACTS}\n{{\n  "a": one\n}}', MagicError, "line 2, column 8"),
        (f"%%hsmock GET {CONTACTS}\n(request) => {{\n  return 1 1;\n}}", FunctionSyntaxError, "line 2, column 12"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    shell: Shell, cell: str, error: type[HsfuncError], told: str
) -> None:
    with pytest.raises(error) as caught:
        shell.run(cell)
    assert told in str(caught.value)
    assert len(current_account().mocks) == 0
    assert shell.shown() == []


def test_the_table_has_hits_and_what_matched_none(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    def table() -> dict[str, Any]:
        shell.run("%hs mocks")
        [data] = shell.shown()
        return data

    assert table()["text/plain"].startswith("Nothing is mocked")
    shell.run(f"%hsmock {CONTACTS}")
    shell.run("%%hsmock POST https://x.org/<b>/*\n<i>")
    shell.shown()
    ask("GET", CONTACTS)
    ask("GET", f"{CONTACTS}/<script>")
    data = table()
    nearest = f"The nearest mock is GET {CONTACTS}: the path has 4 segments there (/crm/v3/objects/contacts), and 5 in"
    assert data["text/plain"].splitlines() == [
        "2  POST https://x.org/<b>/*                            200 with text, 3 bytes  0 hits",
        f"1  GET {CONTACTS}  200 with no body        1 hit",
        "",
        "Asked, and matched none:",
        f"  GET {CONTACTS}/<script>  (1 time)",
        f"    {nearest} the request (/crm/v3/objects/contacts/%3Cscript%3E).",
    ]
    assert "<script>" not in data["text/html"] and "<b>" not in data["text/html"]
    shell.run("%hs mocks remove 1")
    shell.run("%hs mocks remove POST 'https://x.org/<b>/*'")
    assert capsys.readouterr().out == "1 mock taken away.\n1 mock taken away.\n"
    with pytest.raises(MockError, match="There is no mock 1"):
        shell.run("%hs mocks remove 1")
    with pytest.raises(MagicError, match="Did you mean clear"):
        shell.run("%hs mocks cler")
    shell.run(f"%hsmock {CONTACTS}")
    shell.run("%hs mocks clear")
    assert "1 mock taken away. Requests of functions go out again" in capsys.readouterr().out
    assert not current_account().outside.in_use


def test_a_file_is_loaded_and_a_reset_takes_it_away(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "mocks.json"
    file.write_text('[{"url": "https://x.org/", "json": 1}]')
    shell.run(f"%hs mocks load {file}")
    assert "GET https://x.org/" in card(shell)
    shell.run("%hs reset --yes")
    assert "Mocks taken away: 1." in card(shell)
    shell.run("%hs reset --undo")
    assert ask("GET", "https://x.org/") is not None


def test_a_secret_in_a_url_is_not_shown(shell: Shell) -> None:
    account = current_account()
    account.secrets.add("KEY", "0123456789abcdef")
    shell.run("%hsmock https://x.org/?hapikey=0123456789abcdef")
    ask("GET", "https://x.org/other?hapikey=0123456789abcdef")
    shell.run("%hs mocks")
    assert "0123456789abcdef" not in f"{shell.shown()}{list(account.mocks)}"
