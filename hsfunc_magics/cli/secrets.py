"""`hsfunc secrets`: the account's secrets in the system's keyring, as HubSpot's command line manages them."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from ..emulator.account import Account
from ..emulator.settings import Settings
from .account import add_account_id
from .command import CommandError, Commands, add_command

_ACTIONS = ("list", "add", "update", "delete")


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "secrets",
        run,
        summary="manage secrets in the system's keyring",
        description="Lists, adds, updates and deletes the account's secrets in the keyring of the operating system;\n"
        "the other commands read them with --keyring, and notebooks with %config HsfuncMagics.keyring = True.\n"
        "A value is asked for without echo, read from the input where that is no terminal, or from --from-env.",
        example="hsfunc secrets add API_KEY",
    )
    parser.add_argument("action", choices=_ACTIONS, help="list shows names only")
    parser.add_argument("name", metavar="NAME", nargs="?", help="the secret's name")
    parser.add_argument("--from-env", metavar="VAR", help="the value is that of an environment variable")
    add_account_id(parser)


def run(options: argparse.Namespace) -> int:
    """Does what the action says. Raises `CommandError` and `HsfuncError`."""
    if (options.name is None) is not (options.action == "list"):
        raise CommandError("hsfunc secrets list takes no name; add, update and delete take one.")
    account = Account(options.account_id, settings=Settings(keyring=True))
    options.secrets = account.secrets
    try:
        print(_done(account, options))
    finally:
        account.close()
    return 0


def _done(account: Account, options: argparse.Namespace) -> str:
    secrets, name = account.secrets, options.name
    remarks: list[str] = []
    if options.action == "list":
        return "\n".join(secrets.names()) or "No secrets yet."
    if options.action == "delete":
        secrets.delete(name)
        return f"The secret {name} was deleted."
    if options.action == "add":
        secrets.check_new(name)
        secrets.add(name, _value(options), remarks=remarks)
        return "\n".join([f"The secret {name} was added.", *remarks])
    secrets.check_update(name)
    secrets.update(name, _value(options), remarks=remarks)
    return "\n".join([f"The secret {name} was updated.", *remarks])


def _value(options: argparse.Namespace) -> str:
    if options.from_env is not None:
        value = os.environ.get(options.from_env, "")
        where = f"The environment variable {options.from_env}"
    elif sys.stdin.isatty():
        value, where = getpass.getpass(f"Value of {options.name}: "), "What was typed"
    else:
        value, where = sys.stdin.read().removesuffix("\n"), "The input"
    if not value:
        raise CommandError(f"{where} is empty: nothing was changed.")
    return value
