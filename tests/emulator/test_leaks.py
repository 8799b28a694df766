"""A secret's value is flagged and masked wherever it is seen, and the response stays as it is (contract §8)."""

from __future__ import annotations

import pytest

from hsfunc_magics import Account

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
