"""`%hscall --inspect`: says how to attach before it waits, and does not go with a series."""

from __future__ import annotations

from threading import Thread

import pytest

from hsfunc_magics import MagicError
from hsfunc_magics.emulator.call.told.inspecting import Inspecting
from hsfunc_magics.notebook.magics import hscall

from ...debugger import step_through
from ..conftest import Shell


def test_the_call_waits_for_a_debugger(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run("%%hsfunction f\nsendResponse({ body: 'stepped' });")
    tell = hscall._tell

    def attach(inspecting: Inspecting) -> None:
        tell(inspecting)
        Thread(target=step_through, args=(inspecting.url,)).start()

    monkeypatch.setattr(hscall, "_tell", attach)
    assert shell.call("f --inspect").response.text == "stepped"
    assert "The call waits for a debugger at ws://127.0.0.1:" in capsys.readouterr().out
    with pytest.raises(MagicError, match="--inspect does not go with --repeat"):
        shell.run("%hscall f --inspect --repeat 2")
