"""Requests of functions that run, from the harness to what is told of them."""

from __future__ import annotations

from hsfunc_magics import Limits
from hsfunc_magics.emulator.logs.text import execution_lines

from ..call.upstream import upstream
from ..conftest import AccountMaker

VALUE = "Qx7vWk3Jp9Tn"
NOWHERE = "https://api.hubapi.invalid/crm/v3/objects/contacts"


def test_requests_are_told_in_order_with_their_lines_and_without_secrets(make_account: AccountMaker) -> None:
    account = make_account()
    account.secrets.add("TOKEN", VALUE)
    with upstream() as server:
        server.answer.set()
        account.functions.add(
            "f",
            f"""const token = process.env.TOKEN;
const headers = {{ authorization: `Bearer ${{token}}` }};
await require('axios').post(`{server.url}/contacts?key=${{token}}`, {{ a: 1 }}, {{ headers }});
await (await fetch('{server.url}/fetched')).text();
await require('axios').get('{NOWHERE}?limit=1');""",
            secrets=["TOKEN"],
        )
        execution = account.call("f")
    posted, fetched, lost = execution.outgoing
    assert server.requests[0] == f"POST /contacts?key={VALUE}"
    assert [str(one) for one in execution.outgoing] == [
        f"POST {server.url}/contacts?key=••• → 200 OK (network)",
        f"GET {server.url}/fetched → 200 OK (network)",
        f"GET {NOWHERE}?limit=1 → {lost.result} (network)",
    ]
    assert posted.request.headers["Authorization"] == "Bearer •••" and posted.request.json() == {"a": 1}
    assert fetched.response is not None and fetched.response.json() == {}
    assert [one.position and one.position.line for one in execution.outgoing] == [3, 4, 5]
    assert execution.error is not None and lost.failure is not None
    mock = f"account.mock('GET', '{NOWHERE}', …)"
    assert execution.error.hint == f"GET {NOWHERE} got no answer ({lost.result}): {mock} can give one."
    assert execution.notes[0].text.startswith(f"This GET sent POST {server.url}/contacts elsewhere: ")
    assert len([line for line in execution_lines(execution) if "Outgoing (C)" in line]) == 3
    assert VALUE not in f"{execution._repr_mimebundle_()}{execution_lines(execution)}"
    assert execution.timing is not None and len(execution.timing.outgoing) == 3


def test_a_time_out_names_the_request_that_was_pending(make_account: AccountMaker) -> None:
    account = make_account(limits=Limits(execution_seconds=2))
    with upstream() as server:
        account.functions.add("f", f"await fetch('{server.url}/slow?x=1'); sendResponse({{}});")
        execution = account.call("f")
    assert execution.error is not None
    assert execution.error.hint.endswith(f"Without an answer until then: GET {server.url}/slow.")
