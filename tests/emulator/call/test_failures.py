"""What the log shows of a failure: type, message, the cell's own lines, and what to do (contract §4, §7)."""

from __future__ import annotations

import sys

import pytest

from hsfunc_magics import Account, Execution, Limits, Status

from ..conftest import AccountMaker


def fail(account: Account, source: str) -> Execution:
    """Calls a file as it stands, also one that would be refused at the registration."""
    account.functions.load("app", '{"endpoints": {"f": {"file": "f.js"}}}', {"f.js": source})
    execution = account.call("f")
    assert execution.status is Status.UNHANDLED_ERROR
    assert (execution.reply.status, execution.reply.body) == (500, b"{}")
    return execution


@pytest.mark.parametrize(
    ("cell", "line", "column", "source_line"),
    [
        ("null.x;", 1, 6, "null.x;"),
        ("const a = 1;\n\n  null.x;", 3, 8, "  null.x;"),
        ("exports.main = () => { null.x; };", 1, 29, "exports.main = () => { null.x; };"),
        ("setTimeout(() => { throw new Error('x'); }, 5);", 1, 26, "setTimeout(() => { throw new Error('x'); }, 5);"),
        ("const a = 1;\r\nnull.x;", 2, 6, "null.x;"),
        ("const a = 'a\\\nb';\f\n\v\nnull.x;", 4, 6, "null.x;"),
        ("const a = '\x1c\x1d\x85';\nnull.x;", 2, 6, "null.x;"),
        ("const a = 1;\u2028null.x;", 2, 6, "null.x;"),
        ("/*\r*/ null.x;", 2, 9, "*/ null.x;"),
    ],
)
def test_an_error_names_the_cells_own_line_and_column(
    account: Account, cell: str, line: int, column: int, source_line: str
) -> None:
    account.functions.add("f", cell)
    error = account.call("f").error
    assert error is not None
    assert (error.file, error.line, error.column, error.source_line) == (
        "app.functions/f.js",
        line,
        column,
        source_line,
    )
    assert f"app.functions/f.js:{line}:{column}" in error.stack
    assert str(error).endswith(f"(app.functions/f.js:{line})")


def test_a_thrown_error_has_its_type_and_message(account: Account) -> None:
    error = fail(
        account,
        "class Own extends RangeError { get name() { return 'Own'; } }\n"
        "exports.main = () => { throw new Own('too far'); };",
    ).error
    assert error is not None
    assert (error.type, error.message, error.line) == ("Own", "too far", 2)


def test_a_syntax_error_in_the_file_names_its_place(account: Account) -> None:
    error = fail(account, "exports.main = () => {};\nlet a = ;").error
    assert error is not None
    assert (error.type, error.line, error.column, error.source_line) == ("SyntaxError", 2, 9, "let a = ;")


@pytest.mark.parametrize("source", ["export const main = 1;", "import a from 'a';"])
def test_module_syntax_names_what_to_write(account: Account, source: str) -> None:
    error = fail(account, source).error
    assert error is not None
    assert "exports.main" in error.hint and "require" in error.hint


@pytest.mark.parametrize(
    "source",
    [
        "require('left-pad');",
        "exports.main = () => require('left-pad');",
        "exports.main = async () => { await null; require('./own'); };",
    ],
)
def test_a_module_that_is_not_there_names_bundling_wherever_it_is_required(account: Account, source: str) -> None:
    error = fail(account, source).error
    assert error is not None
    assert "Cannot find module" in error.message
    assert "Bundle" in error.hint and "axios" in error.hint


