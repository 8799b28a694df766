"""`%hs visitor`: who calls, an anonymous visitor, a contact that a cookie identifies, or one that is logged in."""

from __future__ import annotations

import argparse

from ...emulator.account import Account
from ...emulator.errors import did_you_mean
from ...emulator.visitors import ANONYMOUS, Visitor, VisitorList
from ..magics.errors import MagicError
from ..magics.parser import MagicParser, assignments

_KINDS = ("known", "member")

PARSER = MagicParser(
    "%hs visitor",
    "[list | anonymous | known|member --vid N [--lists 616,7] [--property K=V]… [--name NAME] | NAME | delete NAME]",
    "The visitor who calls: anonymous, known by HubSpot's tracking cookie, or a member, who is logged in as well.\n"
    "One with a name can be used again: %hs visitor NAME, or for one call %hscall … --as NAME.",
    "%hs visitor member --name ann --vid 12345 --lists 616,7 --property email=ann@example.com",
)
PARSER.add_argument("who", metavar="WHO", nargs="?", help="list, anonymous, known, member, delete, or a visitor's name")
PARSER.add_argument("gone", metavar="NAME", nargs="?", help="with delete: the visitor to forget")
PARSER.add_argument("--vid", metavar="N", help="the contact's id")
PARSER.add_argument("--lists", metavar="616,7", help="the contact lists that have it as a member")
PARSER.add_argument("--property", metavar="K=V", action="append", help="a contact property, a text as in HubSpot")
PARSER.add_argument("--name", metavar="NAME", help="keep the visitor under this name")


def run(account: Account, words: list[str]) -> str | VisitorList:
    """Does what the words say; the list of visitors, or what is to be printed. Raises `HsfuncError`."""
    options = PARSER.read_words(words)
    visitors = account.visitors
    if options.gone is not None and options.who != "delete":
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
        known = (ANONYMOUS, *_KINDS, "list", "delete", *account.visitors)
        raise MagicError(
            f"There is no visitor {name}.{did_you_mean(name, known)} %hs visitor alone shows them;"
            f" %hs visitor known --vid 12345 --name {name} makes one."
        )


def _now(account: Account) -> str:
    visitor, name = account.visitors.current, account.visitors.current_name
    if visitor is None:
        return "Calls come from an anonymous visitor."
    called = f"{name}, " if name is not None else ""
    state = "logged in" if visitor.is_logged_in else "known by its cookie, not logged in"
    return f"Calls come from {called}contact {visitor.vid}, {state}."
