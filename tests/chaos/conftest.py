"""One account for each kind of faults, and the table that tells what they did."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hsfunc_magics import Account
from hsfunc_magics.emulator.settings import Settings

from .faults import FAULTS
from .room import Room
from .tally import Tally

_TALLY = pytest.StashKey[Tally]()


EnterRoom = Callable[[str], Room]


@pytest.fixture(scope="module")
def enter_room(pytestconfig: pytest.Config) -> Iterator[EnterRoom]:
    """The room of a kind; the one before it closes, so that only one has processes."""
    tally = pytestconfig.stash.setdefault(_TALLY, Tally())
    rooms: list[Room] = []

    def enter(kind: str) -> Room:
        if rooms and rooms[-1].kind == kind:
            return rooms[-1]
        for room in rooms:
            room.account.close()
        account = Account(settings=Settings(instances=12))
        rooms.append(Room(account, kind, FAULTS.get(kind, ()), tally))
        return rooms[-1]

    yield enter
    for room in rooms:
        room.account.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    tally = config.stash.get(_TALLY, None)
    if tally is None:
        return
    terminalreporter.section("chaos")
    for line in tally.lines():
        terminalreporter.write_line(line)
