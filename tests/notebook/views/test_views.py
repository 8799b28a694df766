"""What is drawn: the same from run to run, readable without CSS, hostile text harmless."""

from __future__ import annotations

import base64
import json
import re
from contextlib import closing
from html import unescape
from typing import Any

import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.call.execution import Timing
from hsfunc_magics.notebook.views.execution.json import MIME_TYPE

from ..conftest import Shell

FACTS = (
    *("200 OK", "GET /_hcms/api/f", "WARN", "careful", "content-type", "Cookies (1)", "Path=/; Secure"),
    *("without HttpOnly", "accountId: 123456", "Undocumented", "time of one execution", "execution.elapsed"),
)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202egpj\x1b[31m\x07"


def bundle(execution: Execution) -> tuple[dict[str, Any], dict[str, Any]]:
    return execution._repr_mimebundle_()


def call(source: str, **arguments: Any) -> Execution:
    account = Account()
    try:
        account.functions.add("f", source, method=["GET", "POST"])
        return account.call("f", **arguments)
    finally:
        account.close()


def test_a_view_is_the_same_from_run_to_run() -> None:
    source = "console.log('one'); console.error('two'); sendResponse({ body: { a: [1, 2] }, 'Set-Cookie': 'a=1' });"
    assert bundle(call(source))[0] == bundle(call(source))[0]


def test_figures_that_change_stand_in_the_metadata() -> None:
    data, metadata = bundle(call("sendResponse({ body: 1 })"))
    assert metadata["hsfunc"]["memory"].endswith("/128 MB")
    assert metadata["hsfunc"]["timing_ms"].keys() == {"admit", "queue", "cold_start", "load", "run", "respond"}
    assert metadata["hsfunc"]["limits"] == {"timeRemaining": 600_000, "executionsRemaining": 60}
    assert metadata["hsfunc"]["limits_after"]["executionsRemaining"] == 59
    assert metadata["hsfunc"]["memory"] not in json.dumps(data)
    assert "600000" not in json.dumps(data) and '"timeRemaining": "measured"' in json.dumps(data)


def test_what_is_left_of_the_minute_is_in_the_context_where_it_is_the_same_each_time() -> None:
    def limits() -> dict[str, Any]:
        shown = account.call("f", simulated_seconds=10)._repr_mimebundle_()[0]
        found: dict[str, Any] = shown[MIME_TYPE]["context"]["limits"]
        assert f"limits: {json.dumps(found)}" in unescape(shown["text/html"])
        return found

    with closing(Account()) as account:
        account.functions.add("f", "sendResponse({ body: 1 })")
        account.clock.freeze("2026-01-01T00:00:00Z")
        assert limits() == {"timeRemaining": 600_000, "executionsRemaining": 60}
        account.clock.real()
        account.call("f")
        account.clock.freeze()
        assert set(limits().values()) == {"measured"}


def text_of(execution: Execution) -> str:
    text: str = bundle(execution)[0]["text/plain"]
    return text


def test_the_text_is_as_short_as_what_happened() -> None:
    assert text_of(call("sendResponse({ body: { a: 1 } });")).splitlines() == [
        "GET /_hcms/api/f → 200 OK",
        "content-type: application/json; charset=utf-8",
        "",
        "{",
        '  "a": 1',
        "}",
    ]
    source = """console.warn('careful\\nnext');
sendResponse({ statusCode: 404, body: { a: 1 }, headers: { 'X-A': 'b' } });
sendResponse({ body: 'again' });"""
    *lines, note = text_of(call(source)).splitlines()
    assert lines == [
        "GET /_hcms/api/f → 404 Not Found",
        "x-a: b",
        "content-type: application/json; charset=utf-8",
        "",
        "{",
        '  "a": 1',
        "}",
        "",
        "Console",
        "  WARN  f.js:1  careful",
        "                next",
        "",
    ]
    assert note.startswith("Note: ")


def test_the_text_says_what_nobody_would_expect_of_context_limits_and_time(shell: Shell) -> None:
    shell.run("%%hsfunction f\nsendResponse({})")
    shell.run("%hs limits set execution_seconds=2")
    shell.run("%hs visitor member --vid 7 --name ann")
    lines = text_of(shell.call("f --as ann --simulate-time 1500ms")).splitlines()
    assert lines[:2] == ["GET /_hcms/api/f → 200 OK", ""]
    assert lines[2].startswith('Contact: {"vid": 7, ')
    assert lines[3:] == [
        "Limit: 2 s (time of one execution), not HubSpot's value, which is 10 s",
        "Simulated: an execution time of 1.5 s",
    ]


def test_a_console_line_says_where_it_was_written() -> None:
    source = "process.stdout.write('raw');\n[7].map(() => console.log('a  b'));\nawait null; console.error('c');"
    data, _ = bundle(call(f"{source}\nsendResponse({{}});"))
    text = data["text/plain"]
    assert "\n  INFO          raw\n  INFO  f.js:2  a  b\n  ERROR f.js:3  c" in text
    html = re.sub(r"<style>.*?</style>", "", data["text/html"], flags=re.DOTALL)
    assert re.findall(r"<code>(f\.js:\d)</code>", html) == ["f.js:2", "f.js:3"]
    assert ">Where</th>" in html


def test_a_console_without_places_is_as_narrow_as_ever() -> None:
    text = bundle(call("process.stdout.write('raw\\nraw'); sendResponse({});"))[0]["text/plain"]
    assert "\n  INFO  raw\n        raw" in text


def test_the_timing_is_a_waterfall() -> None:
    timing = Timing(admit=0.001, queue=0.0, cold_start=0.05, load=0.025, run=0.02, respond=0.004)
    lines = str(timing).splitlines()
    assert [line.split("█")[0].split() for line in lines] == [
        ["Admit", "1.00", "ms"],
        ["Queue", "0.00", "ms"],
        ["Cold", "start", "50.00", "ms"],
        ["Load", "25.00", "ms"],
        ["Run", "20.00", "ms"],
        ["Respond", "4.00", "ms"],
        ["Total", "100.00", "ms"],
    ]
    bars = [(line.index("█"), line.count("█")) for line in lines if "█" in line]
    assert bars == sorted(bars, key=lambda bar: bar[0])
    assert [length for _, length in bars[1:4]] == [24, 12, 10]
    data, metadata = timing._repr_mimebundle_()
    assert "Cold start" in data["text/html"]
    assert "ms" not in re.sub(r"<style>.*?</style>", "", data["text/html"]).split()
    assert metadata["hsfunc"]["parts"] == [{"kind": "plain", "text": str(timing)}]


def test_a_timing_of_nothing_is_shown_as_well(shell: Shell) -> None:
    nothing = Timing(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert "Total           0.00 ms" in str(nothing)
    # In a terminal nobody compares outputs.
    assert shell.ip.display_formatter.format(nothing)[0]["text/plain"] == str(nothing)


def test_the_html_reads_well_without_its_style() -> None:
    execution = call("console.warn('careful'); sendResponse({ body: { a: 1 }, 'Set-Cookie': 'a=1; Path=/; Secure' });")
    html = re.sub(r"<style>.*?</style>", "", bundle(execution)[0]["text/html"], flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", html)
    for fact in FACTS:
        assert fact in text


def test_an_error_shows_the_line_of_the_cell() -> None:
    execution = call("\n  const contact = undefined;\n  contact.vid;")
    text = bundle(execution)[0]["text/plain"]
    assert "app.functions/f.js, line 3, column 11" in text
    assert "3 |   contact.vid;\n  " in text
    marked = next(line for line in text.splitlines() if line.strip().startswith("| ") and "^" in line)
    assert marked.index("^") == text.splitlines()[text.splitlines().index(marked) - 1].index("vid")


@pytest.mark.parametrize(
    "source",
    [
        "sendResponse({ body: HOSTILE })",
        "sendResponse({ body: { [HOSTILE]: HOSTILE } })",
        "console.log(HOSTILE); sendResponse({})",
        "throw new Error(HOSTILE)",
        "sendResponse({ 'Set-Cookie': '<script>=<img src=x>; <b>' })",
        "sendResponse({ body: 'x', headers: { 'Content-Type': 'text/html\\\"><script>' } })",
        "return HOSTILE",
    ],
)
def test_hostile_text_is_written_out_and_never_markup(source: str) -> None:
    execution = call(source.replace("HOSTILE", json.dumps(HOSTILE)))
    data = bundle(execution)[0]
    html = re.sub(r"<style>.*?</style>", "", data["text/html"], flags=re.DOTALL)
    assert not re.search(r"<(script|img|b)\b", html)
    for text in (html, data["text/plain"]):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", text)


def test_an_image_is_shown_from_its_bytes() -> None:
    execution = call(
        "sendResponse({ body: Buffer.from([137, 80, 78, 71]), headers: { 'Content-Type': 'image/png' } });"
    )
    data = bundle(execution)[0]
    assert f"data:image/png;base64,{base64.b64encode(bytes([137, 80, 78, 71])).decode()}" in data["text/html"]
    assert "[image/png, 4 bytes]" in data["text/plain"]


def test_other_bytes_are_shown_as_hex() -> None:
    text = bundle(call("sendResponse({ body: Buffer.from([0, 255, 65]) });"))[0]["text/plain"]
    assert "0000  00 ff 41" in text


@pytest.mark.parametrize(
    "body", ["'y'.repeat(5_000_000)", "{ list: Array(100_000).fill('text') }", "Buffer.alloc(5_000_000, 255)"]
)
def test_a_large_body_is_cut(body: str) -> None:
    data = bundle(call(f"sendResponse({{ body: {body} }});"))[0]
    assert sum(len(json.dumps(part)) for part in data.values()) < 20_000
    assert "more; execution.response has all of it" in data["text/plain"]


def test_a_secret_in_the_body_is_masked_in_the_view_only(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "s3cret/value+1")
    shell.run("%hs secrets add KEY --from-env KEY")
    shell.run(
        "%%hsfunction f --secret KEY\n"
        "const { KEY } = process.env;\n"
        "console.log(KEY);\n"
        "sendResponse({ body: { KEY }, headers: { 'X-Key': KEY, 'X-Url': encodeURIComponent(KEY) } });"
    )
    execution = shell.call("f")
    data = bundle(execution)[0]
    assert execution.response.json() == {"KEY": "s3cret/value+1"}
    assert execution.leaks == ("console", "body", "header")
    for text in (data["text/html"], data["text/plain"], repr(execution.console)):
        assert "s3cret" not in text


def test_a_secret_that_the_account_lacks_is_told_first_with_the_command_that_adds_it(shell: Shell) -> None:
    shell.run("%%hsfunction f --secret API_KEY\nconsole.warn('no key'); null.x")
    data = bundle(shell.call("f"))[0]
    told = "The account has no secret API_KEY: process.env.API_KEY is undefined. Add it: %hs secrets add API_KEY."
    assert data["text/plain"].splitlines()[1] == f"Note: {told}"
    assert data["text/plain"].count(told) == 1
    html = data["text/html"]
    assert html.index("%hs secrets add API_KEY") < min(html.index("TypeError"), html.index("no key"))
    (note,) = (note for note in data["application/vnd.hsfunc.execution+json"]["notes"] if note.get("first"))
    assert note["text"] == told


def test_secrets_in_the_context_are_said_to_be_masked() -> None:
    with closing(Account()) as account:
        account.secrets.add("KEY", "s3cret-value")
        for endpoint, secrets in (("with", ["KEY"]), ("without", [])):
            account.functions.add(endpoint, "sendResponse({});", secrets=secrets)
            shown = bundle(account.call(endpoint))[0]
            assert ("Secrets are masked: main received their values." in shown["text/html"]) == (endpoint == "with")
            assert "s3cret" not in shown["text/html"] + shown["text/plain"]
