"""`%hs visitor`, `%hs limits`, `%hs clock`: who calls, how much the account may, and what time it is."""

from __future__ import annotations

import argparse
from datetime import timedelta

from ...emulator.account import Account
from ...emulator.clock import Inside, iso
from ...emulator.limits.usage import LimitTable
from ...emulator.text import did_you_mean_word, meant
from ...emulator.visitors import ANONYMOUS, Visitor, VisitorList
from ..magics.errors import MagicError
from ..magics.parser import MagicParser, assignments, name_and_value, read_duration, read_time

_KINDS = ("known", "member")
_ACTIONS = (ANONYMOUS, *_KINDS, "list", "delete")

VISITOR_PARSER = MagicParser(
    "%hs visitor",
    "[list | anonymous | known|member --vid N [--lists 616,7] [--property K=V]… [--name NAME] | NAME | delete NAME]",
    "The visitor who calls: anonymous, known by HubSpot's tracking cookie, or a member, who is logged in as well.\n"
    "One with a name can be used again: %hs visitor NAME, or for one call %hscall … --as NAME.",
    "%hs visitor member --name ann --vid 12345 --lists 616,7 --property email=ann@example.com",
)
VISITOR_PARSER.add_argument(
    "who", metavar="WHO", nargs="?", help="list, anonymous, known, member, delete, or a visitor's name"
)
VISITOR_PARSER.add_argument("gone", metavar="NAME", nargs="?", help="with delete: the visitor to forget")
VISITOR_PARSER.add_argument("--vid", metavar="N", help="the contact's id")
VISITOR_PARSER.add_argument("--lists", metavar="616,7", help="the contact lists that have it as a member")
VISITOR_PARSER.add_argument(
    "--property", metavar="K=V", action="append", help="a contact property, a text as in HubSpot"
)
VISITOR_PARSER.add_argument("--name", metavar="NAME", help="keep the visitor under this name")


def visitor(account: Account, words: list[str]) -> str | VisitorList:
    """Does what the words say; the list of visitors, or what is to be printed. Raises `HsfuncError`."""
    options = VISITOR_PARSER.read_words(words)
    visitors = account.visitors
    if options.gone is not None and options.who != "delete":
        if "delete" in meant(options.who, _ACTIONS):
            raise MagicError(f"%hs visitor has no {options.who!r}. Did you mean delete?")
        raise MagicError(f"{options.gone!r} is one word too many. A new visitor's name goes with --name.")
    described = {"--vid": options.vid, "--lists": options.lists, "--property": options.property, "--name": options.name}
    given = [name for name, value in described.items() if value is not None]
    if options.who not in _KINDS and given:
        raise MagicError(f"{given[0]} describes a contact: %hs visitor known or %hs visitor member {given[0]} ….")
    if options.who in (None, "list"):
        return visitors.listed()
    if options.who == "delete":
        if options.gone is None:
            raise MagicError("Which visitor? %hs visitor delete NAME.")
        visitors.delete(options.gone)
        return f"The visitor {options.gone} was deleted. {_now(account)}"
    if options.who in _KINDS:
        visitor = _described(options)
        if options.name is not None:
            visitors.add(options.name, visitor)
        visitors.use(options.name if options.name is not None else visitor)
    else:
        _check_name(account, options.who)
        visitors.use(options.who)
    return _now(account)


def _described(options: argparse.Namespace) -> Visitor:
    if options.vid is None:
        raise MagicError(f"Which contact? %hs visitor {options.who} --vid 12345.")
    lists = [text for text in (options.lists or "").split(",") if text.strip()]
    return Visitor(
        vid=_number(options.vid, "--vid"),
        is_logged_in=options.who == "member",
        list_memberships=tuple(_number(text, "--lists") for text in lists),
        properties=assignments(options.property, "--property"),
    )


def _number(text: str, option: str) -> int:
    if not text.strip().isascii() or not text.strip().isdigit():
        raise MagicError(
            f"{option} takes whole numbers, such as {option} {'616,7' if option == '--lists' else '12345'}."
        )
    return int(text)


def _check_name(account: Account, name: str) -> None:
    """A word that is no visitor's name may be a mistyped command."""
    if name != ANONYMOUS and name not in account.visitors:
        known = (*_ACTIONS, *account.visitors)
        raise MagicError(
            f"There is no visitor {name}.{did_you_mean_word(name, known)} %hs visitor alone shows them;"
            f" %hs visitor known --vid 12345 --name {name} makes one."
        )


