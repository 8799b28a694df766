"""The control pages: what they show, and who may see them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from hsfunc_magics import Account, Visitor

from ...emulator.projects.making import Wanted, make_project
from ..conftest import Answer, Site

_HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    account = Account(visitor=Visitor(7))
    account.secrets.add("TOKEN", "wert-79-geheim")
    account.visitors.add("ann", Visitor(8, is_logged_in=True))
    source = (
        "exports.main = (context, sendResponse) => { console.log('<b>', context.params); sendResponse({ body: %s }); };"
    )
    account.functions.add("events", source % "context", method=["GET", "POST"], secrets=["TOKEN"])
    account.functions.add("page", source % "'</pre><script>x</script>'")
    site = Site(account)
    yield site
    site.close()


def post(site: Site, page: str, *headers: str, **fields: str) -> Answer:
    body = urlencode(fields).encode()
    own = ["Content-Type: application/x-www-form-urlencoded", f"Origin: http://localhost:{site.control_port}"]
    return site.control(page, *own, *headers, method="POST", body=body)


def test_what_is_left_of_the_minute_is_told_in_tenths(shop: Site) -> None:
    shop.account.call("page", simulated_seconds=0.123456)
    left = re.search(r">([\d.]+) s of 600 s execution time left", shop.control("").body.decode())
    assert left is not None and re.fullmatch(r"5\d\d(\.\d)?", left[1])


def test_the_index_has_a_form_for_every_endpoint_and_no_script(shop: Site) -> None:
    text = shop.control("").body.decode()
    assert text.count('action="/_hsfunc/try"') == 2
    assert 'value="events"' in text and "execution time left" in text and "TOKEN" in text
    assert "wert-79" not in text and "<script" not in text


def test_a_form_calls_its_endpoint(shop: Site) -> None:
    answer = post(
        shop, "try", endpoint="events", method="POST", query="a=1", headers="X-Test: 5",
        type="application/json", body='{"id": 7}',
    )  # fmt: skip
    text = answer.body.decode()
    assert answer.status == 200
    for part in ("200 OK", '"id": 7', '"x-test": "5"', '"a": [\n      "1"\n    ]'):
        assert part in text
    assert "wert-79" not in text


def test_the_answer_keeps_the_form_and_draws_json_in_lines(shop: Site) -> None:
    typed = '\n{"id": "<7>"}'
    answer = post(
        shop, "try", endpoint="events", method="POST", query='a="1"', headers="X-Test: 5", type="text/plain", body=typed
    )
    text = answer.body.decode()
    assert '\n  "method": "POST",\n' in text
    form = text.partition('<h2 id="form">')[2]
    assert "<details open>" in form and form.count("<form") == 1
    for part in (
        '<option value="POST" selected>',
        '<option value="text/plain" selected>',
        'value="a=&quot;1&quot;"',
        ">\nX-Test: 5</textarea>",
        ">\n\n{&quot;id&quot;: &quot;&lt;7&gt;&quot;}</textarea>",
    ):
        assert part in form, part


def test_a_secret_that_was_typed_is_not_in_the_form_again(shop: Site) -> None:
    sent = {"endpoint": "events", "method": "POST", "query": "a=wert-79-geheim", "body": '"wert-79-geheim"'}
    text = post(shop, "try", type="application/json", **sent).body.decode()
    assert "wert-79" not in text and "Query and body held a secret: type it again." in text


def test_markup_that_a_function_returns_stays_text(shop: Site) -> None:
    text = post(shop, "try", endpoint="page", method="GET", query=f"q={_HOSTILE}").body.decode()
    assert "&lt;/pre&gt;&lt;script&gt;" in text and "<script" not in text
    assert "<script" not in shop.control("log").body.decode()


def test_a_mistake_in_a_form_is_told(shop: Site) -> None:
    answer = post(shop, "try", endpoint="events", method="GET", headers="no colon")
    assert answer.status == 400 and b"Name: value" in answer.body
    assert b">\nno colon</textarea>" in answer.body


def test_a_browser_becomes_a_visitor(shop: Site) -> None:
    answer = post(shop, "visitor", visitor="ann")
    cookie = answer.values("set-cookie")[0].partition(";")[0]
    assert answer.status == 303
    shop.account.functions.add(
        "who", "exports.main = (context, sendResponse) => sendResponse({ body: context.contact });"
    )
    contact = json.loads(shop.get("/_hcms/api/who", f"Cookie: {cookie}").body)
    assert (contact["vid"], contact["isLoggedIn"]) == (8, True)
    assert "Max-Age=0" in post(shop, "visitor", visitor="anonymous").values("set-cookie")[0]


def test_the_log_is_json_with_the_newest_last(shop: Site) -> None:
    for number in range(3):
        shop.get(f"/_hcms/api/page?n={number}")
    records = json.loads(shop.control("log?format=json").body)
    assert [record["endpoint"] for record in records][-3:] == ["page"] * 3
    assert records[-1]["created"] >= records[-2]["created"]
    assert records[-1]["console"][0]["text"].endswith("[ '2' ] }")
    assert set(records[-1]) >= {
        "id", "endpoint", "method", "status", "created", "executionTime", "memory", "console", "error", "truncated",
        "notes", "leaks",
    }  # fmt: skip
    assert len(json.loads(shop.control("log?format=json&limit=2").body)) == 2


@pytest.mark.parametrize(
    "headers",
    [
        ["Host: evil.example"],
        ["Host: 192.168.1.5:80"],
        ["Host: localhost.evil.example"],
        ["Host:"],
        ["Sec-Fetch-Site: cross-site"],
        ["Sec-Fetch-Site: same-site"],
        ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"],
        ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"],
        ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: empty"],
        ["Sec-Fetch-Site: same-origin", "Service-Worker: script"],
        ["Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Service-Worker-Navigation-Preload: true"],
        ["Origin: http://evil.example"],
        ["Origin: null"],
        ["X-Forwarded-For: 203.0.113.7"],
        ["Forwarded: for=203.0.113.7"],
        ["X-ProxyContextPath: /user/ann/proxy/8080"],
        ["Host: localhost:8888"],
        ["Host: localhost"],
    ],
)
def test_others_are_refused(shop: Site, headers: list[str]) -> None:
    host = [] if headers[0].startswith("Host") else [f"Host: localhost:{shop.control_port}"]
    lines = ["GET /_hsfunc/log?format=json HTTP/1.1", *host, "Connection: close", *headers, "", ""]
    answer = shop.send("\r\n".join(lines).encode(), port=shop.control_port)
    assert answer.status == 403 and b"control pages" in answer.body
    assert protected(answer)
    # What a service worker has left is cleared, but not in the name of somebody else.
    own = host and not headers[0].startswith(("X-", "Forwarded"))
    assert answer.values("clear-site-data") == (['"storage"'] if own else [])


_CLICK = ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-User: ?1"]


def test_a_link_elsewhere_leads_to_them_when_it_is_clicked(shop: Site) -> None:
    assert shop.control("", *_CLICK).status == 200
    assert shop.control("", *_CLICK[:3]).status == 403
    assert shop.control("", *_CLICK[:2], "Sec-Fetch-Dest: iframe", _CLICK[3]).status == 403
    body = b"endpoint=events&method=POST"
    assert shop.control("try", *_CLICK, method="POST", body=body).status == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "shop.localhost", "LOCALHOST"])
def test_names_of_this_machine_are_accepted(shop: Site, host: str) -> None:
    lines = f"GET /_hsfunc/ HTTP/1.1\r\nHost: {host}:{shop.control_port}\r\nConnection: close\r\n\r\n"
    answer = shop.send(lines.encode(), port=shop.control_port)
    assert answer.status == 200
    assert f'href="http://{host}:{shop.port}/_hcms/api/events"' in answer.body.decode()


def protected(answer: Answer) -> bool:
    """Nobody frames, reads or keeps it."""
    headers = dict(answer.headers)
    return (
        headers["x-frame-options"] == "DENY"
        and "default-src 'none'" in headers["content-security-policy"]
        and headers["cross-origin-resource-policy"] == headers["cross-origin-opener-policy"] == "same-origin"
        and headers["cache-control"] == "no-store"
        and not any(name.startswith("access-control") for name in headers)
    )


@pytest.mark.parametrize("page", ["", "log", "log?format=json", "no-such", "try"])
def test_pages_cannot_be_framed_or_read_by_others(shop: Site, page: str) -> None:
    assert protected(shop.control(page))
    assert protected(post(shop, "visitor", visitor="ann"))


@pytest.mark.parametrize("origin", [None, "null", "http://localhost", "http://localhost:1", "https://localhost:{}"])
def test_a_form_is_taken_from_their_own_pages_only(shop: Site, origin: str | None) -> None:
    headers = [] if origin is None else [f"Origin: {origin.format(shop.control_port)}"]
    before = len(shop.account.log.records(endpoint="events"))
    answer = shop.control("try", *headers, method="POST", body=b"endpoint=events&method=POST")
    assert answer.status == 403
    assert shop.control("try", f"Origin: http://localhost:{shop.port}", method="POST", body=b"x=1").status == 403
    assert len(shop.account.log.records(endpoint="events")) == before


def test_functions_answer_nothing_where_the_control_pages_are(shop: Site) -> None:
    for path in ("/_hcms/api/events", "/_hcms/api/page", "/elsewhere"):
        assert shop.get(path, port=shop.control_port).status == 404
    front = shop.get("/", port=shop.control_port)
    assert (front.status, front.values("location")) == (302, ["/_hsfunc/"])


def test_where_the_functions_are_there_is_only_the_way_to_them(shop: Site) -> None:
    for page in ("", "log?format=json&limit=2"):
        answer = shop.get(f"/_hsfunc/{page}")
        assert (answer.status, answer.body) == (302, b"")
        assert answer.values("location") == [f"http://localhost:{shop.control_port}/_hsfunc/{page}"]
        assert protected(answer)
    assert shop.get("/_hsfunc/try", f"Origin: http://localhost:{shop.port}", method="POST", body=b"x=1").status == 404
    for headers in (["X-Forwarded-For: 203.0.113.7"], ["Sec-Fetch-Mode: cors"], ["Sec-Fetch-Dest: iframe"]):
        assert shop.get("/_hsfunc/", *headers).status == 404
    foreign = b"GET /_hsfunc/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert shop.send(foreign).status == 404


@pytest.mark.parametrize("path", ["/", "/_hcms/api/", "/_hcms/api"])
def test_where_no_function_is_a_page_points_to_them_and_to_the_control_pages(shop: Site, path: str) -> None:
    answer = shop.get(path)
    text = answer.body.decode()
    assert answer.status == 404 and protected(answer)
    assert f'href="http://localhost:{shop.control_port}/_hsfunc/"' in text and 'href="/_hcms/api/events"' in text
    for headers in (["X-Forwarded-For: 203.0.113.7"], ["Sec-Fetch-Mode: cors"]):
        others = shop.get(path, *headers)
        assert others.status == 404 and b"_hsfunc" not in others.body and b"events" not in others.body


def test_without_control_there_are_no_pages() -> None:
    site = Site(Account(), control=False)
    try:
        assert site.get("/_hsfunc/").status == 404
        assert site.get("/_hsfunc/log?format=json").status == 404
    finally:
        site.close()


def test_projects_are_listed_with_their_platform_and_called_by_uid(shop: Site) -> None:
    functions = {
        "hello": Wanted("exports.main = (context) => [context.method, '<b>'];", methods=("GET", "POST")),
        "card": Wanted("exports.main = (context) => [context.parameters, context.propertiesToSend];", path=None),
    }
    shop.account.projects.load(make_project(functions, name=_HOSTILE))
    text = shop.control("").body.decode()
    assert "(project 2026.09)" in text and "uid:card" in text and "/hs/serverless/hello" in text
    assert "<script" not in text
    again = post(shop, "try", endpoint="/hs/serverless/hello", method="POST").body.decode()
    assert '[\n  "POST",' in again and 'value="POST" selected' in again
    called = post(shop, "try", uid="card", parameters='{"a": 1}', properties='{"b": "c"}').body.decode()
    assert (
        "&quot;a&quot;: 1" in called and "uid:card" in called and "{&quot;b&quot;: &quot;c&quot;}</textarea>" in called
    )
    assert b"are no JSON" in post(shop, "try", uid="card", parameters="{").body
    assert b"are an object" in post(shop, "try", uid="card", properties="[1]").body
    shop.account.projects.remove(_HOSTILE)
