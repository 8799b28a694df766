"""What an account has: its functions, secrets, visitors and limits. All that works on one takes this, or less of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ..runtime.node.fence import Fence
from ..runtime.node.node import NodeNotFoundError, require_answers
from ..runtime.pool.pool import Pool
from .clock import Clock, Inside
from .coverage.coverage import Coverage
from .display import Displayable, listed
from .errors import HsfuncError, RuntimeUnavailable
from .functions.registry import Functions, FunctionsBefore
from .http import PREFIX, SERVERLESS_PREFIX
from .limits.limits import Limits
from .limits.quota import Quota, QuotaState
from .outgoing.cassettes.in_use import CassettesInUse
from .outgoing.outside import OutsideWorld
from .process_bound import ProcessBound
from .projects.registry import Projects, ProjectsBefore
from .secrets.keyring_store import KeyringStore
from .secrets.secrets import Secrets
from .settings import Settings, bounds
from .visitors import Visitor, VisitorList, Visitors

if TYPE_CHECKING:
    from ..runtime.outgoing import OutgoingRequest
    from .logs.database import LogDatabase
    from .outgoing.hubspot.hubspot import HubSpot
    from .outgoing.mocks.mock import Mock
    from .outgoing.mocks.registry import Mocks
    from .projects.switches import Switches


def _fence_of(settings: Settings) -> Fence:
    return Fence(closed=settings.fence, network=settings.network)


def default_switches() -> Switches:
    """The switches as they stand at first. Most accounts have no project, and do without what they load."""
    from .projects.switches import Switches

    return Switches()


@dataclass(frozen=True, repr=False, eq=False)
class Reset(ProcessBound, Displayable):
    """What `Account.reset` took away; `Account.restore` puts it back. Never shows a secret's value.

    `clock` is where it stood, `inside` what functions saw of that; None where it was the real one. `records` has the
    log, `log_file` the file whose records stay where they are. `unwatched` are folders that followed the disk, and no
    longer do.
    """

    functions: FunctionsBefore
    limits: Limits
    visitors: VisitorList
    clock: datetime | None
    booked: Sequence[tuple[float, float]]
    secrets: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    records: LogDatabase | None = None
    record_count: int = 0
    log_file: str | None = None
    unwatched: tuple[str, ...] = ()
    projects: ProjectsBefore = field(default_factory=ProjectsBefore)
    switches: Switches = field(default_factory=default_switches)
    unwatched_projects: tuple[str, ...] = ()
    mocks: tuple[Mock, ...] = ()
    hubspot: HubSpot | None = None
    inside: Inside | None = None

    @property
    def endpoints(self) -> list[str]:
        """The names of the endpoints; those of projects with what their paths begin with."""
        names = [name for folder in self.functions.folders.values() for name in folder.endpoints()]
        return [*names, *(f"{SERVERLESS_PREFIX}{path}" for path in self.projects.endpoints)]

    def __repr__(self) -> str:
        return f"<Reset of {listed(self.endpoints) or 'no function'}>"


class AccountState(ProcessBound):
    """The parts of an account that calls, folders on disk and bundles work with."""

    def __init__(
        self,
        account_id: int,
        *,
        domains: Sequence[str],
        visitor: Visitor | None,
        limits: Limits | None,
        settings: Settings | None,
        clock: Clock | None,
        pool: Pool | None,
    ) -> None:
        self.account_id = account_id
        self.domains = (*domains, f"{account_id}.hs-sites.com")
        self.visitors = Visitors(visitor)
        self._limits = limits or Limits()
        self._made_with = (self._limits, self.visitors.listed())
        self._settings = settings or Settings()
        self.clock = clock or Clock()
        self.secrets = Secrets(lambda: self._limits, lambda: self.settings, self.clock, KeyringStore(account_id))
        self.quota = Quota(self.clock)
        self.outside = OutsideWorld()
        self._hubspot: HubSpot | None = None
        self.cassettes = CassettesInUse(
            self.outside, lambda: self.secrets.masker, lambda: self._limits.payload_bytes, lambda: self.settings
        )
        self._unattended = False
        self._refuse_outgoing()
        self.coverage = Coverage(self._masked)
        self._pool_is_lent = pool is not None
        self.pool = pool or Pool(
            bounds(self.limits),
            nodes=self.settings.nodes,
            cap=self.settings.instances,
            fence=_fence_of(self.settings),
        )
        if pool is not None:
            pool.rebound(bounds(self.limits))
        self._mocks: Mocks | None = None
        self._switches: Switches | None = None
        self.projects = Projects(self.pool, self.secrets, lambda: self.switches, f"https://{self.domains[0]}")
        self.functions = Functions(self.pool, self.secrets, lambda: self._limits, lambda: self.settings, self.url(""))

    def _masked(self, text: str) -> str:
        """The text without the values that secrets have now."""
        return self.secrets.masker.mask(text)

    @property
    def settings(self) -> Settings:
        """The settings. Others take their place only where they can work, and take effect with the next call.

        Raises `SecretError`, `FunctionError`, `LogError`, `RuntimeUnavailable`, and `HsfuncError` for `instances`,
        which an account is made with; those from before then stay.
        """
        return self._settings

    @settings.setter
    def settings(self, settings: Settings) -> None:
        before = self._settings
        if settings.instances != before.instances:
            raise HsfuncError("The setting instances is of no effect later on: make the account with it.")
        if settings.keyring and not before.keyring:
            self.secrets.check_store()
        if settings.nodes and settings.nodes != before.nodes:
            try:
                require_answers(settings.nodes)
            except NodeNotFoundError as problem:
                raise RuntimeUnavailable(str(problem)) from None
        if settings.runtime and settings.runtime != before.runtime:
            self.functions.run_on(settings.runtime)
        self._follow(settings)
        self._settings = settings
        if (settings.fence, settings.network, settings.nodes) != (before.fence, before.network, before.nodes):
            self.pool.refence(_fence_of(settings), settings.nodes)
        if settings.outgoing != before.outgoing:
            self._refuse_outgoing()

    def _follow(self, settings: Settings) -> None:
        """Lets the account's other parts follow its settings, which are still those from before."""

    @property
    def unattended(self) -> bool:
        """Whether nobody looks on, as under CI: with the setting `outgoing` at `auto` no request goes out then."""
        return self._unattended

    @unattended.setter
    def unattended(self, unattended: bool) -> None:
        self._unattended = unattended
        self._refuse_outgoing()

    def _refuse_outgoing(self) -> None:
        """Lets `outside.last` be what the setting says."""
        setting = self._settings.outgoing
        if setting == "allow" or (setting == "auto" and not self._unattended):
            self.outside.last = None
            return
        from .outgoing.refusing import (
            BY_SETTING,
            WHERE_NOBODY_LOOKS_ON,
            Refusing,
            is_loopback,
        )  # most accounts let requests out

        def lets_out(request: OutgoingRequest) -> bool:
            return setting == "auto" and (self.outside.recording is not None or is_loopback(request.url))

        because = BY_SETTING if setting == "refuse" else WHERE_NOBODY_LOOKS_ON
        self.outside.last = Refusing(because, lambda: self.cassettes.ways, lets_out)

    def url(self, endpoint: str) -> str:
        """The URL of an endpoint on the account's first domain; that of a project is given with its whole path."""
        if endpoint.startswith(SERVERLESS_PREFIX):
            return f"https://{self.domains[0]}{endpoint}"
        return f"https://{self.domains[0]}{PREFIX}{endpoint}"

    @property
    def switches(self) -> Switches:
        """How what is not known of the platform of projects is taken to be."""
        if self._switches is None:
            self._switches = default_switches()
        return self._switches

    @switches.setter
    def switches(self, switches: Switches) -> None:
        self._switches = switches

    @property
    def mocks(self) -> Mocks:
        """What answers requests of functions in place of the network. Most accounts have none, and load nothing."""
        if self._mocks is None:
            from .outgoing.mocks.registry import Mocks

            self._mocks = Mocks(self.outside, lambda: self.secrets.masker, lambda: self.settings)
        return self._mocks

    @property
    def hubspot(self) -> HubSpot | None:
        """The small HubSpot that answers functions, once `mock_hubspot` has begun one."""
        return self._hubspot

    def _use_hubspot(self, hubspot: HubSpot | None) -> HubSpot | None:
        """Lets it answer functions in place of the one that is returned."""
        before, self._hubspot = self._hubspot, hubspot
        self.outside.hubspot = hubspot
        if before is not None:
            before.close()
        return before

    @property
    def limits(self) -> Limits:
        """The limits in force."""
        return self._limits

    @property
    def quota_state(self) -> QuotaState:
        """What is left of the account's minute now."""
        return self.quota.state(self.limits)

    @property
    def quota_steady(self) -> bool:
        """Whether that is the same whenever the same calls are made."""
        return self.quota.steady(self.limits)
