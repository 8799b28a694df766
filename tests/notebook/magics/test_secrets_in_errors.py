"""No error of a magic repeats the value of a secret, and `%hs secrets` says which values are not masked."""

from __future__ import annotations

import getpass

import pytest

from hsfunc_magics import HsfuncError, current_account

from ..conftest import Shell

VALUE = "Wk3Jp9TnQx7v"


@pytest.mark.parametrize(
    "line",
    [
        f"%hscall {VALUE}//x --nothing-{VALUE}",
        f"%hscall f -H {VALUE}",
        f"%hscall f --as {VALUE}",
        f"%hscall https://{VALUE}.example/x",
        f"%hs {VALUE}",
        f"%hs secrets {VALUE}",
        f"%hs secrets add X --from-env {VALUE}",
        f"%hs function create f --runtime {VALUE}",
        f"%hs limits {VALUE}=1",
        f"%hs show {VALUE}",
        f"%hs open ./{VALUE}",
        f"%%hsfunction f --runtime {VALUE}\nsendResponse({{}});",
        f"%%hsfunction f --method {VALUE}\nsendResponse({{}});",
        f"%%hsfunction f\nconst a = '{VALUE}' + ;",
    ],
)
def test_a_mistyped_line_does_not_repeat_it(shell: Shell, line: str) -> None:
    current_account().secrets.add("TOKEN", VALUE)
    with pytest.raises(HsfuncError) as told:
        shell.run(line)
    assert VALUE not in "\n".join([str(told.value), repr(told.value), *told.value._render_traceback_()])  # type: ignore[attr-defined]


@pytest.mark.parametrize(("value", "why"), [("abc", "shorter than 4"), ("json", "an ordinary word")])
def test_a_value_that_is_not_masked_is_said_to_be_so(
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    value: str,
    why: str,
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: value)
    for action in ("add", "update"):
        shell.run(f"%hs secrets {action} SHORT")
        told = capsys.readouterr()
        assert why in told.out and "it is not masked" in told.out
        assert told.err == ""


def test_values_of_a_file_are_told_as_well(
    shell: Shell, tmp_path: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    with open(".env", "w", encoding="utf-8") as file:
        file.write(f"ONE=true\nTWO=ab\nTHREE={VALUE}\n")
    shell.run("%hs secrets add --from-dotenv .env")
    told = capsys.readouterr().out
    assert "value of ONE" in told and "value of TWO" in told and "value of THREE" not in told
