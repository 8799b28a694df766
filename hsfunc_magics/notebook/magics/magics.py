"""The magics as IPython knows them: each reads its line, does its work and shows what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class, no_var_expand
from IPython.display import display
from traitlets import Bool, Float, Int, List, Unicode, observe

from ...emulator.account import Account
from ...emulator.call.execution import Execution
from ...emulator.functions.package_needs import CELL
from ...emulator.repeat import Series
from ...emulator.settings import Settings
from ...emulator.signals import Signal
from .. import commands
from ..executions import Recent
from . import hscall as call_magic
from . import hsfunction as function_magic
from .errors import plain_errors
from .parser import HelpShown, split_line

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from ...emulator.comparison.compare import Comparison


@magics_class
class HsfuncMagics(Magics):
    """HubSpot serverless functions in this kernel. Options take effect when the extension is loaded."""

    account_id = Int(123456, help="The HubSpot account id that functions see.").tag(config=True)
    domains = List(Unicode(), help="Domains connected to the account, beside its hs-sites.com one.").tag(config=True)
    nodes = List(Unicode(), help="Node executables to use instead of the installed ones.").tag(config=True)
    allow_deprecated_runtime = Bool(False, help="Accept runtimes below nodejs20.x.").tag(config=True)
    fence = Bool(True, help="Close files, processes and signals of this machine to functions.").tag(config=True)
    bundle_cache = Unicode(help="The folder for bundled packages; empty for the user's cache.").tag(config=True)
    network = Bool(True, help="Let functions reach the network.").tag(config=True)
    log_file = Unicode("", help="Keep the log in this file, which outlives the kernel; takes effect at once.").tag(
        config=True
    )
    secret_delay_seconds = Float(
        Settings().secret_delay_seconds,
        min=0,
        help="How long functions see the old value of an updated secret; takes effect at once, 0 turns it off.",
    ).tag(config=True)
    keyring = Bool(
        False, help="Keep secrets in the operating system's keyring instead of in memory only; takes effect at once."
    ).tag(config=True)

    def __init__(self, shell: InteractiveShell) -> None:
        self._account: Account | None = None
        self.recent = Recent()
        self.account_made: Signal[Account] = Signal()
        super().__init__(shell)

    @property
    def account(self) -> Account:
        """The kernel's account, made when it is first needed."""
        if self._account is None:
            settings = Settings(
                allow_deprecated_runtime=self.allow_deprecated_runtime,
                nodes=tuple(self.nodes),
                fence=self.fence,
                network=self.network,
                log_file=self.log_file or None,
                secret_delay_seconds=self.secret_delay_seconds,
                keyring=self.keyring,
                bundle_cache=self.bundle_cache or None,
            )
            self._account = Account(self.account_id, domains=self.domains, settings=settings)
            self._account.functions.door = CELL
            self._account.executed.connect(self.recent.add)
            self.account_made.emit(self._account)
        return self._account

    @property
    def known_account(self) -> Account | None:
        """The account, where there is one already: its secrets' values are in no error."""
        return self._account

    @observe("log_file")
    @plain_errors
    def _move_log(self, _: Any) -> None:
        if self._account is not None:
            self._account.log.keep_in(self.log_file or None)

    @observe("secret_delay_seconds", "keyring")
    def _follow_settings(self, change: Any) -> None:
        if self._account is not None:
            self._account.settings = replace(self._account.settings, **{change["name"]: change["new"]})

    def close(self) -> None:
        """Ends the account's Node processes."""
        if self._account is not None:
            self._account.close()

    @no_var_expand
    @line_cell_magic
    @plain_errors
    def hsfunction(self, line: str, cell: str | None = None) -> None:
        """Registers the JavaScript of the cell as a function; `%%hsfunction --help` says how."""
        try:
            display(function_magic.register(self.account, line, cell))
        except HelpShown:
            return

    @no_var_expand
    @line_cell_magic
    @plain_errors
    def hscall(self, line: str, cell: str | None = None) -> Execution | Series | Comparison[Execution] | None:
        """Calls an endpoint and returns the Execution; `%hscall --help` says how."""
        try:
            result = call_magic.call(self.account, line, cell, self._variables(), self.recent)
        except HelpShown:
            return None
        if result.variable is not None:
            self._variables()[result.variable] = result.kept
        return None if result.quiet else result.value

    @no_var_expand
    @line_magic
    @plain_errors
    def hs(self, line: str) -> None:
        """Everything else; `%hs` alone shows what there is."""
        try:
            told = commands.run(self.account, split_line(line))
        except HelpShown:
            return
        if isinstance(told, commands.Kept):
            self._variables()[told.variable] = told.value
            told = told.value if not told.shown else None
        if isinstance(told, str):
            print(told)
        elif told is not None:
            display(told)

    def _variables(self) -> dict[str, Any]:
        assert self.shell is not None
        variables: dict[str, Any] = self.shell.user_ns
        return variables
