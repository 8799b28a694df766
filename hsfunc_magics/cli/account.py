"""The account that a command works on: its options, its folder from disk, its secrets."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import sys
from functools import partial
from pathlib import Path

from ..emulator.account import DEFAULT_ACCOUNT_ID, Account
from ..emulator.disk.load import Imported, import_folders
from ..emulator.display import counted
from ..emulator.errors import VisitorError
from ..emulator.projects.forms import forms_at
from ..emulator.projects.load import ImportedProjects, import_projects
from ..emulator.projects.switches_file import SWITCHES_FILE, load_switches
from ..emulator.secrets.dotenv_file import read_dotenv
from ..emulator.secrets.ways import BY_COMMAND
from ..emulator.serverless_json.manifest import DEFAULT_RUNTIME
from ..emulator.serverless_json.runtime import OF_THE_COMMAND
from ..emulator.settings import Settings
from ..emulator.sources.package_needs import command_door
from ..emulator.visitors import Visitor
from .command import CommandError
from .outgoing.cassettes import add_outgoing, set_outgoing
from .progress import Activity

_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)*(:\d+)?")


def add_account_options(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    """The folder, or `several`, as a list, and what the account is to be."""
    told = "a .functions folder, a project, or what has such"
    parser.add_argument("folder", nargs="+" if several else 1, metavar="FOLDER", help=told)
    add_account_id(parser)
    parser.add_argument("--bundle", action="store_true", help="bundle endpoints with their packages")
    add_runtime(parser)
    add_switches(parser)
    add_secrets(parser)
    parser.add_argument("--mocks", metavar="FILE", help="answer what functions ask of the web as FILE says")
    add_hubspot(parser)
    add_outgoing(parser)
    parser.add_argument("--visitor", metavar="JSON", help='who has a tracking cookie: {"vid": 7}')
    parser.add_argument(
        "--domain", type=_domain, action="append", default=[], metavar="NAME", help="a domain of the account"
    )
    parser.set_defaults(log_file=None)


def add_runtime(parser: argparse.ArgumentParser) -> None:
    """Which runtime a folder runs on."""
    parser.add_argument("--runtime", metavar="NAME", help=f"instead of serverless.json's: {DEFAULT_RUNTIME}")


def add_switches(parser: argparse.ArgumentParser) -> None:
    """How what is not known of the platform of projects is taken to be."""
    parser.add_argument("--switches", metavar="FILE", help=f"instead of {SWITCHES_FILE}, found there")
    parser.add_argument(
        "--switch",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="one of hsfunc project switches",
    )


def add_hubspot(parser: argparse.ArgumentParser) -> None:
    """Whether a small HubSpot in memory answers functions."""
    parser.add_argument(
        "--mock-hubspot",
        type=_seed,
        nargs="?",
        const=True,
        metavar="SEED",
        help="a small HubSpot answers; SEED: its data",
    )


def set_switches(account: Account, options: argparse.Namespace) -> list[str]:
    """Sets those of the file that is named or found, then single ones; what is to be told of the file.

    Raises `SwitchError` and `CommandError`.
    """
    folders = options.folder if isinstance(options.folder, list) else [options.folder]
    loaded = load_switches(options.switches, *folders)
    switches = loaded.switches if loaded is not None else account.switches
    for text in options.switch:
        name, found, value = text.partition("=")
        if not found:
            raise CommandError(f"--switch takes NAME=VALUE, such as params=arrays, not {text!r}.")
        switches = switches.choose(name.strip(), value.strip())
    account.switches = switches
    return [str(loaded)] if loaded is not None else []


def add_secrets(parser: argparse.ArgumentParser) -> None:
    """Where the account's secrets come from."""
    parser.add_argument("--env-file", metavar="FILE", help="the account's secrets, NAME=value a line")
    parser.add_argument("--keyring", action="store_true", help="secrets of the keyring, too (hsfunc secrets)")


