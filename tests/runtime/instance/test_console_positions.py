"""Where in the file a console line was written: found at each call, whatever the function has made of Error."""

from __future__ import annotations

import pytest

from hsfunc_magics.runtime.outcome import Outcome
from hsfunc_magics.runtime.pool.pool import Pool

from ..programs import failure_kind, main, module, run, sent_text

SEND = "sendResponse({ body: 'sent' });"


def places(outcome: Outcome) -> list[tuple[str, int, int]]:
    """The console: text, line and column."""
    return [(line.text, line.line, line.column) for line in outcome.console]


def test_each_line_has_the_place_of_the_call_that_wrote_it(pool: Pool) -> None:
    program = module(
        """exports.main = async (context, sendResponse) => {
  console.log('a');
  [1].forEach((n) => console.warn('b', n));
  [1].forEach(console.error);
  await null; console.info('d');
  helper();
  sendResponse({});
};
function helper() {
  console.group('group'); console.debug('in'); console.groupEnd();
  console.assert(false, 'no');
}
console.log('at load');"""
    )
    expected = [
        ("a", 2),
        ("b 1", 3),
        ("1 0 [ 1 ]", 4),
        ("d", 5),
        ("group", 10),
        ("  in", 10),
        ("Assertion failed: no", 11),
    ]
    cold, warm = run(pool, program), run(pool, program)
    assert [(text, line) for text, line, _ in places(cold)] == [("at load", 13), *expected]
    assert [(text, line) for text, line, _ in places(warm)] == expected
    assert places(warm)[0] == ("a", 2, 11)


def test_output_past_the_console_and_calls_from_no_line_of_the_file_have_no_position(pool: Pool) -> None:
    outcome = run(
        pool,
        main(
            "process.stdout.write('raw\\n'); process.stderr.write('raw\\n'); setTimeout(console.log, 0, 'later');"
            f" await new Promise((r) => setTimeout(r, 5)); {SEND}"
        ),
    )
    assert places(outcome) == [("raw", 0, 0), ("raw", 0, 0), ("later", 0, 0)]


def test_an_inspection_that_writes_has_its_own_place_and_level(pool: Pool) -> None:
    outcome = run(
        pool,
        module(
            """const odd = { [Symbol.for('nodejs.util.inspect.custom')]() {
  console.error('inner');
  return 'odd';
} };
exports.main = (context, sendResponse) => {
  console.warn(odd);
  sendResponse({});
};"""
        ),
    )
    assert [(line.level, line.text, line.line) for line in outcome.console] == [
        ("ERROR", "inner", 2),
        ("WARN", "odd", 6),
    ]


# The place is known all the same, and nothing of it shows.
@pytest.mark.parametrize(
    "patch",
    [
        "Error.prepareStackTrace = () => { throw new Error('patched'); };",
        "Error.prepareStackTrace = (error, sites) => sites; Error.stackTraceLimit = 100;",
        "Error.stackTraceLimit = 0;",
        "delete Error.stackTraceLimit;",
        "Error.captureStackTrace = () => { throw new Error('patched'); };",
        (
            "Error.prepareStackTrace = (_, [site]) => { const own = Object.getPrototypeOf(site); for (const name of"
            " Object.getOwnPropertyNames(own)) try { own[name] = () => 7; } catch {} }; void new Error('x').stack;"
            " Error.prepareStackTrace = undefined;"
        ),
        "const { log } = console; console.log = (...args) => log(...args);",
        "const { log } = console; globalThis.console = { log };",
        "Object.prototype.line = 5; Object.prototype.column = 5;",
    ],
)
def test_a_patched_error_does_not_hide_the_place(pool: Pool, patch: str) -> None:
    outcome = run(pool, main(f"{patch} console.log('text'); {SEND}"))
    assert sent_text(outcome) == "sent"
    assert [(text, line) for text, line, _ in places(outcome)] == [("text", 1)]


# There the place may be lost, and nothing else.
@pytest.mark.parametrize(
    "patch",
    [
        "Object.freeze(Error);",
        "globalThis.Error = null;",
        "globalThis.Error = { prepareStackTrace: () => { console.log('again'); throw 1; } };",
        "delete globalThis.Error;",
        "Object.defineProperty(Error, 'stackTraceLimit', { value: 0, writable: false, configurable: false });",
        (
            "for (const name of ['stackTraceLimit', 'prepareStackTrace']) Object.defineProperty(Error, name,"
            " { get() { console.log('again'); throw 1; }, set() { console.log('again'); throw 2; } });"
        ),
        "Object.defineProperty(Error, 'prepareStackTrace', { get: () => () => console.log('again'), set() {} });",
        "Object.defineProperty(Error, 'prepareStackTrace', { get: () => () => 0, set(f) { f && f(0, [{}]); } });",
        (
            "Object.defineProperty(Error, 'prepareStackTrace', { get: () => null, set(f) {"
            " f && f(0, { length: 1, get 0() { throw 1; } }); } });"
        ),
    ],
)
def test_an_error_that_gives_nothing_away_costs_the_place_only(pool: Pool, patch: str) -> None:
    outcome = run(pool, main(f"{patch} console.log('text'); console.log('text'); {SEND}"))
    assert failure_kind(outcome) is None
    assert sent_text(outcome) == "sent"
    told = [place for place in places(outcome) if place[0] != "again"]
    assert [text for text, _, _ in told] == ["text", "text"]
    assert all(line in (0, 1) for _, line, _ in told)
    assert len(outcome.console) < 20


def test_properties_that_the_function_sets_on_error_survive_a_line(pool: Pool) -> None:
    outcome = run(
        pool,
        main(
            "const own = () => 'own'; Error.prepareStackTrace = own; Error.stackTraceLimit = 3; console.log('x');"
            " sendResponse({ body: String(Error.prepareStackTrace === own && Error.stackTraceLimit === 3"
            " && new Error('y').stack === 'own') });"
        ),
    )
    assert sent_text(outcome) == "true"


def test_stacks_are_as_long_as_ever_after_a_line(pool: Pool) -> None:
    deep = "const f = (n) => n ? f(n - 1) : new Error('x').stack.split('\\n').length;"
    outcome = run(
        pool,
        main(f"{deep} const before = f(20); console.log('x'); sendResponse({{ body: `${{before}} ${{f(20)}}` }});"),
    )
    assert sent_text(outcome) == "11 11"
