"""`pytest --hsfunc-coverage`: what all tests have run of the functions' sources, in several processes as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..emulator.coverage.coverage import Coverage
from ..emulator.coverage.lines import FileCoverage
from ..emulator.errors import FolderError

if TYPE_CHECKING:
    from .functions import FunctionsUnderTest

_KEY = "hsfunc_coverage"


class CoverageReport:
    """Collects the coverage of a run of pytest, and tells it in the end. `target` is a file for it; empty for none."""

    def __init__(self, target: str) -> None:
        if target and (Path(target).is_dir() or target.endswith(".py") or "::" in target):
            raise pytest.UsageError(
                f"--hsfunc-coverage={target} would be a file for the report (lcov.info, coverage.html). Without one:"
                f" pytest {target} --hsfunc-coverage"
            )
        if target and not Path(target).absolute().parent.is_dir():
            raise pytest.UsageError(f"--hsfunc-coverage={target}: there is no folder {Path(target).parent}.")
        self._target = target
        self._whole = Coverage()

    def begin(self, under_test: FunctionsUnderTest) -> None:
        """Every call of the test counts."""
        under_test.account.coverage.on = True

    def take(self, under_test: FunctionsUnderTest) -> None:
        """A test is over."""
        self._whole.add_files(under_test.account.coverage.files)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """In one of several processes: hands what there is to the one that reports."""
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[_KEY] = [list(_plain(file)) for file in self._whole.files]

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """One of several processes is over."""
        told: Mapping[str, Any] = getattr(node, "workeroutput", {})
        self._whole.add_files(FileCoverage(*file) for file in told.get(_KEY, ()))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """A line for each file, with the lines that no test has run."""
        files = self._whole.files
        terminalreporter.section("hsfunc coverage")
        if not files:
            terminalreporter.line("No test has called a function through the fixture hsfunc.")
        for file in files:
            missed = ", ".join(_spans(line for line in sorted(file.lines) if file.state(line) == "missed"))
            terminalreporter.line(f"{file}{f'; not run: {missed}' if missed else ''}")
        if self._target:
            try:
                self._write()
            except FolderError as problem:
                terminalreporter.line(f"--hsfunc-coverage: {problem}", red=True)
            else:
                terminalreporter.line(f"Written to {self._target}.")

    def _write(self) -> None:
        if not self._target.endswith(".html"):
            self._whole.write_lcov(self._target)
            return
        data, _ = self._whole._repr_mimebundle_()
        head = '<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        page = f"{head}<title>Coverage</title>{data['text/html']}"
        try:
            Path(self._target).write_text(page, encoding="utf-8")
        except OSError as problem:
            raise FolderError(f"{self._target}: {(problem.strerror or 'it cannot be written').lower()}.") from None


def _plain(file: FileCoverage) -> Iterator[Any]:
    """A file as values that pass between processes."""
    yield from (file.path, file.text, file.lines, file.branches, file.functions)


def _spans(lines: Iterable[int]) -> Iterator[str]:
    """`4-6, 9`."""
    for _, group in groupby(enumerate(lines), lambda pair: pair[1] - pair[0]):
        found = [line for _, line in group]
        yield f"{found[0]}-{found[-1]}" if len(found) > 1 else str(found[0])
