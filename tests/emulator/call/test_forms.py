"""Query strings and posted forms become `context.params` (contract §5)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hsfunc_magics.emulator.call.forms import (
    PostedForm,
    UploadedFile,
    encode_multipart,
    group,
    parse_form,
    parse_query,
    read_form,
)

MULTIPART = "multipart/form-data"


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", []),
        ("a=1&a=2&b", [("a", "1"), ("a", "2"), ("b", "")]),
        ("a[b]=c&arr[]=1", [("a[b]", "c"), ("arr[]", "1")]),
        ("a%5Bb%5D=%C3%A9+x", [("a[b]", "é x")]),
        ("a=b=c", [("a", "b=c")]),
        ("=x&&&", [("", "x")]),
        ("a=%zz&b=%", [("a", "%zz"), ("b", "%")]),
        ("a=%ff", [("a", "\ufffd")]),
        ("a=1;b=2", [("a", "1;b=2")]),
        ("__proto__=x&constructor=y", [("__proto__", "x"), ("constructor", "y")]),
    ],
)
def test_a_query_is_read_as_sent(query: str, pairs: list[tuple[str, str]]) -> None:
    assert parse_query(query) == pairs


def test_values_are_grouped_in_order() -> None:
    assert group([("a", "1"), ("b", "2"), ("a", "3")]) == {"a": ["1", "3"], "b": ["2"]}


@given(query=st.text())
@example("&".join(f"a{n}=1" for n in range(2000)))
def test_any_query_is_read(query: str) -> None:
    assert all(isinstance(part, str) for pair in parse_query(query) for part in pair)


@given(body=st.binary())
def test_any_urlencoded_body_is_read(body: bytes) -> None:
    parse_form("application/x-www-form-urlencoded", "application/x-www-form-urlencoded", body)


@given(body=st.binary(), kind=st.text())
@example(b"--x\r\n", f"{MULTIPART}; boundary=x")
@example(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1', f"{MULTIPART}; boundary=x")
@example(b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n", f"{MULTIPART}; boundary=x")
@example(b"--x\r\nContent-Transfer-Encoding: nonsense\r\n\r\n1\r\n--x--\r\n", f"{MULTIPART}; boundary=x")
@example(
    b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n?\r\n--x--\r\n',
    "; boundary=x",
)
@example(b"", MULTIPART)
@example(b"", f"{MULTIPART}; boundary=")
@example(b"--\xff\r\n", f"{MULTIPART}; boundary=\xff\u20ac")
def test_any_multipart_body_is_read_as_far_as_it_goes(body: bytes, kind: str) -> None:
    assert isinstance(parse_form(MULTIPART, kind, body), list)


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\'), min_size=1, max_size=20)


@given(
    fields=st.lists(st.tuples(names, text), max_size=5),
    files=st.lists(st.tuples(names, names, st.binary()), max_size=2),
)
def test_multipart_fields_are_read_back_and_files_left_out(
    fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]]
) -> None:
    content_type, body = encode_multipart(fields, files)
    assert parse_form(MULTIPART, content_type, body) == fields


def test_a_name_with_quotes_and_line_breaks_stays_inside_its_field() -> None:
    content_type, body = encode_multipart([('a"\r\nX: 1', "v")], [('f"', 'n"\r\n', b"x")])
    assert parse_form(MULTIPART, content_type, body) == [("a%22%0D%0AX: 1", "v")]


@pytest.mark.parametrize(("kind", "mark"), [("b", "b"), ('"b c"', "b c")])
@pytest.mark.parametrize("before", ["A preamble.\r\n", "\r\n", "--\r\n", "no --b here\r\n"])
def test_a_preamble_is_no_part(before: str, kind: str, mark: str) -> None:
    field = f'--{mark}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--{mark}--\r\nAn epilogue.'
    assert parse_form(MULTIPART, f"{MULTIPART}; boundary={kind}", f"{before}{field}".encode()) == [("a", "1")]


@pytest.mark.parametrize(("kind", "body"), [(MULTIPART, b"--b"), (f"{MULTIPART}; boundary=b", b"--b!")])
def test_a_body_that_is_no_form_is_not_told_on_the_terminal(kind: str, body: bytes) -> None:
    code = f"from {parse_form.__module__} import parse_form; assert parse_form({MULTIPART!r}, {kind!r}, {body!r}) == []"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert told.stdout + told.stderr == b""


def test_the_same_form_is_written_the_same_and_another_one_with_another_boundary() -> None:
    form = [("a", "1")], [("f", "a.txt", b"x")]
    assert encode_multipart(*form) == encode_multipart(*form)
    kinds = {encode_multipart([("a", value)])[0] for value in ("1", "2", "hsfunc-", "--")}
    assert len(kinds) == 4


def test_a_large_file_leaves_nothing_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    content_type, body = encode_multipart([("a", "1")], [("upload", "big.bin", b"x" * 5_000_000)])
    assert parse_form(MULTIPART, content_type, body) == [("a", "1")]
    assert list(tmp_path.iterdir()) == []


def test_large_and_many_fields_arrive_whole() -> None:
    fields = [("large", "x" * 5_000_000), *((f"n{number}", str(number)) for number in range(3000))]
    content_type, body = encode_multipart(fields)
    assert parse_form(MULTIPART, content_type, body) == fields


def test_another_media_type_is_no_form() -> None:
    assert parse_form("text/plain", "text/plain", b"a=1") == []


FIELD = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'


@pytest.mark.parametrize(
    ("kind", "body", "form"),
    [
        ("; boundary=x", FIELD + b"--x--\r\n", PostedForm([("a", "1")])),
        ("; boundary=x", b"--x--\r\n", PostedForm([])),
        ("", FIELD + b"--x--\r\n", PostedForm([], problem="no boundary")),
        ("; boundary=", FIELD + b"--x--\r\n", PostedForm([], problem="no boundary")),
        ("; boundary=x", (FIELD + b"--x--\r\n").replace(b"\r", b""), PostedForm([], problem="broken")),
        ("; boundary=y", FIELD + b"--x--\r\n", PostedForm([], problem="broken")),
        ("; boundary=x", FIELD + FIELD, PostedForm([("a", "1")], problem="broken")),
        ("; boundary=x", b"a=1", PostedForm([], problem="broken")),
    ],
)
def test_what_cannot_be_read_of_a_form_is_told(kind: str, body: bytes, form: PostedForm) -> None:
    assert read_form(MULTIPART, MULTIPART + kind, body) == form


def test_files_are_told_with_their_name_and_size_and_unchosen_ones_are_none() -> None:
    content_type, body = encode_multipart([("a", "1")], [("photo", "p\u00e9.png", b"\x89PNG"), ("none", "", b"")])
    assert read_form(MULTIPART, content_type, body) == PostedForm(
        [("a", "1")], [UploadedFile("photo", "p\u00e9.png", 4)]
    )
