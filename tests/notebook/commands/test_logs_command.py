"""`%hs logs`: the listing as text, table and value, its options, following, and what nbval can compare."""

from __future__ import annotations

import html.parser
import os
import re
import signal
import threading
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from hsfunc_magics import HsfuncError, current_account
from hsfunc_magics.emulator.logs.listing import LogListing
from hsfunc_magics.notebook.commands.logs import logs
from hsfunc_magics.notebook.views.logs import logs_html

from ...emulator.projects.making import by_uid, make_project
from ..conftest import Shell
from ..kernels import SECONDS, START_SECONDS, patient

EVENTS = """%%hsfunction events
console.log('got', context.params.n[0]);
if (context.params.bad) throw new TypeError('boom');
sendResponse({ body: 'x' });"""


@pytest.fixture
def events(shell: Shell) -> Shell:
    shell.run("%hs clock freeze 2026-01-01T00:00:00Z")
    shell.run(EVENTS)
    shell.shown()
    return shell


def listed(shell: Shell, line: str = "") -> list[str]:
    """The lines of `%hs logs`."""
    shell.shown()
    shell.run(f"%hs logs {line}")
    (output,) = shell.shown()
    text: str = output["text/plain"]
    return text.splitlines()


def test_the_listing_is_that_of_hubspots_command_line(events: Shell) -> None:
    events.call("events?n=1 --simulate-time 279ms")
    events.run("%hs clock advance 90s")
    events.call("events?n=2&bad=1 --simulate-time 1s")
    assert listed(events, "events") == [
        "2026-01-01T00:01:30.000Z - UNHANDLED_ERROR - Execution Time: 1000ms",
        "2026-01-01T00:01:30.000Z  INFO  got 2",
        "  TypeError: boom",
        "    at exports.main (app.functions/events.js:2:31)",
        "2026-01-01T00:00:00.000Z - SUCCESS - Execution Time: 279ms",
        "2026-01-01T00:00:00.000Z  INFO  got 1",
    ]
    assert listed(events, "--compact") == [
        "2026-01-01T00:01:30.000Z - UNHANDLED_ERROR - GET events - Execution Time: 1000ms",
        "2026-01-01T00:00:00.000Z - SUCCESS - GET events - Execution Time: 279ms",
    ]


def test_no_measured_time_is_listed_while_the_clock_stands(events: Shell) -> None:
    events.run("%hs clock real")
    events.call("events?n=1")
    events.run("%hs clock freeze")
    assert listed(events, "events")[:2] == ["– - SUCCESS - Execution Time: –", "–  INFO  got 1"]
    output = current_account().log.records()._repr_mimebundle_()[0]
    assert re.search(r"\d\d:\d\d|\d ?ms|/128 MB", output["text/plain"] + output["text/html"]) is None
    events.run("%hs clock real")
    assert re.search(r"T.*Z - SUCCESS - Execution Time: \d+ms", listed(events, "events")[0])


def test_the_newest_five_are_listed_unless_another_number_is_wanted(events: Shell) -> None:
    for n in range(7):
        events.call(f"events?n={n}")
    assert len(listed(events, "--compact")) == 5 + 1  # and why there are no times
    assert len(listed(events, "--compact -n 6")) == 6 + 1
    assert [line for line in listed(events, "--latest") if "got" in line] == ["2026-01-01T00:00:00.000Z  INFO  got 6"]


@pytest.mark.parametrize("words", ["log", "function logs", "functions logs", "cms function logs"])
def test_hubspots_other_spellings_work(events: Shell, words: str) -> None:
    events.call("events?n=1")
    events.shown()
    events.run(f"%hs {words} /_hcms/api/events?x=1 -l")
    assert "got 1" in events.shown()[0]["text/plain"]


def test_a_removed_endpoint_keeps_its_log(events: Shell) -> None:
    events.call("events?n=1")
    current_account().functions.remove("events")
    assert any("got 1" in line for line in listed(events, "events"))


