"""`%hs mock hubspot`: a small HubSpot in memory that answers functions, and what it holds."""

from __future__ import annotations

import argparse

from ....emulator.account import Account
from ....emulator.display import Displayable
from ....emulator.outgoing.hubspot.access import CALLS
from ...magics.errors import MagicError
from ...magics.parser import MagicParser
from ...magics.progress import Activity

MOCK_HUBSPOT_PARSER = MagicParser(
    "%hs mock hubspot",
    "[--seed FILE] [--rate-limit [N]] [--api-keys] [--any-property] [--openapi FILE]… | show [PART] | --off",
    "Lets a small HubSpot in memory answer what functions ask of HubSpot: contacts, companies, deals, custom\n"
    "objects, HubDB, forms, GraphQL. It begins anew each time, with a few of each or with a seed.\n"
    "show lists all of it, or a part: contacts, a HubDB table, submissions. In Python: account.mock_hubspot(),\n"
    "account.hubspot.contacts.",
    "%hs mock hubspot --seed crm.json",
)
MOCK_HUBSPOT_PARSER.add_argument("word", metavar="show", nargs="?", help="show what it holds")
MOCK_HUBSPOT_PARSER.add_argument("part", metavar="PART", nargs="?", help="contacts, deals, a HubDB table, submissions")
MOCK_HUBSPOT_PARSER.add_argument("--seed", metavar="FILE", help="what it holds at first, as JSON")
MOCK_HUBSPOT_PARSER.add_argument(
    "--rate-limit", metavar="N", nargs="?", const=str(CALLS), help=f"429 after N calls in 10 s ({CALLS})"
)
MOCK_HUBSPOT_PARSER.add_argument("--api-keys", action="store_true", help="take hapikey, as HubSpot did until 2022")
MOCK_HUBSPOT_PARSER.add_argument("--any-property", action="store_true", help="take properties that it does not have")
MOCK_HUBSPOT_PARSER.add_argument(
    "--openapi",
    metavar="FILE",
    action="append",
    default=[],
    help="an OpenAPI file of HubSpot's: Prism answers its paths",
)
MOCK_HUBSPOT_PARSER.add_argument("--off", action="store_true", help="end it: requests go out again")


def mock_hubspot(account: Account, words: list[str]) -> Displayable | str:
    """What is to be displayed. Raises `HsfuncError`."""
    options = MOCK_HUBSPOT_PARSER.read_words(words)
    begins = [name for name, given in _options(options).items() if given]
    if options.word not in (None, "show"):
        raise MagicError(f"%hs mock hubspot has no {options.word!r}: it has show, which lists what it holds.")
    if (options.word or options.off) and (begins or (options.word and options.off)):
        raise MagicError(f"{begins[0] if begins else '--off'} begins or ends it, and show does not: one at a time.")
    if options.word:
        hubspot = account.hubspot
        if hubspot is None:
            raise MagicError("No small HubSpot answers functions: %hs mock hubspot begins one.")
        return hubspot.listing(options.part) if options.part else hubspot
    if options.off:
        account.unmock_hubspot()
        return "The small HubSpot is off: what functions ask of HubSpot goes out."
    limit = _number(options.rate_limit) if options.rate_limit is not None else False
    with Activity() as activity:
        # Prism, for an OpenAPI file, may have to be installed first.
        account.bundling.on_progress = activity.show
        try:
            return account.mock_hubspot(
                options.seed,
                rate_limit=limit,
                api_keys=options.api_keys,
                any_property=options.any_property,
                openapi=options.openapi,
            )
        finally:
            account.bundling.on_progress = None


def _options(options: argparse.Namespace) -> dict[str, object]:
    return {
        "--seed": options.seed,
        "--rate-limit": options.rate_limit,
        "--api-keys": options.api_keys,
        "--any-property": options.any_property,
        "--openapi": options.openapi,
    }


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise MagicError(f"--rate-limit takes a number of calls, not {text!r}; alone it is {CALLS}.")
    return int(text)
