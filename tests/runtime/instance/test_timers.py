"""What a function leaves running may finish behind the answer, and otherwise stands still (contract §7)."""

from __future__ import annotations

import time

import pytest

from hsfunc_magics.runtime.outcome import Sent
from hsfunc_magics.runtime.pool.pool import Pool

from ..programs import failure_kind, lines, main, module, run, sent_json, sent_text


def test_the_answer_is_told_at_once_and_the_work_behind_it_goes_on(pool: Pool) -> None:
    sent_at: list[float] = []

    def on_sent(_: Sent) -> bool:
        sent_at.append(time.perf_counter())
        return True

    program = main("sendResponse({ body: 'x' }); await new Promise((r) => setTimeout(r, 900)); console.log('behind');")
    outcome = pool.run(program, {}, None, on_sent)
    assert lines(outcome) == [("INFO", "behind")]
    assert time.perf_counter() - sent_at[0] > 0.25
    assert outcome.seconds > 0.25


def test_a_failure_behind_the_answer_is_told_with_it(pool: Pool) -> None:
    for body in ("throw new Error('behind');", "setTimeout(() => { throw new Error('behind'); }, 20);"):
        outcome = run(pool, main(f"sendResponse({{ body: 'sent' }}); {body}"))
        assert sent_text(outcome) == "sent"
        assert outcome.failure is not None and outcome.failure.message == "behind"


def test_a_timer_left_behind_stands_still_between_calls_and_goes_on_in_the_next(pool: Pool) -> None:
    program = module(
        "let ticks = 0, first = true; exports.main = (context, sendResponse) => {"
        " if (first) { first = false; setInterval(() => { ticks += 1; }, 10); sendResponse({ body: { ticks } }); }"
        " else setTimeout(() => sendResponse({ body: { ticks } }), 60); };"
    )
    run(pool, program)
    time.sleep(0.5)
    ticks = sent_json(run(pool, program))["ticks"]
    assert 1 <= ticks < 40
    assert sent_json(run(pool, program))["ticks"] > ticks


def test_an_interval_left_behind_costs_the_later_calls_no_time(pool: Pool) -> None:
    program = module(
        "let n = 0; exports.main = (c, s) => { if (n++ === 0) setInterval(() => {}, 1000); s({ body: 'x' }); };"
    )
    seconds = [run(pool, program).seconds for _ in range(8)]
    assert min(seconds[1:]) < 0.09, "what costs every call is more than a busy machine"


def test_time_that_only_a_left_timer_takes_is_not_counted(pool: Pool) -> None:
    run(pool, main("sendResponse({});"))
    programs = [main("setInterval(() => {}, 1000); sendResponse({ body: 'x' });") for _ in range(5)]
    assert min(run(pool, program).seconds for program in programs) < 0.09


def test_a_late_answer_of_an_earlier_call_is_dropped(pool: Pool) -> None:
    program = module(
        "exports.main = ({ id }, sendResponse) => { const late = { 1: 'late', 2: 'second' }[id];"
        " setTimeout(() => sendResponse({ body: late }), 150); if (id === 1) sendResponse({ body: 'first' }); };"
    )
    assert sent_text(run(pool, program, {"id": 1})) == "first"
    time.sleep(0.2)
    outcome = run(pool, program, {"id": 2})
    assert sent_text(outcome) == "second"
    assert outcome.sends == 1


def test_lines_of_an_earlier_calls_leftovers_do_not_pass_for_the_later_calls(pool: Pool) -> None:
    program = module(
        "exports.main = ({ id }, sendResponse) => { setTimeout(() => console.log('left by', id), 600);"
        " if (id === 1) sendResponse({}); else setTimeout(() => { console.log('own'); sendResponse({}); }, 80); };"
    )
    first = run(pool, program, {"id": 1})
    time.sleep(0.6)  # so that what it has left runs in the next one
    second = run(pool, program, {"id": 2})
    assert lines(first) == []
    assert lines(second) == [("INFO", "own")]


