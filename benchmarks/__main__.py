"""`python -m benchmarks [--quick] [--only NAME…] [--json FILE]`: runs the measurements and prints their table."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from .first_call import first_call
from .flat import flat
from .kill import kill
from .load_ext import load_ext
from .machine import facts
from .memory import memory
from .payload import payload
from .rows import Row, table
from .warm import floor_socket, warm

Measurement = Callable[..., Iterator[Row]]

MEASUREMENTS: dict[str, Measurement] = {
    "warm": warm,
    "floor-socket": floor_socket,
    "first-call": first_call,
    "payload": payload,
    "kill": kill,
    "memory": memory,
    "load-ext": load_ext,
    "flat": flat,
}


def main(arguments: list[str] | None = None) -> int:
    """Runs what was asked for. Never fails because of a figure: a verdict is for people."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed and memory, as ratios of one run.")
    parser.add_argument("--quick", action="store_true", help="fewer samples: a look, no figures to quote")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=MEASUREMENTS, help=", ".join(MEASUREMENTS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the machine and all rows there")
    options = parser.parse_args(arguments)
    machine = facts()
    print(" · ".join(f"{name} {value}" for name, value in machine.items()), file=sys.stderr, flush=True)
    rows: list[Row] = []
    for name in options.only or MEASUREMENTS:
        start = time.perf_counter()
        rows += MEASUREMENTS[name](quick=options.quick)
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    print(" · ".join(f"{name} {value}" for name, value in machine.items()))
    print()
    print("\n".join(table(rows)))
    if options.json is not None:
        told = {"machine": machine, "quick": options.quick, "rows": [row.as_json() for row in rows]}
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