def _now(account: Account) -> str:
    visitor, name = account.visitors.current, account.visitors.current_name
    if visitor is None:
        return "Calls come from an anonymous visitor."
    called = f"{name}, " if name is not None else ""
    state = "logged in" if visitor.is_logged_in else "known by its cookie, not logged in"
    return f"Calls come from {called}contact {visitor.vid}, {state}."


_LIMIT_ACTIONS = ("set", "reset")

LIMITS_PARSER = MagicParser(
    "%hs limits",
    "[set NAME=VALUE… | reset [NAME…]]",
    "Shows every limit with its source and where the account stands.\n"
    "set changes some for a lesson: they are marked as not HubSpot's. reset puts them back.",
    "%hs limits set execution_seconds=2",
)
LIMITS_PARSER.add_argument("action", metavar="set|reset", nargs="?")
LIMITS_PARSER.add_argument("words", metavar="NAME[=VALUE]", nargs="*")


def limits(account: Account, words: list[str]) -> LimitTable | str:
    """Does what the words say; returns the table, or its changed rows. Raises `HsfuncError`, nothing being changed."""
    before = account.limits
    options = LIMITS_PARSER.read_words(words)
    if options.action == "set":
        if not options.words:
            raise MagicError("%hs limits set what? Name a limit and its value, such as execution_seconds=2.")
        account.change_limits(dict(name_and_value(word, "%hs limits set") for word in options.words))
    elif options.action == "reset":
        account.reset_limits(*options.words)
    elif options.action is not None:
        known = did_you_mean_word(options.action, _LIMIT_ACTIONS)
        raise MagicError(
            f"%hs limits has no {options.action!r}.{known} It has set and reset; alone it shows the limits."
        )
    if options.action is None:
        return account.limit_usage()
    changed = [row for row in account.limit_usage().rows if row.limit.value != getattr(before, row.limit.name)]
    return LimitTable(tuple(changed)) if changed else "The limits are as they were."


_CLOCK_ACTIONS = ("freeze", "advance", "real")

CLOCK_PARSER = MagicParser(
    "%hs clock",
    "[freeze [TIME] [--inside] [--seed N] | advance DURATION | real]",
    "The clock that quota, secrets and logs read. Frozen, a notebook gives the same whenever it is run.\n"
    "For notebooks whose bodies hold them, functions see the time with --inside, in Date, and with --seed the same\n"
    "chance each time, in Math.random and crypto: the first call from then on, the second, and so on.",
    "%hs clock freeze 2026-01-01T00:00:00Z",
)
CLOCK_PARSER.add_argument("action", metavar="freeze|advance|real", nargs="?")
CLOCK_PARSER.add_argument("value", metavar="TIME|DURATION", nargs="?", help="2026-01-01T00:00:00Z; 61s, 5m, 1h, 90d")


CLOCK_PARSER.add_argument("--inside", action="store_true", help="with freeze: Date stands in functions, too")
CLOCK_PARSER.add_argument("--seed", metavar="N", type=int, help="with freeze: functions draw the same each time")


def clock(account: Account, words: list[str]) -> str:
    """Does what the words say; returns what is to be printed. Raises `HsfuncError`."""
    options = CLOCK_PARSER.read_words(words)
    clock = account.clock
    if options.action != "freeze" and (options.inside or options.seed is not None):
        raise MagicError("--inside and --seed go with freeze: %hs clock freeze 2026-01-01T00:00:00Z --inside --seed 7.")
    if options.action == "freeze":
        try:
            at = read_time(options.value) if options.value is not None else None
            clock.freeze(at, inside=options.inside, seed=options.seed)
        except ValueError as problem:
            raise MagicError(str(problem)) from None
    elif options.action == "advance":
        if options.value is None:
            raise MagicError("%hs clock advance by how much? Such as 61s, 5m, 1h or 90d.")
        if not clock.frozen:
            raise MagicError("The clock is real: freeze it first, with %hs clock freeze, then it can be advanced.")
        by = timedelta(seconds=read_duration(options.value))
        try:
            clock.advance(by)
        except ValueError as problem:
            raise MagicError(str(problem)) from None
    elif options.action == "real":
        clock.real()
    elif options.action is not None:
        known = did_you_mean_word(options.action, _CLOCK_ACTIONS)
        raise MagicError(f"%hs clock has no {options.action!r}.{known} It has freeze, advance and real.")
    if not clock.frozen:
        return "The clock is real."
    return f"The clock stands at {iso(clock.now())}{_seen(clock.inside)}."


def _seen(inside: Inside | None) -> str:
    if inside is None:
        return ""
    chance = f"what functions draw by chance follows the seed {inside.seed}" if inside.seed is not None else ""
    time = "also inside functions" if inside.time else ""
    return f", {' and '.join(filter(None, (time, chance)))}"
