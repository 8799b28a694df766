"""Recording: what a cassette looks like, what it never holds, and what a second recording changes in it."""

from __future__ import annotations

import base64
import gzip
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics import Account, CassetteError
from hsfunc_magics.emulator.outgoing.cassettes.recording import WRITER
from hsfunc_magics.runtime.outgoing import Exchange, Headers

from ....forks import MULTI_THREADED, in_child
from .exchanges import CONTACTS, JSON, happened, request, response

SECRET = "s3cr3t-Value/of+42"


@pytest.fixture
def record(account: Account, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Records exchanges into a file; its entries."""

    def of(*exchanges: Exchange, file: str = "a.json") -> list[dict[str, Any]]:
        with account.record(tmp_path / file):
            for exchange in exchanges:
                account.outside.exchanged(exchange)
        entries: list[dict[str, Any]] = json.loads((tmp_path / file).read_text("utf-8"))["exchanges"]
        return entries

    return of


def test_bodies_are_json_text_and_base64_with_their_encodings_undone(record: Any) -> None:
    packed: Headers = (("Content-Type", "text/csv"), ("Content-Encoding", "gzip"))
    entries = record(
        happened(request(method="POST", json_body={"id": 7}), response({"naïve": [1, 2.5, None]})),
        happened(request("https://x.org/b"), response(gzip.compress(b"a;b\n1;2\n"), headers=packed)),
        happened(request("https://x.org/c"), response(b"\x89PNG\x00", headers=(("content-type", "image/png"),))),
        happened(request("https://x.org/d", method="DELETE"), response(status=204, headers=())),
    )
    assert entries[0] == {
        "request": {
            "method": "POST",
            "url": CONTACTS,
            "headers": {"content-type": "application/json;charset=utf-8"},
            "json": {"id": 7},
        },
        "response": {
            "status": 200,
            "headers": {"content-type": "application/json;charset=utf-8"},
            "json": {"naïve": [1, 2.5, None]},
        },
    }
    assert [entry["response"] for entry in entries[1:]] == [
        {"status": 200, "headers": {"content-type": "text/csv"}, "text": ["a;b", "1;2", ""]},
        {"status": 200, "headers": {"content-type": "image/png"}, "base64": "iVBORwA="},
        {"status": 204},
    ]


def test_neither_secrets_nor_credentials_are_written_wherever_they_stand(
    account: Account, record: Any, tmp_path: Path
) -> None:
    account.secrets.add("API_KEY", SECRET)
    tokens = ["Hapi-Value-12345", "bearer-Value-12345", "cookie-Value-12345", "set-cookie-Value-1", "oauth-Value-12345"]
    tokens += ["basic-Password-1", "client-Secret-Value-9", "pat-na1-0123abcd-0123-0123-0123-0123456789ab"]
    hapi, bearer, cookie, set_cookie, oauth, _, client, pat = tokens
    record(
        happened(
            request(
                f"https://api.hubapi.com/a/{SECRET}?hapikey={hapi}&limit=1",
                method="POST",
                headers=(("Authorization", f"Bearer {bearer}"), ("Cookie", f"a={cookie}"), ("X-Own", SECRET)),
                json_body={"key": SECRET, "pat": pat, "deep": [{"client_secret": client}]},
            ),
            response(
                # What a header carried, said again by the body.
                {"echo": f"you sent {bearer} and {cookie}", "access_token": oauth, SECRET: 1, "limit": 1},
                headers=(
                    JSON,
                    ("Access-Control-Allow-Credentials", "true"),
                    ("Set-Cookie", f"sid={set_cookie}; Path=/"),
                    ("X-Echo", f"<{oauth}>"),
                ),
            ),
        ),
        happened(
            request("https://x.org/token", method="POST", body=f"client_secret={client}&grant=x".encode()),
            response(),
        ),
        happened(request("https://x.org/", headers=(("authorization", "Basic dTpiYXNpYy1QYXNzd29yZC0x"),)), response()),
        happened(request("https://x.org/e"), response(b"\x00" + SECRET.encode(), headers=())),
    )
    text = (tmp_path / "a.json").read_text("utf-8")
    assert [value for value in (SECRET, *tokens, "dTpiYXNpYy1QYXNzd29yZC0x") if value in text] == []
    first = json.loads(text)["exchanges"][0]
    assert first["request"]["url"] == "https://api.hubapi.com/a/•••?hapikey=•••&limit=1"
    assert first["request"]["headers"]["authorization"] == "Bearer •••"
    assert first["response"]["headers"]["access-control-allow-credentials"] == "true"
    assert first["response"]["json"] == {"echo": "you sent ••• and •••", "access_token": "•••", "•••": 1, "limit": 1}


def test_a_recording_of_the_same_again_leaves_every_byte(record: Any, tmp_path: Path) -> None:
    def exchanges(moment: str) -> list[Exchange]:
        boundary = f"----{moment}"
        sent: Headers = (
            ("User-Agent", f"axios/{moment}"),
            ("Content-Type", f"multipart/form-data; boundary={boundary}"),
        )
        came: Headers = (JSON, ("Date", moment), ("CF-Ray", moment), ("X-HubSpot-RateLimit-Remaining", moment))
        form = f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--{boundary}--\r\n'.encode()
        return [happened(request(method="POST", headers=sent, body=form), response({"id": 1}, headers=came))]

    record(*exchanges("1"))
    before = (tmp_path / "a.json").read_bytes()
    record(*exchanges("2"))
    assert (tmp_path / "a.json").read_bytes() == before
    assert b"RateLimit" in before or b"ratelimit" in before


def test_a_second_recording_replaces_what_it_asks_again_in_its_place(record: Any) -> None:
    def seen(entries: list[dict[str, Any]]) -> list[tuple[str, Any]]:
        return [(entry["request"]["url"][-1], entry["response"]["json"]) for entry in entries]

    a, b, c = (request(f"https://x.org/?hapikey=k&of={name}") for name in "abc")
    record(happened(a, response(1)), happened(b, response(1)), happened(a, response(2)))
    entries = record(happened(c, response(3)), happened(a, response(3)))
    assert seen(entries) == [("a", 3), ("b", 1), ("c", 3)]


def test_a_file_is_there_while_the_recording_goes_on(account: Account, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "a.json"
    recording = account.record(file)
    assert not file.exists()
    account.outside.exchanged(happened(request(), response({"id": 1})))
    for thread in threading.enumerate():
        if thread.name == WRITER:
            thread.join()
    assert len(json.loads(file.read_text("utf-8"))["exchanges"]) == 1
    recording.stop()
    assert account.outside.recording is None
    assert str(recording) == f"1 exchange recorded in {file}."


@pytest.mark.parametrize(
    ("closed", "why", "way"),
    [
        ({"outgoing": "refuse"}, "the setting outgoing='refuse' refuses every request", "Settings(outgoing='allow')"),
        ({"network": False}, "the setting network=False closes the network", "Settings(network=True)"),
    ],
)
def test_where_no_request_goes_out_no_recording_begins(
    account: Account, tmp_path: Path, closed: dict[str, Any], why: str, way: str
) -> None:
    before = account.record(tmp_path / "before.json")
    open_ = account.settings
    account.settings = replace(open_, **closed)
    with pytest.raises(CassetteError) as caught:
        account.record(tmp_path / "a.json")
    assert f"Nothing can be recorded in {tmp_path / 'a.json'}: {why}" in str(caught.value)
    assert way in str(caught.value)
    assert account.cassettes.recording is before
    account.settings = open_
    assert account.record(tmp_path / "a.json").recorded == 0


def test_what_cannot_be_played_is_left_out_and_told(account: Account, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    recording = account.record(file)
    brotli: Headers = (("Content-Encoding", "br"),)
    account.outside.exchanged(happened(request(), None))
    account.outside.exchanged(happened(request(), response(b"\x8b\x02\x80", headers=brotli)))
    account.outside.exchanged(happened(request(), response(b"x" * recording.kept_bytes)))
    account.outside.exchanged(happened(request(), response(b"half"), response_bytes=5))
    account.outside.exchanged(happened(request(method="POST", body=b"half"), response(), request_bytes=5))
    account.outside.exchanged(happened(request(), response(), by="mock"))
    account.outside.exchanged(happened(request(), response(), by="hubspot"))
    account.outside.exchanged(happened(request(), None, by="refused"))
    recording.stop()
    assert str(recording) == (
        f"Nothing was recorded, and {file} is as it was; 1 left out (no response came); 1 left out (a body in the"
        " encoding br cannot be looked through for secrets); 3 left out (a body has more than 6 MB); 1 left out (a mock"
        " answered); 1 left out (the small HubSpot answered); 1 left out (not sent: refused)."
    )
    assert not file.exists()


@pytest.mark.parametrize(
    ("body", "hidden"),
    [
        (b"access_token=abc-1&scope=x", "access_token=•••&scope=x"),
        (b'{"access_token": "abc-1", "n": 1}', '{"access_token": "•••", "n": 1}'),
        (b'log {\\"password\\":\\"abc-1\\"}', 'log {\\"password\\":\\"•••\\"}'),
        (b"<a><Password>abc-1</Password></a>", "<a><Password>•••</Password></a>"),
        (b'Content-Disposition: form-data; name="token"\r\n\r\nabc-1\r\n', None),
        (b'\xff\x00 name="password"\r\n\r\nabc-1\r\n', None),
        (b"https://ann:abc-1@x.org/ and https://hooks.slack.com/services/T0/B0/abc-1", None),
        (b"nextPageToken=abc-1&tokens=abc-1", "nextPageToken=abc-1&tokens=abc-1"),
    ],
)
def test_credentials_are_found_by_their_names_in_texts(record: Any, body: bytes, hidden: str | None) -> None:
    (entry,) = record(happened(request(), response(body, headers=(("content-type", "text/plain"),))))
    text = entry["response"].get("text", "")
    if hidden is None:
        told = base64.b64decode(entry["response"].get("base64", "")).decode("utf-8", "replace") or "".join(text)
        assert "•••" in told and "abc-1" not in told
    else:
        assert text == hidden


def test_each_name_of_a_credential_is_found_alone(record: Any) -> None:
    names = ["hapikey", "api_key", "apiKey", "access_token", "clientSecret", "client_assertion", "code_verifier"]
    names += ["password", "passwd", "pwd", "sig", "X-Amz-Signature", "token", "secret"]
    entries = record(
        *(happened(request(f"https://x.org/{n}?{name}=abc-1"), response()) for n, name in enumerate(names))
    )
    assert [entry["request"]["url"].partition("?")[2] for entry in entries] == [f"{name}=•••" for name in names]


@pytest.mark.filterwarnings(MULTI_THREADED)
def test_a_forked_process_records_nothing(account: Account, tmp_path: Path) -> None:
    def exchange_in_child() -> list[bool]:
        account.outside.exchanged(happened(request(), response()))
        account.cassettes.end()
        return [account.cassettes.recording is None, (tmp_path / "a.json").exists()]

    with account.record(tmp_path / "a.json"):
        assert in_child(exchange_in_child) == [True, False]
        account.outside.exchanged(happened(request(), response()))
    assert (tmp_path / "a.json").exists()


@pytest.mark.parametrize(("text", "told"), [('{"name": "shop"}', 'has no "hsfunc_cassette"'), ("exports.main", "JSON")])
def test_no_other_file_is_written_over(account: Account, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(CassetteError, match=told):
        account.record(tmp_path / "a.json")
    assert account.outside.recording is None
    assert (tmp_path / "a.json").read_text() == text


def test_a_file_that_cannot_be_written_is_told_when_the_recording_ends(account: Account, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    recording = account.record(tmp_path / "file" / "a.json")
    account.outside.exchanged(happened(request(), response()))
    with pytest.raises(CassetteError, match=r"a\.json cannot be written"):
        recording.stop()
    assert account.outside.recording is None
