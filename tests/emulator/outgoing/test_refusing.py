"""Requests that fail at once, where nobody is there to see them go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hsfunc_magics import Account, Settings
from hsfunc_magics.emulator.outgoing.unattended import in_ci

from .cassettes.exchanges import CONTACTS, asked, happened, refused, request, response

LOOPBACK = ["http://127.0.0.1:8080/", "http://localhost/a", "http://[::1]:99/", "http://[::ffff:127.0.0.1]/"]


def test_an_account_of_python_refuses_nothing_unless_it_is_asked_to(account: Account) -> None:
    assert account.outside.answer(request()) is None
    assert not account.outside.in_use
    account.settings = replace(account.settings, outgoing="refuse")
    assert "the setting outgoing refuses it" in refused(account, request(LOOPBACK[0]))
    account.settings = replace(account.settings, outgoing="allow")
    assert not account.outside.in_use


def test_where_nobody_is_there_a_request_is_refused_with_both_ways(account: Account) -> None:
    account.unattended = True
    told = refused(account, request(f"{CONTACTS}?hapikey=abc-123", method="POST"))
    assert told == (
        f"POST {CONTACTS} was not sent: nothing goes out where nobody looks on, as under nbval, papermill and CI."
        f" Answer it with account.mock('POST', '{CONTACTS}', …), or record it once with account.record('FILE') and"
        " replay that; Settings(outgoing='allow') lets it out."
    )


@pytest.mark.parametrize("url", LOOPBACK)
def test_this_machine_is_reached_all_the_same(account: Account, url: str) -> None:
    account.unattended = True
    assert account.outside.answer(request(url)) is None


@pytest.mark.parametrize("url", ["https://localhost.example.com/", "http://127.0.0.1.example.com/", "http://10.0.0.1/"])
def test_what_only_looks_like_this_machine_is_refused(account: Account, url: str) -> None:
    account.unattended = True
    refused(account, request(url))


def test_a_recording_lets_requests_out_and_a_cassette_goes_before_the_refusal(account: Account, tmp_path: Path) -> None:
    account.unattended = True
    with account.record(tmp_path / "a.json"):
        assert account.outside.answer(request()) is None
        account.outside.exchanged(happened(request(), response(1)))
    refused(account, request())
    with account.replay(tmp_path / "a.json"):
        assert asked(account, request()).by == "cassette"
    account.reset()
    refused(account, request())


def test_an_account_may_be_made_with_the_setting(make_account: Callable[..., Account]) -> None:
    refused(make_account(settings=Settings(outgoing="refuse")), request())


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        *[({}, False), ({"CI": ""}, False), ({"CI": "False"}, False), ({"CI": "0"}, False)],
        *[({"CI": "true"}, True), ({"CI": "1"}, True)],
    ],
)
def test_a_ci_system_says_so(environment: dict[str, str], says: bool) -> None:
    assert in_ci(environment) is says
