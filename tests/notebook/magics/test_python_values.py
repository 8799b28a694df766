"""Python values in `%hscall`: in the target, headers, cookies and fields; in bodies only where that is asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.notebook.magics.errors import MagicError
from hsfunc_magics.notebook.magics.python_values import in_body, in_text, in_url

from ..conftest import Shell

ECHO = """%%hsfunction {name} --method GET,POST
const {{ method, endpoint, params, body, headers }} = context;
sendResponse({{ body: {{ method, endpoint, params, body, headers }} }});"""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@dataclass
class Order:
    id: int
    lines: list[dict[str, Any]]

    @property
    def broken(self) -> int:
        raise OSError("no connection")


VARIABLES = {
    "word": "a b&c/ü?#{x}",
    "item_id": 7,
    "order": Order(9, [{"sku": "A-1", "a b": "spaced", "0": "zero"}]),
    "tags": {"sku": "t", "key": "k", "other": "o"},
    "key": "other",
    "yes": True,
    "none": None,
}


@pytest.fixture
def echo(shell: Shell) -> Shell:
    shell.run(ECHO.format(name="echo"))
    shell.ip.user_ns.update(VARIABLES)
    return shell


def test_a_loop_as_it_is_written_first(echo: Shell) -> None:
    echo.run(
        "found = []\nfor i in range(3):\n    r = %hscall echo?i={i}\n    found.append(r.response.json()['params'])"
    )
    assert echo.ip.user_ns["found"] == [{"i": [str(i)]} for i in range(3)]


def test_in_a_function_its_own_variables_count(echo: Shell) -> None:
    echo.run("def ask(item_id):\n    found = %hscall echo?id={item_id}&w={word}\n    return found\nr = ask('mine')")
    assert echo.ip.user_ns["r"].response.json()["params"] == {"id": ["mine"], "w": [VARIABLES["word"]]}


def test_the_path_and_the_query_arrive_as_the_values_are(echo: Shell) -> None:
    echo.run(ECHO.format(name="items/7"))
    got = echo.call("items/{item_id}?q={word}&n={order.lines[0][sku]}&y={yes}").response.json()
    assert (got["endpoint"], got["params"]) == ("items/7", {"q": [VARIABLES["word"]], "n": ["A-1"], "y": ["true"]})


def test_headers_cookies_and_fields_have_the_values_as_they_are(echo: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("content")
    echo.ip.user_ns.update(token="t/1", path=tmp_path / "a.txt", at="@/etc/passwd")
    got = echo.call("echo -H 'Authorization: Bearer {token}' -b 'a={item_id}'").response.json()["headers"]
    assert (got["authorization"], got["cookie"]) == ("Bearer t/1", "a=7")
    execution = echo.call("echo -F name={token} -F note={at} -F file=@{path}")
    assert execution.response.json()["params"] == {"name": ["t/1"], "note": ["@/etc/passwd"]}
    assert b'filename="a.txt"' in execution.request.body


def test_a_target_that_is_a_value_as_a_whole_stands_as_it_is(echo: Shell) -> None:
    echo.ip.user_ns.update(method="POST", target="echo?a=1&b=2")
    got = echo.call("{method} {target}").response.json()
    assert (got["method"], got["params"]) == ("POST", {"a": ["1"], "b": ["2"]})


def test_bodies_are_never_touched(echo: Shell) -> None:
    assert echo.call('echo -d \'{"a": "{word} {{x}} {nobody}"}\'').response.json()["body"] == {
        "a": "{word} {{x}} {nobody}"
    }
    execution = echo.run('%%hscall echo?i={item_id}\n{"a": "{word}"}')
    assert (execution.request.body, execution.request.query) == (b'{"a": "{word}"}', "i=7")


def test_a_body_has_values_where_that_is_asked_for(echo: Shell) -> None:
    execution = echo.run('%%hscall echo --expand\n{"id": {item_id}, "q": "<{word}>", "all": {tags}}')
    assert execution.response.json()["body"] == {"id": 7, "q": f"<{VARIABLES['word']}>", "all": VARIABLES["tags"]}
    doubled = echo.call('echo --expand -d \'{{"id": {item_id}, "kept": "{{word}}"}}\'')
    assert doubled.response.json()["body"] == {"id": 7, "kept": "{word}"}
    plain = echo.call("echo --expand -H 'Content-Type: text/plain' -d 'id {item_id}'")
    assert plain.request.body == b"id 7"
    with pytest.raises(MagicError, match="--expand goes with a body"):
        echo.run("%hscall echo?i={item_id} --expand")


REFUSED = {
    "{wrod}": "no Python variable wrod.*Did you mean word",
    "{order.ids}": "has no attribute ids.*Did you mean id",
    "{order.lines[3]}": r"order\.lines has no \[3\].*1 items",
    "{tags[skx]}": r"tags has no \[skx\].*Did you mean sku",
    "{tags[key]}": "may mean the key 'key' or the variable key",
    "{order.broken}": "cannot be read: OSError: no connection",
    "{item_id + 1}": "names no Python value",
    "{word.upper()}": "names no Python value",
    "{word!r}": "names no Python value",
    "{item_id:03}": "names no Python value",
    "{}": "names no Python value",
    '{"a": 1}': "names no Python value",
    "{word": "is not closed",
    "{order.lines}": "is of type list",
    "{none}": "is None",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_value_is_told_in_words(text: str) -> None:
    for expand in (in_url, in_text):
        with pytest.raises(MagicError, match=REFUSED[text]) as caught:
            expand(f"q={text}", VARIABLES)
        assert len(str(caught.value).splitlines()) <= 3


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("{order.lines[0]['sku']}", "A-1"),
        ('{order.lines[0]["a b"]}', "spaced"),
        ("{order.lines[-1][a b]}", "spaced"),
        ("{order.lines[0][0]}", "zero"),
        ("{tags['key']}", "k"),
        ("{ item_id }", "7"),
        ("{{item_id}}", "{item_id}"),
        ("{{{item_id}}}", "{7}"),
        ("a}b", "a}b"),
    ],
)
def test_names_attributes_indexes_and_braces(written: str, value: str) -> None:
    assert in_text(f"<{written}>", VARIABLES) == f"<{value}>"


@given(value=texts, before=texts, behind=texts)
def test_any_value_arrives_and_what_is_around_it_stays(value: str, before: str, behind: str) -> None:
    around = [text.replace("{", "{{").replace("}", "}}") for text in (before, behind)]
    written = f"{around[0]}|{{value}}|{around[1]}"
    assert in_text(written, {"value": value}) == f"{before}|{value}|{behind}"
    url = in_url(written, {"value": value})
    encoded = url.removeprefix(f"{before}|").removesuffix(f"|{behind}")
    assert unquote(encoded) == value
    assert not set(encoded) & set("/?#&=+{} |")


@given(value=texts, quotes=st.sampled_from(['"{value}"', "{value}", '{{"a\\"": {value}}}']))
def test_any_value_is_json_in_a_body(value: str, quotes: str) -> None:
    found = json.loads(in_body(quotes, {"value": value}, json_body=True))
    assert found in (value, {'a"': value})
