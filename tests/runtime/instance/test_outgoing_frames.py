"""What functions send to the world outside is seen, and asked about where somebody answers in its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from hsfunc_magics.runtime.instance.instance import close_all
from hsfunc_magics.runtime.node.fence import Fence
from hsfunc_magics.runtime.outcome import Outcome, Program, Terms
from hsfunc_magics.runtime.outgoing import Answer, NetworkFailure, OutgoingRequest, OutgoingResponse, Outside
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..outside import HOST, JSON, FakeOutside, answer, real_server
from ..programs import FILE, failure_kind, module, sent_json

# The case is an expression; a request that fails gives its error. One warm instance serves them all.
_SOURCE = """const axios = require('axios'), request = require('request'), https = require('https');
const { Readable } = require('stream');
const taken = https.request, imported = () => import('node:https');
const asked = (options) => new Promise((give, fail) =>
  request(options, (e, r, body) => (e ? fail(e) : give([r.statusCode, body]))));
const raw = (send, url, options, work) => new Promise((give, fail) => {
  const q = send(url, options, (r) => { let text = ''; r.on('data', (d) => { text += d; })
    .on('end', () => give([r.statusCode, r.headers, text])).on('error', fail); });
  q.on('error', fail); if (work) work(q); else q.end(); });
const of = (e) => ({ name: e.name, code: e.code, message: e.message, cause: e.cause && of(e.cause) });
exports.main = async ({ url, real, expression }, sendResponse) => {
  let got; try { got = await eval(expression); } catch (e) { got = { error: of(e) }; }
  sendResponse({ body: { got } }); };"""
_PACKAGES = frozenset({"axios", "request"})
_PROGRAM = Program(FILE, _SOURCE, {}, _PACKAGES)


@pytest.fixture(scope="module")
def pool(pool_of_the_file: Pool) -> Iterator[Pool]:
    """One instance serves the tests of this file: it stays warm."""
    yield pool_of_the_file
    close_all(pool_of_the_file._warm.take_all_idle())


@pytest.fixture(scope="module")
def real() -> Iterator[str]:
    with real_server() as address:
        yield address


def seen(
    pool: Pool, expression: str, outside: Outside | None = None, real: str = "", program: Program = _PROGRAM
) -> tuple[Any, Outcome]:
    """What the expression gives, or the error that it throws, and the outcome."""
    context = {"url": HOST, "real": real, "expression": expression}
    outcome = pool.run(program, context, None, terms=Terms(outside=outside))
    return sent_json(outcome).get("got"), outcome


_ECHOED = {
    "axios": "axios.post(url + '/echo?a=1', { a: 1 }, { headers: { A: 'b' } }).then((r) => r.data)",
    "request": """asked({ method: 'POST', url: url + '/echo?a=1', headers: { A: 'b' }, json: { a: 1 } })
      .then((r) => r[1])""",
    "request, with an agent of its own": """asked({ method: 'POST', url: url + '/echo?a=1', forever: true,
      headers: { A: 'b' }, json: { a: 1 } }).then((r) => r[1])""",
    "https": """raw(https.request, url + '/echo?a=1', { method: 'POST', headers: { A: 'b' } }, (q) => {
      q.write('{"a"', () => { q.write(Buffer.from(':')); q.end('1}'); }); }).then((r) => JSON.parse(r[2]))""",
    "taken at load": """raw(taken, url + '/echo?a=1', { method: 'POST', agent: new https.Agent({ keepAlive: true }),
      headers: { A: 'b' } }, (q) => q.end('{"a":1}')).then((r) => JSON.parse(r[2]))""",
    "fetch": """fetch(url + '/echo?a=1', { method: 'POST', headers: { A: 'b' }, body: '{"a":1}' })
      .then((r) => r.json())""",
}


@pytest.mark.parametrize("client", _ECHOED)
def test_every_client_gets_the_answer_and_is_asked_about(pool: Pool, client: str) -> None:
    outside = FakeOutside()
    got, outcome = seen(pool, _ECHOED[client], outside)
    (asked,) = outside.asked
    assert (asked.method, asked.url, json.loads(asked.body)) == ("POST", f"{HOST}/echo?a=1", {"a": 1})
    assert asked.client == ("fetch" if client == "fetch" else "http")
    headers = {name.lower(): value for name, value in asked.headers}
    assert headers["a"] == "b"
    assert headers["host"] == "api.test"
    assert headers.get("content-length") == "7" or headers["transfer-encoding"] == "chunked"
    assert got["headers"] == [list(header) for header in asked.headers]
    (exchange,) = outcome.outgoing
    assert outside.over == [exchange]
    assert (exchange.request, exchange.by, exchange.rule, exchange.failure) == (asked, "mock", "a rule", None)
    assert exchange.response is not None
    assert json.loads(exchange.response.body) == got
    assert (exchange.request_bytes, exchange.response_bytes) == (7, len(exchange.response.body))
    assert 0 < exchange.at <= exchange.at + exchange.seconds <= outcome.seconds
    assert (outcome.work.wrote, outcome.work.pending) == ("POST", ())


_CLIENT = module(
    """const { Client } = require('@hubspot/api-client');
