"""Drives one case through the Python API: an account, its folder, the steps in order."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hsfunc_magics import Account, HsfuncError, Visitor

from .cases import Case, expanded, numbered, source
from .judging import judge
from .sending import request_of


class CaseRun:
    """One case under way. `problems` has a line for everything that was not as expected."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.problems: list[str] = []
        described = case["account"]
        visitor = described["visitor"]
        self.account = Account(
            described["accountId"], visitor=Visitor.from_contact(visitor) if visitor is not None else None
        )
        self._folder = re.sub(r"[^A-Za-z0-9_-]", "-", case["id"])

    def go(self) -> None:
        """Loads the folder and takes the steps. The account stays open."""
        if self._start():
            for number, step in enumerate(self.case["calls"], 1):
                self._step(step, f"call {number}")

    def _start(self) -> bool:
        """Whether there is something to call."""
        folder, start = self.case["folder"], self.case.get("start", {})
        manifest = folder["serverless.json"]
        text = manifest if isinstance(manifest, str) else json.dumps(manifest, indent=2)
        files = {name: source(lines) for name, lines in folder.get("files", {}).items()}
        refused = False
        try:
            for name, value in self.case["account"]["secrets"].items():
                self.account.secrets.add(name, value)
            said = "\n".join(map(str, self.account.functions.load(self._folder, text, files)))
        except HsfuncError as error:
            said, refused = str(error), True
        if refused != start.get("fails", False):
            self.problems.append(f"start: {'refused' if refused else 'not refused'}: {said}")
        for pattern in start.get("output_match", []):
            if not re.search(pattern, said, re.IGNORECASE | re.DOTALL):
                self.problems.append(f"start: expected to match {pattern!r}, got {said!r}")
        self.problems += [
            f"start: must not contain {word!r}" for word in start.get("output_excludes", []) if word in said
        ]
        return not refused

    def _step(self, step: dict[str, Any], name: str) -> None:
        match step:
            case {"pause": seconds}:
                time.sleep(seconds)
            case {"write": files}:
                for file, lines in files.items():
                    self.account.functions.write(file, source(lines), folder=self._folder)
            case {"parallel": group}:
                self._parallel(_calls(group), name, step.get("max_seconds"))
            case {"request": _, "times": times}:
                for number, call in enumerate(_calls({"times": times, "call": step})):
                    self.problems += self._call(call, f"{name}.{number}")
            case {"request": _}:
                self.problems += self._call(expanded(step), name)
            case _:
                raise AssertionError(f"this runner does not know the step {step}")

    def _parallel(self, calls: list[dict[str, Any]], name: str, most: float | None) -> None:
        started = time.monotonic()
        with ThreadPoolExecutor(len(calls)) as threads:
            found = threads.map(self._call, calls, [f"{name}.{number}" for number in range(len(calls))])
            self.problems += [line for lines in found for line in lines]
        took = time.monotonic() - started
        if most is not None and took > most:
            self.problems.append(f"{name}: expected at most {most} s for all, took {took:.2f} s")

    def _call(self, call: dict[str, Any], name: str) -> list[str]:
        request = request_of(call["request"])
        started = time.monotonic()
        execution = self.account.handle(request)
        seconds = time.monotonic() - started
        log = self.account.logbook.as_json()
        return [f"{name}: {line}" for line in judge(call.get("expect", {}), execution, log, seconds)]


def _calls(group: list[dict[str, Any]] | dict[str, Any]) -> list[dict[str, Any]]:
    if isinstance(group, list):
        return [expanded(call) for call in group]
    return [expanded(numbered(group["call"], number)) for number in range(group["times"])]
