"""Hostile functions fail alone: others are served meanwhile and afterwards, and nothing is left (contract §7)."""

from __future__ import annotations

import pytest

from .conftest import EnterRoom
from .fault import Fault
from .faults import FAULTS

# In this order each kind's account is made once.
_EVERY = [
    pytest.param(kind, fault, crowded, id=f"{kind}-{fault.name}-{'crowded' if crowded else 'alone'}")
    for kind, faults in FAULTS.items()
    for fault in faults
    for crowded in (False, True)
]


def test_the_table_holds_sixty_faults_and_no_name_twice() -> None:
    assert sum(map(len, FAULTS.values())) >= 60
    for kind, faults in FAULTS.items():
        names = [fault.name for fault in faults]
        assert len(names) == len(set(names)), kind


@pytest.mark.parametrize(("kind", "fault", "crowded"), _EVERY)
def test_a_fault_harms_itself_alone(enter_room: EnterRoom, kind: str, fault: Fault, crowded: bool) -> None:
    room = enter_room(kind)
    count = room.tally.of(kind)
    count.tried += 1
    room.limit(fault, crowded=crowded)
    if crowded:
        room.among_good_calls(lambda: room.call(fault))
    else:
        room.call(fault)
    room.assert_unharmed(fault)
    count.survived += 1
