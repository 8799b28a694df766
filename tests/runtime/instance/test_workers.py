"""Workers of a function: within the fence and the limits, and gone with the execution (contract §4)."""

from __future__ import annotations

import json

import pytest

from hsfunc_magics.runtime.node import landlock, seccomp
from hsfunc_magics.runtime.outcome import Terms
from hsfunc_magics.runtime.pool.pool import Pool

from ..outside import HOST, FakeOutside
from ..programs import MEGABYTE, failure_kind, lines, main, module, run, sent_json, until, works
from ..spawning import ALLOCATES, SLEEP, WORKER, needs_hold, word

__all__ = ["word"]

pytestmark = pytest.mark.skipif(
    landlock.version() == 0 or not seccomp.available(), reason="needs a Linux whose fence can hold workers"
)

_POST = "require('worker_threads').parentPort.postMessage"
_FILE = f"""fs.writeFileSync('w.js', "{_POST}(42)")"""
# The answer of a worker, once it has ended.
_ANSWER = """let got;
  worker.on('message', (answer) => { got = answer; }).on('error', (error) => { got = String(error); });
  worker.on('exit', () => sendResponse({ body: [got] }));"""


@pytest.mark.parametrize(
    ("worker", "answer"),
    [
        (f'new Worker("{_POST}(6 * 7)", {{ eval: true }})', 42),
        (f"new Worker(\"{_POST}(require('worker_threads').workerData)\", {{ eval: true, workerData: 42 }})", 42),
        (f"new Worker(\"{_POST}(typeof require('axios').get)\", {{ eval: true }})", "function"),
        (f'new Worker("{_POST}(Object.keys(process.env).join())", {{ eval: true }})', "TOKEN"),
        (f'new Worker("{_POST}(process.env.A)", {{ eval: true, env: {{ A: 42 }} }})', "42"),
        (f"({_FILE}, new Worker('./w.js'))", 42),
        (f"({_FILE}, new Worker('/tmp/w.js'))", 42),
        (f'new (class extends Worker {{}})("{_POST}(42)", {{ eval: true }})', 42),
        ("new Worker(__filename)", "own file, function"),
    ],
)
def test_a_worker_runs_and_the_instance_stays_warm(pool: Pool, worker: str, answer: object) -> None:
    source = f"""
      const {{ Worker, isMainThread, parentPort }} = require('worker_threads');
      const axios = require('axios'), fs = require('fs');
      if (!isMainThread) parentPort.postMessage('own file, ' + typeof axios.get);
      exports.main = (context, sendResponse) => {{ const worker = {worker}; {_ANSWER} }};"""
    program = module(source, {"TOKEN": "declared"})
    for _ in range(2):
        outcome = run(pool, program)
        assert sent_json(outcome) == [answer]
        assert not outcome.left
        assert lines(outcome) == []


def test_a_workers_console_is_the_executions(pool: Pool) -> None:
    inner = "console.log('out'); console.error('err')"
    outcome = run(pool, main(f"{WORKER} const worker = new Worker({inner!r}, {{ eval: true }}); {_ANSWER}"))
    assert sorted(lines(outcome)) == [("ERROR", "err"), ("INFO", "out")]


_OPTIONS = (
    "{ eval: true }",
    "{ eval: true, execArgv: [] }",
    "{ eval: true, env: require('worker_threads').SHARE_ENV }",
)
_ATTACKS = (
    "require('fs').readFileSync('/etc/passwd', 'utf8')",
    "require('fs').statSync('/etc/hostname').size",
    "require('fs').realpathSync('/etc/hostname')",
    "process.binding('spawn_sync') && 1",
    "process.kill(process.ppid, 0)",
    "require('inspector').open(0)",
    "require('module').register('data:text/javascript,')",
)


@pytest.mark.parametrize("options", _OPTIONS)
@pytest.mark.parametrize("attack", _ATTACKS)
def test_a_worker_reaches_no_more_than_the_function(pool: Pool, attack: str, options: str) -> None:
    inner = f"let got; try {{ got = 'did ' + ({attack}); }} catch (e) {{ got = e.code || e.name; }} {_POST}(got)"
    code = f"{WORKER} const worker = new Worker(context.inner, {options}); {_ANSWER}"
    (got,) = sent_json(run(pool, main(code), {"inner": inner}))
    assert got in ("EPERM", "ERR_ACCESS_DENIED")


