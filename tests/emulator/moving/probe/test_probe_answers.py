"""The file of answers as it comes from people and networks: what is understood, what stays open, what is refused."""

from __future__ import annotations

import base64
import codecs
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hsfunc_magics import FolderError
from hsfunc_magics.emulator.moving.probe.answers import MOST_BYTES, parse_answers
from hsfunc_magics.emulator.moving.probe.judge import judge
from hsfunc_magics.emulator.moving.probe.reading import Reading, read_probe
from hsfunc_magics.emulator.moving.probe.requests import ANSWER_FILE, REQUESTS
from hsfunc_magics.emulator.projects.switches import SWITCHES, Switches

from .platform import DATE, part, saved

REPORT = {
    "probe": "hsfunc-probe",
    "node": "22.1.0",
    "keys": ["accountId", "method", "params", "headers"],
    "second": "undefined",
    "single": "array of 1",
    "repeated": "array of 2",
    "portalid": False,
    "body": "undefined",
    "contact": False,
    "limits": False,
    "token": True,
    "beside": "works",
    "customHeader": False,
    "hubspotHeader": True,
}
SEEN = {"params": "arrays", "node": "22", "token": "injected", "limits": "absent", "relative_require": "works"}


def answer(name: str, body: Any = "hsfunc-probe", status: int = 200, **more: Any) -> dict[str, Any]:
    """An answer of the function."""
    data = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    found = {"name": name, "status": status, "headers": [["x-hsfunc-probe", "1"]], "seconds": 0.3}
    return {**found, "data": base64.b64encode(data).decode(), **more}


def platforms(name: str, status: int, seconds: float = 0.3, **headers: str) -> dict[str, Any]:
    """An answer in the function's place."""
    pairs = [[key.replace("_", "-"), value] for key, value in headers.items()]
    return answer(name, "{}", status, headers=pairs, seconds=seconds)


def read(tmp_path: Path, data: bytes, before: Switches | None = None) -> Reading:
    file = tmp_path / ANSWER_FILE
    file.write_bytes(data)
    return read_probe(str(file), before if before is not None else Switches(), "2026-10-01")


def settled(data: bytes) -> dict[str, str]:
    return {name: verdict.value for name, verdict in judge(parse_answers(data)).items() if verdict.value is not None}


def noisy() -> Iterator[Any]:
    """One answer to the report as it is found in files."""
    plain = part(answer("report", REPORT))
    yield pytest.param(plain, id="as curl writes it")
    yield pytest.param(plain.replace(b"\r\n", b"\n"), id="line feeds")
    yield pytest.param(plain.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), id="carriage returns everywhere")
    yield pytest.param(b"HTTP/1.1 200 Connection established\r\n\r\n" + plain, id="a proxy")
    yield pytest.param(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + plain, id="interim"
    )
    prompt = f"me@host ~ % {REQUESTS[0].curl()}\n".encode()
    yield pytest.param(prompt + plain + prompt, id="a shell's prompts")
    yield pytest.param(plain.decode().encode("utf-16"), id="PowerShell")
    yield pytest.param(b"\xef\xbb\xbf" + plain, id="a byte order mark")
    yield pytest.param(
        part(answer("report", "gone", 404)) + plain + b"curl: (28) timed out\n### hsfunc-probe report "
        b"status=000 size=0 time=60.0\n",
        id="asked three times",
    )
    yield pytest.param(part(answer("report", json.dumps(json.dumps(REPORT)))), id="JSON of JSON")
    yield pytest.param(part(answer("report", REPORT, headers=[])), id="its headers dropped")


@pytest.mark.parametrize("data", list(noisy()))
def test_an_answer_is_found_in_what_stands_around_it(data: bytes) -> None:
    assert settled(data) == SEEN


def report_and(*answers: Mapping[str, Any], cookie: bool = True) -> bytes:
    return b"".join(part(one, cookie=cookie) for one in (answer("report", REPORT), *answers))


OPEN = [
    ("params", part(answer("report", {**REPORT, "repeated": "text 1,2"})), "as text 1,2, which is no value"),
    (
        "contact",
        report_and(answer("contact", REPORT), cookie=False),
        "without a known contact's cookie: export HUBSPOTUTK",
    ),
    ("node", part(answer("report", {**REPORT, "node": "26.0.0"})), "begins with 26, which is no value of the switch"),
    ("redirects", report_and(platforms("redirect", 502)), "came as 502 without it"),
    (
        "binary",
        report_and(answer("buffer", "hsfunc-probe-bytes:\N{REPLACEMENT CHARACTER}")),
        "came as 22 bytes: no value",
    ),
    ("throw_status", report_and(platforms("throw", 503)), "a throw was answered 503, which is no value"),
    (
        "cors",
        report_and(platforms("preflight", 200, access_control_allow_origin="*")),
        "with CORS headers, which is no",
    ),
    ("portalid", report_and(platforms("portalid", 404)), "portalid was answered 404, and not by the function"),
    ("seconds", report_and(platforms("wait11", 504, 3.0)), "after 3.0 s, which a limit of 10 s does not explain"),
    ("header_arrays", report_and(), "there is no answer named array: run its line"),
    ("multi_value_headers", part(platforms("report", 404)) + part(platforms("many", 404)), "is the build deployed"),
    ("log_bytes", report_and(), "put what that prints behind the answers"),
    ("limits", b"curl: (6) Could not resolve\n### hsfunc-probe report status=000 size=0 time=0.1\n", "error 6"),
    (
        "redirects",
        report_and(platforms("redirect", 301, location="https://example.com/hsfunc-probe")),
        "as 301 with it",
    ),
    ("seconds", report_and(platforms("wait11", 504, 30.0)), "after 30.0 s, which a limit of 10 s does not explain"),
    ("seconds", report_and(answer("wait11"), answer("wait16")), "a wait of 16 s was not ended"),
    (
        "seconds",
        report_and(platforms("wait11", 504, 10.2), answer("wait16")),
        "ended and one of 16 s was not: ask again",
    ),
    ("binary", report_and(answer("buffer", "hsfunc-probe-bytes:???????")), "came as 26 bytes: no value"),
    (
        "cors",
        report_and(
            platforms("preflight", 204), answer("origin", REPORT, headers=[["Access-Control-Allow-Origin", "*"]])
        ),
        "the platform adds CORS headers of its own to answers",
    ),
    ("cors", report_and(platforms("preflight", 503)), "503, which may be an accident: ask again"),
]


