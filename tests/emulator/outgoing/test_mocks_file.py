"""A file of mocks: what it may say, every problem of it at once, and what happens when it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import Account, MockError
from hsfunc_magics.runtime.outgoing import NetworkFailure, OutgoingRequest, OutgoingResponse

from ..conftest import AccountMaker

FILE = """\
// What HubSpot answers.
[
  {
    "url": "https://x.org/contacts",
    "json": { "results": [] }, /* none */
    "headers": { "X-Total": "0" },
  },
  { "method": "any", "url": "https://x.org/contacts", "text": "never: the first answers", "status": 405, "times": 1 },
  { "method": "DELETE", "url": "https://x.org/*", "fail": "reset", "delay": "20ms" },
  { "url": "https://x.org/page", "file": "bodies/page.html" },
  { "url": "https://x.org/script", "respond": "answers/script.js" },
  { "url": "https://x.org/:name", "respond": "(request) => request.params" }
]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bodies").mkdir()
    (tmp_path / "bodies" / "page.html").write_text("<p>")
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "script.js").write_text("module.exports = () => {\n  throw new Error('no');\n};\n")
    return tmp_path


def ask(account: Account, url: str, method: str = "GET") -> OutgoingResponse | NetworkFailure | None:
    answer = account.outside.answer(OutgoingRequest(method, url))
    return answer.outcome if answer is not None else None


def test_a_file_says_what_a_mock_may(make_account: AccountMaker, folder: Path) -> None:
    account = make_account()
    file = folder / "mocks.json"
    file.write_text(FILE)
    made = account.mocks.load(file)
    assert [mock.method for mock in made] == ["GET", "ANY", "DELETE", "GET", "GET", "GET"]
    first = OutgoingResponse(200, (("Content-Type", "application/json"), ("X-Total", "0")), b'{"results":[]}')
    assert ask(account, "https://x.org/contacts") == first
    assert ask(account, "https://x.org/page") == OutgoingResponse(
        200, (("Content-Type", "text/html; charset=utf-8"),), b"<p>"
    )
    failure = ask(account, "https://x.org/script")
    assert isinstance(failure, NetworkFailure)
    assert failure.message.endswith("its JavaScript threw Error: no (script.js, line 2, column 9)")
    name = ask(account, "https://x.org/ann")
    assert isinstance(name, OutgoingResponse) and name.body == b'{"name":"ann"}'
    assert ask(account, "https://x.org/ann", "DELETE") == NetworkFailure("reset")
    again = account.mocks.load(file)
    assert list(account.mocks) == list(again)


def test_every_problem_is_told_at_once(make_account: AccountMaker, folder: Path) -> None:
    account = make_account()
    file = folder / "mocks.json"
    file.write_text(
        """[
  { "method": "GTE", "url": "x.org/a", "headrs": {} },
  { "url": "https://x.org/b", "body": 1, "status": "200", "times": 0, "delay": "soon" },
  { "json": 1, "text": "a" },
  { "url": "https://x.org/c", "fail": "dsn", "status": 200 },
  { "url": "https://x.org/d", "file": "bodies/pag.html" },
  { "url": "https://x.org/d", "respond": 7, "headers": {"A": true} },
  5
]"""
    )
    with pytest.raises(MockError) as caught:
        account.mocks.load(file)
    told = str(caught.value).splitlines()
    assert told[0] == "mocks.json has 16 problems:"
    for line, part in zip(
        told[1:],
        [
            "[0].method (line 2): 'GTE' is no method of a mock. Did you mean GET?",
            "[0].url (line 2): 'x.org/a' is no whole URL. Did you mean https://x.org/a?",
            "[0].headrs (line 2): is not a key of a mock. Did you mean headers?",
            '[1].body (line 3): is not a key of a mock. It is "json", "text" or "file" here.',
            "[1].status (line 3): A mock's status is a number from 200 to 599, not 200.",
            "[1].times (line 3): times is how often a mock answers, a whole number from 1, not 0.",
            "[1].delay (line 3): delay is a number of seconds, or a text such as '300ms'",
            "[2] (line 4): has no url.",
            "[2].text (line 4): does not go with json",
            "[3].fail (line 5): No request fails by 'dsn'. Did you mean dns?",
            "[3].status (line 5): does not go with fail",
            "[4].file (line 6): there is no file bodies/pag.html. Did you mean page.html?",
            "[5] (line 7): is never asked: [4] is for the same, and has no times.",
            "[5].respond (line 7): must be a string, not a number.",
            "[5].headers (line 7): the value of A must be a string",
            "[6] (line 8): must be an object, not a number.",
        ],
        strict=True,
    ):
        assert part in line
    assert len(account.mocks) == 0
    assert len(caught.value.problems) == 16


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"url": "https://x.org/"}', "mocks.json: must be an array of mocks, not an object."),
        ("[\n  {x}\n]", "mocks.json (line 2): not JSON at column 4"),
        ('[{"url": "https://x.org/", "respond": "() => {"}]', "[0].respond (line 1): SyntaxError"),
        ('[{"url": "https://x.org/", "json": 1e999}]', "what JSON cannot hold: 1e999"),
    ],
)
def test_what_is_no_file_of_mocks(make_account: AccountMaker, tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "mocks.json"
    file.write_text(text)
    with pytest.raises(MockError) as caught:
        make_account().mocks.load(file)
    assert told in str(caught.value)


def test_a_file_that_is_followed_takes_effect_at_the_next_request(make_account: AccountMaker, folder: Path) -> None:
    account = make_account()
    told: list[str] = []
    file = folder / "mocks.json"
    file.write_text('[{"url": "https://x.org/", "file": "bodies/page.html"}]')
    account.mocks.load(file, follow=told.append)
    (folder / "bodies" / "page.html").write_text("<b>longer")
    response = ask(account, "https://x.org/")
    assert isinstance(response, OutgoingResponse) and response.body == b"<b>longer"
    file.write_text("[")
    response = ask(account, "https://x.org/")
    assert isinstance(response, OutgoingResponse) and response.body == b"<b>longer"
    assert len(told) == 1 and "not JSON" in told[0] and told[0].endswith("The mocks from before stay in force.")
    file.write_text("[]")
    assert ask(account, "https://x.org/") is None
    file.write_text('[{"url": "https://x.org/"}]')
    assert ask(account, "https://x.org/") == OutgoingResponse(200)
