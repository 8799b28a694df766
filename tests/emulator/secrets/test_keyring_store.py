"""Secrets in the system's keyring: on request, for one account, and never half-way (contract §8)."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from hsfunc_magics import Account, SecretError, Settings

from ..conftest import AccountMaker


class FakeKeyring(KeyringBackend):
    """In memory. `fails_at` counts down writes to one that fails."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.fails_at = -1

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._count()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._count()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)

    def _count(self) -> None:
        self.fails_at -= 1
        if self.fails_at == 0:
            raise KeyringLocked("locked while it held kept-value")


@pytest.fixture
def backend() -> Iterator[FakeKeyring]:
    before = keyring.get_keyring()
    fake = FakeKeyring()
    keyring.set_keyring(fake)
    yield fake
    keyring.set_keyring(before)


def keeping(make_account: AccountMaker, account_id: int = 123456) -> Account:
    return make_account(account_id, settings=Settings(keyring=True))


def test_by_default_the_keyring_is_not_touched(account: Account, backend: FakeKeyring) -> None:
    account.secrets.add("TOKEN", "kept-value")
    assert backend.kept == {}


def test_the_next_account_of_that_id_finds_what_was_kept(make_account: AccountMaker, backend: FakeKeyring) -> None:
    first = keeping(make_account)
    first.secrets.add_all({"TOKEN": "first-value", "GONE": "gone-value"})
    first.secrets.update("TOKEN", "kept-value")
    first.secrets.delete("GONE")
    assert keeping(make_account, 7).secrets.names() == []
    second = keeping(make_account)
    second.functions.add("f", "sendResponse({ body: process.env.TOKEN });", secrets=["TOKEN"])
    execution = second.call("f")
    assert execution.response.text == "kept-value" and execution.leaks == ("body",)
    assert second.secrets.names() == ["TOKEN"]
    assert not any("gone-value" in value for value in backend.kept.values())


def test_two_that_keep_at_the_same_time_lose_nothing(make_account: AccountMaker, backend: FakeKeyring) -> None:
    one, other = keeping(make_account), keeping(make_account)
    assert one.secrets.names() == other.secrets.names() == []
    one.secrets.add("A", "a-value")
    other.secrets.add("B", "b-value")
    assert keeping(make_account).secrets.names() == ["A", "B"]


@pytest.mark.parametrize("write", [1, 2, 3])
def test_a_keyring_that_fails_leaves_everything_as_it_was(
    make_account: AccountMaker, backend: FakeKeyring, write: int
) -> None:
    account = keeping(make_account)
    account.secrets.add("TOKEN", "kept-value")
    before = dict(backend.kept)
    backend.fails_at = write
    with pytest.raises(SecretError, match=r"cannot be used \(KeyringLocked\): nothing was changed") as told:
        account.secrets.add_all({"A": "a-value", "B": "b-value"})
    assert "kept-value" not in str(told.value)
    assert backend.kept == before
    assert account.secrets.names() == ["TOKEN"]
    backend.fails_at = 1
    for attempt in (lambda: account.secrets.update("TOKEN", "x-value"), lambda: account.secrets.delete("TOKEN")):
        backend.fails_at = 1
        with pytest.raises(SecretError):
            attempt()
        assert backend.kept == before
        assert account.secrets.delicate(["TOKEN"]) == ["kept-value"]


def test_a_system_without_a_keyring_is_told_and_functions_without_secrets_run(
    make_account: AccountMaker, backend: FakeKeyring
) -> None:
    keyring.set_keyring(NoKeyring())
    account = keeping(make_account)
    account.functions.add("plain", "sendResponse({ body: 'runs' });")
    assert account.call("plain").response.text == "runs"
    for attempt in (
        account.secrets.names,
        lambda: account.secrets.add("TOKEN", "kept-value"),
        lambda: account.functions.add("f", "sendResponse({});", secrets=["TOKEN"]),
    ):
        with pytest.raises(SecretError, match="no keyring that can be used") as told:
            attempt()
        assert "keyring = False" in str(told.value)
    assert list(account.functions) == ["plain"]


def test_without_the_package_the_error_names_the_extra(
    make_account: AccountMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SecretError, match=r"pip install 'hsfunc-magics\[keyring\]'"):
        keeping(make_account).secrets.add("TOKEN", "kept-value")


def test_an_account_that_begins_to_keep_has_both_and_memory_goes_first(
    make_account: AccountMaker, backend: FakeKeyring
) -> None:
    keeping(make_account).secrets.add_all({"BOTH": "kept-value", "KEPT": "other-value"})
    account = make_account()
    account.functions.add("f", "sendResponse({ body: Object.keys(process.env).sort() });", secrets=["BOTH", "KEPT"])
    account.secrets.add("BOTH", "memory-value")
    assert account.call("f").response.json() == ["BOTH"]
    account.settings = Settings(keyring=True)
    assert account.call("f").response.json() == ["BOTH", "KEPT"]
    assert account.secrets.reveal(["BOTH"]) == {"BOTH": "memory-value"}
    assert keeping(make_account).secrets.reveal(["BOTH"]) == {"BOTH": "kept-value"}


def test_a_reset_that_takes_the_secrets_takes_them_from_the_keyring_and_gives_them_back(
    make_account: AccountMaker, backend: FakeKeyring
) -> None:
    account = keeping(make_account)
    account.secrets.add_all({"TOKEN": "kept-value", "OTHER": "other-value"})
    account.functions.add("f", "sendResponse({});")
    backend.fails_at = 1
    with pytest.raises(SecretError):
        account.reset(secrets=True)
    assert (list(account.functions), account.secrets.names()) == (["f"], ["OTHER", "TOKEN"])
    reset = account.reset(secrets=True)
    assert keeping(make_account).secrets.names() == []
    account.secrets.add("TOKEN", "newer-value")
    since = account.restore(reset)
    assert keeping(make_account).secrets.holds("TOKEN", "kept-value")
    account.restore(since)
    assert keeping(make_account).secrets.names() == ["TOKEN"]
    assert account.secrets.holds("TOKEN", "newer-value")
