"""What the log of a kernel takes of its memory."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

_FILL = """
import json
from dataclasses import replace
from hsfunc_magics import Account
from hsfunc_magics.emulator.logs.record import log_record
from hsfunc_magics.emulator.logs.database import LogDatabase

def memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

account = Account()
account.functions.add("f", "console.log('a line of the log '.repeat(20)); sendResponse({});")
record = log_record(account.call("f"))
store = LogDatabase(None, 1)
def write(start, end):
    for number in range(start, end, 100):
        store.write([replace(record, id=str(n)) for n in range(number, number + 100)])
write(0, 1000)
before = memory()
write(1000, 30_000)
after = memory()
found = [store._value(question) for question in ("select count(*) from record", "pragma integrity_check")]
print(json.dumps([(after - before) / 1024, *found]))
account.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_many_records_take_little_of_the_kernels_memory() -> None:
    told = subprocess.run([sys.executable, "-c", _FILL], check=True, capture_output=True, text=True, timeout=100)
    megabytes, *others = json.loads(told.stdout)
    assert others == [30_000, "ok"]
    assert megabytes < 8
