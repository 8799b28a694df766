"""`%hs upload`: a folder on disk into the account, with the words of HubSpot's CLI."""

from __future__ import annotations

from pathlib import Path

from ...emulator.account import Account
from ...emulator.disk.load import import_folders
from ...emulator.disk.read import EXTENSION, find_folders
from ...emulator.errors import FolderError
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs upload",
    "SRC DEST",
    "Puts a .functions folder on disk, or all below a folder, into the account, as hs cms upload does:\n"
    "subfolders included, without ignored files and kinds of files that HubSpot does not take.\n"
    "The account has no folders around .functions folders: of DEST the .functions folder counts.",
    "%hs upload theme/shop.functions my-theme/shop.functions",
)
PARSER.add_argument("src", metavar="SRC", help="on disk")
PARSER.add_argument("dest", metavar="DEST", help="in the account")


def run(account: Account, words: list[str]) -> str:
    """What is in the account now. Raises `HsfuncError`; the account is then as it was."""
    options = PARSER.read_words(words)
    paths = find_folders(options.src)
    remote = options.dest.strip("/").split("/")
    if Path(options.src).expanduser().resolve() in paths[0].parents:
        return str(import_folders(account, options.src, uploading=True))
    if not remote[-1].endswith(EXTENSION):
        better = "/".join([*filter(None, remote), paths[0].name])
        raise FolderError(
            f"HubSpot would put the files of {options.src} into {options.dest} itself, which is no {EXTENSION} folder,"
            f" so they would not run. Name it: %hs upload {options.src} {better}."
        )
    names = {paths[0]: remote[-1].removesuffix(EXTENSION)}
    told = str(import_folders(account, options.src, names=names, uploading=True))
    return told if len(remote) == 1 else f"{told}\nOf {options.dest} the folder {remote[-1]} counts here."