def test_nothing_logged_says_so(events: Shell) -> None:
    assert listed(events) == ["No logs found."]
    assert listed(events, "events") == ["No logs found for events."]


def test_records_are_chosen_by_time_status_and_text(events: Shell) -> None:
    events.call("events?n=first")
    events.run("%hs clock advance 1h")
    events.call("events?n=second&bad=1")

    def found(line: str) -> list[str]:
        return [line.split("got ")[1] for line in listed(events, line) if "got" in line]

    assert found("--since 10m") == found("--since 2026-01-01T00:30:00Z") == ["second"]
    assert found("--status success") == ["first"]
    assert found("--status success --status UNHANDLED_ERROR") == ["second", "first"]
    assert found("--search FIRST") == ["first"]
    assert found("--sort time --reverse") == ["first", "second"]


def test_a_listing_is_kept_in_a_variable_and_shown(events: Shell) -> None:
    events.call("events?n=1")
    assert listed(events, "-o found")
    found = events.ip.user_ns["found"]
    assert isinstance(found, LogListing)
    assert found[0].endpoint == "events"


def test_a_leak_is_told_where_the_log_is_read(events: Shell) -> None:
    current_account().secrets.add("KEY", "pat-na1-123456")
    events.run("%%hsfunction leaky --secret KEY\nconsole.log(process.env.KEY); sendResponse({});")
    events.call("leaky")
    text = "\n".join(listed(events, "leaky"))
    assert "pat-na1" not in text
    assert "Note: A secret's value was seen in the console" in text


def test_a_cut_console_is_marked(events: Shell) -> None:
    events.run("%%hsfunction long\nconsole.log('y'.repeat(9000)); sendResponse({});")
    events.call("long")
    assert listed(events, "long")[2].strip() == "… truncated"


