"""Whatever a caller or a function plants a secret's value in, no string of a view, the log or a `repr` has it (§8)."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.call.error.info import ErrorInfo
from hsfunc_magics.emulator.call.execution import ConsoleLine, Status
from hsfunc_magics.emulator.logs.record import log_event, log_record
from hsfunc_magics.emulator.logs.text import execution_lines
from hsfunc_magics.notebook import views
from hsfunc_magics.notebook.executions import Recent, answer
from hsfunc_magics.notebook.views.execution.json import MIME_TYPE
from hsfunc_magics.web.control.views import result_page

SCHEMA = json.loads(
    Path(views.__file__).with_name("execution").joinpath("execution.schema.json").read_text(encoding="utf-8")
)
VALUE = "Qx7vWk3Jp9Tn"
LOWER = VALUE.lower()

SAYS = """
exports.main = (context, sendResponse) => {
  const { console: lines, error, reply } = context.body;
  for (const line of lines) console.log(line);
  if (error !== null) {
    const e = new Error(error.message, { cause: new Error(error.cause) });
    Object.assign(e, { code: error.code, [error.code]: { [error.code]: [error.code] } });
    e.errors = [Object.assign(new Error(error.cause), { response: { data: error.code } })];
    e.name = error.type; e.stack += '\\n    at ' + error.stack + ' (app.functions/f.js:1:1)';
    if (error.plain) throw error.message;
    throw e;
  }
  sendResponse(reply);
};
"""


@pytest.fixture(scope="module")
def keeper() -> Iterator[Account]:
    account = Account()
    account.secrets.add("TOKEN", VALUE)
    account.functions.add("f", SAYS, method="POST", secrets=["TOKEN"])
    account.functions.add("away", "sendResponse(context.body.reply);", method=["GET", "POST"])
    yield account
    account.close()


def strings(value: Any) -> Iterator[str]:
    """Every string of JSON, keys as well."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (key, *strings(inner))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from strings(inner)


def told(execution: Execution) -> Iterator[str]:
    data, metadata = execution._repr_mimebundle_()
    jsonschema.validate(data[MIME_TYPE], SCHEMA, cls=jsonschema.Draft202012Validator)
    yield from strings([data, metadata])
    yield html.unescape(data["text/html"])
    yield from (repr(execution), repr(log_event(execution)), *execution_lines(execution), result_page(execution))
    record = log_record(execution)
    if record is not None:
        yield from strings(json.loads(json.dumps(record.as_json(), default=str)))
    recent = Recent()
    recent.add(execution)
    yield from strings(recent.rows())
    yield from strings([answer({"id": execution.id, "part": part}) for part in ("request", "response", "context")])
    yield from strings([execution.context, *map(str, execution.notes)])


def shows(execution: Execution) -> list[str]:
    return [text for text in told(execution) if LOWER in text.lower()]


