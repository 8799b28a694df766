"""Whatever a function says, no view and no `repr` holds a secret's value, nor a usual encoding of it (contract §8)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.secrets.masking import Masker
from hsfunc_magics.emulator.secrets.ordinary_values import why_not_masked

PEM = (
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\r\n"
    "AASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\n"
)
VALUES = [
    "plain-value-1",
    "a+b/c?d=e&f g",
    r"(re.*|[g]ex)\d+$^{2}",
    'quo\'te "s" `tick` \\ <b>&amp;',
    "übergröße 秘密 🔑",
    "tab\tline\nbreak\x1b[31m",
    PEM,
]
# What a function can do to the value that it sends, logs or throws.
WAYS = [
    "v => v",
    "v => JSON.stringify(v)",
    "v => ({ deep: [{ value: v }] })",
    "v => encodeURIComponent(v)",
    "v => encodeURI(v)",
    "v => new URLSearchParams({ v }).toString()",
    "v => escapeHtml(v)",
    "v => Buffer.from(v).toString('base64')",
    "v => Buffer.from(v).toString('base64url')",
    "v => Buffer.from('user:' + v).toString('base64')",
    "v => Buffer.from('me:' + v + ':you').toString('base64')",
    "v => Buffer.from(v).toString('hex')",
    "v => v.replace(/\\r\\n|\\n/g, '\\r\\n')",
    "v => 'x' + v + v + 'y'",
]
SAYS = """
const escapeHtml = (v) => v.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`.replace('&#38;', '&amp;')
  .replace('&#60;', '&lt;').replace('&#62;', '&gt;').replace('&#34;', '&quot;'));
exports.main = (context, sendResponse) => {
  const way = eval(context.body.way);
  const said = way(process.env.TOKEN);
  const text = typeof said === 'string' ? said : JSON.stringify(said);
  console.log(said);
  console.log({ said }, [text]);
  process.stdout.write(text + '\\n');
  if (context.body.fails) { const e = new Error(text); e.name = text; throw e; }
  const header = text.replace(/[^\\x20-\\x7e]/g, '');
  sendResponse({ body: said, headers: { 'X-Said': header, 'Set-Cookie': 'a=' + header + '; Path=/' + header } });
};
"""


def is_looked_for(value: str) -> bool:
    return value.isprintable() and not why_not_masked(value)


def texts_of(execution: Execution) -> Iterator[str]:
    data, metadata = execution._repr_mimebundle_()
    yield from data.values()
    yield json.dumps(metadata, ensure_ascii=False)
    yield from (repr(part) for part in (execution, execution.reply, execution.console, execution.error))
    yield from (repr(part) for part in (execution.context, execution.notes, execution.masker))


def pieces_of(value: str) -> set[str]:
    """What nobody may read: the value, its long lines, and both in the encodings that are undone at a glance."""
    parts = {value, *(line for line in value.splitlines() if len(line) > 12 and not line.startswith("-----"))}
    encoded = {base64.b64encode(part.encode()).decode().rstrip("=") for part in parts}
    return parts | encoded | {quote(part, safe="") for part in parts} | {part.encode().hex() for part in parts}


@pytest.fixture(scope="module")
def talker() -> Iterator[Account]:
    account = Account()
    account.functions.add("f", SAYS, method="POST", secrets=["TOKEN"])
    yield account
    account.close()


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_no_way_of_saying_it_shows_it(talker: Account, value: str) -> None:
    if "TOKEN" in talker.secrets:
        talker.secrets.delete("TOKEN")
    talker.secrets.add("TOKEN", value)
    for way in WAYS:
        for fails in (False, True):
            execution = talker.call("f", json={"way": way, "fails": fails})
            assert "console" in execution.leaks, way
            assert ("error" if fails else "body") in execution.leaks, way
            for text in texts_of(execution):
                assert not [piece for piece in pieces_of(value) if piece in text], (way, text)


def test_a_value_from_the_caller_is_not_shown_either(account: Account) -> None:
    account.secrets.add("TOKEN", "value-of-the-caller")
    account.functions.add("f", "sendResponse({ body: {} });", method="POST", secrets=["TOKEN"])
    execution = account.call(
        "f?key=value-of-the-caller", json={"a": ["value-of-the-caller"]}, headers={"X-Key": "value-of-the-caller"}
    )
    assert execution.leaks == ()
    assert execution.context is not None
    assert execution.context["params"] == {"key": ["•••"]} and execution.context["body"] == {"a": ["•••"]}
    data, _ = execution._repr_mimebundle_()
    assert "value-of-the-caller" not in f"{data}{execution.context}{execution!r}"


def test_bytes_and_pictures_do_not_show_it(account: Account) -> None:
    account.secrets.add("TOKEN", "value-in-bytes")
    account.functions.add(
        "f",
        "const b = Buffer.concat([Buffer.from([0x89, 0xff, 0xfe]), Buffer.from(process.env.TOKEN)]);"
        "sendResponse({ body: b, headers: { 'Content-Type': context.params.type[0] } });",
        secrets=["TOKEN"],
    )
    for kind in ("application/octet-stream", "image/png"):
        execution = account.call("f", params={"type": kind})
        shown = json.dumps(execution._repr_mimebundle_()[0], ensure_ascii=False)
        assert execution.leaks == ("body",)
        assert base64.b64encode(execution.reply.body).decode() not in shown
        assert "data:image" not in shown
        assert "76 61 6c 75 65" not in shown and "in-byt" not in shown


def test_a_redirect_that_carries_it_shows_it_nowhere(account: Account) -> None:
    account.secrets.add("TOKEN", "value-in-a-url")
    account.functions.add(
        "from",
        "sendResponse({ statusCode: 302, headers: { Location: '/_hcms/api/to?t=' + process.env.TOKEN } });",
        secrets=["TOKEN"],
    )
    account.functions.add("to", "console.log(context.params); sendResponse({ body: context.params });")
    execution = account.call("from", follow_redirects=True)
    assert execution.response.json() == {"t": ["value-in-a-url"]}
    assert not [text for text in texts_of(execution) if "value-in-a-url" in text]
    away = "sendResponse({ statusCode: 302, headers: { Location: 'https://elsewhere.example/' + process.env.TOKEN } });"
    account.functions.add("away", away, secrets=["TOKEN"])
    execution = account.call("away", follow_redirects=True)
    assert not [text for text in texts_of(execution) if "value-in-a-url" in text]


def test_a_console_cut_in_the_middle_of_a_value_does_not_show_its_beginning(account: Account) -> None:
    value = "begin-of-the-value-" + "0123456789" * 5
    account.secrets.add("TOKEN", value)
    account.functions.add(
        "f", "console.log('x'.repeat(4060) + process.env.TOKEN); sendResponse({});", secrets=["TOKEN"]
    )
    execution = account.call("f")
    assert execution.truncated
    assert "begin" not in execution.console[-1].text and execution.console[-1].text.endswith("x•••")


def test_two_values_that_overlap_are_masked_as_one() -> None:
    masker = Masker(["start-middle", "middle-end", "middle"])
    assert masker.mask("a start-middle-end b middle c") == "a ••• b ••• c"
    assert masker.mask_bytes(b"a start-middle-end b") == "a ••• b".encode()
    assert Masker(["aaaa"]).mask("xaaaaaay") == "x•••y"


def test_a_short_value_is_not_looked_for() -> None:
    assert not Masker(["abc"])
    assert Masker(["abc", "abcd"]).mask("abc abcd") == "abc •••"
    assert not Masker(["long-line-one\nxy\nlong-line-two"]).found_in("xy")


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    values=st.lists(st.text(min_size=4, max_size=30).filter(is_looked_for), min_size=1, max_size=3),
    around=st.text(max_size=20),
)
def test_nothing_is_left_of_any_value_in_any_text(values: list[str], around: str) -> None:
    masker = Masker(values)
    text = around.join(["", *values, values[0][1:] + values[-1], json.dumps(values), quote(values[0]), ""])
    masked = masker.mask(text)
    assert not [value for value in values if value in masked.replace("•", "")] or any("•" in value for value in values)
    assert masker.found_in(text) and masker.found_in(text.encode("utf-8", "surrogatepass"))
    assert masker.mask_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass") == masked


@settings(max_examples=200)
@given(
    values=st.lists(st.text("ab-%&", min_size=4, max_size=9), min_size=1, max_size=8),
    text=st.text("ab-%&", max_size=40),
    size=st.sampled_from([5_000, 60_000]),
)
def test_a_short_text_is_searched_as_a_long_one_is(values: list[str], text: str, size: int) -> None:
    masker = Masker(values)
    padding = " " * size
    assert masker.found_in(text) == masker.found_in(text + padding) == masker.found_in(text.encode())
    assert masker.mask(text + padding) == masker.mask(text) + padding
    assert not masker.found_in(masker.mask(text))
    for value in values:
        for kept in range(4, len(value)):
            assert not masker.mask_lines([text + value[:kept]], cut=True)[0].endswith(value[:kept])
