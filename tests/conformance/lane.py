"""A lane: a Python process that runs cases one after another. Whatever a case does to it, the others go on.

Each line of its input names a case, `close DOOR ID` or `leave DOOR ID`; each line of its output is the JSON list of
problems. `leave` does not end what the case has started: who reads the answer ends the lane with SIGKILL.
By hand: `echo close api fail-sync-throw | python -m tests.conformance.lane`.
"""

from __future__ import annotations

import json
import os
import sys
import traceback

from ..processes import descendants, left_of
from .cases import read_cases
from .driving import CaseRun
from .over_http import HttpCaseRun

DOORS = {"api": CaseRun, "http": HttpCaseRun}


def main() -> None:
    """Runs what the input names until it ends."""
    cases = read_cases()
    for order in sys.stdin:
        then, door, name = order.split()
        run = DOORS[door](cases[name])
        try:
            run.go()
        except Exception:  # noqa: BLE001 - whatever a case brings up is its result, and the lane goes on
            run.problems.append(traceback.format_exc())
        if then == "close":
            before = descendants(os.getpid())
            run.close()
            left = left_of(before) + descendants(os.getpid(), zombies=True)
            run.problems += [f"a process is left: {process}" for process in left]
        print(json.dumps(run.problems), flush=True)


if __name__ == "__main__":
    main()
