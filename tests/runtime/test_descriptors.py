"""The limit of descriptors: raised as far as may be, and shared between connections and instances."""

from __future__ import annotations

import subprocess
import sys

import pytest

_CODE = """
import resource, sys
from hsfunc_magics.runtime.descriptors import room_for_connections, widen
soft, hard = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
room = room_for_connections()
widen()
print(resource.getrlimit(resource.RLIMIT_NOFILE), 0 < room < soft, room_for_connections() >= room)
"""


@pytest.mark.parametrize(("soft", "hard", "then"), [(256, 1024, 1024), (700, 700, 700), (20, 64, 64)])
def test_what_may_be_had_is_asked_for_and_shared(soft: int, hard: int, then: int) -> None:
    command = [sys.executable, "-c", _CODE, str(soft), str(hard)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert told == f"({then}, {hard}) True True\n"
