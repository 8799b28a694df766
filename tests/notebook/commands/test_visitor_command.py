"""`%hs visitor` and `%hscall --as`: who calls, shown and switched (contract §5, `contact`)."""

from __future__ import annotations

import pytest

from hsfunc_magics import HsfuncError, Visitor, current_account

from ..conftest import Shell

ANN = "%hs visitor member --name ann --vid 12345 --lists 616,7 --property email=ann@example.com"


@pytest.fixture
def contact(shell: Shell) -> Shell:
    shell.run("%%hsfunction f --method GET,POST\nsendResponse({ body: context.contact || {} });")
    shell.shown()
    return shell


def test_a_member_is_the_contact_until_somebody_else_is(contact: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    contact.run(ANN)
    assert capsys.readouterr().out == "Calls come from ann, contact 12345, logged in.\n"
    assert contact.call("f").response.json() == {
        "vid": 12345,
        "isLoggedIn": True,
        "listMemberships": [616, 7],
        "email": "ann@example.com",
    }
    contact.run("%hs visitor anonymous")
    assert contact.call("f").response.json() == {}
    contact.run("%hs visitor ann")
    assert contact.call("f").response.json()["vid"] == 12345


def test_a_known_contact_is_not_logged_in_and_its_properties_are_texts(
    contact: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    contact.run("%hs visitor known --vid 7 --property 'firstname=Ann Lee' --property points=12 --property note=a=b")
    assert capsys.readouterr().out == "Calls come from contact 7, known by its cookie, not logged in.\n"
    assert contact.call("f").response.json() == {
        "vid": 7,
        "isLoggedIn": False,
        "listMemberships": [],
        "firstname": "Ann Lee",
        "points": "12",
        "note": "a=b",
    }


def test_one_call_as_another(contact: Shell) -> None:
    contact.run(ANN)
    assert contact.call("f --as anonymous").response.json() == {}
    contact.run("%hs visitor anonymous")
    assert contact.call("f --as ann").response.json()["vid"] == 12345
    assert contact.call("POST f --as ann -d '{}' -b a=1").response.json()["vid"] == 12345
    assert contact.call(f"f -b hubspotutk={Visitor(12345).cookie}").response.json()["vid"] == 12345
    assert contact.call("f").response.json() == {}
    series = contact.run("%hscall f --as ann --repeat 2")
    assert [execution.response.json()["vid"] for execution in series.executions] == [12345, 12345]


def test_the_list_shows_all_of_them_and_marks_the_current_one(contact: Shell) -> None:
    contact.run(ANN)
    contact.run("%hs visitor known --vid 7 --property 'x=<script>alert(1)</script>'")
    for line in ("%hs visitor", "%hs visitor list", "%hs visitors"):
        contact.run(line)
        ((table),) = contact.shown()
        rows = table["text/plain"].splitlines()
        assert [row.split()[0] for row in rows] == ["anonymous", "ann", "→"]
        assert "ann        member, vid 12345  lists 616, 7  email=ann@example.com" in rows[1]
        assert f"hubspotutk={Visitor(12345).cookie}" in rows[1]
        assert "(no name)" in rows[2]
        assert "<script>" not in table["text/html"] and "&lt;script&gt;" in table["text/html"]
        assert "<code>ann</code>" in table["text/html"]


def test_a_deleted_visitor_is_gone_and_no_longer_calls(contact: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    contact.run(ANN)
    contact.run("%hs visitor delete ann")
    assert "The visitor ann was deleted. Calls come from an anonymous visitor." in capsys.readouterr().out
    assert contact.call("f").response.json() == {}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("%hs visitor an", "Did you mean ann?"),
        ("%hs visitor memebr --vid 5", "describes a contact"),
        ("%hs visitor memebr", "Did you mean member?"),
        ("%hs visitor delete an", "Did you mean ann?"),
        ("%hs visitor delete", "Which visitor?"),
        ("%hs visitor known", "Which contact? %hs visitor known --vid 12345."),
        ("%hs visitor known --vid ann", "--vid takes whole numbers"),
        ("%hs visitor known --vid 0", "whole numbers from 1"),
        ("%hs visitor member --vid 5 --lists 1,x", "--lists takes whole numbers, such as --lists 616,7"),
        ("%hs visitor known --vid 5 --property email", "--property takes NAME=VALUE"),
        ("%hs visitor known --vid 5 --property vid=6", "vid is not a contact property"),
        ("%hs visitor known --vid 5 --name member", "mean something else"),
        ("%hs visitor known ann --vid 5", "goes with --name"),
        ("%hs visitor --vid 5", "%hs visitor known or %hs visitor member --vid"),
        ("%hs visitor known --vip 5", "Did you mean --vid?"),
        ("%hscall f --as an", "Did you mean ann?"),
        ("%hscall f --as ann -b hubspotutk=1", "give one"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(contact: Shell, line: str, words: str) -> None:
    contact.run(ANN)
    with pytest.raises(HsfuncError) as told:
        contact.run(line)
    assert words in str(told.value)
    assert list(current_account().visitors) == ["ann"]
    assert current_account().visitors.current_name == "ann"
