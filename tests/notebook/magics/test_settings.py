"""`%config HsfuncMagics`: what cannot work is refused when it is set, and nothing has changed."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from traitlets import TraitError

from hsfunc_magics import Account, HsfuncError, SecretError, Settings, current_account
from hsfunc_magics.notebook.magics.magics import HsfuncMagics
from hsfunc_magics.notebook.magics.settings import SettingRefused
from hsfunc_magics.runtime.node.node import find_node

from ..conftest import Shell


def magics_of(shell: Shell) -> HsfuncMagics:
    magics = shell.ip.magics_manager.registry["HsfuncMagics"]
    assert isinstance(magics, HsfuncMagics)
    return magics


def refused(shell: Shell, name: str, value: object) -> str:
    """What is said of a setting by both ways to set one; it is as before then."""
    magics = magics_of(shell)
    before = getattr(magics, name)
    with pytest.raises(TraitError) as caught:
        setattr(magics, name, value)
    assert getattr(magics, name) == before
    with pytest.raises(SettingRefused) as stopped:
        shell.run(f"%config HsfuncMagics.{name} = {value!r}")
    assert getattr(magics, name) == before
    assert str(caught.value) in str(stopped.value)
    return str(caught.value)


@pytest.fixture
def without_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra is not installed."""
    monkeypatch.setitem(sys.modules, "keyring", None)


@pytest.mark.parametrize("account_first", [False, True])
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("keyring", True, "the package keyring is not installed"),
        ("runtime", "python3", "is not a runtime"),
        ("runtime", "nodejs99.x", "needs Node 99"),
        ("log_file", "/dev/null/log.sqlite", "cannot be kept in"),
    ],
)
@pytest.mark.usefixtures("without_keyring")
def test_what_cannot_work_is_refused(
    shell: Shell, capsys: pytest.CaptureFixture[str], account_first: bool, name: str, value: object, words: str
) -> None:
    if account_first:
        shell.run("%%hsfunction f\nsendResponse({ body: 'x' });")
    assert words in refused(shell, name, value)
    shown = capsys.readouterr().out
    assert words in shown and "Traceback" not in shown
    shell.run("%%hsfunction f\nsendResponse({ body: 'x' });")
    shell.run("%hs limits set execution_seconds=2")
    assert shell.call("f").response.text == "x"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("network = 'no'", "expected a boolean, not the str 'no'. HsfuncMagics.network stays True."),
        ("outgoing = 'never'", "not the str 'never'. HsfuncMagics.outgoing stays 'auto'."),
        ("account_id = -1", "is a number from 1, not -1. HsfuncMagics.account_id stays 123456."),
        ("secret_delay_seconds = -1.0", "was specified. HsfuncMagics.secret_delay_seconds stays 60.0."),
        ("netwrok = 1", "has no setting 'netwrok'. Did you mean network? %config HsfuncMagics lists them."),
        ("shell = 1", "HsfuncMagics has no setting 'shell'. %config HsfuncMagics lists them."),
    ],
)
def test_a_refused_setting_is_an_error_that_stops_a_run(
    shell: Shell, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    with pytest.raises(SettingRefused):
        shell.run(f"%config HsfuncMagics.{line}")
    shown = capsys.readouterr()
    assert shown.out.startswith("SettingRefused: ") and shown.out.endswith(f"{told}\n")
    assert len(shown.out.splitlines()) == 1 and shown.err == ""
    shell.run("%config HsfuncMagics.fence = True")  # nothing of the refused one is left


def test_settings_of_others_are_as_they_were(shell: Shell) -> None:
    shell.run("%config IPCompleter.greedy = 'x'")  # IPython logs it, and goes on
    shell.run("%config IPCompleter.greedy = True")


@pytest.mark.parametrize(("name", "value"), [("nodes", ["/bin/true"]), ("account_id", 0)])
def test_what_an_account_cannot_be_made_with_is_refused(shell: Shell, name: str, value: object) -> None:
    refused(shell, name, value)
    assert current_account().account_id == 123456


def test_a_setting_that_comes_too_late_says_when_it_takes_effect(shell: Shell) -> None:
    shell.run("%config HsfuncMagics.account_id = 77")
    assert current_account().account_id == 77
    assert "takes effect when the account is made" in refused(shell, "account_id", 78)


def test_a_setting_takes_effect_at_once(shell: Shell, tmp_path: Path) -> None:
    account = current_account()
    shell.run(f"%config HsfuncMagics.log_file = {str(tmp_path / 'log.sqlite')!r}")
    shell.run("%config HsfuncMagics.runtime = 'nodejs20.x'")
    assert (account.log.file, account.settings.runtime) == (tmp_path / "log.sqlite", "nodejs20.x")


def test_the_network_closes_and_opens_after_the_first_call_and_the_setting_is_named(shell: Shell) -> None:
    asks = "await require('axios').get('http://127.0.0.1:9/')"
    shell.run(f"%%hsfunction f\n{asks}.catch((e) => sendResponse({{ body: e.message }}));")
    shell.run(f"%%hsfunction g\n{asks};")
    assert "network" not in str(shell.call("f").notes)
    shell.run("%config HsfuncMagics.network = False")
    assert current_account().settings.network is False
    assert "network=False" in shell.call("f").notes[0].text
    error = shell.call("g").error
    assert error is not None and "network=False" in error.hint
    shell.run("%config HsfuncMagics.network = True")
    assert "network" not in str(shell.call("f").notes)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("allow_deprecated_runtime", True),
        ("fence", False),
        ("nodes", [str(find_node(20).path)]),
        ("bundle_cache", "cache"),
        ("secret_delay_seconds", 0.0),
    ],
)
def test_what_is_shown_after_the_first_call_is_in_force(shell: Shell, name: str, value: object) -> None:
    shell.run("%%hsfunction f\nsendResponse({ body: 'x' });")
    assert shell.call("f").response.text == "x"
    shell.run(f"%config HsfuncMagics.{name} = {value!r}")
    assert getattr(magics_of(shell), name) == value
    kept = getattr(current_account().settings, name)
    assert (list(kept) if isinstance(kept, tuple) else kept) == value
    assert shell.call("f").response.text == "x"


def test_a_setting_of_python_takes_effect_or_is_refused(shell: Shell, tmp_path: Path) -> None:
    account = current_account()
    account.settings = replace(account.settings, log_file=str(tmp_path / "log.sqlite"))
    assert account.log.file == tmp_path / "log.sqlite"
    with pytest.raises(HsfuncError, match="instances"):
        account.settings = replace(account.settings, instances=1)
    assert account.settings.instances is None


@pytest.mark.usefixtures("without_keyring")
def test_a_keyring_that_fails_later_keeps_nobody_from_the_limits(shell: Shell) -> None:
    account = Account(settings=Settings(keyring=True))
    try:
        account.change_limits({"execution_seconds": 2})
        used = {row.limit.name: row.used for row in account.limit_usage().rows}
        assert used["secrets"] is None and used["endpoints"] == 0
        with pytest.raises(SecretError):
            account.secrets.names()
    finally:
        account.close()