class _Structure(html.parser.HTMLParser):
    """The tags of a page, and the class and style of rows and inputs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.rows: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "tr" and dict(attrs).get("style"):
            self.rows.append(dict(attrs)["style"] or "")


def test_the_table_sorts_without_a_script(events: Shell) -> None:
    events.run("%hs clock real")
    for n, seconds in enumerate((2, 3, 1)):
        events.call(f"events?n={n} --simulate-time {seconds}s")
    page = _Structure(logs_html(current_account().log.records()))
    assert "script" not in page.tags
    assert page.tags.count("input") == 5 + 1
    places = [int(re.search(r"--duration:(\d)", row)[1]) for row in page.rows]  # type: ignore[index]
    assert places == [2, 0, 1], "the newest, of 1 s, comes last"


def test_hostile_lines_look_like_no_record_and_run_nowhere(events: Shell) -> None:
    forged = "2026-01-01T00:00:00.000Z - SUCCESS - GET bank - Execution Time: 1ms"
    events.run(f"%%hsfunction bad\nconsole.log('<script>alert(1)</script>\\u202e\\n{forged}'); sendResponse({{}});")
    events.call("bad")
    assert forged not in listed(events, "bad")
    page = logs_html(current_account().log.records())
    assert "<script>" not in page
    assert "\u202e" not in page


def test_followed_records_are_printed_as_they_come(events: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    events.call("events?n=before")
    account = current_account()
    threading.Timer(0.3, lambda: account.call("events?n=after")).start()
    assert events.run("%hs logs events --follow --for 1.5s") is None
    assert capsys.readouterr().out.splitlines()[-1] == "2026-01-01T00:00:00.000Z  INFO  got after"


def test_an_interrupt_ends_following_quietly(events: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    account = current_account()
    threading.Timer(0.3, lambda: account.call("events?n=1")).start()
    threading.Timer(1.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    events.run("%hs logs -f --compact")
    assert capsys.readouterr().out.splitlines()[-1].startswith("2026-01-01T00:00:00.000Z - SUCCESS - GET events")
    assert events.call("events?n=2").reply.status == 200


def test_the_log_goes_into_a_file(events: Shell, tmp_path: Path) -> None:
    file = tmp_path / "my log.db"
    events.call("events?n=1")
    assert "got 1" in listed(events, f"--file '{file}' --latest")[1]
    assert file.exists()
    assert current_account().log.file == file
    other = tmp_path / "other.db"
    events.run(f"%config HsfuncMagics.log_file = '{other}'")
    assert current_account().log.file == other
    assert listed(events) == ["No logs found."]


def test_a_listing_that_is_refused_leaves_the_log_where_it_is(events: Shell, tmp_path: Path) -> None:
    file = tmp_path / "log.db"
    with pytest.raises(HsfuncError, match="no log of one"):
        events.run(f"%hs logs nothing --file {file}")
    assert current_account().log.file is None and not file.exists()
    events.call("events?n=1")
    events.run(f"%hs logs --file {file}")
    events.run(f"%hs logs --file {tmp_path / 'empty.db'}")
    events.run("%hs function delete events")
    assert "got 1" in listed(events, f"events --file {file}")[1]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("evnts", "Did you mean events"),
        ("https://example.com/x", "not a domain of this account"),
        ("/elsewhere", "is no endpoint"),
        ("--limit 0", "at least 1"),
        ("--limit x", "--limit"),
        ("--latest --limit 3", "one record"),
        ("--follow --limit 3", "does not go with --follow"),
        ("--follow -o x", "-o does not go with --follow"),
        ("--for 3s", "goes with --follow"),
        ("--since yesterday", "such as 10m"),
        ("--since 99999999999d", "such as 10m"),
        ("--status succes", "Did you mean SUCCESS"),
        ("--sort tiem", "Did you mean time"),
        ("--file /nowhere/at/all.db", "cannot be kept"),
        ("-o 1x", "the name of a Python variable"),
        ("--folow", "Did you mean --follow"),
    ],
)
def test_bad_input_is_told(events: Shell, line: str, words: str) -> None:
    with pytest.raises(HsfuncError, match=re.escape(words)):
        events.run(f"%hs logs {line}")


@patient
def test_a_stored_listing_is_the_same_in_the_next_kernel() -> None:
    source = (
        "console.log('a'); await new Promise((r) => setTimeout(r, 5));\n"
        "if (context.params.bad) throw new Error('boom'); sendResponse({ body: 'x' });"
    )
    cells = [
        "%load_ext hsfunc_magics\n%hs clock freeze 2026-01-01T00:00:00Z",
        f"%%hsfunction f\n{source}",
        "%hscall f -q\n%hscall f?bad=1 -q\n%hscall f -q --simulate-time 2s",
        "%hs logs",
        "%hs logs f --sort time --compact --status SUCCESS",
    ]

    def outputs() -> list[Any]:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        NotebookClient(notebook, timeout=SECONDS, startup_timeout=START_SECONDS, kernel_name="python3").execute()
        return [output.data for cell in notebook.cells[3:] for output in cell.outputs]

    first = outputs()
    assert len(first) == 2
    assert first == outputs()
    assert "Execution Time: 2000ms" in first[0]["text/plain"]
    assert "Execution Time: –" in first[0]["text/plain"]


def test_functions_of_projects_are_named_as_they_are_called(events: Shell) -> None:
    account = current_account()
    account.projects.load(make_project({"events": "1", "card": by_uid("exports.main = () => 1;")}))
    events.call("events?n=1")
    account.call("/hs/serverless/events")
    account.call(uid="card")

    def heads(line: str) -> list[str]:
        return [head.split(" - ")[2] for head in listed(events, f"{line} --compact") if " - " in head]

    endpoint, card = "GET /hs/serverless/events (project 2026.09)", "uid:card (project 2026.09)"
    assert heads("") == [card, endpoint, "GET events"]
    assert heads("/hs/serverless/events") == heads("--type serverless-gateway-execution") == [endpoint]
    assert heads("card") == heads("uid:card") == [card]
    with pytest.raises(HsfuncError, match="Did you mean uid:card"):
        logs(account, ["uid:cart"])
