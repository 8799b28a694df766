"""What an account has: its functions, secrets, visitors and limits. All that works on one takes this, or less of it."""

from __future__ import annotations

from collections.abc import Sequence

from ..runtime.node.fence import Fence
from ..runtime.pool.pool import Pool
from .clock import Clock
from .functions.registry import Functions
from .http import PREFIX
from .limits.limits import Limits
from .limits.quota import Quota, QuotaState
from .process_bound import ProcessBound
from .secrets.keyring_store import KeyringStore
from .secrets.secrets import Secrets
from .settings import Settings, bounds
from .visitors import Visitor, Visitors


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
    ) -> None:
        self.account_id = account_id
        self.domains = (*domains, f"{account_id}.hs-sites.com")
        self.visitors = Visitors(visitor)
        self._limits = limits or Limits()
        self.settings = settings or Settings()
        self.clock = clock or Clock()
        self.secrets = Secrets(lambda: self._limits, lambda: self.settings, self.clock, KeyringStore(account_id))
        self.quota = Quota(self.clock)
        self.pool = Pool(
            bounds(self.limits),
            nodes=self.settings.nodes,
            cap=self.settings.instances,
            fence=Fence(closed=self.settings.fence, network=self.settings.network),
        )
        self.functions = Functions(self.pool, self.secrets, lambda: self._limits, self.settings, self.url(""))

    def url(self, endpoint: str) -> str:
        """The URL of an endpoint on the account's first domain."""
        return f"https://{self.domains[0]}{PREFIX}{endpoint}"

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
