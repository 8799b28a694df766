"""`%hs doctor`, `%hs restart` and `%hs reset`: the Node processes, the fence around them, and a new beginning."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from ...emulator.account import Account
from ...emulator.account_state import Reset
from ...emulator.display import counted
from ..magics.errors import MagicError
from ..magics.parser import MagicParser
from ..views.measured.parts import figures_are_shown

DOCTOR_PARSER = MagicParser(
    "%hs doctor", "", "Says which Node runs functions, and which parts of the fence are active.", "%hs doctor"
)


def doctor(account: Account, words: list[str]) -> str:
    """What is to be printed. Raises `HsfuncError`."""
    DOCTOR_PARSER.read_words(words)
    health = account.health()
    lines = [f"Node {'.'.join(map(str, health.node.version))} ({health.node.origin})"]
    # How many there are now differs from run to run: a notebook's panel has it, and account.health().
    now = f", {health.instances} warm or busy now" if figures_are_shown() else ""
    lines += [
        f"at most {health.cap} instances at once{now}",
        "",
        "Closed to functions:",
    ]
    for part in health.fence:
        lines.append(f"  {'yes' if part.active else 'no '}  {part.name}  ({part.means})")
    return "\n".join(lines)


RESTART_PARSER = MagicParser(
    "%hs restart",
    "",
    "Ends the account's Node processes: the next call of each function starts cold, and its modules' state is new.\n"
    "Functions, secrets, log and quota stay. In Python it is account.restart().",
    "%hs restart",
)

RESTARTED = "The Node processes have ended: the next call of each function starts cold."


def restart(account: Account, words: list[str]) -> str:
    """What is to be printed. Raises `HsfuncError`."""
    RESTART_PARSER.read_words(words)
    account.restart()
    return RESTARTED


RESET_PARSER = MagicParser(
    "%hs reset",
    "[--yes] [--secrets] | --undo",
    "Begins anew: functions, log, visitors and the account's minute go, limits and clock are as at first.\n"
    "Secrets stay unless --secrets is given, and a log in a file keeps its records. --undo brings back what\n"
    "the last reset took away. In Python: taken = account.reset(), account.restore(taken).",
    "%hs reset --yes",
)
RESET_PARSER.add_argument("-y", "--yes", action="store_true", help="do not ask")
RESET_PARSER.add_argument("--secrets", action="store_true", help="delete the secrets, too, also in the keyring")
RESET_PARSER.add_argument("--undo", action="store_true", help="bring back what the last reset took away")

_LAST: WeakKeyDictionary[Account, Reset] = WeakKeyDictionary()


def reset(account: Account, words: list[str]) -> Reset | str:
    """What was taken away, or what is to be printed. Raises `HsfuncError`; everything is then as it was."""
    options = RESET_PARSER.read_words(words)
    if options.undo:
        if options.secrets or options.yes:
            raise MagicError("--undo goes alone: it brings back all that the last reset took away.")
        return undo_reset(account)
    if not options.yes and not _agreed(account, secrets=options.secrets):
        return "Everything is as it was."
    return do_reset(account, secrets=options.secrets)


def do_reset(account: Account, *, secrets: bool) -> Reset:
    """What was taken away; `undo_reset` brings it back. Raises `HsfuncError`."""
    taken = _LAST[account] = account.reset(secrets=secrets)
    return taken


def undo_reset(account: Account) -> str:
    """Brings back what the last reset took away; what is to be said. Raises `HsfuncError`."""
    taken = _LAST.get(account)
    if taken is None:
        raise MagicError("There is nothing to bring back: no %hs reset has been made.")
    _LAST[account] = account.restore(taken)
    return "All is back as it was before the reset; %hs reset --undo once more takes it away again."


def _agreed(account: Account, *, secrets: bool) -> bool:
    told = counted(len(account.functions) + len(account.projects.functions), "function")
    if secrets:
        told += f", {counted(len(account.secrets), 'secret')}"
    question = f"This takes away {told}, the log, visitors, mocks, changed limits and a frozen clock. Go on? [y/N] "
    try:
        return input(question).strip().lower() in ("y", "yes")
    except (EOFError, OSError, RuntimeError) as problem:
        # A terminal without input raises EOFError; a kernel whose front end cannot ask, a RuntimeError of its own.
        raise MagicError(
            f"%hs reset asks before it takes anything away, and nobody is there to answer ({type(problem).__name__}):"
            " %hs reset --yes does not ask."
        ) from None