AROUND = st.sampled_from(["{}", "a{}", "{}b", "/{}/", "{}…", "x={}&y", "{0}{0}", "é{}é"])
PLAIN = st.sampled_from(["", "plain"])
PLANTED = st.one_of(PLAIN, AROUND.map(lambda around: around.format(VALUE)))
TOKEN = st.sampled_from(["X-A", f"X-{VALUE}", VALUE])
COOKIE = st.sampled_from(["a={}", "{}=b", "a=b; Path=/{}", "a=b; {}", "a=b; Domain={}", "a=b; SameSite={}"])
ERRORS = st.fixed_dictionaries(
    {"message": PLANTED, "cause": PLANTED, "type": PLANTED, "stack": PLANTED, "code": PLANTED, "plain": st.booleans()}
)
HEADER = st.tuples(TOKEN, PLANTED.filter(str.isascii)).map(lambda pair: {pair[0]: pair[1]})
LOCATIONS = st.sampled_from(
    ["/_hcms/api/{}", "{}", "https://{}.example/", "//{}", "/_hcms/api/away?{}=1", "http://[{}"]
)
REPLIES = st.fixed_dictionaries(
    {
        "statusCode": st.sampled_from([200, 302, 404, 500]),
        "headers": st.one_of(
            HEADER,
            LOCATIONS.map(lambda text: {"Location": text.format(VALUE)}),
            st.just({"Content-Type": f"text/{VALUE}"}),
            st.just({"Content-Type": f"application/json; charset={VALUE}"}),
        ),
        "Set-Cookie": COOKIE.map(lambda text: text.format(VALUE)),
        "body": st.one_of(PLANTED, st.dictionaries(PLANTED, st.lists(PLANTED))),
    }
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_string_of_any_view_has_a_value_that_was_planted(keeper: Account, data: st.DataObject) -> None:
    draw = data.draw
    body = {"console": draw(st.lists(PLANTED)), "error": draw(st.none() | ERRORS), "reply": draw(REPLIES), VALUE: VALUE}
    target = draw(st.sampled_from(["f", "away", VALUE, f"f/{VALUE}", f"f?{VALUE}=1", f"f?a={VALUE}&portalid={VALUE}"]))
    execution = keeper.call(
        target,
        json=body,
        method=draw(st.sampled_from(["POST", "POST", VALUE.translate(str.maketrans("", "", "0123456789")), "GET"])),
        params=draw(st.dictionaries(PLANTED.filter(bool), PLANTED)),
        headers=draw(HEADER),
        cookies={"a": draw(PLANTED.filter(str.isascii))},
        follow_redirects=draw(st.booleans()),
    )
    assert shows(execution) == []


@pytest.mark.parametrize(
    ("target", "arguments"),
    [
        (VALUE, {}),
        (quote(VALUE + "/é"), {}),
        ("f", {"headers": {VALUE: "1"}}),
        ("f", {"headers": {f"X-{VALUE}": VALUE, "Content-Type": VALUE}, "content": VALUE, "method": "POST"}),
        ("f", {"origin": f"https://{VALUE}.example", "method": "POST", "json": {}, "headers": {VALUE: VALUE}}),
        ("f", {"method": "POST", "files": {VALUE: (f"{VALUE}.txt", VALUE.encode())}}),
    ],
)
def test_a_value_that_a_caller_plants_is_masked(keeper: Account, target: str, arguments: dict[str, Any]) -> None:
    assert shows(keeper.call(target, **arguments)) == []


def test_an_endpoint_that_a_redirect_names_is_masked(keeper: Account) -> None:
    location = {"statusCode": 307, "headers": {"Location": f"/_hcms/api/{VALUE}/x"}}
    execution = keeper.call("away", json={"reply": location}, follow_redirects=True)
    assert execution.reply.status == 404
    assert execution._repr_mimebundle_()[0][MIME_TYPE]["endpoint"] == "•••/x"
    assert shows(execution) == []


def test_bytes_whose_base64_is_the_value_are_not_stored(keeper: Account) -> None:
    keeper.functions.add(
        "bytes", f"sendResponse({{ body: Buffer.concat([Buffer.from('{VALUE}', 'base64'), Buffer.from([255])]) }});"
    )
    assert shows(keeper.call("bytes")) == []


def test_a_word_of_the_views_own_is_not_masked_where_it_says_something() -> None:
    account = Account()
    for number, word in enumerate(["SUCCESS", "console", "execution_seconds", "accountId", "same-origin", "INFO"]):
        account.secrets.add(f"S{number}", word, remarks=[])
    account.functions.add("f", "console.log('x'); sendResponse({ body: 1 });")
    execution = account.call("f", origin="https://123456.hs-sites.com")
    account.close()
    shown = execution._repr_mimebundle_()[0][MIME_TYPE]
    jsonschema.validate(shown, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert shown["status"] == Status.SUCCESS
    assert "<details" in execution._repr_mimebundle_()[0]["text/html"]


def test_every_text_of_the_records_is_planted(keeper: Account) -> None:
    """Whoever adds a field that a function fills sees it here first."""
    assert set(ErrorInfo.__slots__) == {
        *("type", "message", "own_stack", "hint", "file", "line", "column"),
        *("source_line", "before", "after"),
        *("properties", "cause", "errors", "more"),
    }
    assert set(ConsoleLine.__slots__) == {"level", "text", "time", "position"}
