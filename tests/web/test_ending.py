"""The end of a server with executions under way: they finish, or are cut off at their limit."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from hsfunc_magics import Account

from .conftest import SECONDS, Site

_SOURCES = {
    "late": "setTimeout(() => sendResponse({ body: 'late' }), 300);",
    "stuck": "for (;;) ;",
    "forgotten": "await new Promise(() => setInterval(() => {}, 1000));",
}


@pytest.mark.parametrize(("endpoint", "limit", "status"), [("late", 10, 200), ("stuck", 1, 429), ("forgotten", 1, 429)])
def test_the_client_gets_its_answer_while_the_server_ends(endpoint: str, limit: int, status: int) -> None:
    account = Account()
    account.change_limits({"execution_seconds": limit})
    for name, source in _SOURCES.items():
        account.functions.add(name, source)
    site = Site(account)
    with ThreadPoolExecutor(1) as client:
        waiting = client.submit(site.get, f"/_hcms/api/{endpoint}")
        until = time.monotonic() + SECONDS
        while account.pool.instances == 0 and time.monotonic() < until:
            time.sleep(0.01)
        site.close()
        assert waiting.result().status == status
    assert not site.background.running
    with pytest.raises(OSError, match="refused"):
        site.connect()
