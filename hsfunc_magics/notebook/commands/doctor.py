"""`%hs doctor`: what this machine gives: Node, the fence around functions, instances."""

from __future__ import annotations

from ...emulator.account import Account
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs doctor", "", "Says which Node runs functions, and which parts of the fence are active.", "%hs doctor"
)


def run(account: Account, words: list[str]) -> str:
    """What is to be printed. Raises `HsfuncError`."""
    PARSER.read_words(words)
    health = account.health()
    lines = [f"Node {'.'.join(map(str, health.node.version))} ({health.node.origin})"]
    lines += [
        f"at most {health.cap} instances at once, {health.instances} warm or busy now",
        "",
        "Closed to functions:",
    ]
    for part in health.fence:
        lines.append(f"  {'yes' if part.active else 'no '}  {part.name}  ({part.means})")
    return "\n".join(lines)
