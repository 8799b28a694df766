"""Every exported class, and every part of an account, shows itself: in one short line, truly, without a secret."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

import hsfunc_magics
from hsfunc_magics import (
    Account,
    Clock,
    FunctionSyntaxError,
    HsfuncError,
    Limits,
    ManifestError,
    ProcessBoundError,
    SecretError,
    SecretWarning,
    Settings,
    Status,
    Visitor,
)

SECRET = "the-value-of-it"
LONGEST = 200


def refused(account: Account) -> ManifestError:
    with pytest.raises(ManifestError) as caught:
        account.functions.load("app", '{"endpoints": {"a": {}, "b": {}, "c": {"method": "FETCH"}}}', {})
    return caught.value


MADE: dict[str, Callable[[Account], Any]] = {
    "Account": lambda account: account,
    "Clock": lambda account: account.clock,
    "Execution": lambda account: account.call(f"events?q={SECRET}"),
    "FunctionSyntaxError": lambda _: FunctionSyntaxError("no JavaScript", 1, 2),
    "Limits": lambda account: account.limits,
    "ManifestError": refused,
    "ProcessBoundError": lambda _: ProcessBoundError("Account"),
    "SecretWarning": lambda _: SecretWarning("the value of A is short"),
    "Settings": lambda account: account.settings,
    "Status": lambda _: Status.SUCCESS,
    "Visitor": lambda _: Visitor(vid=7, properties={"email": "ann@example.com"}),
}
CLASSES = [name for name in hsfunc_magics.__all__ if inspect.isclass(getattr(hsfunc_magics, name))]


@pytest.fixture
def account() -> Iterator[Account]:
    account = Account()
    account.secrets.add("API_KEY", SECRET)
    account.functions.add("events", "sendResponse({ body: process.env });", secrets=["API_KEY"])
    yield account
    account.close()


def assert_shows_itself(value: Any) -> None:
    shown = repr(value)
    assert 0 < len(shown) <= LONGEST and len(shown.splitlines()) == 1, shown
    assert re.search(r"\bat 0x|object at", shown) is None, shown
    assert SECRET not in shown
    if hasattr(value, "_repr_mimebundle_"):
        data, metadata = value._repr_mimebundle_()
        assert data["text/plain"]
        assert SECRET not in f"{data}{metadata}"


@pytest.mark.parametrize("name", CLASSES)
def test_an_exported_class_shows_itself(account: Account, name: str) -> None:
    kind = getattr(hsfunc_magics, name)
    value = MADE[name](account) if name in MADE else kind("It cannot be done.\nDo something else.")
    assert isinstance(value, kind)
    assert_shows_itself(value)
    if issubclass(kind, HsfuncError):
        assert repr(value).startswith(f"{name}(")


def test_every_part_of_an_account_shows_itself(account: Account) -> None:
    for name, part in vars(account).items():
        if not name.startswith("_") and not callable(part):
            assert_shows_itself(part)
    deletion = account.functions.delete("events")
    registration = account.functions.add("other", "sendResponse({});")
    for value in (deletion, registration, registration.folder, registration.endpoint, account.reset(secrets=True)):
        assert_shows_itself(value)


def test_an_account_says_what_it_has(account: Account) -> None:
    assert repr(account) == "<Account 123456: 1 endpoint, 1 secret>"
    account.functions.add("<b>", "sendResponse({});", method="POST")
    account.change_limits({"execution_seconds": 2})
    account.visitors.add("ann", Visitor(vid=7))
    account.visitors.use("ann")
    account.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    data, metadata = account._repr_mimebundle_()
    assert data["text/plain"].splitlines() == [
        "Account 123456",
        "  domains        123456.hs-sites.com",
        "  endpoints      GET events  (app.functions/events.js)",
        "                 POST <b>  (app.functions/b.js)",
        "  secrets        API_KEY",
        "  visitor        ann, known, vid 7",
        "  stands at      2 of 100 endpoints",
        "                 1 of 50 secrets",
        "                 the minute: %hs limits, account.quota_state",
        "  not HubSpot's  execution_seconds: 2 s",
        "  clock          stands at 2026-01-01T00:00:00.000Z",
    ]
    assert "<b>" not in data["text/html"] and "&lt;b&gt;" in data["text/html"]
    assert metadata["hsfunc"]["quota"] == {"timeRemaining": 600_000, "executionsRemaining": 300}


def test_values_say_how_they_are_made() -> None:
    assert repr(Limits()) == "Limits()"
    assert repr(Limits(execution_seconds=2)) == "Limits(execution_seconds=2)"
    assert repr(Settings(network=False)) == "Settings(network=False)"
    assert repr(Visitor(vid=7, is_logged_in=True)) == "Visitor(vid=7, is_logged_in=True)"
    assert repr(Clock()) == "<Clock: the real one>"
    assert repr(SecretError("a\nb")) == "SecretError('a …')"


def test_dir_has_the_names_for_users_alone(account: Account) -> None:
    values = [make(account) for name, make in MADE.items() if name not in ("SecretWarning", "Status")]
    for value in [*values, account.functions, account.secrets, account.log, account.visitors]:
        shown = dir(value)
        assert shown and not [one for one in shown if one.startswith("_") or one in ("draw", "tell", "after_fork")]
        assert [one for one in shown if not hasattr(value, one)] == []


def test_dir_of_the_package_has_what_it_exports() -> None:
    assert set(dir(hsfunc_magics)) == {*hsfunc_magics.__all__, "__version__"}


def test_one_of_a_thing_is_told_in_the_singular(account: Account) -> None:
    account.change_limits({"secrets": 1, "endpoints": 1, "log_days": 1})
    amounts = {row.limit.name: row.limit.amount for row in account.limit_usage().rows}
    assert [amounts[name] for name in ("secrets", "endpoints", "log_days")] == ["1 secret", "1 endpoint", "1 day"]
    with pytest.raises(SecretError, match="at most 1 secret\\."):
        account.secrets.add("OTHER", "x" * 20)
    with pytest.raises(ManifestError, match="at most 1 endpoint;"):
        account.functions.add("other", "sendResponse({})")
