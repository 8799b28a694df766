"""Drives one case through the Python API: an account, its folder, the steps in order."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hsfunc_magics import Account, Execution, HsfuncError, Visitor
from hsfunc_magics.cli.command import CommandError

from .cases import Case, expanded, numbered, source
from .judging import judge
from .sending import request_of


class CaseRun:
    """One case under way. `problems` has a line for everything that was not as expected."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.problems: list[str] = []
        self._folder = re.sub(r"[^A-Za-z0-9_-]", "-", case["id"])

    def go(self) -> None:
        """Loads the folder and takes the steps. The account stays open."""
        if self._start():
            for number, step in enumerate(self.case["calls"], 1):
                self._step(step, f"call {number}")

    def _start(self) -> bool:
        """Whether there is something to call."""
        start = self.case.get("start", {})
        refused = False
        try:
            said = self._load()
        except (HsfuncError, CommandError) as error:
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
                    self._write(file, source(lines))
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
        started = time.monotonic()
        execution = self._send(call["request"])
        seconds = time.monotonic() - started
        return [f"{name}: {line}" for line in judge(call.get("expect", {}), execution, self._log(), seconds)]

    # ------------------------------------------------------------ the door: the Python API

    def _load(self) -> str:
        """Puts the folder in place; what was said. Raises `HsfuncError`."""
        described = self.case["account"]
        visitor = described["visitor"]
        self.account = Account(
            described["accountId"], visitor=Visitor.from_contact(visitor) if visitor is not None else None
        )
        for name, value in described["secrets"].items():
            self.account.secrets.add(name, value)
        return "\n".join(map(str, self.account.functions.load(self._folder, self._manifest(), self._files())))

    def _write(self, file: str, text: str) -> None:
        self.account.functions.replace_file(file, text, folder=self._folder)

    def _send(self, request: dict[str, Any]) -> Execution:
        return self.account.handle(request_of(request))

    def _log(self) -> list[dict[str, Any]]:
        return self.account.log.as_json()

    def close(self) -> None:
        """Ends what the case has started."""
        self.account.close()

    def _manifest(self) -> str:
        manifest = self.case["folder"]["serverless.json"]
        return manifest if isinstance(manifest, str) else json.dumps(manifest, indent=2)

    def _files(self) -> dict[str, str]:
        return {name: source(lines) for name, lines in self.case["folder"].get("files", {}).items()}


def _calls(group: list[dict[str, Any]] | dict[str, Any]) -> list[dict[str, Any]]:
    if isinstance(group, list):
        return [expanded(call) for call in group]
    return [expanded(numbered(group["call"], number)) for number in range(group["times"])]