exports.main = async (context, sendResponse) => {
  const page = await new Client({ apiKey: 'key' }).crm.contacts.basicApi.getPage();
  sendResponse({ body: page.body.results.map((contact) => contact.id) });
};"""
)


def test_hubspots_own_client_reads_an_answer(pool: Pool) -> None:
    class Contacts(FakeOutside):
        def answer(self, request: OutgoingRequest) -> Answer:
            self.asked.append(request)
            return answer(200, b'{"results": [{"id": "7", "properties": {}}]}', JSON)

    outside = Contacts()
    outcome = pool.run(_CLIENT, {}, None, terms=Terms(outside=outside))
    assert sent_json(outcome) == ["7"]
    assert [request.url for request in outside.asked] == ["https://api.hubapi.com/crm/v3/objects/contacts?hapikey=key"]


def exchanges(outcome: Outcome) -> list[tuple[str, str, int | NetworkFailure | None]]:
    """Method, URL and status, or why there is none."""
    return [
        (told.request.method, told.request.url, told.response.status if told.response is not None else told.failure)
        for told in outcome.outgoing
    ]


@pytest.mark.parametrize(
    ("expression", "got"),
    [
        ("axios.get(url + '/redirect').then((r) => r.data.url)", f"{HOST}/echo?again"),
        ("asked({ url: url + '/redirect', json: true }).then((r) => r[1].url)", f"{HOST}/echo?again"),
        ("fetch(url + '/redirect').then(async (r) => r.url)", f"{HOST}/echo?again"),
    ],
)
def test_a_redirect_leads_to_a_request_that_is_asked_about(pool: Pool, expression: str, got: str) -> None:
    outside = FakeOutside()
    assert seen(pool, expression, outside)[0] == got
    assert [request.url for request in outside.asked] == [f"{HOST}/redirect", f"{HOST}/echo?again"]


@pytest.mark.parametrize(
    ("expression", "got"),
    [
        ("axios.get(url + '/empty').then((r) => [r.status, r.data, r.headers])", [204, "", {}]),
        ("fetch(url + '/empty').then(async (r) => [r.status, await r.text()])", [204, ""]),
        ("raw(https.request, url + '/slow', { method: 'HEAD' })", [200, {}, ""]),
        ("fetch(url + '/slow', { method: 'HEAD' }).then(async (r) => [r.status, await r.text()])", [200, ""]),
        ("axios.get(url + '/echo').then((r) => r.headers['set-cookie'])", ["a=1", "b=2"]),
    ],
)
def test_an_answer_has_a_body_where_http_has_one(pool: Pool, expression: str, got: object) -> None:
    assert seen(pool, expression, FakeOutside())[0] == got


_WAYS = {
    "import": ("imported().then(({ request }) => raw(request, url + '/length', {}))", "0"),
    "no agent": ("raw(https.request, url + '/length', { agent: false })", "0"),
    "a connection of its own": (
        """raw(require('http').request, 'http://api.test/length',
          { createConnection: () => require('net').connect(new URL(real).port) })""",
        "0",
    ),
    "the class": (
        """new Promise((give) => new (require('_http_client').ClientRequest)('http://api.test/length',
          (r) => r.on('data', (d) => give([0, 0, String(d)]))).end())""",
        "0",
    ),
    "pipe": (
        """raw(https.request, url + '/length', { method: 'POST' }, (q) => Readable.from((function* () {
          for (let i = 0; i < 50; i += 1) yield Buffer.alloc(9999, 97); })()).pipe(q))""",
        "499950",
    ),
    "continue": (
        """raw(https.request, url + '/length', { method: 'POST', headers: { Expect: '100-continue' } },
          (q) => q.on('continue', () => q.end('four')))""",
        "4",
    ),
    "form": (
        """asked({ method: 'POST', url: url + '/length', formData: { a: '1' } })
          .then((r) => [0, 0, r[1] > 99 ? 'multipart' : r[1]])""",
        "multipart",
    ),
    "fetch": (
        """fetch(url + '/length', { method: 'POST', body: new URLSearchParams({ a: '1 2' }) })
          .then(async (r) => [0, 0, await r.text()])""",
        "5",
    ),
    "stream": (
        """fetch(url + '/length', { method: 'POST', duplex: 'half', body: new Blob(['a', 'bc']).stream() })
          .then(async (r) => [0, 0, await r.text()])""",
        "3",
    ),
}


@pytest.mark.parametrize("way", _WAYS)
def test_whichever_way_it_is_sent(pool: Pool, real: str, way: str) -> None:
    expression, got = _WAYS[way]
    outside = FakeOutside()
    outside.answers["/length"] = lambda request: answer(200, str(len(request.body)).encode())
    assert seen(pool, expression, outside, real)[0][2] == got
    assert len(outside.over) == 1


@pytest.mark.parametrize(
    ("kind", "code", "message"),
    [
        ("dns", "ENOTFOUND", "getaddrinfo ENOTFOUND api.test"),
        ("reset", "ECONNRESET", "socket hang up"),
        ("refused", "ECONNREFUSED", "connect ECONNREFUSED api.test:443"),
        ("tls", "CERT_HAS_EXPIRED", "certificate has expired"),
        ("timeout", "ETIMEDOUT", "connect ETIMEDOUT api.test:443"),
    ],
)
def test_a_failure_is_the_error_that_node_throws(pool: Pool, kind: str, code: str, message: str) -> None:
    outside = FakeOutside()
    got, outcome = seen(pool, f"axios.get(url + '/fail/{kind}')", outside)
    assert got == {"error": {"name": "Error", "code": code, "message": message}}
    assert exchanges(outcome) == [("GET", f"{HOST}/fail/{kind}", NetworkFailure(kind, message, code))]  # type: ignore[arg-type]
    got, _ = seen(pool, f"fetch(url + '/fail/{kind}')", outside)
    assert (got["error"]["message"], got["error"]["cause"]["code"]) == ("fetch failed", code)


_IMPATIENT = """raw(https.request, url + '/fail/timeout', { timeout: 40 }, (q) => {
  q.on('timeout', () => q.destroy(Object.assign(new Error('mine'), { code: 'MINE' }))).end(); })"""


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("axios.get(url + '/fail/timeout', { timeout: 40 })", "ECONNABORTED"),
        ("asked({ url: url + '/fail/timeout', timeout: 40 })", "ESOCKETTIMEDOUT"),
        ("asked({ url: url + '/slow', timeout: 40 })", "ESOCKETTIMEDOUT"),
        (_IMPATIENT, "MINE"),
        ("fetch(url + '/fail/timeout', { signal: AbortSignal.timeout(40) })", 23),
    ],
)
def test_a_client_that_waits_no_longer_says_so_itself(pool: Pool, expression: str, code: object) -> None:
    got, outcome = seen(pool, expression, FakeOutside())
    assert got["error"]["code"] == code
    assert outcome.outgoing[0].response is None
    assert outcome.outgoing[0].failure is not None


def test_delays_of_requests_at_once_are_one_delay(pool: Pool) -> None:
    got, outcome = seen(
        pool, "Promise.all([1, 2, 3].map(() => axios.get(url + '/slow').then((r) => r.data)))", FakeOutside()
    )
    assert got == ["slow"] * 3
    assert all(told.seconds > 0.29 for told in outcome.outgoing)
    assert outcome.outgoing[2].at < outcome.outgoing[0].at + outcome.outgoing[0].seconds


@pytest.mark.parametrize("outside", [None, FakeOutside()], ids=["seen", "asked about"])
@pytest.mark.parametrize("client", ["axios", "fetch"])
def test_what_goes_out_is_seen_whole(pool: Pool, real: str, client: str, outside: FakeOutside | None) -> None:
    send = {
        "axios": "axios.post(real + '/gzip', 'text', { headers: { 'Accept-Encoding': 'gzip' } }).then((r) => r.data)",
        "fetch": "fetch(real + '/gzip', { method: 'POST', body: 'text' }).then((r) => r.json())",
    }[client]
    got, outcome = seen(pool, send, outside, real)
    (exchange,) = outcome.outgoing
    assert (exchange.by, exchange.request.method, exchange.request.url) == ("network", "POST", f"{real}/gzip")
    assert exchange.request.body == b"text"
    assert exchange.response is not None
    assert json.loads(exchange.response.body) == got
    assert got["body"] == "text"
    sent = {name.lower(): value for name, value in exchange.request.headers}
    assert sent == {name.lower(): value for name, value in got["headers"]}
    assert dict(exchange.response.headers)["Content-Encoding"] == "gzip"
    assert exchange.response_bytes == int(dict(exchange.response.headers)["Content-Length"])


def test_what_fails_on_the_way_is_seen(pool: Pool) -> None:
    got, outcome = seen(pool, "axios.get('http://127.0.0.1:1/')")
    assert got["error"]["code"] == "ECONNREFUSED"
    failure = NetworkFailure("refused", "connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED")
    assert exchanges(outcome) == [("GET", "http://127.0.0.1:1/", failure)]


def test_of_bodies_the_beginning_is_kept(pool: Pool, real: str) -> None:
    outside = FakeOutside(kept_bytes=10)
    outside.answers["/large"] = lambda request: answer(200, request.body[:100_000])
    got, outcome = seen(pool, "axios.post(url + '/large', 'x'.repeat(200000)).then((r) => r.data.length)", outside)
    assert got == 100_000
    assert len(outside.asked[0].body) == 200_000
    (exchange,) = outcome.outgoing
    assert (exchange.request.body, exchange.request_bytes, exchange.response_bytes) == (b"x" * 10, 200_000, 100_000)
    assert exchange.response == OutgoingResponse(200, (("Content-Length", "100000"),), b"x" * 10)
    for coding, beginning in (
        ("gzip", b'{"method":'),
        ("deflate", b'{"method":'),
        ("plain", b'{"method":'),
        ("br", b'{"brotli":'),
    ):
        _, outcome = seen(pool, f"axios.post(real + '/{coding}', 'x'.repeat(2000)).then(() => 1)", outside, real)
        assert outcome.outgoing[0].response is not None
        assert outcome.outgoing[0].response.body == beginning


def test_what_cannot_be_answered_is_an_error_with_its_text(pool: Pool) -> None:
    outside = FakeOutside()

    def broken(_: object) -> None:
        raise RuntimeError("the mock broke")

    outside.answers |= {
        "/broken": broken,
        "/body": lambda _: answer(200, "text"),  # type: ignore[arg-type]
        "/status": lambda _: answer(99),
        "/header": lambda _: answer(200, b"", (("A", "b\r\nC: d"),)),
    }
    for path, text in [
        ("/broken", "the mock broke"),
        ("/body", "string argument without an encoding"),
        ("/status", "The answer has the status 99: a response has one from 200 to 599."),
        ("/header", "The answer's header A has a line break or a control character in its value."),
    ]:
        got, outcome = seen(pool, f"axios.get(url + '{path}')", outside)
        assert got["error"]["message"] == text
        assert outcome.outgoing[0].by == "refused"


def test_what_is_under_way_at_the_end_has_neither_response_nor_failure(pool: Pool) -> None:
    outside = FakeOutside()
    outside.answers["/never"] = lambda _: answer(200, delay=60)
    _, outcome = seen(pool, "void axios.get(url + '/never')", outside)
    assert exchanges(outcome) == [("GET", f"{HOST}/never", None)]
    assert [work.what for work in outcome.work.pending] == ["GET api.test/never"]
    # It is the earlier execution's, and stays so.
    assert seen(pool, "1", outside)[1].outgoing == []


def test_of_very_many_the_rest_is_counted(pool: Pool) -> None:
    send = "(async () => { for (let i = 0; i < 205; i += 1) await axios.get(url + '/empty'); })()"
    _, outcome = seen(pool, send, FakeOutside())
    assert (len(outcome.outgoing), outcome.untold) == (200, 5)


_PLACES = """const axios = require('axios');
exports.main = async (context, sendResponse) => {
  await axios.get(context.url + '/empty');
  await fetch(context.url + '/empty');
  require('https').get(context.url + '/empty', (response) => response.resume());
  sendResponse({ body: [...Object.keys(require.cache), ...module.children.map((child) => child.id)] });
};"""


def test_a_request_knows_where_it_was_sent(pool: Pool) -> None:
    outcome = pool.run(Program(FILE, _PLACES, {}, _PACKAGES), {"url": HOST}, None, terms=Terms(outside=FakeOutside()))
    assert [(told.line, told.column) for told in outcome.outgoing] == [(3, 3), (4, 9), (5, 20)]
    assert [name for name in sent_json(outcome) if "/packages/node_modules/" not in name] == []


_EARLIER = module(
    """const axios = require('axios'); let first = true;
