"""How the arguments of a call become a request (contract §3, §5)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import Account, HsfuncError, RequestError, Visitor
from hsfunc_magics.emulator.call.forms import parse_form
from hsfunc_magics.emulator.call.request import Request, behind_proxy, build_request, lower_headers

DOMAINS = ("1.hs-sites.com", "www.example.com")


def build(target: str = "events", **arguments: Any) -> Request:
    return build_request(target, domains=DOMAINS, **arguments)


def test_a_call_without_a_body_is_a_get_and_one_with_a_body_a_post() -> None:
    assert build().method == "GET"
    for body in ({"json": {}}, {"json": 0}, {"content": ""}, {"data": {}}, {"files": {}}):
        assert build(**body).method == "POST"  # type: ignore[arg-type]
    assert build(json={}, method="patch").method == "PATCH"


@pytest.mark.parametrize("method", ["", "GE T", "GET1", "GÉT", "G\r\n"])
def test_a_word_that_is_no_method_is_refused(method: str) -> None:
    if method == "":
        assert build(method=method).method == "GET"
        return
    with pytest.raises(RequestError, match="not an HTTP method"):
        build(method=method)


def test_params_follow_the_targets_query() -> None:
    assert build("events?a=1", params={"b": [2, "é &"], "c": ""}).query == "a=1&b=2&b=%C3%A9+%26&c="
    assert build("events", params=[("a", 1), ("a", 2)]).query == "a=1&a=2"
    assert build("events?a=1#part").query == "a=1"


VALUES = {"yes": True, "no": False, "none": None, "n": 1.5, "many": [1, None, True], "pair": ("x", "y"), "none of": []}
WRITTEN = [("yes", "true"), ("no", "false"), ("none", ""), ("n", "1.5"), ("many", "1"), ("many", ""), ("many", "true"),
           ("pair", "x"), ("pair", "y")]  # fmt: skip


def test_values_of_params_and_forms_are_written_as_httpx_writes_them() -> None:
    assert parse_qsl(build(params=VALUES).query, keep_blank_values=True) == WRITTEN
    assert parse_qsl(str(httpx.QueryParams(VALUES)), keep_blank_values=True) == WRITTEN
    for files in (None, {"file": ("a.txt", b"a")}):
        request = build(data=VALUES, files=files)
        kind = request.header("content-type") or ""
        assert parse_form(kind.partition(";")[0], kind, request.body) == WRITTEN


@pytest.mark.parametrize("url", ["https://www.example.com:443/x", "http://WWW.example.com:80/x"])
def test_the_protocols_own_port_is_the_domain_itself(url: str) -> None:
    assert build(url).path == "/x"
    with pytest.raises(RequestError, match="not a domain"):
        build(url.replace(":443", ":80").replace("http://WWW.example.com:80", "http://www.example.com:443"))


def test_a_url_in_the_query_does_not_make_a_url_of_the_target() -> None:
    assert build("events?next=https://example.org/").url == (
        "https://1.hs-sites.com/_hcms/api/events?next=https://example.org/"
    )


def test_a_path_is_encoded_once() -> None:
    assert build("a b/é").path == "/_hcms/api/a%20b/%C3%A9"
    assert build("a%20b").path == "/_hcms/api/a%20b"
    assert build("a%20b").endpoint == "a b"


def test_all_common_headers_of_the_reference_are_there() -> None:
    headers = lower_headers(build().headers)
    assert set(headers) == {
        "accept",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "connection",
        "cookie",
        "host",
        "true-client-ip",
        "upgrade-insecure-requests",
        "user-agent",
        "x-forwarded-for",
    }
    assert headers["host"] == "1.hs-sites.com"


def test_ones_own_headers_replace_the_common_ones_in_any_letter_case() -> None:
    request = build(headers={"USER-agent": "mine", "x-forwarded-for": "203.0.113.7", "X-List": ["a", "b"]}, json=1)
    headers = lower_headers(request.headers)
    assert headers["user-agent"] == "mine"
    assert headers["x-forwarded-for"] == "203.0.113.7"
    assert headers["x-list"] == "a, b"
    assert headers["content-type"] == "application/json"
    assert [name for name, _ in request.headers if name.lower() == "user-agent"] == ["USER-agent"]


def test_a_content_type_of_ones_own_stays() -> None:
    request = build(json={"a": 1}, headers={"Content-Type": "application/json; charset=utf-8"})
    assert request.header("content-type") == "application/json; charset=utf-8"
    assert build(content="x").header("content-type") is None


def test_cookies_of_the_call_replace_the_visitors() -> None:
    assert build(cookies={"a": "1", "b": "2"}, visitor=Visitor(5)).header("cookie") == "a=1; b=2"
    assert build(visitor=Visitor(5)).header("cookie") == f"hubspotutk={Visitor(5).cookie}"


def test_a_visitor_whom_the_call_names_keeps_its_cookie_beside_those_of_the_call() -> None:
    request = build(cookies={"a": "1"}, visitor=Visitor(5), named=True)
    assert lower_headers(request.headers)["cookie"] == f"a=1; hubspotutk={Visitor(5).cookie}"
    with pytest.raises(RequestError, match="give one"):
        build(headers={"Cookie": "hubspotutk=1"}, visitor=None, named=True)


@pytest.mark.parametrize(
    "headers", [{"X-A": "a\r\nX-B: 1"}, {"X-A\n": "a"}, {"": "a"}, {" ": "a"}, {"X-A": ["ok", "a\0"]}]
)
def test_a_header_that_would_break_the_request_is_refused(headers: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match="cannot be sent"):
        build(headers=headers)


def test_only_one_body_is_taken() -> None:
    with pytest.raises(RequestError, match="json and content"):
        build(json=1, content="x")
    with pytest.raises(RequestError, match="content and data"):
        build(content=b"x", data={"a": 1})


@pytest.mark.parametrize("value", [{1, 2}, object(), float("nan"), float("inf"), {"a": b"x"}])
def test_a_value_that_cannot_be_json_is_refused(value: object) -> None:
    with pytest.raises(RequestError, match="cannot be JSON"):
        build(json=value)


def test_a_circular_body_is_refused() -> None:
    circular: list[Any] = []
    circular.append(circular)
    with pytest.raises(RequestError, match="cannot be JSON"):
        build(json=circular)


def test_forms_are_encoded_and_typed() -> None:
    request = build(data={"name": "Ann Lee", "tag": ["a", "b"]})
    assert request.body == b"name=Ann+Lee&tag=a&tag=b"
    assert request.header("content-type") == "application/x-www-form-urlencoded"
    request = build(data={"name": "Ann"}, files={"upload": ("a.txt", b"content")})
    assert build(data={"name": "Ann"}, files=[("upload", ("a.txt", b"content"))]) == request
    several = build(files=[("upload", ("a.txt", b"one")), ("upload", ("b.txt", b"two"))]).body
    assert several.count(b'name="upload"') == 2 and several.index(b"one") < several.index(b"two")
    assert (request.header("content-type") or "").startswith("multipart/form-data; boundary=")
    assert b'name="upload"; filename="a.txt"' in request.body


def test_repeated_headers_are_joined_and_cookies_with_semicolons() -> None:
    joined = lower_headers((("X-A", "1"), ("Cookie", "a=1"), ("x-a", "2"), ("cookie", "b=2")))
    assert joined == {"x-a": "1, 2", "cookie": "a=1; b=2"}


def test_the_proxy_adds_only_what_the_client_did_not_send() -> None:
    assert behind_proxy((), "192.0.2.1") == (("True-Client-IP", "192.0.2.1"), ("X-Forwarded-For", "192.0.2.1"))
    assert behind_proxy((("true-client-ip", "a"), ("X-FORWARDED-FOR", "b"))) == (
        ("true-client-ip", "a"),
        ("X-FORWARDED-FOR", "b"),
    )


@given(target=st.text(), method=st.none() | st.text(), params=st.dictionaries(st.text(), st.text()))
def test_any_target_is_a_request_or_an_error_of_the_package(
    target: str, method: str | None, params: dict[str, str]
) -> None:
    try:
        request = build(target, method=method, params=params)
    except HsfuncError as error:
        told = str(error)
    else:
        told = request.url
        assert request.path.startswith("/")
        assert request.url.startswith(("http://", "https://"))
        assert request.path.isascii()
    assert told


@given(name=st.text(), value=st.text(), cookie=st.dictionaries(st.text(), st.text(), max_size=2))
def test_any_header_is_sent_or_an_error_of_the_package(name: str, value: str, cookie: dict[str, str]) -> None:
    try:
        request = build(headers={name: value}, cookies=cookie or None)
    except HsfuncError as error:
        told = str(error)
    else:
        told = name
        assert not [part for pair in request.headers for part in pair if set("\r\n\0") & set(part)]
        assert lower_headers(request.headers)[name.strip().lower()].endswith(value.strip())
    assert told


@given(params=st.dictionaries(st.text(), st.lists(st.text(), min_size=1)))
def test_params_survive_encoding(params: dict[str, list[str]]) -> None:
    pairs = parse_qsl(build(params=params).query, keep_blank_values=True)
    assert pairs == [(name, value) for name, values in params.items() for value in values]


@pytest.mark.parametrize("arguments", [{"params": {"\ud800": ""}}, {"data": {"\ud800": ""}, "files": {}}])
def test_half_a_character_is_refused_without_a_traceback(account: Account, arguments: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match="lone surrogate"):
        account.call("echo", **arguments)