def add_account_id(parser: argparse.ArgumentParser) -> None:
    """Which account."""
    parser.add_argument(
        "--account-id",
        type=_account_id,
        default=DEFAULT_ACCOUNT_ID,
        metavar="N",
        help="the account's number (default: %(default)s)",
    )


def open_account(options: argparse.Namespace, *, follow: bool, brief: bool = False) -> tuple[Account, str]:
    """The account with its folders and projects, and what is to be told of these.

    `brief`: what must be known first of all is told beside the output, at once. Raises `CommandError` and
    `HsfuncError`.
    """
    account = Account(
        options.account_id,
        domains=options.domain,
        visitor=_visitor(options.visitor) if options.visitor is not None else None,
        settings=Settings(keyring=options.keyring),
    )
    account.projects.ways = BY_COMMAND
    options.secrets = account.secrets  # what is told of an error hides their values
    remarks: list[str] = []
    told: list[Imported | ImportedProjects] = []
    try:
        if options.log_file is not None:
            account.log.keep_in(options.log_file)  # by a setting it would be opened with the first record only
        if options.env_file is not None:
            account.secrets.add_all(read_dotenv(options.env_file, "--env-file", whole=True), remarks=remarks)
        set_outgoing(account, options)
        remarks += set_switches(account, options)
        if options.mocks is not None:
            made = account.mocks.load(options.mocks, follow=_tell if follow else None)
            remarks += [] if brief else [f"{counted(len(made), 'mock')} of {options.mocks} before the network."]
        more = " …" if options.command == "call" else ""
        door = command_door(
            f"hsfunc {options.command} --bundle {shlex.join(options.folder)}{more}", OF_THE_COMMAND, BY_COMMAND
        )
        with Activity(quiet=getattr(options, "silent", False)) as activity:
            account.bundling.on_progress = activity.show
            if options.mock_hubspot is not None:
                account.mock_hubspot(None if options.mock_hubspot is True else options.mock_hubspot)
            bundling = account.bundling.folders(activity.show) if options.bundle else None
            read = account.watched_folders.open if follow else partial(import_folders, account)
            read_projects = account.watched_projects.open if follow else partial(import_projects, account)
            for folder in options.folder:
                forms = forms_at(folder)
                if forms.folders:
                    told.append(
                        read(folder, paths=forms.folders, runtime=options.runtime, bundling=bundling, door=door)
                    )
                if forms.projects:
                    told.append(read_projects(folder, paths=forms.projects))
        account.bundling.on_progress = None
        if options.runtime is not None and not account.functions:
            remarks.append("--runtime is for .functions folders: projects run on the Node of the switch node.")
    except BaseException:
        account.close()
        raise
    if not getattr(options, "silent", False):
        for remark in [*remarks, *(caution for one in told for caution in one.cautions if brief)]:
            print(f"hsfunc: {remark}", file=sys.stderr)
    return account, "\n".join(map(str, told))


def _tell(problem: str) -> None:
    print(f"hsfunc: {problem}", file=sys.stderr, flush=True)


def _domain(text: str) -> str:
    """The value of --domain."""
    if not _DOMAIN.fullmatch(text):
        # It is not repeated: a secret may have been typed, and none is known yet.
        raise argparse.ArgumentTypeError("it takes a name such as www.example.com, with a port if need be")
    return text


def _seed(text: str) -> str:
    """The value of --mock-hubspot: the folder behind it is not meant."""
    if Path(text).expanduser().is_dir():
        raise argparse.ArgumentTypeError(
            f"it takes a seed's file, and {text} is a folder: put the option behind FOLDER"
        )
    return text


def _account_id(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("it takes a number from 1")
    return int(text)


def _visitor(text: str) -> Visitor:
    try:
        return Visitor.from_contact(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise CommandError(
            '--visitor takes JSON such as {"vid": 7, "isLoggedIn": true, "listMemberships": [3], "email": "ann@x.org"}.'
        ) from None
    except VisitorError as problem:
        raise CommandError(f"--visitor: {problem}") from None