exports.main = async ({ url }, sendResponse) => {
  if (first) setTimeout(() => axios.get(url + '/echo?earlier'), 30);
  else await new Promise((done) => setTimeout(done, 60));
  if (!first) await axios.get(url + '/echo?own');
  first = false; sendResponse({ body: {} });
};"""
)


def test_what_an_earlier_execution_asks_is_answered_and_not_counted(make_pool: PoolMaker) -> None:
    pool = make_pool(grace_seconds=0.005)
    outside = FakeOutside()
    first, second = (pool.run(_EARLIER, {"url": HOST}, None, terms=Terms(outside=outside)) for _ in range(2))
    assert not second.cold
    assert (first.outgoing, exchanges(second)) == ([], [("GET", f"{HOST}/echo?own", 200)])
    assert [request.url for request in outside.asked] == [f"{HOST}/echo?earlier", f"{HOST}/echo?own"]


def test_an_answer_needs_no_network(make_pool: PoolMaker) -> None:
    pool = make_pool(fence=Fence(network=False))
    outside = FakeOutside()
    for send in ("axios.get(url + '/echo').then((r) => r.status)", "fetch(url + '/echo').then((r) => r.status)"):
        assert seen(pool, send, outside)[0] == 200
    # What a mock says is not the fence's doing.
    fails = module("exports.main = ({ url }) => require('axios').get(url + '/fail/dns');")
    outcome = pool.run(fails, {"url": HOST}, None, terms=Terms(outside=outside))
    assert outcome.failure is not None
    assert (outcome.failure.message, outcome.failure.fence) == ("getaddrinfo ENOTFOUND api.test", None)


def test_an_instance_asks_only_where_somebody_answers(pool: Pool, real: str) -> None:
    outside = FakeOutside()
    for there in (outside, None, outside):
        assert seen(pool, "axios.get(real + '/').then((r) => r.status)", there, real)[0] == 200
    assert len(outside.asked) == 2


_FORGED = """const write = (type, envelope, body = '') => {
  const head = Buffer.from(JSON.stringify(envelope)), frame = Buffer.alloc(9);
  frame[0] = type.charCodeAt(0); frame.writeUInt32LE(head.length, 1); frame.writeUInt32LE(body.length, 5);
  require('fs').writeSync(Number(FD), Buffer.concat([frame, head, Buffer.from(body)]));
};
exports.main = async (context, sendResponse) => {
  for (const frame of context.frames) write(...frame); sendResponse({}); };"""
_ASKED = {
    "n": 1,
    "i": 1,
    "method": "GET",
    "url": "x",
    "headers": [],
    "client": "http",
    "ask": False,
    "at": 0,
    "size": 0,
}


def fd_of_the_socket() -> str:
    """The function finds it, as an attacker would: the first socket beyond the standard streams."""
    is_socket = "try { return fd > 2 && require('fs').fstatSync(fd).isSocket(); } catch { return false; }"
    return f"[...Array(4096).keys()].find((fd) => {{ {is_socket} }})"


@pytest.mark.parametrize(
    "frames",
    [
        [["q", {"n": 1, "ask": True}]],
        [["q", _ASKED | {"headers": 7}]],
        [["q", _ASKED], ["q", _ASKED]],
        [["q", _ASKED], ["x", {"n": 1, "i": 1}]],
        [["q", _ASKED], ["x", {"n": 1, "i": 1, "ms": 0, "size": 0, "status": 200}]],
        [["x", {"n": 1}]],
    ],
)
def test_a_frame_that_the_harness_does_not_write_ends_the_instance(pool: Pool, frames: list[Any]) -> None:
    program = module(_FORGED.replace("FD", fd_of_the_socket()))
    outcome = pool.run(program, {"frames": frames}, None, terms=Terms(outside=FakeOutside()))
    assert failure_kind(outcome) == "protocol"


def test_forged_numbers_and_floods_stay_within_bounds(pool: Pool) -> None:
    forged = _ASKED | {"at": 1e300, "size": -1, "line": "x", "headers": ["a"] * 100_001, "url": "u" * 1_000_000}
    ends = {"n": 1, "i": 1, "ms": 1e300, "size": 1e300, "status": 1e9, "headers": [], "failure": 7}
    frames = [["q", forged, "b" * 100_000], ["x", ends], *(["q", _ASKED | {"i": i}] for i in range(2, 300))]
    program = module(_FORGED.replace("FD", fd_of_the_socket()))
    outcome = pool.run(program, {"frames": frames}, None, terms=Terms())
    assert (len(outcome.outgoing), outcome.untold) == (200, 99)
    first = outcome.outgoing[0]
    assert (len(first.request.body), len(first.request.headers), len(first.request.url)) == (65_536, 200, 16_385)
    assert (first.request_bytes, first.line, first.at, first.seconds) == (0, 0, 0, 0)
