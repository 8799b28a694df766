"""`%hs function list`: the functions as HubSpot's CLI prints them."""

from __future__ import annotations

import json

from ...emulator.account import Account
from ...emulator.functions.function_list import FunctionList, as_json, list_functions
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs function list",
    "[--times] [--json]",
    "Lists the endpoints: route, method, secrets' names, when they were created and updated.\n"
    "Times change from run to run: they stand in the output's metadata, and in the table where the\n"
    "account's clock was frozen or --times asks for them.",
    "%hs function list",
)
PARSER.add_argument("--times", action="store_true", help="show the times in any case")
PARSER.add_argument("--json", action="store_true", help="print JSON")


def run(account: Account, words: list[str]) -> FunctionList | str:
    """The list. Raises `HsfuncError`."""
    options = PARSER.read_words(words)
    functions = list_functions(account, with_times=options.times)
    if options.json:
        return json.dumps(as_json(functions), indent=2, ensure_ascii=False)
    return functions if functions.rows else "The account has no functions yet."
