"""`%hs secrets`: values are asked for, kept in memory, and never shown."""

from __future__ import annotations

import getpass

import pytest

from hsfunc_magics import SecretError, current_account
from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell

VALUE = "v4lue-that-nobody-sees"


def test_a_value_is_asked_for_without_echo(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: VALUE)
    shell.run("%hs secrets add API_KEY")
    shell.run("%%hsfunction f --secret API_KEY\nsendResponse({ body: String(process.env.API_KEY.length) });")
    assert shell.call("f").response.text == str(len(VALUE))


def test_a_value_from_the_environment(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MY_KEY", VALUE)
    shell.run("%hs secrets add API_KEY --from-env MY_KEY")
    shell.run("%hs secrets list")
    shell.run("%hs secrets")
    shown = capsys.readouterr().out
    assert shown.count("  API_KEY\n") == 2
    assert VALUE not in shown
    assert VALUE not in repr(current_account().secrets)


def test_a_deleted_secret_is_gone_for_functions(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", VALUE)
    shell.run("%hs secrets add API_KEY --from-env MY_KEY")
    shell.run("%%hsfunction f --secret API_KEY\nsendResponse({ body: String('API_KEY' in process.env) });")
    assert shell.call("f").response.text == "true"
    shell.run("%hs secrets delete API_KEY")
    assert shell.call("f").response.text == "false"


def test_where_nobody_can_be_asked_the_prompt_fails_at_once(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", refuse)
    with pytest.raises(MagicError) as told:
        shell.run("%hs secrets add API_KEY")
    assert all(option in str(told.value) for option in ("--from-env", "--from-dotenv", "--from-var"))
    assert len(current_account().secrets) == 0


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("secrets add", MagicError, "Which secret"),
        ("secrets ad X", MagicError, "Did you mean add"),
        ("secrets add X --from-env MY_KYE", MagicError, "Did you mean MY_KEY"),
        ("secrets add 1X --from-env MY_KEY", SecretError, "letters, digits and underscores"),
        ("secrets add THERE --from-env MY_KEY", SecretError, "already there"),
        ("secrets delete THRE", SecretError, "Did you mean THERE"),
        ("secrets list X", MagicError, "takes no name"),
        ("secrets delete THERE --from-env MY_KEY", MagicError, "goes with add"),
        ("secrets update", MagicError, "Which secret"),
        ("secrets update THRE", SecretError, "Did you mean THERE? `secrets add THRE` adds a new one"),
        ("secrets add THERE", SecretError, "`secrets update THERE` changes its value"),
        ("secrets add X --from-env MY_KEY --from-var key", MagicError, "one source"),
        ("secrets add X --from-var kye", MagicError, "no Python variable kye. Did you mean key"),
        ("secrets add X --from-var number", MagicError, "of type int"),
        ("secrets add X --from-var empty", MagicError, "is empty"),
        ("secrets add X --force", MagicError, "--force goes with delete"),
        (f"secrets add X {VALUE}", MagicError, "Clear this cell"),
        (f"secrets add X --value {VALUE}", MagicError, "Clear this cell"),
        (f"secrets add X -{VALUE}", MagicError, "Clear this cell"),
        (f"secrets add X={VALUE}", MagicError, "Clear this cell"),
        (f"secrets update THERE {VALUE}", MagicError, "Clear this cell"),
        (f"secrets -f add X {VALUE}", MagicError, "Clear this cell"),
        (f"secrets ad X {VALUE}", MagicError, "Did you mean add"),
        (f"secrets add {VALUE}", SecretError, "no name for a secret"),
        (f"secrets update {VALUE}", SecretError, "no secret of that name"),
        ("secrest list", MagicError, "Did you mean secrets"),
    ],
)
def test_bad_input_is_told_without_a_value(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, line: str, kind: type[Exception], words: str
) -> None:
    monkeypatch.setenv("MY_KEY", VALUE)
    shell.run("%hs secrets add THERE --from-env MY_KEY")
    shell.ip.user_ns.update(key=VALUE, number=5, empty="")
    with pytest.raises(kind) as caught:
        shell.run(f"%hs {line}")
    assert words in str(caught.value)
    assert VALUE not in str(caught.value)
    assert current_account().secrets.names() == ["THERE"]


def test_a_value_from_a_python_variable(shell: Shell) -> None:
    shell.ip.user_ns["key"] = VALUE
    shell.run("%hs secret add API_KEY --from-var key")
    assert current_account().secrets.reveal(["API_KEY"]) == {"API_KEY": VALUE}


def test_delete_asks_nobody_with_or_without_the_option_of_hubspots_cli(shell: Shell) -> None:
    current_account().secrets.add_all({"A": "value-a", "B": "value-b"})
    shell.run("%hs secrets delete A --force")
    shell.run("%hs secrets delete B")
    assert len(current_account().secrets) == 0


def test_hs_alone_prints_what_there_is(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%hs")
    assert "%hs secrets" in capsys.readouterr().out
