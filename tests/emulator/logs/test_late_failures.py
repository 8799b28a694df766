"""Work that still runs behind a response and fails turns the record of the execution that left it."""

from __future__ import annotations

import time

from hsfunc_magics import Account, Status

LATE = """console.log(context.params.n[0]);
if (context.params.late) setTimeout(() => { throw new RangeError(`late ${process.env.KEY}`); }, 600);
sendResponse({ body: process.pid });"""


def test_a_failure_of_frozen_work_turns_the_record_of_its_own_execution(account: Account) -> None:
    account.secrets.add("KEY", "s3cret-value")
    account.functions.add("f", LATE, secrets=["KEY"])
    first = account.call("f?n=1&late=1")
    assert [record.status for record in account.log.records()] == [Status.SUCCESS]
    time.sleep(0.6)  # what is left of the timer runs out while the instance is frozen
    second = account.call("f?n=2")
    third = account.call("f?n=3")
    assert first.response.text == second.response.text != third.response.text, "the instance is not used again"
    records = account.log.records(reverse=True)
    assert [record.status for record in records] == [Status.UNHANDLED_ERROR, Status.SUCCESS, Status.SUCCESS]
    (failed, *_) = records
    assert failed.id == first.id
    assert failed.error is not None
    assert (failed.error.type, failed.error.message, failed.error.line) == ("RangeError", "late •••", 2)
    assert failed.leaks == ("error",)
    assert "before the execution failed" in failed.notes[-1].text
    assert failed.status_code == 200
    assert [record.id for record in account.log.records(search="rangeerror")] == [first.id]


def test_a_failure_that_has_been_told_stays(account: Account) -> None:
    source = "setTimeout(() => { throw new Error('second'); }, 150); throw new Error('first');"
    account.functions.add("f", f"if (context.params.quiet) {{ sendResponse({{}}); return; }}\n{source}")
    account.call("f")
    time.sleep(0.2)
    account.call("f?quiet=1")
    (_, failed) = account.log.records()
    assert failed.error is not None
    assert failed.error.message == "first"
