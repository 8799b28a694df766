"""`%hs secrets update`, and `.env` files: what is announced, and the way past the wait (contract §8)."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import SecretError, current_account
from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell

OLD, NEW = "old-v4lue", "new-v4lue"
FUNCTION = "%%hsfunction f --secret TOKEN\nsendResponse({ body: String(process.env.TOKEN === new_value) });"


@pytest.fixture
def updated(shell: Shell) -> Shell:
    shell.ip.user_ns.update(old=OLD, new=NEW)
    shell.run("%hs secrets add TOKEN --from-var old")
    shell.run(FUNCTION.replace("new_value", repr(NEW)))
    return shell


def test_the_announced_way_past_the_wait_works_on_a_real_clock(
    updated: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    updated.run("%hs secrets update TOKEN --from-var new")
    told = capsys.readouterr().out
    assert told.splitlines() == [
        "The secret TOKEN was updated.",
        "Functions see the new value after 60s of the account's clock: HubSpot caches them for about a minute.",
        "To skip the wait: %hs clock freeze, then %hs clock advance 60s.",
    ]
    updated.run("%hs secrets")
    assert "TOKEN (updated; functions still see the old value)" in capsys.readouterr().out
    assert updated.call("f").response.text == "false"
    for command in told.splitlines()[-1].removeprefix("To skip the wait: ").removesuffix(".").split(", then "):
        updated.run(command)
    assert updated.call("f").response.text == "true"
    updated.run("%hs secrets")
    assert "still see" not in capsys.readouterr().out


def test_on_a_clock_that_stands_it_is_advanced_only(updated: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    updated.run("%hs clock freeze 2020-01-01")
    updated.run("%hs secrets update TOKEN --from-var new")
    assert "To skip the wait: %hs clock advance 60s." in capsys.readouterr().out


def test_the_setting_turns_the_wait_off_at_once(updated: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    updated.run("%config HsfuncMagics.secret_delay_seconds = 0")
    updated.run("%hs secrets update TOKEN --from-var new")
    assert "Functions see" not in capsys.readouterr().out
    assert updated.call("f").response.text == "true"
    updated.run("%config HsfuncMagics.secret_delay_seconds = 5")
    updated.run("%hs secrets update TOKEN --from-var old")
    assert "after 5s" in capsys.readouterr().out


def test_settings_from_before_the_account_is_made_hold_as_well(shell: Shell) -> None:
    shell.run("%config HsfuncMagics.secret_delay_seconds = 7")
    shell.run("%config HsfuncMagics.allow_deprecated_runtime = True")
    settings = current_account().settings
    assert (settings.secret_delay_seconds, settings.allow_deprecated_runtime) == (7, True)


@pytest.fixture
def folder(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    text = "\ufeff# keys\nAPI_KEY=api-v4lue\nexport TOKEN='tok$en ${HOME} # v4lue'\nPEM=\"line-1\nline-2\"\nEMPTY=\n"
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    return tmp_path


def revealed(*names: str) -> dict[str, str]:
    return current_account().secrets.reveal(names)


def test_one_value_of_a_file(shell: Shell, folder: Path) -> None:
    shell.run("%hs secrets add TOKEN --from-dotenv .env")
    assert current_account().secrets.names() == ["TOKEN"]
    assert revealed("TOKEN") == {"TOKEN": "tok$en ${HOME} # v4lue"}


def test_all_values_of_a_file_and_once_more(shell: Shell, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%hs secrets add --from-dotenv .env")
    told = capsys.readouterr().out
    assert told.splitlines() == [
        "Added from .env: API_KEY, TOKEN, PEM.",
        "Without a value, left out: EMPTY.",
    ]
    assert revealed("API_KEY", "PEM") == {"API_KEY": "api-v4lue", "PEM": "line-1\nline-2"}
    shell.run("%hs secrets delete PEM")
    (folder / ".env").write_text("API_KEY=other-v4lue\nPEM=x\nNEW=y\n", encoding="utf-8")
    shell.run("%hs secrets add --from-dotenv .env")
    assert "Added from .env: PEM, NEW.\nAlready there, left as they were" in capsys.readouterr().out
    assert revealed("API_KEY") == {"API_KEY": "api-v4lue"}


def test_an_update_from_a_file_takes_what_is_there(
    shell: Shell, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.ip.user_ns["old"] = OLD
    shell.run("%hs secrets add TOKEN --from-var old")
    shell.run("%config HsfuncMagics.secret_delay_seconds = 0")
    shell.run("%hs secrets update --from-dotenv .env")
    told = capsys.readouterr().out
    assert (
        "Updated from .env: TOKEN.\nNot there, left out (`%hs secrets add --from-dotenv .env` adds them): API_KEY"
        in told
    )
    assert "v4lue" not in told
    assert revealed("TOKEN", "API_KEY") == {"TOKEN": "tok$en ${HOME} # v4lue"}


@pytest.mark.parametrize(
    ("line", "text", "kind", "words"),
    [
        ("add --from-dotenv .evn", "A=v4lue", SecretError, "no such file or directory. Did you mean .env?"),
        ("add API_KYE --from-dotenv .env", "API_KEY=v4lue", MagicError, "Did you mean API_KEY? Its names: API_KEY."),
        ("add EMPTY --from-dotenv .env", "EMPTY=", MagicError, "EMPTY in .env is empty"),
        ("add --from-dotenv .env", "A=v4lue\nB='v4lue\nC=v4lue", SecretError, "line 2 is not NAME=value"),
        ("add --from-dotenv .env", "A=v4lue\nMY-KEY=v4lue", SecretError, "the name in line 2 cannot be a secret's"),
        ("add --from-dotenv .env", "A=-----BEGIN-----\nv4lueMIIE\nv4lue==", SecretError, "line 2 is not NAME=value"),
        ("add --from-dotenv .", "A=v4lue", SecretError, "directory"),
        (
            "add --from-dotenv .env",
            "\n".join(f"S{number}=v4lue" for number in range(50)),
            SecretError,
            "50 more are too many: none was added",
        ),
    ],
)
def test_a_file_is_taken_whole_or_not_at_all(
    shell: Shell, folder: Path, line: str, text: str, kind: type[Exception], words: str
) -> None:
    shell.ip.user_ns["old"] = OLD
    shell.run("%hs secrets add THERE --from-var old")
    (folder / ".env").write_text(text, encoding="utf-8")
    with pytest.raises(kind) as told:
        shell.run(f"%hs secrets {line}")
    assert words in str(told.value)
    assert "v4lue" not in str(told.value)
    assert current_account().secrets.names() == ["THERE"]


def test_a_file_that_is_no_text_is_told(shell: Shell, folder: Path) -> None:
    (folder / ".env").write_bytes(b"A=\xff\xfe")
    with pytest.raises(SecretError, match="not UTF-8"):
        shell.run("%hs secrets add --from-dotenv .env")
