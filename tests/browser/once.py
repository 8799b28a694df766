"""Finds the Chromium before the first test, once for all processes of a run."""

from __future__ import annotations

import fcntl
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .chromium import NoChromium, chromium, this_machine


def find(config: pytest.Config) -> dict[str, str]:
    """`path`, or why there is none: `reason`."""
    if importlib.util.find_spec("playwright") is None:
        return {"reason": "Playwright is not installed: pip install 'hsfunc-magics[test]'"}
    cache: pytest.Cache | None = getattr(config, "cache", None)
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if cache is None or worker is None:
        return _ask(config)
    return once(cache.mkdir("chromium"), worker["testrunuid"], lambda: _ask(config))


def once(folder: Path, run: str, ask: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What the first process of a run was told; the others wait for it."""
    told = folder / "told.json"
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
        if before.get("run") != run:
            before = {"run": run, "told": ask()}
            told.write_text(json.dumps(before), encoding="utf-8")
    answer: dict[str, str] = before["told"]
    return answer


def _ask(config: pytest.Config) -> dict[str, str]:
    def say(text: str) -> None:
        # Past pytest's capture, and in a process of xdist past its channel to the first one, which is stdout.
        with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(text, file=sys.stderr, flush=True)

    try:
        return {"path": chromium(this_machine(say))}
    except NoChromium as problem:
        say(str(problem))
        return {"reason": str(problem)}
