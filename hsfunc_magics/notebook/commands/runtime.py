"""`%hs doctor` and `%hs restart`: the Node processes, and the fence around them."""

from __future__ import annotations

from ...emulator.account import Account
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