@pytest.mark.parametrize(
    "leave",
    [
        "(async () => { await sleep(600); console.log('left'); })(); sendResponse({});",
        "setTimeout(() => setTimeout(() => console.log('left'), 10), 590); sendResponse({});",
        "setTimeout(async () => { await sleep(10); console.log('left'); }, 590); sendResponse({});",
        "setTimeout(() => console.log('left'), 600); throw new Error('x');",
        "setTimeout(() => console.log('left'), 600).unref(); sendResponse({});",
        "ready = sleep(600); ready.then(() => console.log('left')); sendResponse({});",
    ],
)
def test_lines_of_leftovers_are_never_those_of_the_later_call(pool: Pool, leave: str) -> None:
    program = module(
        "const sleep = (ms) => new Promise((done) => setTimeout(done, ms)); let ready; let calls = 0;\n"
        f"exports.main = async (context, sendResponse) => {{ calls += 1; if (calls === 1) {{ {leave} return; }}\n"
        "await ready; await sleep(50); console.log('own', calls); await sleep(80); sendResponse({}); };"
    )
    assert lines(run(pool, program)) == []
    time.sleep(0.6)  # so that what it has left runs in the next one
    assert [lines(run(pool, program)) for _ in range(3)] == [[("INFO", f"own {call}")] for call in (2, 3, 4)]


def test_microtasks_that_a_throwing_call_has_left_are_not_the_next_calls(pool: Pool) -> None:
    program = module(
        "exports.main = ({ id }, sendResponse) => { if (id === 2) return sendResponse({});"
        " process.nextTick(() => console.log('tick')); Promise.resolve().then(() => console.log('left'));"
        " throw new Error('x'); };"
    )
    run(pool, program, {"id": 1})
    second = run(pool, program, {"id": 2})
    assert (lines(second), second.cold) == ([], False)


def test_promises_look_as_ever_while_something_is_left(pool: Pool) -> None:
    program = main(
        "setInterval(() => {}, 1000); console.log([Promise.resolve(1), setTimeout(() => {}, 1)]); sendResponse({});"
    )
    for cold in (True, False):
        outcome = run(pool, program)
        ((_, shown),) = lines(outcome)
        assert outcome.cold is cold
        assert "Promise { 1 }" in shown
        assert "kResourceStore" not in shown


def test_an_error_of_an_earlier_calls_leftovers_does_not_fail_the_later_call(pool: Pool) -> None:
    program = module(
        "exports.main = ({ id }, sendResponse) => {"
        " if (id === 2) setTimeout(() => sendResponse({ body: 'second' }), 200);"
        " else { setTimeout(() => { throw new Error('left'); }, 600); sendResponse({ body: 'first' }); } };"
    )
    assert failure_kind(run(pool, program, {"id": 1})) is None
    time.sleep(0.6)  # so that it is thrown in the next one
    outcome = run(pool, program, {"id": 2})
    assert failure_kind(outcome) is None
    assert sent_text(outcome) == "second"
    # The process goes on in a state that Node itself would have ended: nobody else gets it.
    assert run(pool, program, {"id": 2}).cold


def test_only_the_first_answer_counts_and_the_others_are_counted(pool: Pool) -> None:
    outcome = run(pool, main("sendResponse({ body: 'a' }); sendResponse({ body: 'b' }); await null; sendResponse(5);"))
    assert sent_text(outcome) == "a"
    assert outcome.sends == 3


def test_silence_is_told_at_once_and_says_what_is_known(pool: Pool) -> None:
    for body, returned, project_style, pending in (
        ("", None, False, False),
        ("return 'text';", "text", False, False),
        ("return { statusCode: 200, body: 'x' };", "{ statusCode: 200, body: 'x' }", True, False),
        ("await new Promise(() => {});", None, False, True),
        ("await new Promise((r) => setTimeout(r, 30)); return 5;", "5", False, False),
        ("setTimeout(() => {}, 60000).unref();", None, False, False),
    ):
        outcome = run(pool, main(body))
        failure = outcome.failure
        assert failure is not None
        assert (failure.kind, failure.returned, failure.project_style, failure.pending) == (
            "silent",
            returned,
            project_style,
            pending,
        )
        assert outcome.seconds < 3
