"""A secret's value is recognised in the forms that programs give it, however they lay them out (contract §8)."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsfunc_magics import Account
from hsfunc_magics.emulator.secrets.masking import Masker

VALUE = 'Tq7/vR+2 "w&Zp9_kL4-xB6é' + "0123456789abcdef" * 4

# Each is what a function could well do with a value that it has; in Node, with its own console.
FORMS = {
    "buffer": "Buffer.from(v).subarray(0, 50)",
    "buffer as JSON": "JSON.stringify(Buffer.from(v))",
    "buffer as indented JSON": "JSON.stringify({ a: [Buffer.from(v)] }, null, 4)",
    "array of bytes": "[...Buffer.from(v)]",
    "array of bytes, printed": "[...Buffer.from(v)].join(', ')",
    "upper": "v.toUpperCase()",
    "lower": "v.toLowerCase()",
    "mixed": "v.slice(0, 9).toUpperCase() + v.slice(9).toLowerCase()",
    "UTF-16 in hex": "Buffer.from(v, 'utf16le').toString('hex')",
    "UTF-16 in base64": "Buffer.from('x' + v, 'utf16le').toString('base64')",
    "UTF-16 as text": "Buffer.from(v, 'utf16le').toString('latin1')",
    "base64 in lines": "Buffer.from('user:' + v).toString('base64').match(/.{1,76}/g).join('\\r\\n')",
    "base64 in lines, in JSON": "JSON.stringify([Buffer.from(v).toString('base64').match(/.{1,76}/g).join('\\n')])",
    "base64url": "Buffer.from(v).toString('base64url')",
    "URL twice": "encodeURIComponent(encodeURIComponent(v))",
    "URL of JSON": "encodeURIComponent(JSON.stringify({ v }))",
    "form twice": "new URLSearchParams({ u: new URLSearchParams({ v }).toString() }).toString()",
    "JSON in JSON": "JSON.stringify({ a: JSON.stringify({ v }) })",
    "JSON in JSON, printed": "({ a: JSON.stringify({ v }) })",
    "hex in columns": "Buffer.from(v).toString('hex').match(/../g).join(' ')",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_masked_in_console_error_and_body(account: Account, form: str) -> None:
    value = VALUE if form != "buffer" else VALUE[:45]
    if form == "UTF-16 as text":
        value = VALUE.replace("é", "e")
    account.secrets.add("TOKEN", value)
    account.functions.add(
        "f",
        f"const v = process.env.TOKEN; const said = {FORMS[form]};"
        "if (context.params.log) console.log(said); if (context.params.fail) throw said;"
        "sendResponse({ body: typeof said === 'string' ? said : { said } });",
        secrets=["TOKEN"],
    )
    assert account.call("f").leaks == ("body",)
    assert account.call("f", params={"log": "1"}).leaks == ("console", "body")
    failed = account.call("f", params={"fail": "1"})
    assert failed.leaks == ("error",)
    assert failed.error is not None and "•••" in failed.error.message


def test_a_value_over_several_lines_of_the_console_is_masked_in_each(account: Account) -> None:
    account.secrets.add("TOKEN", "ab\ncd\n\nef\nlast")
    account.secrets.add("LONG", VALUE * 3)
    account.functions.add(
        "f",
        "for (const line of process.env.TOKEN.split('\\n')) console.log(line); console.log('between');"
        "for (const line of Buffer.from(process.env.LONG).toString('base64').match(/.{1,76}/g)) console.log(line);"
        "sendResponse({});",
        secrets=["TOKEN", "LONG"],
    )
    lines = [line.text for line in account.call("f").console]
    assert lines[:6] == ["•••", "•••", "•••", "•••", "•••", "between"]
    assert set(lines[6:-1]) == {"•••"} and lines[-1].removesuffix("=").startswith("•••")


@pytest.mark.parametrize(
    "value", ["a\nb\nc\nd", "ab\u2028cd\u2028ef", "ab\vcd\vef", "one\r\ntwo\r\nxyz", "a\x85b\x1cc\fd"]
)
@pytest.mark.parametrize("stream", [1, 2])
def test_text_written_past_the_console_is_masked_before_it_is_split(account: Account, value: str, stream: int) -> None:
    account.secrets.add("TOKEN", value)
    account.functions.add(
        "f",
        f"require('fs').writeSync({stream}, 'x' + process.env.TOKEN + '\\nlast\\n'); sendResponse({{}});",
        secrets=["TOKEN"],
    )
    execution = account.call("f")
    assert execution.leaks == ("console",)
    lines = [line.text for line in execution.console]
    assert lines[0] == "x•••" and lines[-1] == "last"
    assert not [line for line in lines[1:-1] if line != "•••"]


def test_a_value_quoted_twice_with_all_that_can_be_is_found() -> None:
    assert Masker(["00000/* "]).mask("[00000%252F%252A%2520]") == "[•••]"


@settings(max_examples=200)
@given(value=st.text(min_size=8, max_size=30).filter(lambda text: text.isprintable()), data=st.data())
def test_however_an_encoding_is_laid_out_nothing_of_it_is_left(value: str, data: st.DataObject) -> None:
    masker = Masker([value])
    if not masker:
        return
    whole = base64.b64encode(value.encode()).decode()
    width = data.draw(st.integers(1, 20))
    gap = data.draw(st.sampled_from(["\n", "\r\n", " ", "\\n", "\\r\\n", "\n    "]))
    laid = gap.join(whole[start : start + width] for start in range(0, len(whole), width))
    assert masker.mask(f"[{laid}]").replace("=", "") == "[•••]"
    numbers = f",{gap}".join(str(byte) for byte in value.encode())
    assert masker.mask(f"[{numbers}]") == "[•••]"
    for twice in (quote(quote(value, safe=""), safe=""), json.dumps(json.dumps(value)[1:-1])[1:-1]):
        assert masker.mask(f"[{twice}]") == "[•••]"
