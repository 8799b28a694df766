"""`%hscall` and `%%hscall`: curl's letters, bodies, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import Execution, ExecutionError, FunctionSyntaxError, HsfuncError, RequestError
from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell

ECHO = """%%hsfunction echo --method GET,POST,PUT,PATCH,DELETE
const { method, params, body, headers } = context;
sendResponse({ body: { method, params, body, headers } });"""


@pytest.fixture
def echo(shell: Shell) -> Shell:
    shell.run(ECHO)
    return shell


def test_an_endpoint_with_a_query(echo: Shell) -> None:
    execution = echo.call("echo?x=1&x=2&flag")
    assert execution.response.status_code == 200
    assert execution.response.json()["params"] == {"x": ["1", "2"], "flag": [""]}


@pytest.mark.parametrize(
    "target", ["/_hcms/api/echo?a=b", "https://123456.hs-sites.com/_hcms/api/echo?a=b", "echo/?a=b"]
)
def test_name_path_and_url_are_all_accepted(echo: Shell, target: str) -> None:
    assert echo.call(target).response.json()["params"] == {"a": ["b"]}


def test_method_header_cookie(echo: Shell) -> None:
    got = echo.call("delete echo -H 'X-One: 1' -H 'x-two: a, b' -b 'a=1' -b 'b=2; c=3'").response.json()
    assert got["method"] == "DELETE"
    assert (got["headers"]["x-one"], got["headers"]["x-two"]) == ("1", "a, b")
    assert got["headers"]["cookie"] == "a=1; b=2; c=3"


def test_the_method_of_curl(echo: Shell) -> None:
    assert echo.call("-X PUT echo").response.json()["method"] == "PUT"


def test_a_json_body_is_posted(echo: Shell) -> None:
    got = echo.call('echo -d \'{"a": [1, {"b": "{x} $y"}]}\'').response.json()
    assert got["method"] == "POST"
    assert got["body"] == {"a": [1, {"b": "{x} $y"}]}
    assert got["headers"]["content-type"] == "application/json"


def test_a_body_from_a_file(echo: Shell, tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_text('{"é": 1}', encoding="utf-8")
    assert echo.call(f"echo -d @{file}").response.json()["body"] == {"é": 1}


def test_a_body_from_python(echo: Shell) -> None:
    echo.ip.user_ns["order"] = {"items": [1, 2]}
    assert echo.call("echo --json order").response.json()["body"] == {"items": [1, 2]}


def test_the_cell_is_the_body(echo: Shell) -> None:
    execution = echo.run('%%hscall PUT echo -H "X: 1"\n{"a": "b"}\n')
    assert isinstance(execution, Execution)
    assert execution.request.body == b'{"a": "b"}'
    assert execution.response.json()["method"] == "PUT"


def test_a_text_body_with_a_content_type_of_its_own(echo: Shell) -> None:
    execution = echo.call("echo -H 'Content-Type: text/plain' -d hello")
    assert execution.request.body == b"hello"
    assert any("application/json" in note.text for note in execution.notes)


def test_json_that_does_not_parse_can_be_sent_on_purpose(echo: Shell) -> None:
    execution = echo.call("echo -H 'Content-Type: application/json' -d '{'")
    assert execution.response.status_code == 400
    assert execution.status is None


def test_a_form(echo: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("content")
    got = echo.call(f"echo -F name=Ann -F tag=a -F tag=b -F file=@{tmp_path / 'a.txt'}").response.json()
    assert got["params"] == {"name": ["Ann"], "tag": ["a", "b"]}
    assert got["headers"]["content-type"].startswith("multipart/form-data; boundary=")


def test_every_file_of_a_field_is_sent(echo: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("first")
    (tmp_path / "b.txt").write_text("second")
    files = " ".join(f"-F file=@{tmp_path / name}" for name in ("a.txt", "b.txt", "a.txt"))
    body = echo.call(f"echo -F name=Ann {files}").request.body
    assert [body.count(text) for text in (b'name="file"; filename="a.txt"', b"first", b"second")] == [2, 2, 1]


def test_the_execution_is_kept_in_a_variable(echo: Shell) -> None:
    execution = echo.call("echo -o kept")
    assert echo.ip.user_ns["kept"] is execution


def test_quiet_shows_nothing(echo: Shell) -> None:
    assert echo.run("%hscall echo -q -o kept") is None
    assert echo.ip.user_ns["kept"].response.status_code == 200


def test_redirects_are_followed_on_request_only(echo: Shell) -> None:
    echo.run("%%hsfunction old\nsendResponse({ statusCode: 301, headers: { Location: '/_hcms/api/echo?from=old' } });")
    assert echo.call("old").response.status_code == 301
    watched = echo.call("old -L")
    assert watched.response.json()["params"] == {"from": ["old"]}
    assert [step.reply.status for step in watched.history] == [301]


def test_an_endpoint_that_is_not_there_names_those_that_are(echo: Shell) -> None:
    echo.run("%%hsfunction other\nsendResponse({});")
    with pytest.raises(MagicError) as caught:
        echo.run("%hscall quite-different")
    assert str(caught.value) == "There is no endpoint quite-different. There are echo, other."
    with pytest.raises(FunctionSyntaxError):
        echo.run("%%hsfunction bad\nconst a = ;")
    for line in ("%hscall bad", "%hs function delete bad"):
        with pytest.raises(HsfuncError) as failed:
            echo.run(line)
        assert str(failed.value) == (
            "There is no endpoint bad: its source does not compile. SyntaxError: Unexpected token ';'"
            " (line 1, column 11)."
        )
    with pytest.raises(HsfuncError):
        echo.run("%%hsfunction worse --method PSOT\nsendResponse({});")
    with pytest.raises(MagicError, match=r"no endpoint worse: it was refused\. endpoints\.worse\.method: "):
        echo.run("%hscall worse")
    echo.run("%%hsfunction bad\nsendResponse({ body: 'good' });")
    assert echo.call("bad").response.text == "good"
    echo.run("%hs function delete bad")
    with pytest.raises(MagicError, match="It was deleted"):
        echo.run("%hscall bad")


def test_a_redirect_elsewhere_is_not_followed(echo: Shell) -> None:
    echo.run("%%hsfunction old\nsendResponse({ statusCode: 301, headers: { Location: 'https://www.example.com' } });")
    execution = echo.call("old -L")
    assert execution.response.status_code == 301
    assert any("www.example.com" in note.text for note in execution.notes)


BAD_LINES = {
    "nothing": ("%hscall", MagicError, "ENDPOINT"),
    "a mistyped endpoint": ("%hscall ecoh", MagicError, "Did you mean echo"),
    "a method that is not listed": ("%hscall HEAD only-post", MagicError, "POST"),
    "a mistyped method": ("%hscall PSOT echo", MagicError, "Did you mean POST"),
    "two methods": ("%hscall POST echo -X GET", MagicError, "Two methods"),
    "a word too many": ("%hscall POST echo again", MagicError, "'again'"),
    "an unknown option": ("%hscall echo --cookies a=1", MagicError, "Did you mean --cookie"),
    "a body that is not JSON": ("%hscall echo -d '{\"a\":}'", MagicError, "line 1, column 6"),
    "NaN": ("%hscall echo -d NaN", MagicError, "NaN"),
    "a cell that is not JSON": ("%%hscall echo\n{\n  'a': 1\n}", MagicError, "line 2, column 3"),
    "an empty cell": ("%%hscall echo\n", MagicError, "cell is empty"),
    "two bodies": ("%hscall echo -d 1 --json x", MagicError, "one body"),
    "a file that is not there": ("%hscall echo -d @/nowhere/body.json", MagicError, "no such file"),
    "a variable that is not there": ("%hscall echo --json ordr", MagicError, "Did you mean order"),
    "a variable that is not JSON": ("%hscall echo --json thing", RequestError, "cannot be JSON"),
    "a header without a colon": ("%hscall echo -H X", MagicError, "-H takes NAME:VALUE"),
    "a field without a value": ("%hscall echo -F X", MagicError, "-F takes NAME=VALUE"),
    "an option without its value": ("%hscall echo -d", MagicError, "-d"),
    "another domain": ("%hscall https://example.com/_hcms/api/echo", RequestError, "123456.hs-sites.com"),
    "another scheme": ("%hscall ftp://123456.hs-sites.com/_hcms/api/echo", RequestError, "ftp"),
    "a broken URL": ("%hscall https://[x/_hcms/api/echo", RequestError, "is no URL"),
    "a path outside": ("%hscall /echo", MagicError, "/_hcms/api/"),
    "a strange variable": ("%hscall echo -o 1x", MagicError, "Python variable"),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_bad_input_is_told_in_a_few_lines(echo: Shell, name: str) -> None:
    cell, kind, words = BAD_LINES[name]
    echo.ip.user_ns.update(order={}, thing={1, 2})
    echo.run("%%hsfunction only-post --method POST\nsendResponse({});")
    with pytest.raises(kind) as caught:
        echo.run(cell)
    told = str(caught.value)
    assert words in told
    assert len(told.splitlines()) <= 3
    assert isinstance(caught.value, HsfuncError)
    assert caught.value._render_traceback_() == [f"{kind.__name__}: {told}"]


def test_help_is_one_screen(echo: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    echo.run("%hscall --help")
    shown = capsys.readouterr().out
    assert "%hscall [METHOD] ENDPOINT" in shown
    assert len(shown.splitlines()) <= 49


@pytest.mark.parametrize("options", ["--fail", "--fail --repeat 3", "--fail -o kept"])
def test_a_cell_fails_where_the_response_is_an_error_if_that_is_asked_for(shell: Shell, options: str) -> None:
    shell.run("%%hsfunction f\nsendResponse({ body: context.contact.vid });")
    shell.shown()
    with pytest.raises(ExecutionError, match=r"500 Internal Server Error\n.*vid.*\n.*f.js, line 1: "):
        shell.run(f"%hscall f {options}")
    assert "500" in shell.shown()[-1]["text/plain"]
    assert ("kept" in shell.ip.user_ns) == ("kept" in options)
    shell.run("%%hsfunction f\nsendResponse({ body: 1 });")
    shell.run(f"%hscall f {options}")
