"""Requests that are made up, and those of a log."""

from __future__ import annotations

from hsfunc_magics import Account
from hsfunc_magics.emulator.moving.parity.asked.edge_cases import edge_cases, left_out, names_of
from hsfunc_magics.emulator.moving.parity.asked.logged import logged_requests

SOURCE = """
exports.main = (context, sendResponse) => {
  const { title } = context.body || {};
  const { id, page } = context.params;
  sendResponse({ body: { id: id[0], page, key: context.headers["X-Key"], title } });
};
"""


def test_each_edge_is_asked_of_the_names_that_the_source_reads() -> None:
    made = edge_cases("f", ["POST"], SOURCE)
    titles = [one.title for one in made]
    assert {one.method for one in made} == {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}
    for wanted in (
        *("id is missing", "page is missing", "id twice", "no parameters", "the header x-key", "an unknown header"),
        *("cookies", "a member", "an empty body", "JSON that breaks off", "1 MB", "more than 6 MB"),
    ):
        assert wanted in titles
    twice = next(one for one in made if one.title == "id twice")
    assert twice.query == "page=1&id=1&id=2"
    used = next(one for one in made if one.method == "POST")
    assert used.body == b'{"title": "1"}'
    member = next(one for one in made if one.title == "a member")
    assert member.visitor is not None and member.visitor.is_logged_in


def test_a_page_of_another_origin_asks_only_who_answers_it() -> None:
    assert all(one.method != "OPTIONS" for one in edge_cases("f", ["GET"], SOURCE))
    answering = SOURCE.replace("body:", "headers: { 'Access-Control-Allow-Origin': '*' }, body:", 1)
    assert any(one.method == "OPTIONS" for one in edge_cases("f", ["GET"], answering))


def test_a_source_that_reads_hundreds_of_names_is_asked_for_the_first() -> None:
    reads = " ".join(f"context.params.p{number};" for number in range(200))
    source = f"exports.main = (context, sendResponse) => {{ {reads} }};"
    assert len(edge_cases("f", ["GET"], source)) < 60
    assert left_out(names_of(source)) == 194


def test_a_log_gives_endpoints_and_methods_and_says_what_it_lacks(account: Account) -> None:
    for name in ("f", "g"):
        account.functions.add(name, "sendResponse({ body: 1 });", method=["GET", "POST"])
    for target, method in (("f?a=1", "GET"), ("f", "GET"), ("f", "POST"), ("g", "GET")):
        account.call(target, method=method)
    requests, told = logged_requests(account.log.records(), ["f"])
    assert sorted((one.endpoint, one.method, one.title) for one in requests) == [
        ("f", "GET", "of the log, met 2 times"),
        ("f", "POST", "of the log, met once"),
    ]
    assert "neither query, headers nor body" in told[0] and "--requests" in told[0]
    assert told[1] == "Endpoints of the log that are not compared: g."
