"""Work behind a response: how long it goes on, and that what is frozen is told (contract §4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hsfunc_magics import Account, Execution, Limits
from hsfunc_magics.emulator.citations import Authority
from hsfunc_magics.emulator.logs.text import record_lines
from hsfunc_magics.emulator.notes import Note

from ..conftest import AccountMaker
from .upstream import Upstream, upstream

SENDS_FIRST = """
exports.main = (context, sendResponse) => {
  sendResponse({ body: 'sent' });
  const write = (row) => WRITE.then(() => (row < 3 ? write(row + 1) : console.log('written')));
  write(1);
};
"""
SENDERS = {
    "fetch": "fetch(`URL/rows?row=${row}&key=${process.env.KEY}`, { method: 'POST' }).then((r) => r.text())",
    "axios": "require('axios').post(`URL/rows?row=${row}&key=${process.env.KEY}`, { row })",
    "http": """new Promise((done) => { const sent = require('http').request(
        `URL/rows?row=${row}`, { method: 'POST' }, (r) => r.resume().on('end', done)); sent.end('x'); })""",
}


@pytest.fixture
def slow() -> Iterator[Upstream]:
    with upstream() as made:
        yield made


def frozen(execution: Execution) -> list[Note]:
    """The notes on what was frozen."""
    return [note for note in execution.notes if "was frozen" in note.text]


@pytest.mark.parametrize("sender", SENDERS)
def test_every_call_names_the_request_that_was_pending(account: Account, slow: Upstream, sender: str) -> None:
    account.secrets.add("KEY", "s3cret-value")
    source = SENDS_FIRST.replace("WRITE", SENDERS[sender]).replace("URL", slow.url)
    account.functions.add("f", source, secrets=["KEY"])
    for _ in range(4):
        execution = account.call("f")
        assert execution.response.text == "sent"
        (note,) = frozen(execution)
        assert f"POST {slow.host}/rows" in note.text
        assert "timer" not in note.text
        assert note.source.authority is Authority.CHOSEN
        (record, *_) = account.log.records()
        assert note in record.notes
        told = "\n".join(record_lines(record, named=True))
        assert "Work was pending and was frozen" in told
        assert "s3cret" not in told
        assert "row=" not in note.text


def test_the_way_of_a_request_can_be_a_secret(account: Account, slow: Upstream) -> None:
    account.secrets.add("KEY", "s3cret-value")
    account.functions.add("f", f"fetch(`{slow.url}/${{process.env.KEY}}/x`); sendResponse({{}});", secrets=["KEY"])
    (note,) = frozen(account.call("f"))
    assert f"GET {slow.host}/•••/x" in note.text


def test_every_call_has_the_same_grace(account: Account) -> None:
    account.functions.add(
        "f",
        "let n = 0; exports.main = (context, sendResponse) => { if (n++ === 0) setInterval(() => {}, 1000);"
        " setTimeout(() => console.log('written'), 15); sendResponse({}); };",
    )
    first, *others = [account.call("f") for _ in range(4)]
    assert [line.text for line in first.console] == ["written"]
    for other in others:
        assert [line.text for line in other.console] == ["written"]
        assert frozen(other) == []
    assert "an interval of 1000 ms (f.js:1)" in frozen(first)[0].text


def test_the_grace_is_a_limit(make_account: AccountMaker) -> None:
    account = make_account(limits=Limits(grace_seconds=5))
    account.functions.add("f", "setTimeout(() => console.log('written'), 300); sendResponse({});")
    for _ in range(2):
        execution = account.call("f")
        assert [line.text for line in execution.console] == ["written"]
        assert execution.notes == ()
    account.change_limits({"grace_seconds": 0.001})
    (note,) = frozen(account.call("f"))
    assert "a timer of 300 ms (f.js:1)" in note.text
    assert "1 ms" in note.text
    (limit,) = (row.limit for row in account.limit_usage().rows if row.limit.name == "grace_seconds")
    assert limit.source.authority is Authority.CHOSEN


@pytest.mark.parametrize(
    ("leave", "told"),
    [
        ("setTimeout(() => {}, 60000);", "a timer of 60000 ms (f.js:1)"),
        ("require('timers/promises').setTimeout(60000);", "a timer"),
        ("require('net').createServer().listen(0);", "a server that listens"),
        ("const later = () => setImmediate(later); later();", "a setImmediate"),
        ("setTimeout(() => {}, 60000).unref();", None),
        ("Promise.resolve().then(() => { const start = Date.now(); while (Date.now() < start + 150); });", None),
        ("clearTimeout(setTimeout(() => {}, 60000));", None),
        ("await new Promise((done) => setTimeout(done, 10));", None),
        ("await require('util').promisify(setTimeout)(10);", None),
    ],
)
def test_what_is_pending_is_named(account: Account, leave: str, told: str | None) -> None:
    account.functions.add("f", f"{leave} sendResponse({{}});")
    for _ in range(2):
        notes = frozen(account.call("f"))
        if told is None:
            assert notes == []
        else:
            assert told in notes[0].text


def test_work_that_node_does_not_name_is_told_all_the_same(account: Account) -> None:
    account.functions.add(
        "f", "const more = () => require('crypto').randomBytes(2 ** 20, more); more(); sendResponse({});"
    )
    (note,) = frozen(account.call("f"))
    assert "work in a thread" in note.text


def test_work_that_node_does_not_name_has_its_time_also_behind_a_timer(make_account: AccountMaker) -> None:
    account = make_account(limits=Limits(grace_seconds=8))
    derive = "require('crypto').pbkdf2('a', 'b', 50000, 64, 'sha512', () => console.log('derived'));"
    account.functions.add("f", f"await new Promise((done) => setTimeout(done, 5)); {derive} sendResponse({{}});")
    execution = account.call("f")
    assert [line.text for line in execution.console] == ["derived"]
    assert execution.notes == ()


@pytest.mark.parametrize("timer", ["setInterval(() => {}, 5)", "setTimeout(() => {}, 60000)"])
def test_a_timer_that_the_grace_is_no_use_to_costs_no_call_that_time(make_account: AccountMaker, timer: str) -> None:
    account = make_account(limits=Limits(grace_seconds=8))
    account.functions.add("f", f"{timer}; sendResponse({{}});")
    for _ in range(3):
        execution = account.call("f")
        assert len(frozen(execution)) == 1
        assert sum(execution.timing) < 4


def test_what_an_earlier_call_has_left_is_told_once(account: Account) -> None:
    account.functions.add(
        "f",
        "let n = 0; exports.main = (context, sendResponse) => {"
        " if (n++ === 0) setTimeout(() => {}, 60000); sendResponse({}); };",
    )
    assert [len(frozen(account.call("f"))) for _ in range(3)] == [1, 0, 0]
