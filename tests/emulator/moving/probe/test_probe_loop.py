"""The loop closes: the probe's function under each value of each switch answers so that reading gives it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics.emulator.moving.probe.reading import read_probe
from hsfunc_magics.emulator.moving.probe.requests import ANSWER_FILE
from hsfunc_magics.emulator.moving.probe.write import write_probe
from hsfunc_magics.emulator.projects.switches import SWITCHES, Switches

from .platform import ask, saved

EACH = [(name, value) for name, switch in SWITCHES.items() for value in switch.values]
LAST = {name: list(switch.values)[-1] for name, switch in SWITCHES.items()}
VALUES = {name: list(switch.values) for name, switch in SWITCHES.items()}
MIXED = {name: values[number % len(values)] for number, (name, values) in enumerate(VALUES.items())}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("probe") / "project"
    write_probe(str(folder))
    return folder


def read(tmp_path: Path, data: bytes) -> dict[str, str]:
    """What a file with these bytes settles."""
    file = tmp_path / ANSWER_FILE
    file.write_bytes(data)
    reading = read_probe(str(file), Switches(), "2026-10-01")
    assert (reading.day, reading.contradicted, reading.further) == ("2026-09-30", (), ())
    return {name: verdict.value for name, verdict in reading.verdicts.items() if verdict.value is not None}


@pytest.mark.parametrize(("name", "value"), EACH)
def test_each_value_is_read_back_from_plain_node(project: Path, tmp_path: Path, name: str, value: str) -> None:
    switches = Switches({name: value})
    assert read(tmp_path, saved(ask(project, switches))) == {one: switches[one] for one in SWITCHES}


@pytest.mark.parametrize("chosen", [LAST, MIXED], ids=["last", "mixed"])
@pytest.mark.parametrize(("http", "newline"), [("1.1", "\r\n"), ("2", "\n")])
def test_values_are_read_back_together(
    project: Path, tmp_path: Path, chosen: dict[str, str], http: str, newline: str
) -> None:
    found = ask(project, Switches(chosen))
    assert read(tmp_path, saved(found, http=http, newline=newline)) == chosen


def test_nothing_of_the_account_leaves_the_function(project: Path) -> None:
    switches = Switches({"token": "injected", "contact": "present", "limits": "present"})
    text = saved(ask(project, switches)).decode("latin-1")
    assert '"token":true' in text and '"contact":true' in text
    for private in ("pat-the-token", "ann@example.com", "123456"):
        assert private not in text
