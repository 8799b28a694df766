"""A secret's value is flagged and masked wherever it is seen, and the response stays as it is (contract §8)."""

from __future__ import annotations

import json

import pytest

from hsfunc_magics import Account
from hsfunc_magics.emulator.logs.text import execution_lines

VALUE = 'top "secret" value/1'


@pytest.fixture
def keeper(account: Account) -> Account:
    account.secrets.add("TOKEN", VALUE)
    account.secrets.add("OTHER", "another-value")
    return account


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("console.log(process.env.TOKEN); sendResponse({});", ("console",)),
        ("console.log({ deep: [context.secrets] }); sendResponse({});", ("console",)),
        ("process.stderr.write(process.env.TOKEN); sendResponse({});", ("console",)),
        ("throw new Error('bad ' + process.env.TOKEN);", ("error",)),
        ("sendResponse({ body: { token: process.env.TOKEN } });", ("body",)),
        ("sendResponse({ body: Buffer.from(process.env.TOKEN) });", ("body",)),
        ("sendResponse({ body: encodeURIComponent(process.env.TOKEN) });", ("body",)),
        ("sendResponse({ headers: { 'X-A': 'Bearer ' + process.env.TOKEN } });", ("header",)),
        ("console.log(process.env.TOKEN); sendResponse({ body: process.env.TOKEN });", ("console", "body")),
        ("sendResponse({ body: process.env.TOKEN.length });", ()),
        ("sendResponse({ body: 'another-value' });", ()),
    ],
)
def test_a_value_is_flagged_where_it_is_seen(keeper: Account, body: str, places: tuple[str, ...]) -> None:
    keeper.functions.add("f", body, secrets=["TOKEN"])
    execution = keeper.call("f")
    assert execution.leaks == places
    shown = "\n".join([*(line.text for line in execution.console), str(execution.error), *map(str, execution.notes)])
    assert "secret" not in shown.replace("A secret's value", "")
    assert bool(places) == any("never return or log it" in str(note) for note in execution.notes)


def test_the_response_is_not_changed(keeper: Account) -> None:
    keeper.functions.add("f", "sendResponse({ body: process.env.TOKEN });", secrets=["TOKEN"])
    assert keeper.call("f").response.text == VALUE


def test_nothing_of_a_value_is_in_the_texts_of_what_holds_it(keeper: Account) -> None:
    registration = keeper.functions.add("f", "sendResponse({});", secrets=["TOKEN"])
    execution = keeper.call("f")
    assert "secret" not in repr(execution).replace("secrets", "")
    assert VALUE not in f"{registration!r} {keeper.secrets!r} {keeper.functions!r} {execution.context}"
    keeper.secrets.update("TOKEN", "another " + VALUE)
    assert VALUE not in repr((keeper.functions.deployment("f"), keeper.secrets.__dict__["_waiting"]))


CARRIES = "sendResponse({ statusCode: 302, headers: { Location: 'to?t=' + encodeURIComponent(process.env.TOKEN) } });"
TELLS = "console.log('got', context.params.t[0]); throw new Error(context.params.t[0]);"


def test_a_value_that_a_redirect_carries_is_masked_where_nobody_has_declared_it(keeper: Account) -> None:
    keeper.functions.add("from", CARRIES, secrets=["TOKEN"])
    keeper.functions.add("to", TELLS)
    watched = keeper.call("from", follow_redirects=True)
    alone = keeper.handle(watched.request)  # as it comes over HTTP, where the client follows
    for execution in (watched, alone):
        assert [line.text for line in execution.console] == ["got •••"]
        assert execution.error is not None
        assert (execution.error.message, execution.leaks) == ("•••", ("console", "error"))
        assert execution.context is not None
        assert execution.context["params"] == {"t": ["•••"]}
    log = keeper.log.as_json()
    assert len(log) == 3
    assert "secret" not in json.dumps(log).replace("A secret's value", "")


def test_a_value_in_the_path_of_a_call_that_is_refused_is_not_shown(keeper: Account) -> None:
    refused = [keeper.call("another-value"), keeper.call("f?portalid=another-value")]
    keeper.functions.add("f", "sendResponse({});")
    refused += [keeper.call("f?portalid=another-value"), keeper.call("f/another-value", method="DELETE")]
    for execution in refused:
        shown = [*execution_lines(execution), *map(str, execution.notes), execution.masked(execution.request.url)]
        assert execution.status is None
        assert "another-value" not in "\n".join(shown)


def test_a_value_that_is_gone_or_comes_later_is_known_to_all_functions(keeper: Account) -> None:
    keeper.functions.add("to", "console.log(context.params.t[0]); sendResponse({});")
    keeper.secrets.update("OTHER", "the-value-after-it")
    keeper.secrets.delete("TOKEN")
    keeper.secrets.add("LAST", "the-last-of-them")
    for value in (VALUE, "another-value", "the-value-after-it", "the-last-of-them"):
        assert keeper.call("to", params={"t": value}).console[0].text == "•••"
    assert keeper.call("to", params={"t": "value"}).console[0].text == "value"


def test_a_value_written_in_two_halves_is_recognised_in_its_line(keeper: Account) -> None:
    halves = "const value = process.env.TOKEN; for (const part of [value.slice(0, 9), value.slice(9)])"
    for stream, end in (("stdout", ""), ("stderr", "process.stderr.write('\\n');")):
        keeper.functions.add(
            "f", f"{halves} process.{stream}.write(part); {end} sendResponse({{}});", secrets=["TOKEN"]
        )
        execution = keeper.call("f")
        assert [line.text for line in execution.console] == ["•••"]
        assert execution.leaks == ("console",)


def test_all_functions_share_what_masks_until_a_secret_changes(keeper: Account) -> None:
    keeper.functions.add("a", "sendResponse({});", secrets=["TOKEN"])
    keeper.functions.add("b", "sendResponse({});")
    before = keeper.call("a").masker
    assert before is not None
    assert before is keeper.call("a").masker is keeper.call("b").masker
    keeper.secrets.add("LAST", "the-last-of-them")
    after = keeper.call("a").masker
    assert after is keeper.call("b").masker
    assert after is not before


def test_a_value_cut_off_at_the_end_of_the_log_is_masked_where_nobody_has_declared_it(keeper: Account) -> None:
    keeper.functions.add("to", "console.log('x'.repeat(4090) + context.params.t[0]); sendResponse({});")
    execution = keeper.call("to", params={"t": "another-value"})
    assert execution.truncated
    assert execution.console[0].text == "x" * 4090 + "•••"
