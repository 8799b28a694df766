"""The harness on Node 18, which an account may still ask for (contract §2)."""

from __future__ import annotations

import pytest

from hsfunc_magics.runtime.node.node import NodeNotFoundError, find_node
from hsfunc_magics.runtime.outcome import Outcome, Program, Terms
from hsfunc_magics.runtime.pool.health import check
from hsfunc_magics.runtime.pool.pool import Pool

from ..outside import HOST, FakeOutside
from ..programs import failure_kind, lines, sent_json, sent_text


def _has_node_18() -> bool:
    try:
        find_node(18)
    except NodeNotFoundError:
        return False
    return True


pytestmark = pytest.mark.skipif(
    not _has_node_18(), reason="no Node 18: pip install 'hsfunc-magics[node18]' (nodejs-bin)"
)


def run18(pool: Pool, body: str) -> Outcome:
    source = f"exports.main = async (context, sendResponse) => {{ {body}\n}};\n"
    return pool.run(Program("app.functions/f.js", source, {"A": "1"}, node_major=18), {"params": {}})


def test_it_runs_and_answers(pool: Pool) -> None:
    outcome = run18(pool, "sendResponse({ body: { version: process.version, env: process.env, context } });")
    told = sent_json(outcome)
    assert told["version"].startswith("v18.")
    assert (told["env"], told["context"]) == ({"A": "1"}, {"params": {}})


def test_the_console_keeps_its_order(pool: Pool) -> None:
    body = (
        "console.log(1, { a: 2 }); console.error('x'); process.stdout.write('y'); console.log('z'); sendResponse({});"
    )
    assert lines(run18(pool, body)) == [("INFO", "1 { a: 2 }"), ("ERROR", "x"), ("INFO", "y"), ("INFO", "z")]


def test_console_lines_have_their_place(pool: Pool) -> None:
    outcome = run18(pool, "console.log('a');\n [1].forEach(console.log); sendResponse({});")
    assert [line.line for line in outcome.console] == [1, 2]


def test_tmp_is_the_instances_own_folder(pool: Pool) -> None:
    body = (
        "const fs = require('fs'); fs.mkdirSync('/tmp/a'); await fs.promises.writeFile('/tmp/a/x', 'text');"
        " for await (const part of fs.createReadStream('/tmp/a/x')) fs.writeFileSync('y', part);"
        " sendResponse({ body: [fs.readdirSync('/tmp'), fs.realpathSync('y'), process.cwd()] });"
    )
    assert sent_json(run18(pool, body)) == [["a", "y"], "/tmp/y", "/tmp"]


def test_builtins_and_packages_are_found_and_nothing_else(pool: Pool) -> None:
    found = "require('fs'); require('node:path'); require('axios'); require('form-data');"
    outcome = run18(pool, f"{found} try {{ require('left-pad'); }} catch (e) {{ sendResponse({{ body: e.code }}); }}")
    assert sent_text(outcome) == "MODULE_NOT_FOUND"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "silent"),
        ("null.x;", "error"),
        ("setTimeout(() => { throw new Error('x'); }, 5);", "error"),
        ("Promise.reject(new Error('x')); setInterval(() => {}, 10);", "error"),
        ("process.exit(3);", "exit"),
        ("process.abort();", "signal"),
        ("const k = []; for (;;) k.push(new Array(20000).fill(Math.random()));", "memory"),
        (
            "const k = []; for (;;) { k.push(Buffer.alloc(1e6, 1)); await new Promise((r) => setTimeout(r, 1)); }",
            "memory",
        ),
    ],
)
def test_failures_are_the_same(pool: Pool, body: str, kind: str) -> None:
    outcome = run18(pool, body)
    assert failure_kind(outcome) == kind
    assert lines(outcome) == []


def test_module_syntax_is_a_syntax_error(pool: Pool) -> None:
    problem = check(pool, "f.js", "export const main = 1;", 18)
    assert problem is not None and (problem.line, problem.column) == (1, 1)


def test_a_get_that_writes_is_seen(pool: Pool) -> None:
    body = """
const server = require('http').createServer((request, response) => response.end('x'));
server.listen(0, '127.0.0.1', async () => {
  await fetch('http://127.0.0.1:' + server.address().port, { method: 'POST' });
  server.close();
  sendResponse({});
});
"""
    assert run18(pool, body).work.wrote == "POST"


def test_packages_that_can_be_required_can_be_imported_in_node_18(pool: Pool) -> None:
    body = (
        "const names = ['path', 'axios', 'left-pad'];"
        " const found = await Promise.all(names.map((name) => import(name).then(() => name, (e) => e.code)));"
        " sendResponse({ body: found });"
    )
    assert sent_json(run18(pool, f"(async () => {{ {body} }})();")) == ["path", "axios", "ERR_MODULE_NOT_FOUND"]


@pytest.mark.parametrize(
    "send",
    [
        "(await require('axios').post(url + '/echo', { a: 1 })).status",
        "(await fetch(url + '/redirect')).status",
        "await new Promise((give) => require('https').get(url + '/echo', (r) => r.on('data', () => give(200))))",
    ],
)
def test_requests_are_seen_and_asked_about(pool: Pool, send: str) -> None:
    source = f"exports.main = async ({{ url }}, sendResponse) => sendResponse({{ body: [{send}] }});"
    outside = FakeOutside()
    program = Program("app.functions/f.js", source, {}, node_major=18)
    outcome = pool.run(program, {"url": HOST}, None, terms=Terms(outside=outside))
    assert sent_json(outcome) == [200]
    assert outside.over == outcome.outgoing
    assert outcome.outgoing[-1].response is not None
    assert outcome.outgoing[-1].request.url.startswith(f"{HOST}/echo")
