"""What is rewritten does the same, and what is not says why."""

from __future__ import annotations

import json
import subprocess

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from hsfunc_magics.emulator.moving.rewriting.main_function import NotRewrittenError
from hsfunc_magics.emulator.moving.rewriting.rewrite import rewrite
from hsfunc_magics.runtime.node.node import find_node

WRAP = "old(…, {})"
# Before and after, a line of dashes between them.
REWRITTEN = {
    "a call at the end, among comments": """
// before
exports.main = (context, sendResponse) => {
  // 'ü'
  sendResponse({ statusCode: 201, body: 1 }); // sent
};
-----
// before
exports.main = async (context) => {
  // 'ü'
  return { statusCode: 201, body: 1 }; // sent
};
""",
    "an arrow without a block": """
exports.main = (context, sendResponse) => sendResponse({ body: 1 });
-----
exports.main = async (context) => ({ statusCode: 200, body: 1 });
""",
    "guards, with a return behind and before": """
exports.main = async (context, send) => {
  if (a) {
    send({ statusCode: 400, });
    return;
  }
  if (b) return send({ statusCode: 404 });
  send({ statusCode: 200 });
};
-----
exports.main = async (context) => {
  if (a) {
    return { statusCode: 400, };
  }
  if (b) return { statusCode: 404 };
  return { statusCode: 200 };
};
""",
    "a response on lines of its own": """
exports.main = function (context, send,) {
  send(
    {
      body: 1,
    },
  )
};
-----
exports.main = async function (context) {
  return (
    { statusCode: 200,
      body: 1,
    }
  )
};
""",
    "try and switch": """
const main = (context, s) => {
  try {
    switch (x) {
      case 1: {
        s({ body: 1 });
        break;
      }
      case 2:
      default: s({ body: 2 });
    }
  } catch (e) { s({ statusCode: 500 }); }
};
module.exports = { main };
-----
const main = async (context) => {
  try {
    switch (x) {
      case 1: {
        return { statusCode: 200, body: 1 };
      }
      case 2:
      default: return { statusCode: 200, body: 2 };
    }
  } catch (e) { return { statusCode: 500 }; }
};
module.exports = { main };
""",
    "one that reads its context": """
module.exports.main = async ({ params }, send) => { send({ body: params, headers: H }); };
-----
module.exports.main = old(async ({ params }) => { return { statusCode: 200, body: params, headers: H }; }, {});
""",
    "one by its name, that reads its context": """
async function main(context, send) { send({ body: context }); }
module.exports = { main };
-----
async function main(context) { return { statusCode: 200, body: context }; }
module.exports = { main: old(main, {}) };
""",
    "loops and functions that send nothing": """
exports.main = (c, s) => { for (const x of y) { f(() => { return 1; }); } s({ body: 1 }); };
-----
exports.main = async (c) => { for (const x of y) { f(() => { return 1; }); } return { statusCode: 200, body: 1 }; };
""",
}
KEPT = {
    "(c, s) => { f().then((r) => {\n s({ body: r }); }); }": (2, "nested function"),
    "(c, s) => { for (;;) {\n s({}); } }": (2, "loop"),
    "(c, s) => { try { s({}); } finally {\n f(); } }": (1, "finally"),
    "(c, s) => {\n const t = s; t({}); }": (2, "another name"),
    "(c, s) => {\n f(s); }": (2, "handed on"),
    "(c, s) => { if (c.a) s({});\n }": (2, "a path ends without"),
    "(c, s) => { if (c.a) {\n return; } s({}); }": (2, "returns without"),
    "(c, s) => { s({});\n f(); }": (2, "runs after"),
    "(c, s) => { if (a) s({});\n s({}); }": (2, "runs after"),
    "(c, s) => { a &&\n s({}); }": (2, "within an expression"),
    "async (c, s) => {\n await s({}); }": (2, "within an expression"),
    "async (c, s) => { await\n s({}); }": (1, "await"),
    "(c, s) => { switch (a) {\n case 1: s({}); default: s({}); } }": (2, "next one"),
    "(c, s) => { switch (a) { case 1: s({}); }\n }": (2, "a path ends without"),
    "(c, s) => { for (const x of y) {\n return; } s({}); }": (2, "returns without"),
    "(c, s) => {\n s(answer); }": (2, "no object written there"),
    "(c, s) => { s({\n ...answer }); }": (2, "plain keys"),
    "(c, s) => { s({\n 'Set-Cookie': 'a=b' }); }": (2, "Set-Cookie"),
    "(c, s) => { s({ headers: {\n Vary: ['A', 'B'] } }); }": (2, "several values"),
    "(c, s) => { s({\n statusCode: '200' }); }": (2, "status"),
    "(c, s) => {\n s(); }": (2, "other than one value"),
    "function* (c, s) { s({}); }": (1, "generator"),
    "(c) => {}": (1, "no sendResponse"),
    "(c, { s }) => s({})": (1, "plain parameter"),
    "(c, s) => { eval('s({})'); }": (1, "eval"),
    "handler": (1, "not written as a function"),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_what_is_certain_is_rewritten_and_all_else_keeps_its_bytes(name: str) -> None:
    before, after = REWRITTEN[name].split("-----")
    assert rewrite(before, WRAP).source == after


@pytest.mark.parametrize("main", KEPT)
def test_what_is_not_says_where_and_why(main: str) -> None:
    line, why = KEPT[main]
    with pytest.raises(NotRewrittenError, match=why) as refused:
        rewrite(f"exports.main = {main};", WRAP)
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("module.exports = handler;", "exports.main is not assigned"),
        ("if (a) exports.main = (c, s) => s({});", "exports.main is not assigned"),
        ("exports.main = (c, s) => s({});\nexports.main = 1;", "more than once"),
        ("function main(c, s) { s({}); }\nexports.main = main;\nmain({}, log);", "used here, too"),
        ("exports.main = (c, s) => s({});\nexports.main({}, log);", "more than to export"),
        ("exports.main = (c, s) => {", "cannot be parsed"),
    ],
)
def test_an_export_that_is_not_plain_stays(source: str, why: str) -> None:
    with pytest.raises(NotRewrittenError, match=why):
        rewrite(source, WRAP)