def test_the_class_of_workers_leads_to_no_other_one(pool: Pool) -> None:
    code = f"""{WORKER}
      const worker = new Worker('', {{ eval: true }});
      const bases = [Object.getPrototypeOf(Worker), worker.constructor, Object.getPrototypeOf(worker).constructor];
      sendResponse({{ body: bases.map((base) => base === Worker || base === require('events')) }});"""
    assert sent_json(run(pool, main(code))) == [True, True, True]


@pytest.mark.parametrize(
    "inner",
    ["for (;;) ;", "setInterval(() => {}, 1000)", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
)
def test_no_worker_outlives_the_execution(pool: Pool, inner: str) -> None:
    outcome = run(pool, main(f"{WORKER} new Worker({inner!r}, {{ eval: true }}); sendResponse({{ body: [] }});"))
    assert sent_json(outcome) == []
    assert outcome.left
    until(lambda: pool.instances == 0)
    assert works(pool)


@needs_hold
def test_a_workers_child_does_not_outlive_the_execution(pool: Pool, word: str) -> None:
    inner = f"""const word = require('worker_threads').workerData;
      require('child_process').spawn('sh', ['-c', {SLEEP}], {{ detached: true, stdio: 'ignore' }}).unref();"""
    code = f"""{WORKER}
      const worker = new Worker(context.inner, {{ eval: true, workerData: context.word }});
      worker.on('exit', () => sendResponse({{ body: [] }}));"""
    outcome = run(pool, main(code), {"inner": inner, "word": word})
    assert sent_json(outcome) == []
    assert outcome.left


def test_workers_that_a_module_keeps_start_anew_with_the_next_call(pool: Pool) -> None:
    inner = "const { parentPort: p } = require('worker_threads'); p.on('message', (n) => p.postMessage(n * 2))"
    source = f"""{WORKER}
      const worker = new Worker({inner!r}, {{ eval: true }});
      exports.main = (context, sendResponse) => {{
        worker.once('message', (n) => sendResponse({{ body: [n] }}));
        worker.postMessage(21);
      }};"""
    program = module(source)
    assert [sent_json(run(pool, program)) for _ in range(3)] == [[42]] * 3


def test_what_a_worker_allocates_counts(pool: Pool) -> None:
    outcome = run(pool, main(f"{WORKER} new Worker({ALLOCATES!r}, {{ eval: true }});"))
    assert failure_kind(outcome) == "memory"
    assert 128 * MEGABYTE < outcome.memory_bytes < 170 * MEGABYTE
    assert works(pool)


_ASKING = """const { parentPort, workerData } = require('worker_threads');
const axios = require('axios');
const of = async (send) => { try { return await send(); } catch (e) { return e.code || e.message; } };
(async () => parentPort.postMessage([workerData,
  await of(() => axios.post(URL + '/echo', 'a').then((r) => r.status)),
  await of(() => fetch(URL + '/echo').then((r) => r.status)),
  await of(() => axios.get(URL + '/fail/timeout', { timeout: 40 })),
  await of(() => axios.get(URL + '/fail/reset'))]))();"""


@pytest.mark.parametrize("nested", [False, True])
def test_a_worker_asks_by_way_of_the_function(pool: Pool, nested: bool) -> None:
    inner = _ASKING.replace("URL", f"'{HOST}'")
    if nested:
        inner = f"""const {{ Worker, parentPort, workerData }} = require('worker_threads');
          const inner = new Worker({json.dumps(inner)}, {{ eval: true, workerData }});
          inner.on('message', (answer) => parentPort.postMessage(answer));"""
    outside = FakeOutside()
    program = main(
        f"{WORKER} const worker = new Worker({json.dumps(inner)}, {{ eval: true, workerData: 7 }}); {_ANSWER}"
    )
    outcome = pool.run(program, {}, None, terms=Terms(outside=outside))
    assert sent_json(outcome) == [[7, 200, 200, "ECONNABORTED", "ECONNRESET"]]
    assert [request.url for request in outside.asked] == [told.request.url for told in outcome.outgoing]
    assert [told.response and told.response.status for told in outcome.outgoing] == [200, 200, None, None]
    assert [told.failure and told.failure.kind for told in outcome.outgoing] == [None, None, "timeout", "reset"]


def test_requests_of_a_worker_are_seen(pool: Pool) -> None:
    inner = "require('http').get('http://127.0.0.1:1/').on('error', () => {}); fetch('data:,x');"
    outcome = run(pool, main(f"{WORKER} const worker = new Worker({json.dumps(inner)}, {{ eval: true }}); {_ANSWER}"))
    assert [(told.request.url, told.failure and told.failure.code) for told in outcome.outgoing] == [
        ("http://127.0.0.1:1/", "ECONNREFUSED")
    ]
