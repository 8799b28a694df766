"""The magics as IPython knows them: each reads its line, does its work and shows what came of it."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class, needs_local_scope, no_var_expand
from IPython.display import display
from traitlets import Bool, Enum, Float, Int, List, TraitError, Unicode, validate

from ...emulator.errors import HsfuncError
from ...emulator.secrets.ways import BY_MAGIC
from ...emulator.settings import OUTGOING, Settings
from ...emulator.signals import Signal
from .. import commands
from ..executions import Recent
from . import quiet
from .errors import plain_errors, render_as_message
from .parser import HelpShown, split_line

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from ...emulator.account import Account
    from ...emulator.call.execution import Execution
    from ...emulator.comparison.compare import Comparison
    from ...emulator.series.series import Series

# When settings take effect; both are checked as soon as they are set.
_AT_ONCE = (
    *("log_file", "secret_delay_seconds", "keyring", "allow_deprecated_runtime", "runtime"),
    *("nodes", "fence", "network", "bundle_cache", "outgoing"),
)
_WITH_THE_ACCOUNT = ("account_id", "domains")

_F = TypeVar("_F", bound=Callable[..., Any])


def _explained(help_: Callable[[], str]) -> Callable[[_F], _F]:
    """Lets `?` show what `--help` prints, made when it is asked for."""

    def explain(magic: _F) -> _F:
        # IPython asks an object for its documentation before it looks for a docstring.
        magic.getdoc = help_  # type: ignore[attr-defined]  # a function takes any attribute
        return magic

    return explain


def _function_help() -> str:
    from .hsfunction import PARSER

    return PARSER.format_help()


def _call_help() -> str:
    from .hscall import PARSER

    return PARSER.format_help()


def _mock_help() -> str:
    from .hsmock import PARSER

    return PARSER.format_help()


@magics_class
class HsfuncMagics(Magics):
    """HubSpot serverless functions in this kernel. Options take effect at once, unless they say when."""

    account_id = Int(123456, help="The HubSpot account id that functions see; set it before the first function.").tag(
        config=True
    )
    domains = List(
        Unicode(), help="Domains connected to the account, beside its hs-sites.com one; set them first."
    ).tag(config=True)
    nodes = List(Unicode(), help="Node executables to use instead of the installed ones.").tag(config=True)
    allow_deprecated_runtime = Bool(
        False, help="Accept runtimes that HubSpot does not deploy, with a Node of their own; takes effect at once."
    ).tag(config=True)
    runtime = Unicode(
        "",
        help="Run folders that are read from now on on this runtime, whatever their serverless.json says: nodejs20.x.",
    ).tag(config=True)
    fence = Bool(True, help="Close files, processes and signals of this machine to functions.").tag(config=True)
    bundle_cache = Unicode(help="The folder for bundled packages; empty for the user's cache.").tag(config=True)
    network = Bool(True, help="Let functions reach the network.").tag(config=True)
    outgoing = Enum(
        OUTGOING,
        OUTGOING[0],
        help="Whether requests of functions that no mock and no cassette answers may go out: allow, refuse, or auto,"
        " which refuses them under nbval, papermill and with CI=true, but for those to this machine; takes effect at"
        " once.",
    ).tag(config=True)
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

    steady_outputs = Bool(
        None,
        allow_none=True,
        help="Write nothing into outputs that differs from run to run, such as times. None, as it is at first: so where"
        " nobody looks on, under nbconvert, nbval and papermill, and with CI=true.",
    ).tag(config=True)

    def __init__(self, shell: InteractiveShell) -> None:
        self._account: Account | None = None
        self.recent = Recent()
        self.account_made: Signal[Account] = Signal()
        # Empty while a configuration file is read: what that says is checked where it is used, for it costs no start.
        self._in_force: dict[str, Any] = {}
        super().__init__(shell)
        self._in_force |= {name: getattr(self, name) for name in (*_AT_ONCE, *_WITH_THE_ACCOUNT)}

    @property
    def account(self) -> Account:
        """The kernel's account, made when it is first needed."""
        if self._account is None:
            from ...emulator.account import Account
            from ...emulator.outgoing.ways import BY_MAGIC as OUTGOING_BY_MAGIC
            from ...emulator.sources.package_needs import CELL
            from ..unattended import unattended

            settings = Settings(
                allow_deprecated_runtime=self.allow_deprecated_runtime,
                runtime=self.runtime or None,
                nodes=tuple(self.nodes),
                fence=self.fence,
                network=self.network,
                outgoing=self.outgoing,
                log_file=self.log_file or None,
                secret_delay_seconds=self.secret_delay_seconds,
                keyring=self.keyring,
                bundle_cache=self.bundle_cache or None,
            )
            self._account = Account(self.account_id, domains=self.domains, settings=settings)
            self._account.functions.door = CELL
            self._account.projects.ways = BY_MAGIC
            self._account.cassettes.ways = OUTGOING_BY_MAGIC
            self._account.unattended = unattended(self.shell)
            self._account.executed.connect(self.recent.add)
            self._account.was_reset.connect(lambda _: self.recent.clear())
            self.account_made.emit(self._account)
        return self._account

    @property
    def known_account(self) -> Account | None:
        """The account, where there is one already: its secrets' values are in no error."""
        return self._account

    @validate(*_AT_ONCE, *_WITH_THE_ACCOUNT)
    def _check_setting(self, proposal: Any) -> Any:
        """Puts a setting in force; where it cannot work the one from before stays."""
        name, value = proposal["trait"].name, proposal["value"]
        # `%config` has set it by now, and takes it back where this raises.
        if name not in self._in_force or value == self._in_force[name]:
            return value
        from ...emulator.secrets.masked_errors import hide_values
        from .settings import put_in_force

        try:
            put_in_force(name, value, self._account, account_id=self.account_id, nodes=self.nodes)
        except HsfuncError as problem:
            if self._account is not None:
                hide_values(problem, self._account.secrets)
            refused = TraitError(str(problem))  # which leaves the one from before in force
            render_as_message(refused)
            raise refused from None
        self._in_force[name] = value
        return value

    def update_config(self, config: Config) -> None:
        """What `%config` asks for: what is refused ends the cell. Raises `SettingRefused`."""
        from .settings import refusal, refuse_unknown

        names = list(config.get(type(self).__name__, ()))
        refuse_unknown(names, self.trait_names(config=True))
        try:
            super().update_config(config)
        except TraitError as problem:
            raise refusal(problem, {name: getattr(self, name) for name in names}) from None

    def close(self) -> None:
        """Ends the account's Node processes."""
        if self._account is not None:
            self._account.close()

    @_explained(_function_help)
    @no_var_expand
    @needs_local_scope
    @line_cell_magic
    @plain_errors
    def hsfunction(self, line: str, cell: str | None = None, local_ns: Mapping[str, Any] | None = None) -> None:
        """Registers the JavaScript of the cell as a function; `%%hsfunction --help` says how."""
        from .hsfunction import register

        try:
            display(register(self.account, line, cell, self._seen(local_ns)))
        except HelpShown:
            return

    @_explained(_call_help)
    @no_var_expand
    @needs_local_scope
    @line_cell_magic
    @plain_errors
    def hscall(
        self, line: str, cell: str | None = None, local_ns: Mapping[str, Any] | None = None
    ) -> Execution | Series | Comparison[Execution] | None:
        """Calls an endpoint and returns the Execution; `%hscall --help` says how."""
        from .hscall import call

        variables = self._variables()
        try:
            result = call(self.account, line, cell, self._seen(local_ns), self.recent)
        except HelpShown:
            return None
        if result.variable is not None:
            variables[result.variable] = result.kept
        shown = not result.quiet and (result.coverage is not None or result.failed is not None)
        if shown:
            display(result.value)
            if result.coverage is not None:
                display(result.coverage)
        quiet.mark(result.value if result.quiet or shown else None)
        result.raise_for_error()
        return result.value

    @_explained(_mock_help)
    @no_var_expand
    @line_cell_magic
    @plain_errors
    def hsmock(self, line: str, cell: str | None = None) -> None:
        """Answers what functions ask of a URL in place of the network; `%%hsmock --help` says how."""
        from .hsmock import mock

        try:
            display(mock(self.account, line, cell))
        except HelpShown:
            return

    @_explained(commands.overview)
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

    def _seen(self, local_ns: Mapping[str, Any] | None) -> Mapping[str, Any]:
        """The variables of the notebook, and in a Python function its own, too."""
        variables = self._variables()
        inner = local_ns is not None and local_ns is not variables
        return ChainMap(dict(local_ns or {}), variables) if inner else variables

    def _variables(self) -> dict[str, Any]:
        assert self.shell is not None
        variables: dict[str, Any] = self.shell.user_ns
        return variables
