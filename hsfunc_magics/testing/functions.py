"""The fixture `hsfunc`: an account of the test's own, its functions from disk, and what they have done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..emulator.account import Account
from ..emulator.call.execution import Execution
from ..emulator.clock import Clock
from ..emulator.disk.load import import_folders
from ..emulator.errors import FolderError, VisitorError
from ..emulator.limits.limits import Limits
from ..emulator.outgoing.mocks.mock import Mock
from ..emulator.projects.forms import forms_at
from ..emulator.projects.load import import_projects
from ..emulator.secrets.secrets import Secrets
from ..emulator.settings import Settings, bounds
from ..emulator.sources.package_needs import READ
from ..emulator.text import did_you_mean
from ..emulator.visitors import ANONYMOUS, Visitor
from ..runtime.outgoing import Exchange
from ..runtime.pool.pool import Pool
from .refusal import Unmocked


def new_pool() -> Pool:
    """Instances for the accounts of tests that follow each other."""
    return Pool(bounds(Limits()))


class FunctionsUnderTest:
    """HubSpot serverless functions under test. What a test does in it, the next one does not see.

    `account` is the test's own, `executions` are those of all of its calls in their order.

    Example::

        def test_events(hsfunc):
            hsfunc.load("shop.functions")
            assert hsfunc.call("events?name=Ann").response.json() == {"name": ["Ann"]}
    """

    def __init__(self, folder: Path, root: Path, settings: Settings, pool: Pool) -> None:
        self._places = tuple(dict.fromkeys((folder, root)))
        # Those of other settings are started otherwise.
        lent = _starts_like(settings, Settings())
        self.account = Account(settings=settings, pool=pool if lent else None)
        # Who wants the network says so by the setting.
        if getattr(settings, "outgoing", "auto") != "allow":
            self.account.outside.last = Unmocked(self.account.outside)
        self.executions: list[Execution] = []
        self.cautions: list[str] = []
        self.account.executed.connect(self.executions.append)

    def __repr__(self) -> str:
        return f"<hsfunc: {self.account!r}>"

    def load(self, path: str | Path, *, runtime: str | None = None, bundle: bool = False) -> None:
        """Puts a `.functions` folder, a project, or all that lie below a folder into the account.

        `path` is relative to the test's file, or to pytest's root directory. With `runtime` folders run on that Node
        whatever their files say; `bundle` bundles packages of package.json. Raises `FolderError`, `ManifestError` with
        every problem, and what reading raises; the account is then as it was.
        """
        given = str(self._find(Path(path).expanduser()))
        forms = forms_at(given)
        if forms.folders:
            bundling = self.account.bundling.folders() if bundle else None
            told = import_folders(
                self.account, given, paths=forms.folders, runtime=runtime, bundling=bundling, door=READ
            )
            self.cautions += told.cautions
            self.account.coverage.places |= {one.folder.title: self._told(one.path) for one in told.folders}
        if forms.projects:
            self.cautions += import_projects(self.account, given, paths=forms.projects).cautions

    def _told(self, path: Path) -> str:
        """A path as reports say it: from the root directory on, if it lies there."""
        root = self._places[-1]
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()

    def _find(self, path: Path) -> Path:
        for place in self._places:
            if (place / path).exists():
                return place / path
        beside = sorted({entry.name for place in self._places for entry in place.iterdir() if entry.is_dir()})
        places = " nor in ".join(map(str, self._places))
        raise FolderError(f"There is no {path} in {places}.{did_you_mean(path.name, beside)}")

    @property
    def call(self) -> Callable[..., Execution]:
        """Calls an endpoint: `hsfunc.call("events?x=1", json={…})`. As `Account.call`."""
        return self.account.call

    @property
    def mock(self) -> Callable[..., Mock]:
        """Answers a request that functions send: `hsfunc.mock("GET", url, json={…})`. As `Account.mock`."""
        return self.account.mock

    @property
    def clock(self) -> Clock:
        """The account's clock: `freeze`, `advance`."""
        return self.account.clock

    @property
    def secrets(self) -> Secrets:
        """The account's secrets: `hsfunc.secrets.add("KEY", "value")`."""
        return self.account.secrets

    @property
    def outgoing(self) -> list[Exchange]:
        """All requests that functions have sent in this test, in their order."""
        return [exchange for execution in self.executions for exchange in execution.outgoing]

    def visitor(self, who: Visitor | str | None = None, **contact: Any) -> Visitor | None:
        """Who calls from now on: `visitor(vid=7, is_logged_in=True, email="ann@example.com")`, `visitor("anonymous")`.

        A name is that of `account.visitors`. Returns the visitor, None for the anonymous one. Raises `VisitorError`.
        """
        if who is not None and contact:
            raise VisitorError("A visitor is either given whole or described: hsfunc.visitor(vid=7).")
        if who is None and "vid" not in contact:
            raise VisitorError(f'A visitor has a vid: hsfunc.visitor(vid=7). Nobody is hsfunc.visitor("{ANONYMOUS}").')
        if who is None:
            try:
                who = Visitor.from_contact(contact)
            except (TypeError, ValueError) as problem:
                raise VisitorError(f"vid and the numbers of lists are whole numbers: {problem}.") from None
        self.account.visitors.use(who)
        return self.account.visitors.current


def _starts_like(one: Settings, other: Settings) -> bool:
    """Whether the same instances serve both."""
    return (one.nodes, one.instances, one.fence, one.network) == (
        other.nodes,
        other.instances,
        other.fence,
        other.network,
    )
