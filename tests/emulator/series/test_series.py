"""A series of calls as a table."""

from __future__ import annotations

import sys

import pytest

from hsfunc_magics import Account, HsfuncError

SOURCE = "if (context.params.fail) throw new TypeError('no'); sendResponse({ statusCode: 201, body: 'x' });"


def test_a_series_is_a_dataframe(account: Account) -> None:
    pytest.importorskip("pandas", reason="pandas is an extra of the reader's own")
    account.functions.add("f", SOURCE)
    frame = account.repeat("f", 3, simulated_seconds=0.25).to_frame()
    assert frame["number"].to_list() == [1, 2, 3]
    assert frame.loc[0, ["latency_ms", "execution_ms", "status_code", "status"]].to_list() == [250, 250, 201, "SUCCESS"]
    assert frame["cold"].to_list() == [True, False, False]
    failed = account.repeat("f?fail=1", 1).to_frame()
    assert failed.loc[0, "error"].startswith("TypeError: no") and failed.loc[0, "status_code"] == 500
    assert failed.loc[0, "latency_ms"] >= failed.loc[0, "execution_ms"]
    missing = account.repeat("nothing", 1).to_frame()
    assert missing.loc[0, "status_code"] == 404 and list(missing.columns) == list(frame.columns)


def test_without_pandas_a_dataframe_is_an_error_that_helps(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    account.functions.add("f", SOURCE)
    series = account.repeat("f", 1)
    with pytest.raises(HsfuncError, match="pip install pandas"):
        series.to_frame()
