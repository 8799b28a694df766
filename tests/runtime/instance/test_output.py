"""Console, standard streams and errors: what belongs to the call, and nothing of the machine (contract §7, §10)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hsfunc_magics
from hsfunc_magics.runtime.outcome import Outcome
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..programs import lines, main, module, run

MACHINE = (
    str(Path(hsfunc_magics.__file__).parent),
    "hsfunc-",  # what our temporary folders' names begin with
    "node_modules/..",
    "node:internal",
    "js/main.js",
    "/var/runtime",
)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("console.log('a', 1, { b: [2] });", ("INFO", "a 1 { b: [ 2 ] }")),
        ("console.info('%s is %d', 'x', 5);", ("INFO", "x is 5")),
        ("console.warn('w');", ("WARN", "w")),
        ("console.error('e');", ("ERROR", "e")),
        ("console.debug('d');", ("DEBUG", "d")),
        ("console.assert(1 === 2, 'no');", ("WARN", "Assertion failed: no")),
        ("console.dir({ a: 1 });", ("INFO", "{ a: 1 }")),
        ("console.count();", ("INFO", "default: 1")),
        ("console.group('g'); console.log('in'); console.groupEnd();", ("INFO", "  in")),
        ("console.log();", ("INFO", "")),
        ("console.log('two\\nlines');", ("INFO", "two\nlines")),
        ("console.log('\\ud800 and \\\\ud800');", ("INFO", "\ufffd and \\ud800")),
        ("process.stdout.write('no line break');", ("INFO", "no line break")),
        ("process.stdout.write('a line\\n');", ("INFO", "a line")),
        ("process.stderr.write(Buffer.from('bytes\\n'));", ("ERROR", "bytes")),
        ("process.stdout.write('çà', 'latin1');", ("INFO", "\ufffd\ufffd")),
        ("require('fs').writeSync(1, 'past the console\\n');", ("INFO", "past the console")),
        ("require('fs').writeSync(2, 'past the console\\n');", ("ERROR", "past the console")),
        ("const { log } = console; log('taken off');", ("INFO", "taken off")),
        ("new console.Console(process.stdout).log('own console');", ("INFO", "own console")),
    ],
)
def test_a_write_is_a_line_of_its_level(pool: Pool, code: str, line: tuple[str, str]) -> None:
    assert lines(run(pool, main(f"{code} sendResponse({{}});")))[-1] == line


def test_parts_of_a_line_keep_their_order_among_the_others(pool: Pool) -> None:
    code = "process.stdout.write('a'); console.log('b'); process.stderr.write('c'); process.stdout.write('d\\n');"
    assert lines(run(pool, main(f"{code} sendResponse({{}});"))) == [
        ("INFO", "a"),
        ("INFO", "b"),
        ("ERROR", "c"),
        ("INFO", "d"),
    ]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("out('a'); out('b\\n'); out('c\\n');", [("INFO", "ab"), ("INFO", "c")]),
        ("out('a'); out('b\\nc'); out('d');", [("INFO", "ab\ncd")]),
        ("out('a'); out(''); out('\\n'); out('b');", [("INFO", "a"), ("INFO", "b")]),
        ("out('a'); err('b'); err('c'); out('d');", [("INFO", "a"), ("ERROR", "bc"), ("INFO", "d")]),
        ("out('a'); console.log('b'); console.log('c');", [("INFO", "a"), ("INFO", "b"), ("INFO", "c")]),
        ("out('a'); await new Promise((r) => setTimeout(r, 20)); out('b');", [("INFO", "ab")]),
    ],
)
def test_writes_to_a_stream_are_one_line_until_it_ends(pool: Pool, code: str, told: list[tuple[str, str]]) -> None:
    streams = "const out = (text) => process.stdout.write(text), err = (text) => process.stderr.write(text);"
    outcome = run(pool, main(f"{streams} {code} sendResponse({{}});"))
    assert lines(outcome) == told
    assert not outcome.truncated


def test_an_unfinished_line_is_that_of_its_own_execution(pool: Pool) -> None:
    program = main("process.stdout.write('part'); sendResponse({});")
    assert [lines(run(pool, program)) for _ in range(2)] == [[("INFO", "part")]] * 2


def test_the_beginning_of_a_line_is_kept_where_the_process_ends(pool: Pool) -> None:
    outcome = run(pool, main("process.stdout.write('a'); process.stdout.write('b'); process.abort();"))
    assert lines(outcome) == [("INFO", "ab")]


def test_tables_traces_and_timers_are_told_with_their_levels(pool: Pool) -> None:
    code = "console.table([{ city: 'Rome' }]); console.trace('here'); console.time('t'); console.timeEnd('t');"
    told = lines(run(pool, main(f"{code} sendResponse({{}});")))
    assert [level for level, _ in told] == ["INFO", "TRACE", "INFO"]
    assert "Rome" in told[0][1]
    assert "app.functions/f.js:1" in told[1][1]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("console.log(Promise.resolve(1));", "Promise { 1 }"),
        ("console.log({ waits: [(async () => {})(), new Promise(() => {})] });",
         "{ waits: [ Promise { undefined }, Promise { <pending> } ] }"),
        ("class Own extends Promise {} console.log(new Own(() => {}));", "Own [Promise] { <pending> }"),
        ("const marked = Promise.resolve(1); marked.own = 2; console.log(marked);", "Promise { 1, own: 2 }"),
        ("console.log(require('util').inspect(Promise.resolve(1)));", "Promise { 1 }"),
    ],
)  # fmt: skip
def test_a_promise_is_shown_as_node_shows_it(pool: Pool, code: str, shown: str) -> None:
    assert lines(run(pool, main(f"{code} sendResponse({{}});"))) == [("INFO", shown)]


def test_a_timer_shows_nothing_of_the_harness(pool: Pool) -> None:
    code = "console.log(setTimeout(() => {}, 1)); console.log(setImmediate(() => {}));"
    told = lines(run(pool, main(f"{code} sendResponse({{}});")))
    assert [text.partition(" ")[0] for _, text in told] == ["Timeout", "Immediate"]
    assert not any("kResourceStore" in text for _, text in told)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Object.assign(new Error('no'), { code: 'E1' })", "Error: no\n    at PLACE {\n  code: 'E1'\n}"),
        ("new Error('no', { cause: 'c' })", "Error: no\n    at PLACE {\n  [cause]: 'c'\n}"),
        ("[new Error('no'), 1]", "[\n  Error: no\n      at PLACE,\n  1\n]"),
        ("{ error: new Error('no') }", "{\n  error: Error: no\n      at PLACE\n}"),
        ("new Map([[new Error('no'), 1]])", "Map(1) {\n  Error: no\n      at PLACE => 1\n}"),
    ],
)
def test_an_error_keeps_what_stands_around_it(pool: Pool, value: str, shown: str) -> None:
    (line,) = lines(run(pool, main(f"console.log({value}); sendResponse({{}});")))
    assert re.sub(r"exports\.main \([^)]*\)", "PLACE", line[1]) == shown


def test_a_value_that_writes_while_it_is_shown_has_a_level_of_its_own(pool: Pool) -> None:
    value = "{ [require('util').inspect.custom]() { console.error('inside'); return 'shown'; } }"
    told = lines(run(pool, main(f"console.log({value}); sendResponse({{}});")))
    assert told == [("ERROR", "inside"), ("INFO", "shown")]


def test_the_times_of_lines_are_those_of_the_writes(pool: Pool) -> None:
    outcome = run(
        pool,
        main("console.log('a'); await new Promise((r) => setTimeout(r, 200)); console.log('b'); sendResponse({});"),
    )
    first, second = (line.at for line in outcome.console)
    assert 0 <= first < first + 0.15 < second <= outcome.seconds


@pytest.mark.parametrize(
    "write", ["console.log('x'.repeat(90))", "process.stdout.write('y'.repeat(1e4))", "console.log('')"]
)
def test_a_flood_of_output_is_bounded_and_marked(make_pool: PoolMaker, write: str) -> None:
    outcome = run(make_pool(), main(f"for (let n = 0; n < 20000; n += 1) {write}; sendResponse({{}});"))
    assert outcome.truncated
    assert sum(len(line.text) + 1 for line in outcome.console) <= 4096


def test_a_flood_past_the_console_is_bounded_too(pool: Pool) -> None:
    flood = "for (let n = 0; n < 100; n += 1) require('fs').writeSync(1, 'z'.repeat(5000));"
    outcome = run(pool, main(f"{flood} sendResponse({{}});"))
    assert outcome.truncated
    assert sum(len(line.text) + 1 for line in outcome.console) <= 4096


def test_the_cut_falls_between_characters(pool: Pool) -> None:
    outcome = run(pool, main("console.log('é'.repeat(5000)); sendResponse({});"))
    assert outcome.truncated
    assert set(outcome.console[0].text) == {"é"}


def test_output_that_fits_exactly_is_not_cut(make_pool: PoolMaker) -> None:
    pool = make_pool(console_bytes=10)
    exact = run(pool, main("console.log('1234'); console.log('6789'); sendResponse({});"))
    over = run(pool, main("console.log('1234'); console.log('67890'); sendResponse({});"))
    assert (lines(exact), exact.truncated) == ([("INFO", "1234"), ("INFO", "6789")], False)
    assert (lines(over), over.truncated) == ([("INFO", "1234"), ("INFO", "6789")], True)
    empty = run(pool, main("console.log('123456789'); console.log(''); sendResponse({});"))
    assert (lines(empty), empty.truncated) == ([("INFO", "123456789")], True)


@pytest.mark.parametrize(
    "body",
    [
        "throw new Error('x');",
        "null.x;",
        "await null; throw new Error('x');",
        "setTimeout(() => { throw new Error('x'); }, 5);",
        "Promise.reject(new Error('x')); setTimeout(() => {}, 50);",
        "sendResponse({ body: { big: 5n } });",
        "JSON.parse('{');",
        "[1].map(() => { throw new Error('x'); });",
        "process.nextTick(() => { throw new Error('x'); });",
        "require('events').prototype.emit.call(process, 'error', new Error('x'));",
        "throw Object.assign(new Error('outer'), { cause: new Error('inner') });",
        "console.trace('x'); throw new Error('x', { cause: new TypeError('y') });",
        "await require('fs').promises.readFile('/nowhere');",
        "require('left-pad');",
        "require('./own');",
        "await import('./own.js');",
        "require('fs').readFileSync(process.cwd() + '/nothing');",
        "new (require('vm').Script)('1 1', { filename: 'inner.js' });",
        "process.exit(1);",
    ],
)
def test_a_stack_shows_the_functions_lines_and_nothing_of_harness_or_machine(pool: Pool, body: str) -> None:
    outcome = run(pool, main(f"\n\n  {body}"))
    assert outcome.failure is not None
    text = _everything(outcome)
    assert not [word for word in MACHINE if word in text]
    if not any(word in body for word in ("promises", "emit.call", "import(")):
        assert "app.functions/f.js:3:" in outcome.failure.stack


def test_a_stack_through_a_package_shows_it_relative(pool: Pool) -> None:
    program = module(
        "const axios = require('axios'); exports.main = () => axios.get(5);", packages=frozenset({"axios"})
    )
    failure = run(pool, program).failure
    assert failure is not None
    assert "node_modules/axios/lib" in failure.stack
    assert not [word for word in MACHINE[:2] if word in failure.stack]


@pytest.mark.parametrize(
    "tell", ["console.log(e)", "console.error(e.stack)", "console.trace('here')", "console.dir({ e })"]
)
def test_printed_stacks_show_nothing_of_harness_or_machine_either(pool: Pool, tell: str) -> None:
    outcome = run(pool, main(f"try {{ null.x; }} catch (e) {{ {tell}; }} sendResponse({{}});"))
    text = "\n".join(line for _, line in lines(outcome))
    assert "app.functions/f.js:1" in text
    assert not [word for word in MACHINE if word in text]


def test_an_error_of_a_package_is_printed_with_relative_places(pool: Pool) -> None:
    body = "try { await require('axios').get(5); } catch (e) { console.log(e); } sendResponse({});"
    text = lines(run(pool, main(body)))[0][1]
    assert "(node_modules/axios/" in text
    assert not [word for word in MACHINE[:2] if word in text]


@pytest.mark.parametrize(
    "text",
    ["line 1\\n    at node: line 2", "    at (node:x)", "file: node:internal", "\\u{1F600}\\n\\t\\\\n", "\\\\ud800"],
)
def test_ordinary_text_is_printed_as_it_is(pool: Pool, text: str) -> None:
    outcome = run(pool, main(f"console.log('{text}'); sendResponse({{ body: '{text}' }});"))
    assert outcome.sent is not None
    assert lines(outcome) == [("INFO", outcome.sent.body.decode())]


def _everything(outcome: Outcome) -> str:
    assert outcome.failure is not None
    texts = [outcome.failure.message, outcome.failure.stack, *(line.text for line in outcome.console)]
    return "\n".join(texts)
