"""The request form with developer projects: what it says comes true, also of a call by uid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hsfunc_magics import Account, RequestError
from hsfunc_magics.notebook.commands.widgets import first_draft
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft
from hsfunc_magics.notebook.request_form.problems import remarks

POST = RequestDraft("POST", "/hs/serverless/events", body=BodyKind.JSON, text='{"a": 1}')
BY_UID = RequestDraft("POST", "uid:greet", body=BodyKind.JSON, text='{"a": 1}')


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    own = Account()
    own.projects.add("events", "return { body: context.body ?? 'none' };", method=["POST", "PUT"])
    own.projects.add("greet", "return context.parameters;", endpoint=False)
    yield own
    own.close()


@pytest.mark.parametrize("draft", [POST, replace(POST, method="PUT"), replace(POST, path="/hs/serverless/events?x=1")])
def test_a_sound_request_has_nothing_said_of_it(account: Account, draft: RequestDraft) -> None:
    assert not remarks(draft, account)
    assert account.handle(draft.request(account)).response.json() == {"a": 1}


@pytest.mark.parametrize(
    ("draft", "field", "told"),
    [
        (replace(POST, path="/hs/serverless/evnts"), "path", "Did you mean events? It would be 404."),
        (replace(POST, method="DELETE"), "method", "its methods: POST, PUT. It would be 404."),
        (replace(POST, text="{"), "body", "It would be 400."),
        (replace(POST, body=BodyKind.TEXT), "body", "gets JSON alone"),
        (replace(BY_UID, path="uid:great"), "path", "Did you mean greet? It would be 404."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(account: Account, draft: RequestDraft, field: str, told: str) -> None:
    found = [remark.text for remark in remarks(draft, account) if remark.field == field]
    assert found and told in found[0]
    status = account.handle(draft.request(account)).reply.status
    for number in (400, 404):
        if f"would be {number}" in told:
            assert status == number


def test_a_call_by_uid_sends_its_parameters_alone(account: Account) -> None:
    assert account.handle(BY_UID.request(account)).response.json() == {"a": 1}
    assert not [one for one in remarks(BY_UID, account) if one.kind == "problem"]
    more = replace(BY_UID, query=(("x", "1"),), headers=(("X-A", "b"),))
    assert "Query and Headers are not sent." in remarks(more, account)[-1].text
    assert [one.field for one in remarks(replace(BY_UID, text="{"), account) if one.blocks] == ["body"]
    assert [one.field for one in remarks(replace(BY_UID, origin="https://a.b"), account) if one.blocks] == ["origin"]
    with pytest.raises(RequestError, match="not JSON"):
        replace(BY_UID, text="{").request(account)


def test_the_form_begins_with_what_is_named_or_there(account: Account) -> None:
    assert first_draft(account, None, None) == RequestDraft(
        "POST", "/hs/serverless/events", body=BodyKind.JSON, text="{}"
    )
    assert first_draft(account, "uid:greet", None).body is BodyKind.JSON