@pytest.mark.parametrize(
    ("source", "type_", "words"),
    [
        ("", "NoMain", "exports.main is undefined"),
        ("exports.main = 5;", "NoMain", "exports.main is 5"),
        ("module.exports = null;", "NoMain", "exports no function main"),
        ("exports.main = () => {};", "NoResponse", "never called sendResponse"),
        ("exports.main = () => ({ statusCode: 200, body: 1 });", "NoResponse", "developer projects"),
        ("exports.main = () => 'text';", "NoResponse", "It returned text"),
        ("exports.main = () => new Promise(() => {});", "NoResponse", "nothing can settle"),
        ("process.exit(3);", "ProcessExit", "exit code 3"),
        ("process.kill(process.pid, 'SIGKILL');", "ProcessKilled", "SIGKILL"),
        ("exports.main = () => { throw 'text'; };", "string", "text"),
    ],
)
def test_every_other_failure_says_what_it_is_and_what_to_do(
    account: Account, source: str, type_: str, words: str
) -> None:
    error = fail(account, source).error
    assert error is not None
    assert error.type == type_
    assert words in f"{error.message} {error.hint}"


def test_memory_over_the_limit_is_told_with_what_was_used(account: Account) -> None:
    account.functions.add("f", "const k = []; for (;;) k.push(Buffer.alloc(1e6, 1));")
    execution = account.call("f")
    assert (execution.reply.status, execution.reply.body) == (500, b"{}")
    assert execution.error is not None
    assert "128 MB" in execution.error.message
    assert str(execution.memory) == "128/128 MB"
    assert account.call("f").status is Status.UNHANDLED_ERROR


def test_files_over_the_limit_of_tmp_are_told(make_account: AccountMaker) -> None:
    account = make_account(limits=Limits(tmp_mb=2))
    account.functions.add(
        "many",
        "for (let i = 0; ; i += 1) { require('fs').writeFileSync(`f${i}`, Buffer.alloc(1e5, 1));"
        " await new Promise(setImmediate); }",
    )
    execution = account.call("many")
    assert (execution.reply.status, execution.reply.body) == (500, b"{}")
    assert execution.error is not None
    assert (execution.error.type, "2 MB" in execution.error.message) == ("OutOfStorage", True)
    if sys.platform == "linux":  # elsewhere the size of one file is seen as that of many is
        account.functions.add("one", "require('fs').writeFileSync('f', Buffer.alloc(3e6, 1));")
        error = account.call("one").error
        assert error is not None
        assert "EFBIG" in error.message
        assert "2 MB" in error.hint


def test_an_execution_over_its_time_is_429(make_account: AccountMaker) -> None:
    account = make_account(limits=Limits(execution_seconds=2))
    account.functions.add("f", "console.log('before'); while (true) {}")
    execution = account.call("f")
    assert (execution.reply.status, execution.status) == (429, Status.UNHANDLED_ERROR)
    assert [line.text for line in execution.console] == ["before"]


def test_a_failure_behind_the_answer_turns_the_record_only(account: Account) -> None:
    account.functions.add("f", "sendResponse({ body: 'sent' }); throw new Error('behind');")
    execution = account.call("f")
    assert (execution.reply.status, execution.reply.body, execution.status) == (200, b"sent", Status.UNHANDLED_ERROR)
    assert any("had been sent" in str(note) for note in execution.notes)


@pytest.mark.parametrize("what", ["fs.writeSync(n, 'garbage garbage garbage')", "fs.closeSync(n)"])
def test_a_broken_channel_fails_the_call_alone(account: Account, what: str) -> None:
    account.functions.add("ok", "sendResponse({ body: 'x' });")
    account.functions.add(
        "f",
        f"const fs = require('fs'); for (let n = 3; n < 40; n += 1) try {{ {what}; }} catch {{}} sendResponse({{}});",
    )
    assert account.call("f").status is Status.UNHANDLED_ERROR
    assert account.call("ok").status is Status.SUCCESS


def test_after_any_failure_the_rest_is_untouched(account: Account) -> None:
    account.functions.add("count", "let n = 0; exports.main = (c, s) => s({ body: ++n });")
    bodies = [
        "throw 1;",
        "process.exit(1);",
        "process.abort();",
        "return 5;",
        "sendResponse();",
        "null.x;",
        "require('x');",
    ]
    for number, body in enumerate(bodies, 1):
        account.functions.add("f", body)
        assert account.call("f").status is Status.UNHANDLED_ERROR
        assert account.call("count").reply.body == str(number).encode()
    assert list(account.functions) == ["count", "f"]
