"""What pytest loads wherever the package is installed: hooks and fixtures, and nothing else before they are used."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ..emulator.settings import Settings
    from ..runtime.pool.pool import Pool
    from .coverage import CoverageReport
    from .functions import FunctionsUnderTest

_COVERAGE: pytest.StashKey[CoverageReport] = pytest.StashKey()
_IN_USE: pytest.StashKey[FunctionsUnderTest] = pytest.StashKey()


@pytest.fixture(scope="session")
def _hsfunc_pool() -> Iterator[Pool]:
    """Node instances that have booted: what one test leaves of them serves the next."""
    from .functions import new_pool

    pool = new_pool()
    yield pool
    pool.close()


@pytest.fixture
def hsfunc_settings() -> Settings:
    """The settings of the fixture `hsfunc`: define a fixture of this name to have others."""
    from ..emulator.settings import Settings

    return Settings()


@pytest.fixture
def hsfunc(
    request: pytest.FixtureRequest, hsfunc_settings: Settings, _hsfunc_pool: Pool
) -> Iterator[FunctionsUnderTest]:
    """HubSpot serverless functions under test, in an account of the test's own: load, call, mock, clock, visitor."""
    from .functions import FunctionsUnderTest

    under_test = FunctionsUnderTest(request.path.parent, request.config.rootpath, hsfunc_settings, _hsfunc_pool)
    request.node.stash[_IN_USE] = request.config.stash[_IN_USE] = under_test
    report = request.config.stash.get(_COVERAGE, None)
    if report is not None:
        report.begin(under_test)
    yield under_test
    del request.config.stash[_IN_USE]
    if report is not None:
        report.take(under_test)
    under_test.account.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows its executions, and no line of ours where an error of ours says what is wrong."""
    under_test = item.stash.get(_IN_USE, None)
    if under_test is not None and call.excinfo is not None:
        from .failures import without_own_frames

        without_own_frames(call.excinfo.value)
    report = yield
    if under_test is not None and report.failed and call.when != "teardown":
        from .failures import executions_text

        text = executions_text(under_test)
        if text:
            report.sections.append(("hsfunc executions", text))
    return report


def pytest_assertrepr_compare(config: pytest.Config, op: str, left: object, right: object) -> list[str] | None:
    """A status that is another one than the test says comes with what the function did."""
    under_test = config.stash.get(_IN_USE, None)
    if under_test is None:
        return None
    from .failures import explain_status

    return explain_status(under_test.executions, op, left, right)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Only what nobody could say otherwise."""
    parser.getgroup("hsfunc", "HubSpot serverless functions").addoption(
        "--hsfunc-coverage",
        nargs="?",
        const="",
        metavar="FILE",
        help="tell which lines of functions the tests have run; =lcov.info or =coverage.html writes them, too",
    )


def pytest_configure(config: pytest.Config) -> None:
    target = config.getoption("--hsfunc-coverage")
    if target is not None:
        from .coverage import CoverageReport

        report = config.stash[_COVERAGE] = CoverageReport(target)
        config.pluginmanager.register(report, "hsfunc-coverage")
    if _with_nbval(config):
        from .notebooks import prepare

        prepare(config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if _with_nbval(config):
        from .notebooks import settle

        settle(items, config)


def _with_nbval(config: pytest.Config) -> bool:
    return bool(config.getoption("nbval", False) or config.getoption("nbval_lax", False))