@pytest.mark.parametrize(("name", "data", "told"), OPEN, ids=[name for name, _, _ in OPEN])
def test_what_an_answer_does_not_prove_stays_open(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    reading = read(tmp_path, data)
    assert reading.verdicts[name].value is None and told in reading.verdicts[name].seen
    assert f"  {name} = {SWITCHES[name].default} (default, C): " in str(reading)


@pytest.mark.parametrize(("lines", "value"), [(1, None), (4, "4096"), (250, "262144"), (300, None)])
def test_the_log_is_counted_where_it_was_put_behind(lines: int, value: str | None) -> None:
    log = "".join(f"2026-09-30T10:00:00Z INFO hsfunc-probe log {number:04} ...\n" for number in range(lines))
    assert settled(report_and() + log.encode()).get("log_bytes") == value


def test_what_contradicts_a_known_fact_is_told(tmp_path: Path) -> None:
    odd = {**REPORT, "second": "function", "customHeader": True, "keys": ["accountId", "method", "params", "endpoint"]}
    data = part(answer("report", odd, headers=[])) + part(answer("body", {**REPORT, "body": "text"}))
    told = str(read(tmp_path, data))
    assert "HubSpot documents that headers that a function returns are sent: X-Hsfunc-Probe did not come." in told
    assert "HubSpot documents that there is no sendResponse: main had a second argument, a function." in told
    assert "Others saw that context has accountId, headers, method, params: there was no headers." in told
    assert "Others saw that headers of the client's own are dropped: X-Hsfunc-Custom arrived." in told
    assert "Others saw that context.body has the parsed JSON of a POST: it was no object." in told
    assert "The context has more keys than is known: endpoint." in told


def test_what_was_set_before_stays_or_is_told(tmp_path: Path) -> None:
    before = Switches().choose("node", "24").choose("binary", "bytes")
    reading = read(tmp_path, part(answer("report", REPORT)), before)
    assert "  node = 22, was 24 (chosen): process.versions.node begins with 22" in str(reading)
    assert (reading.after.origin("node"), reading.after["binary"]) == ("settled by a probe on 2026-09-30", "bytes")


def test_without_a_date_of_the_answers_the_day_of_reading_counts(tmp_path: Path) -> None:
    data = part(answer("report", REPORT)).replace(DATE.encode(), b"yesterday")
    assert read(tmp_path, data).day == "2026-10-01"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"HTTP/2 200\n\nhello\n", "has no answer of a probe: behind each stands a line such as ### hsfunc-probe"),
        (b" " * (MOST_BYTES + 1), "has more than 8 MB"),
    ],
)
def test_what_is_no_file_of_answers_is_refused(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(FolderError, match=told):
        read(tmp_path, data)


PIECES = st.sampled_from(
    [b"HTTP/2 200\r\n", b"\r\n", b"\n", b"### hsfunc-probe report status=200 size=1 time=1\n", b"set-cookie: \xff\n",
     *(part(answer(name, REPORT)) for name in ("report", "many", "buffer", "wait11", "preflight")),
     b"### hsfunc-probe wait11 time=nan\n", b"date: Wed, 99 Foo 2026\n", b'{"probe": "hsfunc-probe", "node": [[]]}',
     b'{"probe": "hsfunc-probe", "single": {}, "keys": [1, {}], "node": "9999999999"}', b"[" * 3000]
)  # fmt: skip


@given(pieces=st.lists(PIECES | st.binary(max_size=20), max_size=20))
@example(pieces=[codecs.BOM_UTF16_LE])
@example(pieces=[codecs.BOM_UTF16_BE, b"\n"])
def test_any_file_is_read_without_an_accident(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    data = b"".join(pieces) + b"\n### hsfunc-probe report status=200 size=1 time=1\n"
    try:
        told = str(read(tmp_path_factory.mktemp("any"), data))
    except FolderError as problem:
        told = str(problem).partition(" has no answer of a probe: ")[2]
        # Bytes that say of themselves that they are UTF-16 have no mark of ours in them.
        assert told and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    assert all(len(line) < 300 and line.isprintable() for line in told.splitlines())


def test_every_request_is_told_apart_in_one_file() -> None:
    found = {"answers": [answer(request.name) for request in REQUESTS], "log": ""}
    assert list(parse_answers(saved(found)).by_name) == [request.name for request in REQUESTS]