# ---------------------------------------------------------------- whatever somebody writes

_BITS = 3
SEND = "s({ statusCode: 200, body: [trace.length, trace] });"
_ENDS = (SEND, f"return {SEND}", f"{SEND} return;")
_leaves = st.sampled_from([*_ENDS, *_ENDS, "throw 1;", "return;", "t(1);", "const k = () => { return; };", ""])


def _around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    bit = st.integers(0, _BITS - 1)
    return st.one_of(
        st.tuples(inner, inner).map("\n".join),
        inner.map(lambda one: f"t(2);\n{one}"),
        st.tuples(bit, inner, inner).map(lambda one: f"if (c({one[0]})) {{ {one[1]} return; }}\n{one[2]}"),
        st.tuples(bit, inner).map(lambda one: f"if (c({one[0]})) {{ {one[1]} }}"),
        st.tuples(bit, inner, inner).map(lambda one: f"if (c({one[0]})) {{ {one[1]} }} else {{ {one[2]} }}"),
        st.tuples(inner, inner).map(lambda one: f"try {{ {one[0]} }} catch (e) {{ {one[1]} }}"),
        st.tuples(inner, inner).map(lambda one: f"try {{ {one[0]} }} finally {{ {one[1]} }}"),
        st.tuples(bit, inner, inner).map(
            lambda one: f"switch (c({one[0]})) {{ case true: {one[1]} break; default: {{ {one[2]} }} }}"
        ),
        inner.map(lambda one: f"for (let i = 0; i < 2; i += 1) {{ {one} }}"),
        inner.map(lambda one: f"{{ {one} }}"),
    )


BODIES = st.recursive(_leaves, _around, max_leaves=6)
# Both sources under every way that conditions can turn out: what they do, in which order, and what comes of it.
COMPARE = """
const load = (source, bits, trace) => {
  const exports = {};
  const condition = (n) => { trace.push('c' + n); return Boolean(bits & (1 << n)); };
  new Function('exports', 'c', 't', 'trace', source)(exports, condition, (n) => trace.push(n), trace);
  return exports.main;
};
const sent = (main, trace) => {
  const calls = [];
  const send = (value) => calls.push(JSON.stringify([value, trace.length]));
  try { main({}, send); } catch (e) { return ['threw', calls, trace]; }
  return ['ended', calls, trace];
};
(async () => {
  const [before, after, count] = JSON.parse(process.argv[1]);
  const found = [];
  for (let bits = 0; bits < count; bits += 1) {
    const trace = [];
    found.push(sent(load(before, bits, trace), trace));
    const other = [];
    try {
      const value = await load(after, bits, other)({});
      found.push(['ended', [JSON.stringify([value, other.length])], other]);
    } catch (e) { found.push(['threw', [], other]); }
  }
  process.stdout.write(JSON.stringify(found));
})();
"""


@settings(max_examples=120)
@given(BODIES)
def test_whatever_is_rewritten_does_the_same(body: str) -> None:
    before = f"exports.main = (context, s) => {{\n{body}\n}};"
    try:
        after = rewrite(before, WRAP).source
    except NotRewrittenError:
        event("stays")
        return
    event("rewritten")
    told = subprocess.run(
        [str(find_node(20).path), "-e", COMPARE, json.dumps([before, after, 2**_BITS])],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found = json.loads(told.stdout)
    assert found[::2] == found[1::2], after
