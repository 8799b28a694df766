"""Settings of editors gain the schema and lose nothing, comments included."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.json_text.positions import without_comments
from hsfunc_magics.emulator.serverless_json.schema import manifest_schema
from hsfunc_magics.notebook.commands.schema_settings import SettingsError, with_jupyterlab_schema, with_vscode_schema

ENTRY = '{"fileMatch": ["**/*.functions/serverless.json"], "url": "./s.json"}'
COMMENTED = """{
    // mine
    "url": "http://x//y", /* and
    this */
    "json.schemas": [
        // keep
        {"url": "b"}, // me
    ],
}
"""


@pytest.mark.parametrize("text", ["", " \n", "\ufeff"])
def test_settings_that_are_not_there_hold_the_schema_alone(text: str) -> None:
    assert json.loads(with_vscode_schema(text, "./s.json")) == {"json.schemas": [json.loads(ENTRY)]}


def test_settings_in_one_line_stay_so() -> None:
    assert with_vscode_schema('{"a": 1}', "./s.json") == f'{{"a": 1, "json.schemas": [{ENTRY}]}}'
    text = f'{{"json.schemas": [{{"url": "b"}}, {ENTRY}]}}'
    assert with_vscode_schema('{"json.schemas": [{"url": "b"}]}', "./s.json") == text
    assert with_vscode_schema(text, "./s.json") == text


def test_an_older_entry_of_the_same_schema_gives_way() -> None:
    text = with_vscode_schema('{"json.schemas": [{"url": "./s.json", "fileMatch": ["old"]}, {"url": "b"}]}', "./s.json")
    assert json.loads(text)["json.schemas"] == [{"url": "b"}, json.loads(ENTRY)]


def test_comments_and_commas_at_the_end_stay() -> None:
    text = with_vscode_schema(COMMENTED, "./s.json")
    assert text.startswith(COMMENTED[: COMMENTED.index(", // me")])
    assert text.endswith(", // me\n    ],\n}\n")
    assert json.loads(without_comments(text))["json.schemas"] == [{"url": "b"}, json.loads(ENTRY)]
    assert with_vscode_schema(text, "./s.json") == text


@pytest.mark.parametrize("text", ["{", "[]", '{"json.schemas": {}}', "{a: 1}", "{'a': 1}", "/*", '{"a": 1 "b": 2}'])
def test_settings_that_cannot_be_added_to_are_told(text: str) -> None:
    with pytest.raises(SettingsError, match=r"JSON|object|array"):
        with_vscode_schema(text, "./s.json")


@given(text=st.text(max_size=20) | st.lists(st.sampled_from('{}[]",:/*\n1a ')).map("".join))
def test_any_text_is_added_to_or_told(text: str) -> None:
    try:
        after = with_vscode_schema(text, "./s.json")
    except SettingsError:
        return
    assert json.loads(ENTRY) in json.loads(without_comments(after).removeprefix("\ufeff"))["json.schemas"]


def test_jupyterlab_is_handed_the_server_with_the_schema_within() -> None:
    configuration = with_jupyterlab_schema(["node", "server.js"], manifest_schema())
    (server,) = configuration["LanguageServerManager"]["language_servers"].values()
    assert server["argv"] == ["node", "server.js"]
    (association,) = server["workspace_configuration"]["json.schemas"]
    assert association["schema"] == manifest_schema()
    assert set(server["workspace_configuration"]) == set(server["config_schema"]["properties"])
